"""The rules that say what foreign terms mean: loaded once, then edited by people, read by every import."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction

from directory.hsds.rules import Rule, Rules
from directory.models.topic import TermRule
from directory.models.version import SeedFile
from directory.search.folding import folded
from directory.topics import Kind

FILE: Final = "topics/term_rules.yaml"
NAME: Final = f"rules:{FILE}"  # not in the folder of listings: their loading forgets files that are gone


class BadRules(Exception):
    """The file of rules cannot be used; the message says what is wrong with it."""


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    patterns: list[str]
    note: str = ""
    taxonomy: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: list[_Group]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run did."""

    added: int
    unchanged: bool


def load(*, folder: Path) -> Loaded:
    """Add the rules of the seeds that are not there yet; what people changed or added stays as it is.

    An unchanged file is not read again, so that a rule that somebody removed stays away.
    Raises: BadRules.
    """
    path = folder / FILE
    if not path.exists():
        return Loaded(0, unchanged=True)
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        if TermRule.objects.exists() and SeedFile.objects.filter(name=NAME, digest=digest).exists():
            return Loaded(0, unchanged=True)
        rows = list(_rows(raw))
        before = TermRule.objects.count()
        TermRule.objects.bulk_create(rows, ignore_conflicts=True)
        SeedFile.objects.update_or_create(name=NAME, defaults={"digest": digest, "entries": len(rows)})
        return Loaded(TermRule.objects.count() - before, unchanged=False)


def _rows(raw: bytes) -> list[TermRule]:
    try:
        file = msgspec.yaml.decode(raw, type=_File)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadRules("the file of term rules is not as it should be: kind, patterns, note") from error
    known = {kind.value for kind in Kind}
    if strange := [group.kind for group in file.rules if group.kind not in known]:
        raise BadRules(f"the file of term rules names kinds that there are not: {', '.join(strange)}")
    pairs = {
        (folded(group.taxonomy), folded(pattern)): group for group in file.rules for pattern in group.patterns
    }
    return [
        TermRule(taxonomy=taxonomy, pattern=pattern, kind=group.kind, note=group.note, position=position)
        for position, ((taxonomy, pattern), group) in enumerate(pairs.items())
    ]


def rules() -> Rules:
    """Return the rules as they are now."""
    return Rules(
        Rule(row.pattern, row.kind, row.taxonomy) for row in TermRule.objects.order_by("position", "pk")
    )
