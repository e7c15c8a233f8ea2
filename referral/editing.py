"""The verbs of a draft: begun, written, put aside. What people walk is not touched by any of them.

A draft changes one folder, its structure or its wording. `referral.editing_review` takes it from there to the
word of a second person, and out.
"""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from referral import bookshelf, editions
from referral import editing_documents as documents
from referral.bookshelf import Files
from referral.models.pathway import BookEdition, PathwayDraft, PathwayFile
from referral.pathway.lines import SeedError
from referral.pathway.shapes import Book
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

SUBJECT: Final = "pathway"
Kind = PathwayDraft.Kind
State = PathwayDraft.State
OPEN: Final = (State.DRAFT, State.IN_REVIEW)


class Refused(Exception):
    """A verb of this room did nothing; `says` is what the person at the desk reads."""

    says: str | Promise = _("This could not be done. Nothing was changed.")


class NotADraft(Refused):
    says = _("This is no draft any more: it is in review, or it was decided. Nothing was changed.")


class AlreadyDrafted(Refused):
    says = _("Somebody has such a draft open already. Go on in that one, or have it put aside first.")


class ChangedMeanwhile(Refused):
    says = _(
        "Somebody else has written in this draft since you opened it. Nothing of yours was saved; what you"
        " typed is still on this page. Look at the draft as it is now, then enter yours again."
    )


class NotWording(Refused):
    says = _(
        "This draft is for words. What is asked, what an answer does and where it leads is reviewed apart:"
        " begin a draft of the structure for that."
    )


class NotStructure(Refused):
    says = _(
        "This draft is for the structure. It may bring the words of what is new, and nothing else: words that"
        " people read already are reviewed apart, in a draft of the wording."
    )


class UnknownFolder(Refused):
    says = _("There is no such pathway. Nothing was changed.")


class NotTheFolder(Refused):
    says = _("That would change another pathway too. A draft is about one. Nothing was changed.")


class NothingDiffers(Refused):
    says = _("This says exactly what is published. Nothing was changed.")


class Outdated(Refused):
    says = _(
        "The same place was published with another content since this draft was begun. Put this draft aside"
        " and begin anew; what you wrote can be taken out as files first."
    )


class Unreadable(Refused):
    """What was written is not a pathway; `says` names the place and what was expected there."""

    def __init__(self, place: str, expected: str) -> None:
        super().__init__("the draft would not be readable")
        self.says = format_lazy(
            _("Not saved. At {place}: expected {expected}."), place=place, expected=expected
        )


# --- what there is ---


def published() -> Files:
    """Return the files of the edition that walks begin on: the published one, or else the seeds."""
    row = BookEdition.objects.current().first()
    return editions.files_of(row.files) if row else editions.seed_files()


def edition_now() -> str:
    """Return the name of the edition that walks begin on, as the database has it at this moment."""
    now = BookEdition.objects.current().values_list("edition", flat=True).first()
    return now or editions.seeds().edition


def files_of(draft: PathwayDraft, *, files: Files | None = None) -> dict[str, str]:
    """Return all files as they would be with this draft, laid over what is published now.

    Raises: Outdated where the same place was published differently since.
    """
    found = dict(published() if files is None else files)
    mine, base = _texts(draft.files), _texts(draft.base)
    for path, text in mine.items():
        try:
            merged = documents.merged(path, base=base[path], mine=text, theirs=found.get(path))
        except documents.Clash as clash:
            raise Outdated from clash
        found.pop(path, None)
        if merged is not None:
            found[path] = merged
    return found


def book_of(draft: PathwayDraft) -> Book:
    """Return the book with this draft in it. Raises: Outdated; Unreadable."""
    return opened(files_of(draft))


def opened(files: Files) -> Book:
    """Return the book of these files. Raises: Unreadable, with the place in words."""
    try:
        return bookshelf.book(files)
    except SeedError as error:
        path = next((path for path in files if path.endswith(error.file)), "")
        doc = documents.load(files[path]) if path and "JSON" not in error.expected else {}
        place = documents.place_in_words(doc, error.field) if doc else f"{error.file}, {error.field}"
        raise Unreadable(f"{error.file}: {place}" if doc else place, error.expected) from error


def _texts(digests: Mapping[str, str]) -> dict[str, str | None]:
    known = editions.files_of({path: name for path, name in digests.items() if name})
    return {path: known.get(path) for path in digests}


