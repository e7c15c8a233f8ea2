"""Loading the seeds: each file whole or not at all, and nothing twice."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from directory import numbering, outward, published, seed_rows
from directory.models.emergency import EmergencyNumber
from directory.models.platform import PlatformRoute
from directory.models.service import Service
from directory.models.version import SeedFile
from directory.seed_file import EmergencyFile, ListingsFile, PlatformsFile, SeedError, line_of, read
from directory.seed_rows import Entry
from directory.states import SEEDED, State

EMERGENCY_FILE: Final = "emergency.json"
PLATFORMS_FILE: Final = "platforms.json"
LISTINGS_FOLDER: Final = "directory"

__all__ = ["Loaded", "SeedError", "load"]


@dataclass(slots=True)
class Loaded:
    """What a run did. Counts are listings, numbers and ways of reporting; `errors` name what was left out."""

    files_read: int = 0
    files_unchanged: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    left_alone: int = 0  # listings that people have taken in hand: the seeds do not touch them any more
    errors: list[SeedError] = field(default_factory=list)
    version: int = 0

    @property
    def changed_anything(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def load(*, folder: Path) -> Loaded:
    """Make the tables hold what the seeds say, in one transaction; a file with an error leaves its old rows.

    Loading the same files twice changes nothing, and the version of the directory grows only when something
    did.
    """
    with transaction.atomic():
        version = numbering.locked()
        listed = SeedFile.objects.exclude(name__startswith="rules:")  # those have a verb of their own
        run = _Run(contents=dict(_files(folder)), known=dict(listed.values_list("name", "digest")))
        _read_listings(run)
        _write_listings(run)
        _load_table(EMERGENCY_FILE, EmergencyFile, EmergencyNumber, seed_rows.emergency, run)
        _load_table(PLATFORMS_FILE, PlatformsFile, PlatformRoute, seed_rows.platforms, run)
        _remember_files(run)
        if run.touched:
            outward.refresh(run.touched, version=version)
        elif run.loaded.changed_anything:
            numbering.grow(version)
        run.loaded.version = version.number
    published.forget()
    return run.loaded


@dataclass(slots=True)
class _Run:
    """One run over the files: what they hold, and what was read out of those that changed.

    `entries` holds the listings by id; `sizes` how many entries each file that was read has; `touched` the
    keys of listings that were written or removed.
    """

    contents: dict[str, bytes]
    known: dict[str, str]
    loaded: Loaded = field(default_factory=Loaded)
    entries: dict[str, Entry] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    touched: set[UUID] = field(default_factory=set)

    def is_unchanged(self, name: str) -> bool:
        return name in self.contents and self.known.get(name) == _digest(self.contents[name])

    @property
    def gone(self) -> set[str]:
        return self.known.keys() - self.contents.keys()


def _digest(raw: bytes) -> str:
    return hashlib.sha256(seed_rows.FORM_OF_ROWS.encode() + raw).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file with the name it is known by, in the same order at each run."""
    for path in sorted((folder / LISTINGS_FOLDER).glob("*.json")):
        yield f"{LISTINGS_FOLDER}/{path.name}", path.read_bytes()
    for name in (EMERGENCY_FILE, PLATFORMS_FILE):
        if (folder / name).exists():
            yield name, (folder / name).read_bytes()


def _read_listings(run: _Run) -> None:
    """Read the files of listings that changed; one that does not fit is named and left out whole."""
    for name, raw in run.contents.items():
        if not name.startswith(f"{LISTINGS_FOLDER}/"):
            continue
        if run.is_unchanged(name):
            run.loaded.files_unchanged += 1
            continue
        try:
            file = read(raw, shape=ListingsFile, name=name)
            _refuse_what_other_files_hold(file, raw, name, run)
        except SeedError as error:
            run.loaded.errors.append(error)
            continue
        run.sizes[name] = len(file.services)
        run.entries.update({seed.id: Entry(seed, file.country, name) for seed in file.services})


