"""What of the search's tables stands in an edition, so that an edition can be searched by itself."""

from collections.abc import Collection, Iterator
from uuid import UUID

from directory.edition import Indexed, Meaning
from directory.models.search import SearchRow, Synonym
from directory.search.facets import ACCESSIBLE, FORM, read_points


def indexed(changed: Collection[UUID] | None = None) -> Iterator[Indexed]:
    """Yield where the search has each listing, or each of these; rows of an older form are left out: they are
    read from the listing instead.
    """
    rows = SearchRow.objects.filter(form=FORM)
    if changed is not None:
        rows = rows.filter(service_id__among=changed)
    columns = rows.values_list("listing", "number", "points", "facets")
    for listing, number, points, facets in columns.iterator():
        yield Indexed(listing, number, read_points(points), ACCESSIBLE in facets.split())


def meanings() -> Iterator[Meaning]:
    """Yield what the phrases of the list of synonyms mean."""
    for row in Synonym.objects.order_by("position", "pk"):
        for phrase in row.phrases.splitlines():
            if phrase.strip():
                yield Meaning(row.language, phrase.strip(), tuple(row.kinds))
