"""The form of a listing: nothing typed is lost, a draft touches nothing that people read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from directory import listing_draft, listing_draft_forms, published, writing
from directory.models.edition import Edition, EditionState
from directory.models.service import Service
from directory.models.shelter import Shelter
from directory.states import State
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.directory import made_listing
from tests.directory.made_listing import NEW, OLD

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(db: None) -> Service:
    return made_listing.published()


@pytest.fixture
def editor(dalia: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(dalia)


def page(listing: Service, name: str = "edit") -> str:
    return f"/desk/listings/{listing.pk}/{name}/"


def fields(listing: Service | None, **changed: Any) -> dict[str, Any]:
    """Return what a browser sends when the form is opened and these fields are typed."""
    made = writing.document_of(listing) if listing else listing_draft_forms.NEW
    current = listing.editions.filter(state=EditionState.DRAFT).first() if listing else None
    sent: dict[str, Any] = {"act": "save", "seen_digest": current.digest if current else ""}
    sent |= dict(_typed(listing_draft.opened(made)))
    for part, rows in listing_draft.opened_rows(made).items():
        sent[f"{part}-TOTAL_FORMS"], sent[f"{part}-INITIAL_FORMS"] = len(rows), 0
        for number, row in enumerate(rows):
            sent |= {f"{part}-{number}-{name}": value for name, value in _typed(row)}
    return {**sent, **changed}


def fields_of(draft: Edition, **changed: Any) -> dict[str, Any]:
    """Return what a browser sends when the form of this draft is opened and these fields are typed."""
    return {**fields(draft.service, **changed), "seen_digest": draft.digest}


def _typed(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if value is not None and value is not False:
            yield name, "on" if value is True else value


def test_saving_the_form_as_it_was_opened_keeps_every_word(editor, listing):
    editor.post(page(listing), fields(listing))
    draft = listing.editions.get(state=EditionState.DRAFT)
    assert draft.document == writing.document_of(listing)


def test_a_draft_says_what_was_typed_and_people_read_what_they_read_before(editor, listing):
    answer = editor.post(page(listing), fields(listing, **{"phones-0-number": NEW}), follow=True)
    assert "The draft is saved" in answer.content.decode()
    draft = listing.editions.get(state=EditionState.DRAFT)
    assert draft.document["phones"][0]["waypost"]["e164"] == "+442079460200"
    assert [phone.number for phone in listing.phones.all()] == [OLD]
    assert AuditEntry.objects.filter(act="listing.drafted", subject_id=str(listing.pk)).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "no address"),
        ("minimum_age", "young"),
        ("timezone", "Nowhere"),
        ("name", ""),
        ("phones-0-number", ""),
    ],
)
def test_what_does_not_fit_saves_nothing_and_loses_nothing(editor, listing, field, value):
    sent = fields(
        listing, **{field: value, "description": "Typed with care", "phones-0-description": "for sure"}
    )
    answer = editor.post(page(listing), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed with care" in html
    assert "for sure" in html
    assert "Nothing was saved yet" in html
    assert not Edition.objects.filter(service=listing).exists()


def test_a_draft_that_somebody_saved_meanwhile_is_not_written_over(editor, listing):
    stale = fields(listing, description="Typed with care")
    editor.post(page(listing), fields(listing, description="Saved by somebody else"))
    answer = editor.post(page(listing), stale)
    assert answer.status_code == 409
    assert "Typed with care" in answer.content.decode()
    assert listing.editions.get(state=EditionState.DRAFT).document["description"] == "Saved by somebody else"


def test_another_row_is_offered_without_saving(editor, listing):
    answer = editor.post(page(listing), fields(listing, more="phones"))
    assert 'name="phones-1-number"' in answer.content.decode()
    assert not Edition.objects.filter(service=listing).exists()


def test_there_are_never_more_rows_than_a_form_may_have(editor, listing):
    most = listing_draft_forms.MOST["phones"]
    answer = editor.post(page(listing), fields(listing, more="phones", **{"phones-TOTAL_FORMS": 500}))
    html = answer.content.decode()
    assert f'name="phones-{most - 1}-number"' in html
    assert f'name="phones-{most}-number"' not in html


def test_a_row_that_is_ticked_or_emptied_goes(editor, listing):
    editor.post(page(listing), fields(listing, **{"phones-0-DELETE": "on"}))
    assert "phones" not in listing.editions.get(state=EditionState.DRAFT).document


def test_a_new_listing_gets_a_name_that_nobody_has(editor):
    for _again in range(2):
        sent = fields(None, name="Harbour house", country="GB", kind="legal")
        assert editor.post("/desk/listings/new/", sent).status_code == 302
    rows = Service.objects.filter(name="Harbour house").order_by("seed_id")
    assert [row.seed_id for row in rows] == ["gb-harbour-house", "gb-harbour-house-2"]
    assert {row.state for row in rows} == {State.DRAFT}
    assert "gb-harbour-house" not in published.current().listings


def test_the_same_organisation_is_one_body(editor, listing):
    for name in ("One", "Two"):
        sent = fields(None, name=name, country="GB", kind="legal", organization="Harbour trust")
        editor.post("/desk/listings/new/", sent)
    drafts = Edition.objects.filter(service__name__in=["One", "Two"])
    assert {draft.document["organization"]["name"] for draft in drafts} == {"Harbour trust"}


def test_a_listing_in_review_is_not_written_on(editor, listing):
    answer = editor.post(
        page(listing), fields(listing, act="submit", **{"phones-0-number": NEW}), follow=True
    )
    assert "It is in review now" in answer.content.decode()
    answer = editor.get(page(listing), follow=True)
    assert "Take it back before you go on writing" in answer.content.decode()


def test_warnings_are_told_as_data_and_nothing_is_kept(editor, listing):
    answer = editor.post("/desk/listings/warnings/", fields(listing, **{"phones-0-number": "020 7946"}))
    told = answer.json()["warnings"]
    assert [(one["field"], one["grave"]) for one in told] == [("phones-0-number", True)]
    assert not Edition.objects.filter(service=listing).exists()


def test_a_warning_never_repeats_what_was_typed(editor, listing):
    sent = fields(
        listing, name="A refuge", description="Come to 17 Canary Street", **{"phones-0-number": "12345678901"}
    )
    assert "Canary" not in editor.post("/desk/listings/warnings/", sent).content.decode()


@pytest.mark.promise("S5")
def test_what_is_sealed_is_in_the_table_of_shelters_alone(editor, listing):
    sent = {"act": "add", "part": "location", "address_1": "17 Canary Row", "city": "Canaryton"}
    editor.post(page(listing, "sealed"), sent)
    draft = listing.editions.get(state=EditionState.DRAFT)
    assert Shelter.objects.filter(service=listing).count() == 1
    assert "Canary" not in str(draft.document)
    assert "Canary" not in "".join(Shelter.objects.values_list("sealed", flat=True))
    for name in ("edit", "history", "sealed", "verify"):
        assert "Canary" not in editor.get(page(listing, name)).content.decode()


@pytest.mark.promise("S5")
def test_opening_what_is_sealed_is_on_record(editor, emeka, signed_in, listing):
    editor.post(page(listing, "sealed"), {"act": "add", "part": "phone", "number": "020 7946 0999"})
    html = signed_in(emeka).post(page(listing, "sealed"), {"act": "open"}).content.decode()
    assert "020 7946 0999" in html
    assert AuditEntry.objects.filter(act="shelter.read", actor_id=emeka.pk).count() == 1


@pytest.mark.promise("S5")
@pytest.mark.parametrize("part", ["phone", "location"])
def test_what_is_sealed_stays_sealed_and_whole_when_the_draft_is_written_on(editor, listing, part):
    sent = {"act": "add", "part": part, "number": "Canary 1", "address_1": "Canary 1"}
    editor.post(page(listing, "sealed"), sent)
    editor.post(page(listing), fields_of(listing.editions.get(state=EditionState.DRAFT), name="Another"))
    document = listing.editions.get(state=EditionState.DRAFT).document
    assert document["name"] == "Another"
    assert [kind for kind, _part_id in listing_draft.sealed_rows(document)] == [part]
    assert "Canary 1" in editor.post(page(listing, "sealed"), {"act": "open"}).content.decode()


def test_what_is_sealed_can_be_taken_out_of_the_draft(editor, listing):
    editor.post(page(listing, "sealed"), {"act": "add", "part": "location", "address_1": "17 Canary Row"})
    ((_part, part_id),) = listing_draft.sealed_rows(listing.editions.get(state=EditionState.DRAFT).document)
    editor.post(page(listing, "sealed"), {"act": "out", "part_id": part_id})
    assert listing_draft.sealed_rows(listing.editions.get(state=EditionState.DRAFT).document) == []


@pytest.mark.parametrize("sent", [{"part": "location"}, {"part": "phone", "address_1": "x"}, {}])
def test_nothing_is_sealed_by_half(editor, listing, sent):
    assert editor.post(page(listing, "sealed"), {"act": "add", **sent}).status_code == 422
    assert not Shelter.objects.exists()


@pytest.mark.parametrize("who", ["emeka", "chidi", "amina", "greta"])
@pytest.mark.parametrize("name", ["edit", "submit"])
def test_whoever_does_not_edit_is_not_let_in(request, signed_in, listing, who, name):
    assert signed_in(request.getfixturevalue(who)).post(page(listing, name)).status_code == 403
    assert not Edition.objects.filter(service=listing).exists()
