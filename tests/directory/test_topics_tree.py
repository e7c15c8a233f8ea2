"""Our needs as a taxonomy: whole, stable, loaded once, and carried by every service."""

import uuid

import pytest

from directory import topics_seeding, topics_tree
from directory.models.topic import Taxonomy, TaxonomyTerm
from directory.models.version import DirectoryVersion
from directory.topics import KINDS, Kind, Need

OURS, PUBLIC = topics_tree.trees()


def test_every_need_and_every_kind_is_a_term() -> None:
    codes = [term["code"] for term in OURS.terms]
    assert codes == [*(need.value for need in Need), *sorted(kind.value for kind in Kind)]


@pytest.mark.parametrize("tree", [OURS, PUBLIC], ids=["ours", "public"])
def test_a_parent_is_a_term_of_the_same_tree_and_comes_before(tree: topics_tree.Tree) -> None:
    seen: set[str] = set()
    for term in tree.terms:
        assert term.get("parent_id") is None or term["parent_id"] in seen, term["code"]
        assert term["taxonomy_id"] == tree.taxonomy["id"]
        assert term["name"]
        assert term["description"]
        seen.add(term["id"])
    assert len(seen) == len(tree.terms)


def test_ids_never_change() -> None:
    """Whoever reads the interface keeps them: what stands here is what was given out first."""
    assert topics_tree.need_id(Need.SAFETY) == uuid.UUID("8a5c10d7-7a8f-59be-9baa-6370afb3e7e6")
    assert topics_tree.kind_id(Kind.DOMESTIC_VIOLENCE) == uuid.UUID("108f1346-2062-556f-8206-c54c5ba31b28")
    assert topics_tree.public_id("human_services") == uuid.uuid5(topics_tree.PUBLIC, "human_services")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_carries_every_need_that_it_meets_best(kind: Kind) -> None:
    carried = topics_tree.needs_of(kind)
    assert {need for need in Need if kind in KINDS[need].best} <= set(carried)
    assert carried or kind is Kind.OTHER


def test_a_service_carries_each_term_once_under_ids_of_its_own() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    found = topics_tree.terms_of(["crisis", "child_helpline", "nonsense"], service_id=one)
    codes = [attribute["taxonomy_term"]["code"] for attribute in found]
    assert codes == [
        "crisis", "EMERGENCY", "PSYCHOSOCIAL", "human_services:care:support_network:help_hotlines",
        "child_helpline", "CHILD_PROTECTION",
    ]  # fmt: skip
    again = topics_tree.terms_of(["crisis"], service_id=other)
    assert {one["id"] for one in found}.isdisjoint(attribute["id"] for attribute in again)
    assert all(attribute["link_id"] == str(one) for attribute in found)
    assert topics_tree.terms_of(["crisis"], service_id=other) == again


def test_what_is_mapped_is_there() -> None:
    codes = {term["code"] for term in PUBLIC.terms}
    mapped = topics_tree._public().kinds
    assert set(mapped) <= {kind.value for kind in Kind}
    assert {code for several in mapped.values() for code in several} <= codes


@pytest.mark.django_db
def test_the_trees_are_in_the_tables_and_loading_again_changes_nothing() -> None:
    number = DirectoryVersion.objects.get().number
    assert topics_seeding.load() == 0
    assert DirectoryVersion.objects.get().number == number
    assert Taxonomy.objects.filter(pk__in=[topics_tree.OURS, topics_tree.PUBLIC]).count() == 2
    assert TaxonomyTerm.objects.count() >= len(OURS.terms) + len(PUBLIC.terms)


@pytest.mark.django_db
def test_a_term_that_was_changed_or_is_brought_no_more_is_put_right() -> None:
    safety = TaxonomyTerm.objects.get(pk=topics_tree.need_id(Need.SAFETY))
    TaxonomyTerm.objects.filter(pk=safety.pk).update(name="Something else")
    TaxonomyTerm.objects.create(taxonomy_id=topics_tree.OURS, name="Gone since")
    assert topics_seeding.load() == 2
    assert TaxonomyTerm.objects.get(pk=safety.pk).name == safety.name
    assert not TaxonomyTerm.objects.filter(name="Gone since").exists()