def _refuse_what_other_files_hold(file: ListingsFile, raw: bytes, name: str, run: _Run) -> None:
    """A listing stands in one file only; one that has moved from a file that changed too is welcome."""
    ids = {seed.id for seed in file.services}
    elsewhere = dict(
        Service.objects.filter(seed_id__in=ids).exclude(seed_file=name).values_list("seed_id", "seed_file")
    )
    for position, seed in enumerate(file.services):
        if seed.id in run.entries or run.is_unchanged(elsewhere.get(seed.id, "")):
            path = f"services[{position}].id"
            raise SeedError(
                file=name, line=line_of(raw, f".{path}"), field=path, expected="an id that no other file has"
            )


def _write_listings(run: _Run) -> None:
    """Write what is new or has changed, and remove what the files that were read no longer hold."""
    stored = {row.seed_id: row for row in Service.objects.filter(seed_id__in=list(run.entries))}
    fresh = []
    for entry in run.entries.values():
        row = stored.get(entry.seed.id)
        if row is None:
            run.loaded.added += 1
        elif State(row.state) not in SEEDED:
            run.loaded.left_alone += 1
            continue
        elif row.seed_digest == seed_rows.digest(entry.seed) and row.seed_file == entry.file:
            run.loaded.same += 1
            continue
        else:
            run.loaded.changed += 1
        fresh.append(entry)
    _remove_gone(run)
    run.touched.update(entry.key for entry in fresh)
    if fresh:
        seed_rows.write_listings(fresh)
    seed_rows.drop_empty_organizations()


def _remove_gone(run: _Run) -> None:
    read_or_gone = [*run.sizes, *run.gone]
    gone = (
        Service.objects.from_seeds().filter(seed_file__in=read_or_gone).exclude(seed_id__in=list(run.entries))
    )
    keys = list(gone.values_list("pk", flat=True))
    run.loaded.removed += len(keys)
    run.touched.update(keys)
    gone.delete()


def _load_table(
    name: str,
    shape: type[EmergencyFile] | type[PlatformsFile],
    model: type[EmergencyNumber] | type[PlatformRoute],
    rows_of: Callable[[Any], list[Any]],
    run: _Run,
) -> None:
    """Make a table hold what its file says; a file that is no longer there empties it."""
    if name in run.gone:
        _replace(model, [], run)
    elif run.is_unchanged(name):
        run.loaded.files_unchanged += 1
    elif name in run.contents:
        try:
            rows = rows_of(read(run.contents[name], shape=shape, name=name))
        except SeedError as error:
            run.loaded.errors.append(error)
            return
        run.sizes[name] = len(rows)
        _replace(model, rows, run)


def _replace(model: type[EmergencyNumber] | type[PlatformRoute], rows: list[Any], run: _Run) -> None:
    """Make the table hold exactly these rows."""
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    before = {row.pk: [getattr(row, name) for name in names] for row in model.objects.all()}
    after = {row.pk: [getattr(row, name) for name in names] for row in rows}
    run.loaded.removed += len(before.keys() - after.keys())
    run.loaded.added += len(after.keys() - before.keys())
    run.loaded.changed += sum(before[key] != after[key] for key in before.keys() & after.keys())
    run.loaded.same += sum(before[key] == after[key] for key in before.keys() & after.keys())
    model.objects.all().delete()
    model.objects.bulk_create(rows)


def _remember_files(run: _Run) -> None:
    """Remember the digests of the files that were read, and forget those of files that are gone."""
    run.loaded.files_read = len(run.sizes)
    files = [
        SeedFile(name=name, digest=_digest(run.contents[name]), entries=entries)
        for name, entries in run.sizes.items()
    ]
    SeedFile.objects.bulk_create(
        files, update_conflicts=True, unique_fields=["name"], update_fields=["digest", "entries"]
    )
    SeedFile.objects.filter(name__in=run.gone).delete()
