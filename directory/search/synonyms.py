"""The list of synonyms of the seeds, brought into the table once; from then on it belongs to the staff."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction

from directory import numbering, published
from directory.models.search import Synonym, SynonymSeed
from directory.topics import Kind

FILE: Final = Path("search") / "synonyms.yaml"
LANGUAGES: Final = ("en", "es", "fr", "ar", "ru", "zh")


class BadSynonyms(Exception):
    """The file of synonyms does not have its form; the message names the group."""


def load(*, folder: Path) -> int:
    """Bring in what is new in the seeds, and what changed there and nobody changed here; return how many.

    Raises: BadSynonyms.
    """
    path = folder / FILE
    if not path.exists():
        return 0
    with transaction.atomic():
        version = numbering.locked()
        changed = _bring(list(_rows(yaml.safe_load(path.read_text(encoding="utf-8")))))
        if changed:
            numbering.grow(version)
            transaction.on_commit(published.forget)
    return changed


def _bring(wanted: list[Synonym]) -> int:
    came = set(SynonymSeed.objects.values_list("key", flat=True))
    here = {row.seed_key: row for row in Synonym.objects.exclude(seed_key="")}
    fresh = [row for row in wanted if row.seed_key not in came]
    other = [row for row in wanted if row.seed_key in here and _says(row) != _says(here[row.seed_key])]
    for row in other:
        row.pk = here[row.seed_key].pk
    Synonym.objects.bulk_create(fresh)
    Synonym.objects.bulk_update(other, ["phrases", "kinds", "position"])
    SynonymSeed.objects.bulk_create(SynonymSeed(key=row.seed_key) for row in fresh)
    return len(fresh) + len(other)


def _says(row: Synonym) -> tuple[str, list[str], int]:
    return row.phrases, row.kinds, row.position


def _rows(groups: Any) -> Iterator[Synonym]:
    """Yield a row for each group and language."""
    for position, group in enumerate(groups):
        key, kinds = group["key"], group["kinds"]
        if not set(kinds) <= {kind.value for kind in Kind} or not kinds:
            raise BadSynonyms(f"{FILE}: group {key}: kinds must be kinds of listing, see directory/topics.py")
        for language in LANGUAGES:
            phrases = [str(phrase) for phrase in group.get(language, ())]
            if phrases:
                yield Synonym(
                    language=language,
                    phrases="\n".join(phrases),
                    kinds=kinds,
                    seed_key=f"{key}:{language}",
                    position=position,
                )
