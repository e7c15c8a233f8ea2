"""Our needs and kinds as a taxonomy of HSDS, and the terms that a service of some kinds carries (no Django).

A service carries the term of each of its kinds, of every need that these kinds meet best, and of the
public taxonomy what the map says. A stand-in ("they can tell you where") is no reason for a term: it says
how to help where nothing better is, not what the service is.
Source: pathway catalogue, section 2; Open Eligibility, as seeds/topics/open_eligibility.yaml says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from directory.topics import GROUP_NEEDS, KINDS, KINDS_OF_A_GROUP, Kind, Need

FOLDER: Final = Path(__file__).resolve().parents[1] / "seeds" / "topics"
NEEDS_FILE: Final = "needs.yaml"
PUBLIC_FILE: Final = "open_eligibility.yaml"
SPACE: Final = uuid5(NAMESPACE_URL, "urn:waypost:topics")
OURS: Final = uuid5(SPACE, "needs")
PUBLIC: Final = uuid5(SPACE, "open-eligibility")


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    description: str
    parent: str = ""


class _NeedsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    description: str
    version: str
    language: str
    needs: dict[str, _Named]
    kinds: dict[str, _Named]


class _PublicFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    description: str
    uri: str
    version: str
    language: str
    source: str
    licence: str
    terms: dict[str, str]
    kinds: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Tree:
    """A taxonomy with its terms, as HSDS documents, parents before children."""

    taxonomy: Mapping[str, str]
    terms: tuple[Mapping[str, str], ...]


def need_id(need: Need) -> UUID:
    """Return the id of a need's term; it never changes."""
    return uuid5(OURS, f"need:{need.value}")


def kind_id(kind: Kind) -> UUID:
    """Return the id of a kind's term; it never changes."""
    return uuid5(OURS, f"kind:{kind.value}")


def public_id(code: str) -> UUID:
    """Return the id under which we serve a term of the public taxonomy."""
    return uuid5(PUBLIC, code)


def needs_of(kind: Kind) -> tuple[Need, ...]:
    """Return the needs that a kind meets best, the one it hangs under first."""
    parent = _ours().kinds[kind.value].parent
    first = (Need(parent),) if parent else ()
    group = GROUP_NEEDS if kind in KINDS_OF_A_GROUP.values() else frozenset()
    met = (need for need in Need if kind in KINDS[need].best or need in group)
    return tuple(dict.fromkeys((*first, *met)))


@cache
def trees() -> tuple[Tree, ...]:
    """Return every taxonomy that we bring: our own, and the public one where it is mapped."""
    return (_our_tree(), _public_tree())


def terms_of(kinds: Iterable[str], *, service_id: UUID | str | None = None) -> list[dict[str, Any]]:
    """Return the HSDS attributes of a service of these kinds, with their terms; unknown kinds give none.

    With `service_id` each attribute has an id of its own and says which service it belongs to; without, it
    has the id that the term gives it.
    """
    found = dict.fromkeys(term for kind in kinds for term in _terms_of_kind(kind))
    return [_attribute(_by_id()[term], service_id) for term in found]


@cache
def _terms_of_kind(kind: str) -> tuple[str, ...]:
    if kind not in _ours().kinds:
        return ()
    known = Kind(kind)
    ids = [kind_id(known), *map(need_id, needs_of(known)), *map(public_id, _public().kinds.get(kind, ()))]
    return tuple(map(str, ids))


def _attribute(term: Mapping[str, str], service_id: UUID | str | None) -> dict[str, Any]:
    nested = {"taxonomy_term_id": term["id"], "taxonomy_term": dict(term)}
    if service_id is None:
        return {"id": str(uuid5(SPACE, term["id"])), **nested}
    own = str(uuid5(UUID(str(service_id)), term["id"]))
    return {"id": own, "link_id": str(service_id), "link_entity": "service", **nested}


@cache
def _by_id() -> dict[str, Mapping[str, str]]:
    return {term["id"]: term for tree in trees() for term in tree.terms}


@cache
def _ours() -> _NeedsFile:
    return msgspec.yaml.decode((FOLDER / NEEDS_FILE).read_bytes(), type=_NeedsFile)


@cache
def _public() -> _PublicFile:
    return msgspec.yaml.decode((FOLDER / PUBLIC_FILE).read_bytes(), type=_PublicFile)


def _our_tree() -> Tree:
    file = _ours()
    taxonomy = {
        "id": str(OURS), "name": file.name, "description": file.description, "version": file.version,
    }  # fmt: skip
    tail = {"taxonomy": file.name, "taxonomy_id": str(OURS), "language": file.language}
    needs = [_term(need_id(Need(code)), code, named, tail) for code, named in file.needs.items()]
    kinds = [
        _term(kind_id(Kind(code)), code, named, tail, need_id(Need(named.parent)) if named.parent else None)
        for code, named in file.kinds.items()
    ]
    return Tree(taxonomy, (*needs, *kinds))


def _term(
    own: UUID, code: str, named: _Named, tail: Mapping[str, str], parent: UUID | None = None
) -> dict[str, str]:
    above = {"parent_id": str(parent)} if parent else {}
    return {
        "id": str(own), "code": code, "name": named.name, "description": named.description, **above, **tail,
    }  # fmt: skip


def _public_tree() -> Tree:
    file = _public()
    taxonomy = {
        "id": str(PUBLIC), "name": file.name, "description": file.description, "uri": file.uri,
        "version": file.version,
    }  # fmt: skip
    tail = {"taxonomy": file.name, "taxonomy_id": str(PUBLIC), "language": file.language}
    terms = []
    for code, name in file.terms.items():
        above = code.rpartition(":")[0]
        parent = public_id(above) if above in file.terms else None
        # HSDS asks for a description; the source's own sentences stay with the source.
        terms.append(_term(public_id(code), code, _Named(name=name, description=name), tail, parent))
    return Tree(taxonomy, tuple(terms))