# --- writing ---


def begin(*, person: User, folder: str, kind: str) -> PathwayDraft:
    """Begin a draft of a folder, equal to what is published.

    Raises: NotAllowed; AlreadyDrafted; UnknownFolder.
    """
    person.require(Ability.EDIT_PATHWAY)
    if not any(documents.folder_of(path) == folder for path in published()):
        raise UnknownFolder
    return _begun(person, folder, Kind(kind))


def _begun(person: User, folder: str, kind: PathwayDraft.Kind) -> PathwayDraft:
    now = timezone.now()
    draft = PathwayDraft(
        folder=folder, kind=kind, based_on=edition_now(), digest=_digest({}),
        created_by_id=person.pk, created_at=now, saved_by_id=person.pk, saved_at=now, writers=[person.pk],
    )  # fmt: skip
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            _record(Act.PATHWAY_DRAFTED, draft, actor=person)
    except IntegrityError as taken:
        raise AlreadyDrafted from taken
    return draft


def write(*, person: User, draft: PathwayDraft, files: Mapping[str, str], seen: str) -> PathwayDraft:
    """Save files into a draft: those of its folder that differ from what is published.

    Raises: NotAllowed; NotADraft; ChangedMeanwhile when `seen` is not the draft's digest; NotTheFolder;
    NotWording, NotStructure when the change is of the other kind; Outdated; Unreadable.
    """
    person.require(Ability.EDIT_PATHWAY)
    with transaction.atomic():
        row = PathwayDraft.objects.select_for_update().get(pk=draft.pk)
        if row.state != State.DRAFT:
            raise NotADraft
        if row.digest != seen:
            raise ChangedMeanwhile
        now = published()
        was = files_of(row, files=now)
        then = {**was, **_numbered(now, files)}
        changed = {path: text for path, text in then.items() if text != now.get(path)}
        if any(documents.folder_of(path) != row.folder for path in changed):
            raise NotTheFolder
        require_kind(row.kind, now, changed)
        opened(then)
        _keep(row, now, changed)
        row.saved_by_id, row.saved_at = person.pk, timezone.now()
        row.writers = sorted({*row.writers, person.pk})
        row.save()
        _record(Act.PATHWAY_SAVED, row, actor=person, shown=row.digest, count=len(row.files))
        return row


def _numbered(now: Files, files: Files) -> dict[str, str]:
    """Return files in which each flow that is not as the published one bears a number of its own.

    It is the next one after all that were published of that flow, those that were taken back among them.
    """
    found = dict(files)
    for path, text in files.items():
        if documents.whose(path) is not None or path not in now:
            continue
        before, doc = documents.load(now[path]), documents.load(text)
        number = before.get("edition")
        if number is None:
            continue
        if {**doc, "edition": number} == before:
            found[path] = now[path]
        elif doc.get("edition") != (following := _highest(path, number) + 1):
            found[path] = documents.dump({**doc, "edition": following})
    return found


def _highest(path: str, number: int) -> int:
    """Return the highest number under which a flow was ever published; `number` is that of today."""
    ever = {files[path] for files in BookEdition.objects.values_list("files", flat=True) if path in files}
    texts = PathwayFile.objects.filter(digest__in=ever).values_list("text", flat=True)
    return max([number, *(documents.load(text)["edition"] for text in texts)])


def require_kind(kind: str, now: Files, changed: Mapping[str, str]) -> None:
    """Refuse what belongs into a draft of the other kind. Raises: NotWording; NotStructure."""
    for path, text in changed.items():
        words = documents.whose(path) is not None
        if kind == Kind.WORDING and not words:
            raise NotWording
        if kind == Kind.STRUCTURE and words and path in now and documents.reworded(now[path], text):
            raise NotStructure


def _keep(row: PathwayDraft, now: Files, changed: Mapping[str, str]) -> None:
    """Put the texts where they are kept by their digests, and name them in the draft."""
    texts = [*changed.values(), *(now[path] for path in changed if path in now)]
    keep(texts)
    row.files = {path: bookshelf.digest(text) for path, text in changed.items()}
    row.base = {path: bookshelf.digest(now[path]) if path in now else "" for path in changed}
    row.based_on, row.digest, row.report = edition_now(), _digest(row.files), {}


