"""Making the tables hold the rows of documents, and nothing else below the same services."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Model

from directory.hsds import keyed
from directory.hsds.shapes import Document
from directory.hsds.spread import LINKS, SHARED, TIES, Rows, Values, spread
from directory.hsds.table_of import FOLLOWING, MODELS, slices
from directory.hsds.upsert import upsert

Links = dict[str, Any]
Known = dict[str, dict[UUID, Links]]
# What a document does not say of a service: a row that is there keeps it.
KEPT: Final = frozenset({"feed", "feed_digest", "verified_at", "due_on", "seed_file", "seed_digest"})


def store(documents: Collection[Document], *, further: Mapping[UUID, Values]) -> Rows:
    """Make the tables hold these documents; return their rows. `further` are more columns of services.

    Rows that hung below the same services and are in no document any more are gone. A row that belongs to
    something else too is never taken from it, nor changed: ours then gets a key of its own.
    """
    rows = spread(documents)
    known = _known(rows)
    taken = _taken(rows, known)
    if taken:
        rows = spread(documents, taken=taken)
        known = _known(rows)
    for key, values in further.items():
        rows.of["service"][key].update(values)
    _remove(rows, known)
    for entity, model in MODELS.items():
        if rows.of[entity]:
            _write(model, rows.of[entity], known[entity], _kept_links(entity, rows, known[entity]))
    return rows


def _known(rows: Rows) -> Known:
    """Return the links of all rows that are there already, of these keys or under these parents."""
    known: Known = {}
    for entity in MODELS:
        found: dict[UUID, Links] = {}
        _look(entity, "id", list(rows.of[entity]), found)
        for parent, via, only in _parents(entity, known):
            _look(entity, via, [key for key in known[parent] if key in rows.of[parent]], found, only)
        known[entity] = found
    return known


def _parents(entity: str, known: Known) -> Iterator[tuple[str, str, tuple[str, str] | None]]:
    if entity not in TIES:
        yield from ((parent, via, None) for parent, via in LINKS[entity])
    elif any(known.values()) and keyed.filled([MODELS[entity]]):
        via, kind = TIES[entity]
        yield from ((parent, via, (kind, parent)) for parent in known)


def _look(
    entity: str, by: str, ids: list[UUID], found: dict[UUID, Links], further: tuple[str, str] | None = None
) -> None:
    columns = ("id", *(TIES.get(entity) or FOLLOWING[entity]))
    for part in slices(ids):
        asked = keyed.rows(MODELS[entity], by, part, only=columns, further=further)
        found.update((row.pop("id"), row) for row in asked)


def _taken(rows: Rows, known: Known) -> set[tuple[str, UUID]]:
    """Return the keys of ours that a row of something else has, unless it is the very same row."""
    found = set()
    for entity in MODELS:
        doubtful = [
            key
            for key, links in known[entity].items()
            if entity not in SHARED and key in rows.of[entity] and _foreign(entity, links, rows)
        ]
        stored = _whole(entity, doubtful)
        found |= {(entity, key) for key in doubtful if not _fits(entity, stored[key], rows.of[entity][key])}
    return found


def _whole(entity: str, ids: list[UUID]) -> dict[UUID, Values]:
    return {row["id"]: row for part in slices(ids) for row in keyed.rows(MODELS[entity], "id", part)}


def _fits(entity: str, stored: Values, ours: Values) -> bool:
    """Return whether a stored row says what ours says, and ours only adds a parent of another kind."""
    links = TIES.get(entity) or FOLLOWING[entity]
    if any(
        stored[via] != ours[via] for via in links if ours.get(via) is not None and stored[via] is not None
    ):
        return False
    return all(stored[name] == value for name, value in ours.items() if name not in (*links, "position"))


def _foreign(entity: str, links: Links, rows: Rows) -> list[str]:
    """Return the links of a row to parents that are not being written."""
    if entity in TIES:
        via, kind = TIES[entity]
        return [] if links[via] in rows.of[links[kind]] else [via, kind]
    return [
        via
        for via, key in links.items()
        if key is not None and not any(key in rows.of[parent] for parent, one in LINKS[entity] if one == via)
    ]


def _remove(rows: Rows, known: Known) -> None:
    """Remove what no document has any more; what is shared, or hangs elsewhere too, is only let go."""
    for entity in reversed(MODELS):
        gone: list[UUID] = []
        for key, links in known[entity].items():
            if entity == "service" or key in rows.of[entity]:
                continue
            foreign = _foreign(entity, links, rows)
            if entity in SHARED or foreign:
                let_go = {via: None for via in links if via not in foreign}
                MODELS[entity]._default_manager.filter(pk=key).update(**let_go)
            else:
                gone.append(key)
        for part in slices(gone):
            MODELS[entity]._default_manager.filter(pk__in=part).delete()


def _kept_links(entity: str, rows: Rows, known: dict[UUID, Links]) -> dict[UUID, Links]:
    """Return, of rows that stay, the links to parents that are not written now."""
    kept = {key: _foreign(entity, links, rows) for key, links in known.items() if key in rows.of[entity]}
    return {key: {via: known[key][via] for via in vias} for key, vias in kept.items() if vias}


def _write(
    model: type[Model], rows: dict[UUID, Values], known: dict[UUID, Links], kept: dict[UUID, Links]
) -> None:
    """Insert the rows, or make those that are there the same; all rows of a call have the same columns."""
    keep = KEPT - next(iter(rows.values())).keys()
    for key, values in rows.items():
        values["id"] = key
        if key in kept:
            values.update(kept[key])
    upsert(model, rows.values(), keep=keep, there=known)
