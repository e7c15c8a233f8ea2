"""Many people answer one referral in the same second, while the person takes their word back."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from referral import editing_review, partnering, sending
from referral.models.referral import Referral
from referral.referral_moves import Moved
from referral.referral_states import State
from staff.models.person import User
from staff.roles import Role
from tests.directory import made_listing
from tests.people import make_person
from tests.referral.referring import a_case, a_desk, now, refer

EACH = 6  # people who accept, and people who decline


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_one_answer_counts_and_a_word_taken_back_ends_it() -> None:
    editing_review.the_seeds_kept()  # tests before this one may have emptied the tables
    amina, partners, sent = _sent()
    verbs = [_accepts(one, sent) for one in partners[:EACH]] + [
        _declines(one, sent) for one in partners[EACH:]
    ]
    done = _at_once([*verbs, _stops(amina, sent)])
    sent.refresh_from_db()
    answers = [one for one in done if one is not State.WITHDRAWN]
    assert len(answers) <= 1
    assert sent.steps.exclude(move__in=["check", "see"]).count() == len(done)
    if State.DECLINED in answers:  # it was over, and there was nothing to stop any more
        assert (done, sent.stands) == ([State.DECLINED], State.DECLINED)
    else:
        assert sent.stands is State.WITHDRAWN
    assert (sent.key, sent.ended_at is None) == (None, False)


def _sent() -> tuple[User, list[User], Referral]:
    """Return a worker, the people of a partner, and a referral that one of them has looked at."""
    amina, greta = make_person("amina", Role.HELPLINE, team="Day"), make_person("greta", Role.ADMINISTRATOR)
    partners = [make_person(f"p{number}", Role.PARTNER, team="Harbour") for number in range(2 * EACH)]
    service = a_desk(partners[0], greta, service=made_listing.published())
    sent = refer(amina, a_case(amina), service)
    partnering.read(person=partners[0], reference=sent.reference, now=now())
    return amina, partners, sent


def _accepts(person: User, sent: Referral) -> Callable[[], State]:
    return lambda: partnering.accept(person=person, reference=sent.reference, now=now()).stands


def _declines(person: User, sent: Referral) -> Callable[[], State]:
    return lambda: (
        partnering.decline(person=person, reference=sent.reference, reason="full", now=now()).stands
    )


def _stops(person: User, sent: Referral) -> Callable[[], State]:
    def stop() -> State:
        case = sent.case.reference
        sending.withdraw_consent(person=person, reference=case, referral=sent, now=now())
        return State.WITHDRAWN

    return stop


def _at_once(verbs: list[Callable[[], State]]) -> list[State]:
    """Return what was done; whoever came too late was told."""
    begin, done = threading.Barrier(len(verbs)), []

    def press(verb: Callable[[], State]) -> None:
        begin.wait()
        try:
            done.append(verb())
        except Moved:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done