def keep(texts: list[str]) -> None:
    """Keep texts under their digests; those that are there stay."""
    rows = [PathwayFile(digest=bookshelf.digest(text), text=text) for text in dict.fromkeys(texts)]
    PathwayFile.objects.bulk_create(rows, ignore_conflicts=True)


def _digest(files: Mapping[str, str]) -> str:
    return bookshelf.digest("".join(f"{path} {name}\n" for path, name in sorted(files.items())))


def discard(*, person: User, draft: PathwayDraft) -> None:
    """Put a draft aside. Raises: NotAllowed; NotADraft."""
    person.require(Ability.EDIT_PATHWAY)
    with transaction.atomic():
        row = PathwayDraft.objects.select_for_update().get(pk=draft.pk)
        if row.state != State.DRAFT:
            raise NotADraft
        row.state, row.decided_at = State.DISCARDED, timezone.now()
        row.save(update_fields=["state", "decided_at"])
        _record(Act.PATHWAY_DISCARDED, row, actor=person)


# --- files in, files out ---


def taken_out(folder: str, draft: PathwayDraft | None = None) -> dict[str, str]:
    """Return the files of a folder as they are published, or as a draft has them. Raises: Outdated."""
    return documents.of_folder(files_of(draft) if draft else published(), folder)


def written_in(draft: PathwayDraft) -> dict[str, str]:
    """Return the files of a draft's folder with what was written in it, even where it fits no more."""
    if draft.is_open:
        with contextlib.suppress(Outdated):
            return taken_out(draft.folder, draft)
    mine = {path: text for path, text in _texts(draft.files).items() if text is not None}
    return taken_out(draft.folder) | mine


def bring_in(*, person: User, files: Mapping[str, str]) -> list[PathwayDraft]:
    """Make drafts of the files of one pathway: one of the structure, one of the wording, as they differ.

    Raises: NotAllowed; NotTheFolder when they are of more than one; UnknownFolder; NothingDiffers;
    AlreadyDrafted; Unreadable.
    """
    person.require(Ability.EDIT_PATHWAY)
    folders = {documents.folder_of(path) for path in files}
    if len(folders) != 1 or folders == {""}:
        raise NotTheFolder
    now = published()
    if not any(documents.folder_of(path) in folders for path in now):
        raise UnknownFolder
    opened({**now, **files})
    structure, wording = split(now, files)
    if not structure and not wording:
        raise NothingDiffers
    made = []
    with transaction.atomic():
        for kind, part in ((Kind.STRUCTURE, structure), (Kind.WORDING, wording)):
            if part:
                draft = _begun(person, folders.copy().pop(), kind)
                made.append(write(person=person, draft=draft, files=part, seen=draft.digest))
    return made


def split(now: Files, files: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what of these files is structure, with the words that are new, and what is wording."""
    structure: dict[str, str] = {}
    wording: dict[str, str] = {}
    for path, text in files.items():
        if text == now.get(path):
            continue
        if documents.whose(path) is None or path not in now:
            structure[path] = text
            continue
        old, new = documents.load(now[path]), documents.load(text)
        words = {key: old["texts"].get(key, said) for key, said in new["texts"].items()}
        if list(words.items()) != list(old["texts"].items()):
            structure[path] = documents.dump({**old, "texts": words})
        if documents.reworded(now[path], text):
            kept = {key: new["texts"].get(key, said) for key, said in old["texts"].items()}
            wording[path] = documents.dump({**new, "texts": kept})
    if not any(documents.whose(path) is None for path in structure):
        return {}, {path: text for path, text in files.items() if text != now.get(path)}
    return structure, wording


def draft(pk: uuid.UUID) -> PathwayDraft | None:
    """Return a draft by its key."""
    return PathwayDraft.objects.filter(pk=pk).first()


def _record(act: Act, row: PathwayDraft, *, actor: User | None, **facts: str | int) -> None:
    record(act, row, actor=actor, **facts)


def record(act: Act, row: PathwayDraft, *, actor: User | None, **facts: str | int) -> None:
    """Put what happened to a draft on record."""
    audit.record(
        act=act, actor=actor, subject_kind=SUBJECT, subject_id=str(row.pk), part=row.folder, kind=row.kind,
        **facts,
    )  # fmt: skip
