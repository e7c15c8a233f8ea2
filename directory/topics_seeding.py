"""Make the tables hold the taxonomies that we bring: our needs and kinds, and the public one beside them."""

from typing import Any

from django.db import transaction

from directory import numbering, topics_tree
from directory.models.topic import Taxonomy, TaxonomyTerm

TAXONOMY: tuple[str, ...] = ("name", "description", "uri", "version")
TERM: tuple[str, ...] = (
    "taxonomy_id", "taxonomy_name", "code", "name", "description", "parent_id", "language",
)  # fmt: skip


def load() -> int:
    """Write what is missing or has changed and return how many rows that were; a second run finds nothing.

    A term that we no longer bring stays where a listing carries it, and goes where none does.
    """
    with transaction.atomic():
        version = numbering.locked()
        changed = sum(_write(model, rows) for model, rows in _wanted()) + _drop_what_nobody_carries()
        if changed:
            numbering.grow(version)
    return changed


def _wanted() -> list[tuple[type[Taxonomy] | type[TaxonomyTerm], list[Any]]]:
    trees = topics_tree.trees()
    taxonomies = [
        Taxonomy(id=tree.taxonomy["id"], **{name: tree.taxonomy.get(name, "") for name in TAXONOMY})
        for tree in trees
    ]
    return [(Taxonomy, taxonomies), (TaxonomyTerm, [_term(term) for tree in trees for term in tree.terms])]


def _term(term: Any) -> TaxonomyTerm:
    return TaxonomyTerm(
        id=term["id"], taxonomy_id=term["taxonomy_id"], taxonomy_name=term["taxonomy"], code=term["code"],
        name=term["name"], description=term["description"], parent_id=term.get("parent_id"),
        language=term["language"],
    )  # fmt: skip


def _write(model: type[Taxonomy] | type[TaxonomyTerm], rows: list[Any]) -> int:
    names = TAXONOMY if model is Taxonomy else TERM
    known = {str(row.pk): row for row in model.objects.filter(pk__in=[row.pk for row in rows])}
    fresh = [row for row in rows if _says(known.get(row.pk), names) != _says(row, names)]
    model.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["id"], update_fields=names)
    return len(fresh)


def _says(row: Any, names: tuple[str, ...]) -> list[str] | None:
    return None if row is None else [str(getattr(row, name) or "") for name in names]


def _drop_what_nobody_carries() -> int:
    brought = [term["id"] for tree in topics_tree.trees() for term in tree.terms]
    gone = TaxonomyTerm.objects.filter(taxonomy__in=(topics_tree.OURS, topics_tree.PUBLIC), attributes=None)
    return gone.exclude(pk__in=brought).delete()[0]
