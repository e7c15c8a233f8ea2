"""The public directory as files: HSDS as JSON pages, lines, a package of tables. Nothing else leaves (S5).

Only outward documents are read here, which are made when a listing is published; the same directory always
gives the same bytes.
"""

import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db import transaction

from directory.hsds.flat import Tables
from directory.models.outward import OutwardService
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.progress import Progress
from staff.roles import Ability

PAGE: Final = 1_000  # services in one file of JSON
SUBJECT: Final = "export"


class Form(StrEnum):
    """How the directory is written."""

    JSON = "json"
    NDJSON = "ndjson"
    TABULAR = "tabular"


@dataclass(slots=True)
class Exported:
    """What was written."""

    services: int = 0
    files: list[str] = field(default_factory=list)


def export(
    *, folder: Path, forms: Collection[Form], person: User | None = None, progress: Progress | None = None
) -> Exported:
    """Write what the public may read into a folder, a folder for each form; the export is on record.

    `person` is None at the terminal of the server. Raises: NotAllowed.
    """
    if person:
        person.require(Ability.EXPORT_LISTINGS)
    done = Exported()
    with transaction.atomic():
        done.services = _shown().count()
        for form in Form:
            if form in forms:
                _write(form, folder / form.value, done, progress or Progress("", 0))
                audit.record(
                    act=Act.EXPORT_DONE, actor=person, subject_kind=SUBJECT, subject_id=form.value,
                    format=form.value, count=done.services,
                )  # fmt: skip
    return done


def _shown():  # noqa: ANN202 - a queryset of the outward services
    return OutwardService.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED).order_by("pk")


def _documents(progress: Progress) -> Iterator[str]:
    for text in _shown().values_list("full", flat=True).iterator(chunk_size=500):
        progress.step()
        yield text


def _write(form: Form, folder: Path, done: Exported, progress: Progress) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.suffix in (".json", ".ndjson", ".csv"):
            old.unlink()  # a page of an older and larger directory would be read with the new ones
    progress.phase(form.value, done.services)
    _WRITERS[form](folder, done.services, progress)
    done.files += [f"{form.value}/{path.name}" for path in sorted(folder.iterdir())]


def _pages(folder: Path, total: int, progress: Progress) -> None:
    """Write pages as the open interface gives them, a thousand services each."""
    source, pages = _documents(progress), max(1, -(-total // PAGE))
    for number in range(1, pages + 1):
        contents = list(islice(source, PAGE))
        head = {
            "total_items": total, "total_pages": pages, "page_number": number, "size": len(contents),
            "first_page": number == 1, "last_page": number == pages, "empty": not contents,
        }  # fmt: skip
        start = msgspec.json.encode(head).decode()[:-1]
        text = f'{start},"contents":[\n' + ",\n".join(contents) + "\n]}\n"
        (folder / f"services-{number:05d}.json").write_text(text, encoding="utf-8")


def _lines(folder: Path, total: int, progress: Progress) -> None:
    with (folder / "services.ndjson").open("w", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in _documents(progress))


def _tables(folder: Path, total: int, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="waypost-export-") as place:
        tables = Tables(Path(place) / "rows.sqlite3")
        for text in _documents(progress):
            tables.add(msgspec.json.decode(text))
        tables.write(folder)
        tables.close()


_WRITERS: Final = {Form.JSON: _pages, Form.NDJSON: _lines, Form.TABULAR: _tables}
