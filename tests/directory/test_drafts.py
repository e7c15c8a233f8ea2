"""Drafts: what people read stays as it is until somebody else agreed."""

from typing import Any

import pytest

from directory import writing
from directory.hsds import shapes
from directory.models.edition import Edition, EditionState, Origin
from directory.models.service import Service
from directory.states import State
from staff.acts import Act
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.directory.vetted import document

pytestmark = pytest.mark.django_db

KEY = document()["id"]


@pytest.fixture
def listing() -> Service:
    """A listing with rows and without an edition, as the seeds or a first stock leave it."""
    [key] = writing.write_documents([document()], state=State.SOURCED)
    return Service.objects.get(pk=key)


def named(name: str, **said: Any) -> dict[str, Any]:
    return {**document(**said), "name": name}


def drafted(person: Any, name: str = "Another", **said: Any) -> Edition:
    origin = said.pop("origin", Origin.DESK)
    return writing.save_draft(person=person, document=named(name), origin=origin, **said)


def feed(*names: str, person: Any = None) -> list[Edition]:
    return writing.bulk_drafts([named(name) for name in names], feed="county", person=person)


def test_a_draft_changes_nothing_that_people_read(dalia, listing):
    drafted(dalia, service=listing)
    assert writing.document_of(listing)["name"] == "A line"
    assert Service.objects.get(pk=listing.pk).state == State.SOURCED


def test_the_first_draft_keeps_what_was_there_as_the_first_edition(dalia, listing, settings):
    before = writing.document_of(listing)
    edition = drafted(dalia, service=listing)
    found = Edition.objects.get(service=listing, number=1)
    assert (found.origin, found.state, found.document) == (Origin.FOUND, EditionState.PUBLISHED, before)
    assert (edition.number, edition.based_on) == (2, found.digest)


def test_what_is_not_shown_is_kept_as_what_it_is(dalia, listing, settings):
    settings.WAYPOST_SHOW_SOURCED = False
    drafted(dalia, service=listing)
    assert Edition.objects.get(service=listing, number=1).state == EditionState.SUPERSEDED


def test_a_new_listing_has_a_row_that_lists_can_show_and_nothing_else(dalia):
    edition = drafted(dalia, "A new one")
    row = Service.objects.get(pk=edition.service_id)
    assert (row.state, row.name, row.country, row.kind) == (State.DRAFT, "A new one", "GB", "crisis")
    assert not row.phones.exists()
    assert (edition.number, edition.based_on) == (1, "")


def test_a_person_goes_on_with_the_draft_that_is_begun(dalia, listing):
    first, second = drafted(dalia, "One", service=listing), drafted(dalia, "Two", service=listing)
    assert first.pk == second.pk
    assert Edition.objects.get(pk=first.pk).document["name"] == "Two"
    assert second.based_on == shapes.digest(writing.document_of(listing))


def test_an_older_edition_that_is_restored_takes_the_place_of_a_draft(dalia, listing):
    first = drafted(dalia, "One", service=listing)
    second = drafted(dalia, "Two", service=listing, origin=Origin.RESTORED)
    assert Edition.objects.get(pk=first.pk).state == EditionState.SUPERSEDED
    assert (second.state, second.number) == (EditionState.DRAFT, first.number + 1)


def test_nobody_writes_on_what_is_in_review(dalia, listing):
    edition = drafted(dalia, service=listing)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.IN_REVIEW)
    with pytest.raises(writing.InReview):
        drafted(dalia, "Two", service=listing)
    assert Edition.objects.get(pk=edition.pk).document["name"] == "Another"


def test_a_feed_does_not_write_over_somebody_s_draft(dalia, listing):
    drafted(dalia, "By hand", service=listing)
    assert writing.with_open_work([listing.pk]) == {listing.pk}
    with pytest.raises(writing.OpenDraft):
        feed("By the feed")
    assert Edition.objects.get(service=listing, state=EditionState.DRAFT).document["name"] == "By hand"


def test_a_feed_goes_on_with_its_own_draft_until_a_person_took_it_up(dalia, listing):
    [first], [second] = feed("One"), feed("Two")
    assert first.pk == second.pk
    assert writing.with_open_work([listing.pk]) == set()
    drafted(dalia, "By hand", service=listing)
    assert writing.with_open_work([listing.pk]) == {listing.pk}


def test_a_feed_is_remembered_with_what_it_last_gave(dalia):
    [edition] = feed("One", person=dalia)
    row = Service.objects.get(pk=edition.service_id)
    assert (row.feed, row.feed_digest) == ("county", edition.digest)
    assert row.feed_digest == shapes.digest(named("One"))


def test_many_drafts_are_few_queries_and_one_line_on_record(dalia, django_assert_max_num_queries):
    documents = [{**named(f"Line {number}"), "id": KEY.replace("7b", f"{number:02d}", 1),
                  "waypost": {**document()["waypost"], "listing": f"gb-{number}"}}
                 for number in range(10, 40)]  # fmt: skip
    lines = AuditEntry.objects.count()
    with django_assert_max_num_queries(60):
        editions = writing.bulk_drafts(documents, feed="county", person=dalia)
    assert len(editions) == 30
    assert AuditEntry.objects.count() == lines + 1


def test_a_draft_is_on_record(dalia):
    edition = drafted(dalia)
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.act, entry.actor_id, entry.subject_id) == (Act.LISTING_DRAFTED, dalia.pk, KEY)
    assert str(edition.pk) in entry.facts


@pytest.mark.parametrize("name", ["amina", "chidi", "emeka", "farah", "greta", "hana"])
def test_whoever_may_not_edit_keeps_no_draft(name, request):
    with pytest.raises(NotAllowed):
        drafted(request.getfixturevalue(name))
    with pytest.raises(NotAllowed):
        feed("One", person=request.getfixturevalue(name))
    assert not Edition.objects.filter(service_id=KEY).exists()
