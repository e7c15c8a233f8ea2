"""The pages of words and platforms: changed on record, read at once, found by their first letters."""

import json

import pytest

from directory.models.platform import PlatformRoute
from directory.models.search import Synonym
from directory.models.topic import TermRule
from directory.models.version import DirectoryVersion
from staff.models.record import AuditEntry

pytestmark = pytest.mark.django_db


def kept(kind: str) -> list[str]:
    found = AuditEntry.objects.filter(act="terms.changed").order_by("number")
    facts = [json.loads(entry.facts) for entry in found]
    return [one["part"] for one in facts if one["kind"] == kind]


def test_an_entry_is_added_changed_and_taken_away_each_on_record(dalia, signed_in):
    editor = signed_in(dalia)
    version = DirectoryVersion.objects.get().number
    said = {"language": "en", "phrases": "harbour lights\nHarbour  lights\nferry", "kinds": ["legal"]}
    editor.post("/desk/words/new/", said)
    row = Synonym.objects.get(phrases__startswith="Harbour")
    assert row.phrases.split("\n") == ["Harbour  lights", "ferry"]
    assert "ferry" in editor.get("/desk/words/", {"q": "FERRY"}).content.decode()
    editor.post(f"/desk/words/{row.pk}/", {**said, "phrases": "ferry", "kinds": ["crisis"]})
    assert Synonym.objects.get(pk=row.pk).kinds == ["crisis"]
    editor.post(f"/desk/words/{row.pk}/", {"act": "drop"})
    assert not Synonym.objects.filter(pk=row.pk).exists()
    assert kept("synonym") == ["added", "changed", "gone"]
    assert DirectoryVersion.objects.get().number == version + 3  # every process reads the list anew


def test_an_entry_that_a_person_changed_is_no_seed_any_more(dalia, signed_in):
    row = Synonym.objects.exclude(seed_key="").first() or Synonym.objects.create(
        language="en", phrases="seed", kinds=["legal"], seed_key="k"
    )
    signed_in(dalia).post(f"/desk/words/{row.pk}/", {"language": "en", "phrases": "x", "kinds": ["legal"]})
    assert Synonym.objects.get(pk=row.pk).seed_key == ""


@pytest.mark.parametrize(
    "said",
    [
        {"language": "english please", "phrases": "a", "kinds": ["legal"]},
        {"language": "en", "phrases": " \n ", "kinds": ["legal"]},
        {"language": "en", "phrases": "x" * 81, "kinds": ["legal"]},
        {"language": "en", "phrases": "a", "kinds": []},
        {"language": "en", "phrases": "a", "kinds": ["nonsense"]},
    ],
)
def test_what_does_not_fit_is_kept_on_the_page_and_nowhere_else(dalia, signed_in, said):
    before = Synonym.objects.count()
    assert signed_in(dalia).post("/desk/words/new/", said).status_code == 422
    assert Synonym.objects.count() == before


def test_a_rule_is_folded_once_there_and_a_code_stays_a_code(dalia, signed_in):
    editor = signed_in(dalia)
    editor.post("/desk/words/terms/new/", {"pattern": "Rechtshilfé", "kind": "legal"})
    editor.post("/desk/words/terms/new/", {"pattern": "FT-1000*", "kind": "legal"})
    assert TermRule.objects.filter(pattern__in=["rechtshilfe", "FT-1000*"]).count() == 2
    answer = editor.post("/desk/words/terms/new/", {"pattern": "rechtshilfe", "kind": "crisis"})
    assert "There is a rule for this term already" in answer.content.decode()
    assert kept("term-rule") == ["added", "added"]


@pytest.mark.parametrize("who", ["emeka", "chidi", "amina", "greta"])
def test_whoever_does_not_edit_words_changes_none(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    before = Synonym.objects.count()
    said = {"language": "en", "phrases": "a", "kinds": ["legal"]}
    assert client.post("/desk/words/new/", said).status_code == 403
    assert Synonym.objects.count() == before


def test_the_tree_is_shown_whole(emeka, signed_in):
    html = signed_in(emeka).get("/desk/words/tree/").content.decode()
    assert html.count("<li>") > 30


# --- platforms ---


def test_every_platform_stands_on_the_page_with_all_its_harms(amina, signed_in):
    answer = signed_in(amina).get("/desk/platforms/")
    shown = answer.context["platforms"]
    assert len(shown) == PlatformRoute.objects.values("platform").distinct().count()
    assert sum(len(one.routes) for one in shown) == PlatformRoute.objects.count()


def test_without_script_the_first_that_begins_so_is_open(amina, signed_in):
    html = signed_in(amina).get("/desk/platforms/", {"q": "SNAP"}).content.decode()
    assert html.count("<details") == 1
    assert '<details class="card found__one" data-called="snapchat" open>' in html


def test_what_nobody_knows_is_said_so(amina, signed_in):
    route = PlatformRoute.objects.filter(minor=None).first()
    html = signed_in(amina).get("/desk/platforms/", {"q": route.platform}).content.decode()
    assert "not known" in html
