"""Every recommendation in scope is answered by something that is there, or says for what it waits."""

import ast
import gzip
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
import pytest
from django.conf import settings
from django.test import Client

from referral import editions, labels, reports
from referral.forms import Go
from referral.pathway.grades import grade
from referral.pathway.lines import SeedError
from referral.pathway.recommendations import Sources, Standing, breaches, read
from referral.sources_page import BY_PATHWAY

FORM: Final = "application/x-www-form-urlencoded"
HARDEST: Final = 8.0  # school grade
FIRST_VIEW: Final = 14_000  # bytes that fit into the first packets of a connection


def post(client: Client, **sent: str) -> bytes:
    answer = client.post("/", urlencode({"go": "sources", **sent}), content_type=FORM)
    assert answer.status_code == 200
    return answer.content


@cache
def ids_of_tests(root: Path) -> set[str]:
    """Return the ids of all tests of the tree, as pytest collects them."""
    found = set()
    for path in root.glob("tests/**/test_*.py"):
        inside = ast.parse(path.read_text(encoding="utf-8")).body
        names = (one.name for one in inside if isinstance(one, ast.FunctionDef))
        file = path.relative_to(root).as_posix()
        found |= {f"{file}::{name}" for name in names if name.startswith("test_")}
    return found


def broken(found: Sources, root: Path) -> list[str]:
    return list(breaches(found, editions.current(), pages=labels.PAGES, tests=ids_of_tests(root)))


def changed(found: Sources, id_: str, **fields: Any) -> Sources:
    one = msgspec.structs.replace(found.recommendations[id_], **fields)
    return replace(found, recommendations={**found.recommendations, id_: one})


@pytest.mark.django_db
def test_every_recommendation_in_scope_is_answered_or_waits(root: Path) -> None:
    found = reports.sources()
    print(", ".join(f"{how.value}: {number}" for how, number in found.standings().items()))
    assert len(found.recommendations) == 114
    assert broken(found, root) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("id_", "fields", "said"),
    [
        ("REC-021", {"pathways": ["p02"]}, "REC-021: p02 is said to answer it, and does not name it"),
        ("REC-021", {"pathways": []}, "p01: it names REC-021, which does not name p01"),
        ("REC-063", {"pages": ["nowhere"]}, "REC-063: there is no page nowhere"),
        ("REC-013", {"features": []}, "REC-013: nothing answers it, and it waits for nothing"),
        ("REC-009", {"pages": ["find"]}, "REC-009: out of scope, and yet something answers it"),
    ],
)
def test_a_claim_that_is_not_kept_is_named(root: Path, id_: str, fields: dict[str, Any], said: str) -> None:
    assert said in broken(changed(reports.sources(), id_, **fields), root)


@pytest.mark.django_db
def test_a_feature_whose_test_went_away_is_named(root: Path) -> None:
    found = reports.sources()
    gone = msgspec.structs.replace(found.features["vetting"], test="tests/nowhere.py::test_nothing")
    without = replace(found, features={**found.features, "vetting": gone})
    said = "REC-013: vetting is shown by no test named tests/nowhere.py::test_nothing"
    assert said in broken(without, root)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda rows: rows[0].update(document="none"), "recommendations[0].document"),
        (lambda rows: rows[1].update(id=rows[0]["id"]), "recommendations[1].id"),
        (lambda rows: rows[0].update(features=["none"]), "recommendations[0].features"),
        (lambda rows: rows[0].update(waits=["none"]), "recommendations[0].waits"),
        (lambda rows: rows[8].update(why_not=None), "recommendations[8].why_not"),
        (lambda rows: rows[0].update(in_scope="perhaps"), "recommendations[0].in_scope"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, change: Callable[[Any], None], field: str) -> None:
    whole = msgspec.json.decode((settings.SEEDS_DIR / "recommendations.json").read_bytes())
    change(whole["recommendations"])
    (tmp_path / "it.json").write_bytes(msgspec.json.format(msgspec.json.encode(whole)))
    with pytest.raises(SeedError, match=r"it\.json, line \d+") as refused:
        read(tmp_path / "it.json")
    assert refused.value.field == field


# --- the page ---


@pytest.mark.django_db
@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_page_leads_both_ways_and_is_small(client: Client, language: str) -> None:
    found = reports.sources()
    for chosen in ("", BY_PATHWAY, *found.documents):
        told = post(client, report=chosen, language=language)
        assert len(gzip.compress(told)) <= FIRST_VIEW, chosen


@pytest.mark.django_db
def test_each_report_is_shown_with_every_place_and_what_answers_it(client: Client) -> None:
    found = reports.sources()
    for document in found.documents:
        told = post(client, report=document).decode()
        for one in found.of(document):
            row = told.split(f'data-asked="{one.id}"')[1].split("</section>")[0]
            assert one.place in row
            assert ("<li>" in row) == (one.standing is Standing.ANSWERED)
            assert ("Still to come" in row) == bool(one.waits)


@pytest.mark.django_db
def test_from_a_pathway_one_comes_to_what_it_rests_on(client: Client) -> None:
    told = post(client, report=BY_PATHWAY).decode()
    assert told.count('class="asked"') == len(editions.current().pathways)
    assert "A/79/122, paragraph 40" in told


@pytest.mark.django_db
def test_a_report_that_nobody_knows_is_the_page_as_it_opens(client: Client) -> None:
    assert b"Five reports" in post(client, report="canary")


def test_every_page_that_answers_something_is_a_page() -> None:
    assert set(labels.PAGES) <= {go.value for go in Go}


def test_its_words_are_easy() -> None:
    """Units: school grades. A title or a place is the report's own and is not measured."""
    found, asked = reports.sources(), editions.seeds().recommendations
    says = {name: feature.says for name, feature in found.features.items()}
    hard = {key: grade(text) for key, text in {**asked, **says}.items() if round(grade(text), 1) > HARDEST}
    assert hard == {}


@pytest.mark.django_db
def test_about_and_every_plan_lead_there(client: Client) -> None:
    assert b'value="sources"' in post(client, go="about")
    answers = ("p00.entry:picture", "danger:no", "p01.made:yes", "p01.state:online", "p01.demand:no")
    sent = [("go", "walk"), ("country", "GB"), ("plan_now", "1"), *(("a", value) for value in answers)]
    plan = client.post("/", urlencode(sent), content_type=FORM).content
    assert b"data-plan" in plan
    assert b'form="unfold" name="unfold" value="rests"' in plan
    opened = client.post("/", urlencode([*sent, ("unfold", "rests")]), content_type=FORM).content
    assert b'value="sources"' in opened
    assert b"<small>(Call to Action, Mass Media)</small>" in opened
