"""The whole proof of a book: begun by an editor, worked out by a process of its own, asked for by publishing.

A proof is of the digest of all files together, so of the draft laid over what is published now and of nothing
else. Listings change and rules depend on the day, so it holds for a few days only.
"""

import datetime as dt
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referral import bookshelf, editing, editions
from referral.bookshelf import Files
from referral.editing import Refused
from referral.models.pathway import BookEdition, PathwayDraft
from referral.models.proof import SILENT, PathwayProof
from referral.pathway import table
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

EDITION: Final = "pathway-edition"
KEPT: Final = dt.timedelta(days=90)  # how long what came of a run can be read
State = PathwayProof.State


class NotProved(Refused):
    says = _(
        "Nobody walks this before every walk and every plan of the whole book was looked at, with nothing"
        " broken. Start the whole proof; it takes minutes."
    )


class NotSound(Refused):
    says = _(
        "The whole proof found what breaks a rule. It stands on the page, next to its place. Mend it first."
    )


class Busy(Refused):
    says = _("A whole proof is running already. Wait until it has ended; nothing was begun.")


class Overtaken(Exception):
    """Somebody saved in between, or another run took the place of this one: what it finds is of no use."""


# --- of which book ---


def digest_of(names: Mapping[str, str]) -> str:
    """Return the digest of a whole book, from its paths and the digests of their contents."""
    return bookshelf.digest("".join(f"{path} {name}\n" for path, name in sorted(names.items())))


def named(files: Files) -> dict[str, str]:
    """Return the files by path and digest, as an edition is kept."""
    return {path: bookshelf.digest(text) for path, text in files.items()}


def of_files(files: Files) -> str:
    """Return the digest of the whole book that these files are."""
    return digest_of(named(files))


# --- asking for it ---


def ended(digest: str) -> PathwayProof | None:
    """Return what came of the newest proof that came to an end."""
    return PathwayProof.objects.of(digest).exclude(state=State.RUNNING).first()


def is_proved(digest: str) -> bool:
    """Return whether this very book was proved whole, with nothing broken and not too long ago."""
    try:
        require(digest)
    except Refused:
        return False
    return True


def require(digest: str) -> None:
    """Refuse a book that was not proved whole in the days that a proof holds.

    What was found broken here is refused even if the house came with it. Raises: NotProved; NotSound.
    """
    found = ended(digest)
    if found and found.state == State.BROKEN:
        raise NotSound
    if found and found.ended_at and found.ended_at >= timezone.now() - holds():
        return
    if not came_proved(digest):
        raise NotProved


def holds() -> dt.timedelta:
    """Return how long a proof holds."""
    return dt.timedelta(days=settings.WAYPOST_PROOF_DAYS)


def came_proved(digest: str) -> bool:
    """Return whether this is the book that the house came with, and its stored proof is of that book."""
    if digest != of_files(editions.seed_files()):
        return False
    stored = Path(settings.SEEDS_DIR) / "walks" / "proved.txt"
    proved = stored.read_text(encoding="utf-8").split() if stored.is_file() else []
    return proved[:1] == [table.structure(Path(settings.SEEDS_DIR) / bookshelf.PATHWAYS)]


# --- beginning one ---


def begin(*, person: User, draft: PathwayDraft) -> PathwayProof:
    """Have a process of its own prove the book with this draft in it.

    Raises: NotAllowed; NotADraft; NothingDiffers; Busy; Outdated; Unreadable.
    """
    person.require(Ability.PROPOSE_PATHWAY)
    if not draft.is_open:
        raise editing.NotADraft
    if not draft.files:
        raise editing.NothingDiffers
    files = editing.files_of(draft)
    return _begun(person, of_files(files), editing.opened(files).edition, draft)


def begin_edition(*, person: User, edition: BookEdition) -> PathwayProof:
    """Have a process of its own prove an older edition as rules and listings are today.

    Raises: NotAllowed; Busy.
    """
    person.require(Ability.PROPOSE_PATHWAY)
    return _begun(person, digest_of(edition.files), edition.edition, None)


def _begun(person: User, digest: str, edition: str, draft: PathwayDraft | None) -> PathwayProof:
    with transaction.atomic():
        made = _made(digest=digest, edition=edition, draft=draft, person=person)
        transaction.on_commit(lambda: start(made))
    return made


def _made(*, digest: str, edition: str, draft: PathwayDraft | None, person: User | None) -> PathwayProof:
    now = timezone.now()
    _give_up_silent(now)
    PathwayProof.objects.filter(ended_at__lt=now - KEPT).delete()
    made = PathwayProof(
        digest=digest, edition=edition, draft_id=draft.pk if draft else None,
        begun_by_id=person.pk if person else None, begun_at=now, beat_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as running:
        raise Busy from running
    _record(Act.PATHWAY_PROOF_BEGUN, made, actor=person)
    return made


def _give_up_silent(now: dt.datetime) -> None:
    """Say of a run that tells nothing any more that it broke off, so that another one may begin."""
    silent = PathwayProof.objects.running().filter(beat_at__lte=now - SILENT)
    silent.update(state=State.BROKE_OFF, ended_at=now)


def start(proof: PathwayProof) -> None:
    """Begin the process; the pages read the row to see how far it is."""
    what = ["--draft", str(proof.draft_id)] if proof.draft_id else ["--edition", proof.edition]
    subprocess.Popen(  # noqa: S603 - our own program, a list of arguments, an id that we made
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "pathway_check", *what],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # the page's process may end before
    )


# --- what the process does with its row ---


def taken(*, files: Files, draft: PathwayDraft | None) -> PathwayProof:
    """Return the row that the desk made for this book and nobody took yet, or one of the terminal's own.

    Raises: Busy where another run goes on; Unreadable.
    """
    digest, now = of_files(files), timezone.now()
    with transaction.atomic():
        waiting = PathwayProof.objects.select_for_update().running().filter(digest=digest, is_taken=False)
        row = waiting.first() or _made(
            digest=digest, edition=editing.opened(files).edition, draft=draft, person=None
        )
        row.is_taken, row.beat_at = True, now
        row.save(update_fields=["is_taken", "beat_at"])
    return row


def beat(proof: PathwayProof) -> None:
    """Say that it goes on, and how far it is. Raises: Overtaken when it was given up meanwhile."""
    proof.beat_at = timezone.now()
    told = {name: getattr(proof, name) for name in ("beat_at", "at", "done", "total", "walks")}
    if not PathwayProof.objects.running().filter(pk=proof.pk).update(**told):
        raise Overtaken


def end(proof: PathwayProof, state: PathwayProof.State) -> None:
    """Keep what came of it, on record. Raises: Overtaken when it was given up meanwhile."""
    with transaction.atomic():
        if not PathwayProof.objects.select_for_update().running().filter(pk=proof.pk).exists():
            raise Overtaken
        proof.state, proof.ended_at = state, timezone.now()
        proof.seconds = round((proof.ended_at - proof.begun_at).total_seconds(), 1)
        proof.save()
        _record(Act.PATHWAY_PROVED, proof, actor=None, state=str(state), count=proof.broken)


def _record(act: Act, proof: PathwayProof, *, actor: User | None, **facts: str | int) -> None:
    kind, subject = (editing.SUBJECT, proof.draft_id) if proof.draft_id else (EDITION, proof.edition)
    audit.record(
        act=act, actor=actor, subject_kind=kind, subject_id=str(subject), edition=proof.edition,
        shown=proof.digest, **facts,
    )  # fmt: skip
