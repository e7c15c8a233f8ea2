"""On which day somebody was last here: enough to ask about an account that nobody uses, too little to retell
a shift.
"""

from datetime import date

from staff.models.person import User


def seen(*, person: User, today: date) -> None:
    """Note that the person was here on this day; an open question whether the account is still needed is
    answered by that. One write a day.
    """
    if person.last_seen_on == today and person.asked_on is None:
        return
    User.objects.filter(pk=person.pk).update(last_seen_on=today, asked_on=None)
    person.last_seen_on, person.asked_on = today, None
