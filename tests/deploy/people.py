"""One person of each role at the desk of the stack, each with an app that shows codes. Run in the site's
settings.
"""

from typing import Final

TEAM: Final = "Desk of the stack"
SECRET: Final = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # what the apps share with the site


def make() -> None:
    """Have them, trained where their work asks for it, and a partner who answers for a service."""
    from allauth.mfa.totp.internal.auth import TOTP

    from staff.roles import Role
    from tests.people import make_person
    from tests.referral import casing

    people = {role: make_person(f"stack-{role.value}", role, team=TEAM) for role in Role}
    for person in people.values():
        TOTP.activate(person, SECRET)
    casing.trained(people[Role.HELPLINE], people[Role.SUPERVISOR])


if __name__ == "__main__":
    import django

    django.setup()
    make()
