"""What foreign terms mean here, by rules that people read and edit."""

from pathlib import Path

import pytest
from django.conf import settings

from directory import term_rules
from directory.hsds.rules import Rule, Rules, Term
from directory.models.topic import TermRule
from directory.topics import Kind

SEEDS = Path(settings.BASE_DIR) / "seeds"


def test_the_longer_phrase_goes_first_and_hides_what_lies_inside_it() -> None:
    rules = Rules([Rule("therapy", "therapy_peer"), Rule("sex offender therapy", "prevention_offender")])
    assert rules.kinds([Term(name="Sex Offender Therapy")]) == ["prevention_offender"]


def test_a_phrase_is_whole_words_without_accents_and_capitals() -> None:
    rules = Rules([Rule("viol", "sexual_violence"), Rule("prevencion del suicidio", "crisis")])
    assert rules.kinds([Term(name="Violin lessons")]) == []
    assert rules.kinds([Term(name="PREVENCIÓN del suicidio")]) == ["crisis"]


def test_a_code_may_end_in_a_star() -> None:
    rules = Rules([Rule("ab-12*", "legal"), Rule("ab-99", "migrant")])
    assert rules.kinds([Term(code="AB-1234"), Term(code="AB-99")]) == ["legal", "migrant"]
    assert rules.kinds([Term(code="AB-9")]) == []


def test_a_rule_for_one_taxonomy_is_for_that_one_only() -> None:
    rules = Rules([Rule("lines", "crisis", taxonomy="their list")])
    assert rules.kinds([Term(name="Lines", taxonomy="Their list")]) == ["crisis"]
    assert rules.kinds([Term(name="Lines", taxonomy="Another list")]) == []
    assert rules.kinds_of_name("Lines") == []


def test_a_rule_of_a_kind_that_there_is_not_is_left_out() -> None:
    assert Rules([Rule("x", "no such kind")]).kinds([Term(name="x")]) == []


def test_the_rules_of_the_seeds_name_kinds_that_there_are() -> None:
    kinds = {row.kind for row in term_rules._rows((SEEDS / term_rules.FILE).read_bytes())}
    assert kinds <= {kind.value for kind in Kind}
    assert len(kinds) >= 15


@pytest.mark.django_db
def test_what_people_changed_stays_and_what_they_removed_stays_away() -> None:
    TermRule.objects.all().delete()
    assert term_rules.load(folder=SEEDS).added > 100
    TermRule.objects.filter(pattern="rape").update(kind="crisis")
    TermRule.objects.filter(pattern="suicide").delete()
    assert term_rules.load(folder=SEEDS).unchanged
    assert TermRule.objects.get(pattern="rape").kind == "crisis"
    assert not TermRule.objects.filter(pattern="suicide").exists()


@pytest.mark.django_db
def test_a_file_of_rules_that_names_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / term_rules.FILE).write_text("rules:\n  - kind: refuge\n    patterns: [refuge]\n")
    with pytest.raises(term_rules.BadRules):
        term_rules.load(folder=tmp_path)
