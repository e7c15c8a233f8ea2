"""Somebody at the desk wants survivors to call a number of theirs: alone, and with one accomplice."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from directory import intake, planning, publishing, sheltering, vetting, writing
from directory.hsds.read import Source
from directory.models.edition import Edition, EditionState, Origin
from directory.models.service import Service, Withdrawal
from directory.vetting import Shortening
from staff import agreement
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.directory.vetted import ALL, agree, cooled, document, fresh, published, submitted, with_number
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
THEIRS = "020 7946 0999"
REFUSED = (NotAllowed, vetting.Refused, agreement.Refused)


@pytest.fixture
def listing(dalia: User, emeka: User) -> Service:
    """A listing that people read; its number was vetted by two."""
    return published(dalia, emeka)


def changed(by: User, listing: Service) -> Edition:
    return submitted(by, service=listing, phones=with_number(document(), THEIRS)["phones"])


def numbers() -> str:
    """Return every number that the public door could show, wherever it stands."""
    shown = Service.objects.shown(show_sourced=True, today=timezone.now().date())
    return json.dumps([writing.document_of(row) for row in shown.filter(seed_id="gb-drafted")])


def everything(person: User, edition: Edition) -> list[Callable[[], object]]:
    """Return all that somebody could try at the verbs to bring an edition through."""
    return [
        lambda: vetting.tick(person=person, edition=edition, checked=ALL),
        lambda: vetting.record_call_back(person=person, edition=edition, outcome="confirmed"),
        lambda: vetting.shorten_cooling(person=person, edition=edition, why=Shortening.DANGER),
        lambda: agree(person, fresh(edition)),
    ]


def tried(*people: User, edition: Edition) -> int:
    """Have each of them try everything, twice in turn, and return how often it worked."""
    worked = 0
    for person in people * 2:
        for attempt in everything(person, edition):
            try:
                attempt()
                worked += 1
            except (*REFUSED, AssertionError):  # the last: there is nothing left to agree to
                continue
    return worked


def test_the_measure_sees_a_number_that_went_the_honest_way(
    dalia: User, emeka: User, listing: Service
) -> None:
    edition = cooled(changed(dalia, listing))
    vetting.record_call_back(person=emeka, edition=edition, outcome="confirmed")
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    agree(emeka, edition)
    assert THEIRS in numbers()


# --- alone ---


def test_an_editor_alone_brings_nothing_through(dalia: User, listing: Service) -> None:
    edition = cooled(changed(dalia, listing))
    assert tried(dalia, edition=edition) == 0
    assert THEIRS not in numbers()


def test_a_verifier_alone_writes_nothing(emeka: User, listing: Service) -> None:
    with pytest.raises(NotAllowed):
        changed(emeka, listing)
    assert THEIRS not in numbers()


def test_somebody_with_both_roles_does_not_agree_with_themselves(dalia: User, emeka: User) -> None:
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER, team="Listings")
    edition = cooled(changed(both, published(dalia, emeka)))
    tried(both, edition=edition)
    assert THEIRS not in numbers()
    assert fresh(edition).state == EditionState.IN_REVIEW


def test_a_file_that_brings_the_number_becomes_a_draft(
    dalia: User, listing: Service, tmp_path: Path, settings
) -> None:
    settings.BASE_DIR = tmp_path
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([with_number(writing.document_of(listing), THEIRS)]))
    plan = planning.make(Source(path), feed="theirs", country="GB")
    intake.carry_out(person=dalia, digest=plan.digest)
    assert THEIRS not in numbers()


def test_no_page_takes_a_number_past_the_verbs(
    dalia: User, listing: Service, signed_in: Callable[..., Client]
) -> None:
    client, form = (
        signed_in(dalia, proved=True),
        {"number": THEIRS, "phones-0-number": THEIRS, "name": "A line"},
    )
    for address in (
        f"/desk/admin/directory/service/{listing.pk}/change/", f"/desk/listings/{listing.pk}/edit/",
        "/desk/listings/new/", f"/desk/admin/directory/service/{listing.pk}/delete/",
    ):  # fmt: skip
        client.post(address, form)
    assert THEIRS not in numbers()


def test_withdrawing_and_restoring_brings_back_what_two_people_vetted(
    dalia: User, emeka: User, listing: Service
) -> None:
    edition = changed(dalia, listing)
    publishing.withdraw(person=dalia, service=listing, why=Withdrawal.CLOSED)
    proposal = publishing.propose_restoring(person=dalia, service=listing)
    digest = agreement.digest_now(agreement.kind_of(proposal), proposal.contents)
    with pytest.raises(REFUSED):
        agreement.agree(person=dalia, proposal=proposal, digest=digest)
    agreement.agree(person=emeka, proposal=proposal, digest=digest)
    assert fresh(edition).state == EditionState.IN_REVIEW
    assert THEIRS not in numbers()


# --- with one accomplice ---


def test_two_editors_bring_nothing_through(dalia: User, listing: Service) -> None:
    friend = make_person("friend", Role.LISTING_EDITOR, team="Listings")
    base = {**writing.document_of(listing), "phones": with_number(document(), THEIRS)["phones"]}
    edition = writing.save_draft(person=dalia, document=base, service=listing, origin=Origin.DESK)
    vetting.submit(person=friend, edition=edition)  # another one than who wrote it
    tried(dalia, friend, edition=cooled(fresh(edition)))
    assert THEIRS not in numbers()


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.VERIFIER, Role.LISTING_EDITOR, Role.AUDITOR)]
)
def test_an_accomplice_in_another_role_brings_nothing_through(
    dalia: User, listing: Service, role: Role
) -> None:
    friend = make_person("friend", role, team="Listings")
    edition = cooled(changed(dalia, listing))
    worked = tried(dalia, friend, edition=edition)
    assert worked == 0
    assert THEIRS not in numbers()


def test_a_supervisor_shortens_the_time_and_nothing_else(dalia: User, chidi: User, listing: Service) -> None:
    edition = changed(dalia, listing)
    assert tried(dalia, chidi, edition=edition) == 1
    assert THEIRS not in numbers()


def test_a_verifier_in_league_has_to_wait_a_day_and_to_lie_on_record(
    dalia: User, emeka: User, listing: Service
) -> None:
    edition = changed(dalia, listing)
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    with pytest.raises(agreement.NotCarriedOut):  # without a call
        agree(emeka, fresh(edition))
    vetting.record_call_back(person=emeka, edition=edition, outcome="confirmed")
    with pytest.raises(agreement.NotCarriedOut):  # without the day
        agree(emeka, fresh(edition))
    assert THEIRS not in numbers()
    lie = AuditEntry.objects.get(act="listing.call-back")
    assert (lie.actor_id, lie.subject_id) == (emeka.pk, str(listing.pk))


def test_anybody_honest_who_calls_the_old_number_in_that_day_ends_it(
    dalia: User, emeka: User, listing: Service
) -> None:
    edition = changed(dalia, listing)
    honest = make_person("honest", Role.VERIFIER, team="Listings")
    vetting.record_call_back(person=honest, edition=edition, outcome="denied")
    tried(dalia, emeka, edition=cooled(edition, by=dt.timedelta(days=3)))
    assert THEIRS not in numbers()


def test_a_number_that_hides_where_it_is_not_looked_for_is_as_sensitive(
    dalia: User, listing: Service
) -> None:
    hiding = {
        "description": f"Somebody listens. Ring {THEIRS}.",
        "url": "https://theirs.example.org/",
        "email": "theirs@example.org",
        "additional_urls": [
            {"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f09", "url": "https://theirs.example.org/"}
        ],
        "contacts": [
            {"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f08", "name": "A", "email": "theirs@example.org"}
        ],
        "alert": f"New: {THEIRS}",
    }
    for name, value in hiding.items():
        edition = submitted(dalia, service=listing, **{name: value})
        assert edition.sensitive, name
        vetting.take_back(person=dalia, edition=edition)
        vetting.discard(person=dalia, edition=fresh(edition))
    assert sheltering.count_waiting(edition) == 0
