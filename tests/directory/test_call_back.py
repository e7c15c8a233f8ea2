"""A changed number, address or place waits for a call to the old number and for a day (S8)."""

import datetime as dt

import pytest

from directory import publishing, vetting
from directory.models.edition import CallBack
from directory.models.service import Service, Withdrawal
from directory.vetting import Shortening
from staff import agreement
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.directory.vetted import ALL, agree, cooled, document, fresh, published, submitted, with_number

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]
NUMBER = "020 7946 0999"


@pytest.fixture
def edition(dalia: User):
    """A new listing in review: nobody read it yet, so nothing in it is sensitive."""
    return submitted(dalia)


@pytest.fixture
def public(dalia: User, emeka: User) -> Service:
    return published(dalia, emeka)


@pytest.fixture
def changed(dalia: User, public: Service):
    """A public listing whose number would change."""
    return submitted(dalia, service=public, **{"phones": with_number(document(), NUMBER)["phones"]})


def says(edition, person: User) -> list[type]:
    return [type(found) for found in vetting.hindrances(fresh(edition), person)]


# --- a change that could send people to somebody else ---


def test_a_changed_number_waits_for_a_call_and_a_day(emeka, changed):
    vetting.tick(person=emeka, edition=changed, checked=ALL)
    assert changed.sensitive == ["phones"]
    assert says(changed, emeka) == [vetting.NoCallBack, vetting.StillCooling]


def test_after_both_it_is_published(emeka, changed):
    row = cooled(changed)
    vetting.record_call_back(person=emeka, edition=row, outcome="confirmed")
    vetting.tick(person=emeka, edition=row, checked=ALL)
    agree(emeka, row)
    assert list(row.service.phones.values_list("number", flat=True)) == [NUMBER]


def test_the_call_alone_is_not_enough(emeka, changed):
    vetting.record_call_back(person=emeka, edition=changed, outcome="confirmed")
    vetting.tick(person=emeka, edition=changed, checked=ALL)
    with pytest.raises(agreement.NotCarriedOut) as refusal:
        agree(emeka, changed)
    assert refusal.value.says == vetting.StillCooling.says


def test_time_alone_is_not_enough(emeka, changed):
    row = cooled(changed)
    vetting.tick(person=emeka, edition=row, checked=ALL)
    assert says(row, emeka) == [vetting.NoCallBack]


def test_a_denial_at_the_old_number_ends_it_whatever_was_said_after(emeka, changed):
    row = cooled(changed)
    vetting.record_call_back(person=emeka, edition=row, outcome="denied")
    vetting.record_call_back(person=emeka, edition=row, outcome="confirmed")
    vetting.tick(person=emeka, edition=row, checked=ALL)
    assert says(row, emeka) == [vetting.Denied]


def test_nobody_reached_counts_on_two_days_only(emeka, changed):
    row = cooled(changed, by=dt.timedelta(days=3))
    vetting.tick(person=emeka, edition=row, checked=ALL)
    for _again in range(2):
        vetting.record_call_back(person=emeka, edition=row, outcome="not-reached")
    assert says(row, emeka) == [vetting.NoCallBack]
    CallBack.objects.filter(pk=row.call_backs.first().pk).update(at=row.submitted_at)
    assert says(row, emeka) == []


def test_there_is_no_saying_that_there_was_no_number_when_there_is(emeka, changed):
    with pytest.raises(vetting.HasANumber):
        vetting.record_call_back(person=emeka, edition=changed, outcome="no-old-number")


def test_calls_from_before_it_was_taken_back_do_not_count(dalia, emeka, changed):
    vetting.record_call_back(person=emeka, edition=changed, outcome="confirmed")
    vetting.take_back(person=dalia, edition=changed)
    vetting.submit(person=dalia, edition=fresh(changed))
    assert vetting.NoCallBack in says(changed, emeka)


def test_a_new_listing_needs_no_call(emeka, edition):
    assert edition.sensitive == []
    assert edition.cooling_until is None
    with pytest.raises(vetting.NothingToCheck):
        vetting.record_call_back(person=emeka, edition=edition, outcome="confirmed")


def test_a_listing_that_was_withdrawn_since_is_as_sensitive(dalia, emeka, public):
    publishing.withdraw(person=dalia, service=public, why=Withdrawal.CLOSED)
    again = submitted(dalia, service=public, **{"phones": with_number(document(), NUMBER)["phones"]})
    assert again.sensitive == ["phones"]


def test_another_sentence_is_not_sensitive(dalia, public):
    assert submitted(dalia, service=public, description="Somebody listens, day and night.").sensitive == []


@pytest.mark.parametrize("who", ["amina", "chidi", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_else_records_a_call(request, who, changed):
    with pytest.raises(NotAllowed):
        vetting.record_call_back(person=request.getfixturevalue(who), edition=changed, outcome="confirmed")
    assert not changed.call_backs.exists()


def test_whoever_wrote_the_change_does_not_record_the_call(dalia, changed):
    with pytest.raises(vetting.OwnDraft):
        vetting.record_call_back(person=dalia, edition=changed, outcome="confirmed")


# --- shortening ---


def test_a_supervisor_shortens_with_a_reason_on_record(chidi, emeka, changed):
    vetting.shorten_cooling(person=chidi, edition=changed, why=Shortening.DANGER)
    row = fresh(changed)
    assert (row.shortened_by_id, row.shortened_why) == (chidi.pk, "danger")
    assert vetting.StillCooling not in says(changed, emeka)
    assert vetting.NoCallBack in says(changed, emeka)
    assert '"reason":"danger"' in AuditEntry.objects.get(act=Act.COOLING_SHORTENED).facts


@pytest.mark.parametrize("who", ["amina", "dalia", "emeka", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_but_a_supervisor_shortens(request, who, changed):
    with pytest.raises(NotAllowed):
        vetting.shorten_cooling(person=request.getfixturevalue(who), edition=changed, why=Shortening.DANGER)
    assert fresh(changed).shortened_why == ""


def test_a_reason_of_ones_own_is_refused(chidi, changed):
    with pytest.raises(ValueError, match="not a valid Shortening"):
        vetting.shorten_cooling(person=chidi, edition=changed, why="in a hurry")


def test_what_does_not_cool_cannot_be_shortened(chidi, edition):
    with pytest.raises(vetting.NothingToCheck):
        vetting.shorten_cooling(person=chidi, edition=edition, why=Shortening.DANGER)
