"""What a backup is tried with: the case full of canaries, and two more that are not over their time.

Prints what a thief could hold, and the key of the case that will be destroyed after the backup was taken.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if __name__ == "__main__":
    import django

    django.setup()
    from staff.roles import Role
    from tests.people import make_person
    from tests.referral import casing
    from tests.safety import canary_case

    known = canary_case.make()
    worker = make_person("amina-of-the-backup", Role.HELPLINE, team="Backup")
    casing.trained(worker)
    lives, destroyed = (casing.from_call(worker) for _ in range(2))
    print(json.dumps({**known, "lives": str(lives.key), "destroyed": str(destroyed.key)}))
