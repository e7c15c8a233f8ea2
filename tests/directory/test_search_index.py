"""Rows of the search: written with the listing, gone with it, and with nothing that may not be told."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from directory import published, seeding
from directory.models.place import Location, ServiceAtLocation
from directory.models.search import SearchRow, SearchSlip, SearchWord, Synonym
from directory.models.service import Service
from directory.search import index, shelves, synonyms
from directory.search.ask import Query, ask, suggest
from directory.states import State
from tests.directory.making import MONDAY, service, write_seeds

pytestmark = pytest.mark.django_db
WORD = "zyxomatic"


@pytest.fixture
def row(tmp_path: Path) -> Service:
    """A listing with a word that no other has."""
    write_seeds(tmp_path, service("gb-zyx", name=f"The {WORD} line"), service("gb-other"))
    seeding.load(folder=tmp_path)
    return Service.objects.get(seed_id="gb-zyx")


def found(words: str = WORD) -> list[str]:
    stock = published.build(version=1, stamp="index")
    assert shelves.of(stock).is_stored
    answer = ask(Query(words=words), published=stock, now=MONDAY)
    return [] if answer.relaxed else [one.id for one in answer.listings]


def tables() -> tuple[set, set, set]:
    """Return what the tables say, without their own numbers."""
    rows = {(row.listing, row.terms, row.facets, row.guard, row.points) for row in SearchRow.objects.all()}
    words = set(SearchWord.objects.values_list("word", "count"))
    return rows, words, set(SearchSlip.objects.values_list("slip", "word"))


def test_a_listing_is_found_as_soon_as_it_is_written(row):
    assert found() == ["gb-zyx"]


@pytest.mark.promise("S6")
def test_a_withdrawn_listing_is_gone_from_search(row):
    Service.objects.filter(pk=row.pk).update(
        state=State.WITHDRAWN.value, state_before=State.SOURCED.value, withdrawn_why="closed"
    )
    index.put([row.pk])
    assert not SearchRow.objects.filter(service_id=row.pk).exists()
    assert index.engine().holding([WORD]) == []
    assert not SearchWord.objects.filter(word=WORD).exists()
    assert not SearchSlip.objects.filter(word=WORD).exists()
    assert found() == []


def test_what_is_written_twice_stands_once_and_changes_nothing(row):
    before = tables()
    index.put([row.pk])
    index.put([row.pk, row.pk])
    assert tables() == before


def test_a_changed_listing_is_found_by_its_new_words_alone(row):
    Service.objects.filter(pk=row.pk).update(name="The quibblish line")
    index.put([row.pk])
    assert found("quibblish") == ["gb-zyx"]
    assert index.engine().holding([WORD]) == []


def test_what_is_undone_was_never_found(row):
    class Undone(Exception):
        pass

    def dropped_and_undone() -> None:
        with transaction.atomic():
            index.drop([row.pk])
            raise Undone

    with pytest.raises(Undone):
        dropped_and_undone()
    assert found() == ["gb-zyx"]


def test_making_everything_anew_makes_the_same(row):
    index.drop([row.pk])
    index.put([row.pk])
    before, said = tables(), []
    index.rebuild(lambda done, whole: said.append((done, whole)))
    assert tables() == before
    assert said[-1] == (SearchRow.objects.count(), SearchRow.objects.count())


def test_a_table_emptied_behind_our_back_leaves_no_words(row):
    SearchRow.objects.all().delete()
    index.put([row.pk])
    numbers = set(SearchRow.objects.values_list("number", flat=True))
    assert set(index.engine().holding(["line", WORD])) == numbers


@pytest.mark.promise("S5")
def test_a_confidential_place_gives_no_point(row):
    told = Location.objects.create(latitude=51.5, longitude=-0.1)
    secret = Location.objects.create(confidential=True)
    for place in (told, secret):
        ServiceAtLocation.objects.create(service=row, location=place)
    index.put([row.pk])
    assert SearchRow.objects.get(service_id=row.pk).points == "51.50000,-0.10000"
    Location.objects.filter(pk=told.pk).update(confidential=True, latitude=None, longitude=None)
    index.put([row.pk])
    assert SearchRow.objects.get(service_id=row.pk).points == ""


@pytest.mark.promise("S5")
def test_what_only_the_staff_may_read_is_not_found(row):
    Service.objects.filter(pk=row.pk).update(
        record_reason="secretreason",
        assurer_email="secretmail@example.org",
        doubts=["secretdoubt"],
        rows=["secretrow"],
    )
    index.put([row.pk])
    assert "secret" not in SearchRow.objects.get(service_id=row.pk).terms


def test_a_listing_for_the_staff_alone_is_not_found(row):
    Service.objects.filter(pk=row.pk).update(visibility="staff")
    index.put([row.pk])
    assert found() == []


def test_beginnings_are_completed_for_the_desk(row):
    stock = published.build(version=1, stamp="index")
    assert [one.word for one in suggest("Zyxom", published=stock)] == [WORD]
    assert suggest(" ", published=stock) == ()


class TestSynonyms:
    """The list comes with the seeds once; then it belongs to the staff."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "search").mkdir()
        self.write(tmp_path, "wobbled")
        synonyms.load(folder=tmp_path)
        return tmp_path

    def write(self, folder: Path, phrase: str) -> None:
        text = f"- {{key: made-up, kinds: [crisis], en: [{phrase}, wibbled]}}\n"
        (folder / "search" / "synonyms.yaml").write_text(text, encoding="utf-8")

    def test_a_second_run_finds_nothing_to_do(self, folder):
        assert synonyms.load(folder=folder) == 0

    def test_what_changed_in_the_seeds_is_taken_over(self, folder):
        self.write(folder, "wubbled")
        assert synonyms.load(folder=folder) == 1
        assert Synonym.objects.get(seed_key="made-up:en").phrases == "wubbled\nwibbled"

    def test_what_somebody_changed_or_took_out_stays_so(self, folder):
        Synonym.objects.filter(seed_key="made-up:en").update(seed_key="", phrases="ours")
        self.write(folder, "wubbled")
        assert synonyms.load(folder=folder) == 0
        assert Synonym.objects.filter(phrases="ours").exists()

    def test_a_kind_that_is_none_is_refused(self, folder):
        (folder / "search" / "synonyms.yaml").write_text(
            "- {key: bad, kinds: [nonsense], en: [x]}", encoding="utf-8"
        )
        with pytest.raises(synonyms.BadSynonyms, match="bad"):
            synonyms.load(folder=folder)

    def test_every_language_has_fifty_groups_at_least(self):
        for language in synonyms.LANGUAGES:
            assert Synonym.objects.filter(language=language).exclude(seed_key="").count() >= 50


def test_the_command_says_how_far_it_is(row, capsys):
    call_command("search_rebuild")
    said = capsys.readouterr().out
    assert f"{SearchRow.objects.count()} listings can be found" in said
