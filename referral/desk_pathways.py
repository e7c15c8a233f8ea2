"""The pages about what is published: all pathways, one as a picture, its files, editions and the way back."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from directory.desk_rows import names
from referral import desk_proofs, editing, editing_proof, editing_report, editing_review, editing_words
from referral import editing_documents as documents
from referral.models.pathway import BookEdition, PathwayDraft
from referral.pathway.picture import Picture, picture
from referral.pathway.shapes import Book
from staff import agreement
from staff.gate import needs
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

LARGEST: Final = 2 * 1024 * 1024  # bytes of a zip; a pathway in seven languages is a tenth of that
LARGEST_UNPACKED: Final = 8 * LARGEST
MOST_FILES: Final = 200
PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What Python's reader and its decompressor raise at a zip that is broken, has a password or is none.
BAD: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, TypeError, AttributeError, ValueError,
)  # fmt: skip
MOST_EDITIONS: Final = 20


@needs(Ability.SEE_PATHWAYS)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Show all pathways with what is being written about each."""
    book = editing.opened(editing.published())
    drafts = list(PathwayDraft.objects.filter(state__in=editing.OPEN).order_by("folder", "kind"))
    context = {
        "rows": [_row(book, folder, drafts) for folder in (*sorted(book.pathways), "shared", "cards")],
        "edition": editing.edition_now(),
        "own": BookEdition.objects.published().exists(),
        "may_edit": request.user.may(Ability.EDIT_PATHWAY),
    }
    return render(request, "pathways/every.html", context, using="desk")


def _row(book: Book, folder: str, drafts: list[PathwayDraft]) -> dict[str, Any]:
    pathway = book.pathways.get(folder)
    return {
        "folder": folder,
        "title": title(book, folder),
        "questions": len(pathway.questions) if pathway else None,
        "edition": pathway.edition if pathway else None,
        "drafts": [draft for draft in drafts if draft.folder == folder],
    }


def title(book: Book, folder: str) -> str:
    """Return what a folder is called on the desk's pages."""
    if folder == "shared":
        return _("Questions that pathways share")
    return _("Cards") if folder == "cards" else editing_report.say(book, f"{folder}.title")


@needs(Ability.SEE_PATHWAYS)
@require_safe
def one(request: HttpRequest, folder: str) -> HttpResponse:
    """Show a pathway as it is published: as a picture, and as a list."""
    book = editing.opened(editing.published())
    if not documents.FOLDER.fullmatch(folder) or (
        folder not in book.pathways and folder not in ("shared", "cards")
    ):
        raise Http404
    open_ones = PathwayDraft.objects.filter(folder=folder, state__in=editing.OPEN)
    drafts = {draft.kind: draft for draft in open_ones}
    context = {
        "folder": folder,
        "title": title(book, folder),
        "drafts": [(kind, said, drafts.get(kind)) for kind, said in editing_review.KINDS.items()],
        "picture": drawn(book, folder),
        "may_edit": request.user.may(Ability.EDIT_PATHWAY),
        **plan_shown(book, folder),
    }
    return render(request, "pathways/one.html", context, using="desk")


def drawn(book: Book, folder: str) -> Picture | None:
    """Return the picture of a flow in English; cards and shared questions have none."""
    if folder not in book.pathways:
        return None
    return picture(book, folder, say=lambda key: editing_report.say(book, key))


def plan_shown(book: Book, folder: str) -> dict[str, Any]:
    """Return the lines of a plan by section, in words."""
    pathway = book.pathways.get(folder)
    plan = pathway.plan if pathway else {}
    return {
        "plan": [
            (
                str(editing_words.SECTIONS[section]),
                [(editing_report.say(book, line.key), line) for line in lines],
            )
            for section, lines in plan.items()
            if lines
        ]
    }


@needs(Ability.SEE_PATHWAYS)
@require_safe
def export(request: HttpRequest, folder: str) -> HttpResponse:
    """Send the files of a pathway, as they lie in the seeds."""
    files = editing.taken_out(folder)
    if not files:
        raise Http404
    return zipped(files, folder)


def zipped(files: dict[str, str], name: str) -> HttpResponse:
    """Return files in a zip, whose bytes hang on nothing but them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="pathway-{name}.zip"'
    return answer


@needs(Ability.EDIT_PATHWAY)
@csrf_exempt  # asked below, once the one handler is set that lets a file in: reading the token reads the form
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """Make drafts of the files of a pathway that somebody took out and changed elsewhere."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        messages.error(request, _("The file is too large for a pathway. Nothing was taken in."))
        return redirect("editing:every")
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _brought(request)


@csrf_protect
def _brought(request: HttpRequest) -> HttpResponse:
    try:
        files = _unzipped(request)
        drafts = editing.bring_in(person=request.user, files=files)
    except (editing.Refused, BadZip) as refusal:
        messages.error(request, str(refusal.says))
        return redirect("editing:every")
    messages.success(request, _("Drafts were made of the files. Nothing is public yet."))
    return redirect("editing:draft", drafts[0].pk)


class BadZip(Exception):
    """The file is no zip of pathway files."""

    says = _("This is not a zip with the files of a pathway. Nothing was taken in.")


def _unzipped(request: HttpRequest) -> dict[str, str]:
    sent = request.FILES.get("file")
    try:
        with zipfile.ZipFile(sent) as archive:  # type: ignore[arg-type]
            return dict(_texts(archive))
    except BAD as fault:
        raise BadZip from fault


def _texts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield files with their texts. What a zip says of its own sizes is not believed: bytes are counted."""
    known = [one for one in archive.infolist() if not one.is_dir()]
    if len(known) > MOST_FILES or any(one.compress_type not in PACKED for one in known):
        raise BadZip
    left = LARGEST_UNPACKED
    for one in known:
        with archive.open(one) as file:
            text = file.read(left + 1)
        left -= len(text)
        if left < 0:
            raise BadZip
        yield one.filename, text.decode("utf-8")


@needs(Ability.EDIT_PATHWAY)
@require_POST
def begin(request: HttpRequest, folder: str) -> HttpResponse:
    """Begin a draft and open it."""
    try:
        draft = editing.begin(person=request.user, folder=folder, kind=request.POST.get("kind", ""))
    except (editing.Refused, ValueError) as refusal:
        messages.error(request, str(getattr(refusal, "says", _("Choose what kind of change it is."))))
        return redirect("editing:every")
    return redirect("editing:draft", draft.pk)


# --- editions ---


@needs(Ability.SEE_PATHWAYS)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Show what was published and when, with the one step back."""
    rows = list(BookEdition.objects.published().order_by("-published_at", "-pk")[:MOST_EDITIONS])
    now = desk_proofs.running()
    called = names(i for row in rows for i in (row.proposer_id, row.agreer_id))
    waiting = set(
        Proposal.objects.open(now=timezone.now())
        .filter(kind=editing_review.RESTORE)
        .values_list("subject_id", flat=True)
    )
    context = {
        "rows": [
            (
                row,
                called.get(row.proposer_id or 0, ""),
                called.get(row.agreer_id or 0, ""),
                row.edition in waiting,
                editing_proof.is_proved(editing_proof.digest_of(row.files)),
            )
            for row in rows
        ],
        "running": now,
        "far": desk_proofs.told(now),
        "broken": desk_proofs.last_of_an_edition(),
        "before": editing_review.before_now(),
        "may_roll_back": request.user.may(Ability.ROLL_BACK_PATHWAY),
        "may_propose": request.user.may(Ability.PROPOSE_PATHWAY),
    }
    return render(request, "pathways/history.html", context, using="desk")


@needs(Ability.ROLL_BACK_PATHWAY, step_up=True)
@require_POST
def roll_back(request: HttpRequest) -> HttpResponse:
    """Have the edition before walked again."""
    try:
        editing_review.roll_back(person=request.user)
    except editing.Refused as refusal:
        messages.error(request, str(refusal.says))
    else:
        messages.success(
            request, _("Walks begin on the edition before again, within a second. It is on record.")
        )
    return redirect("editing:history")


@needs(Ability.PROPOSE_PATHWAY)
@require_POST
def restore(request: HttpRequest, edition: str) -> HttpResponse:
    """Put an older edition before a second person."""
    row = BookEdition.objects.filter(edition=edition).first()
    if row is None:
        raise Http404
    try:
        editing_review.propose_restoring(person=request.user, edition=row)
    except (editing.Refused, agreement.Refused) as refusal:
        messages.error(request, str(refusal.says))
    else:
        messages.success(request, _("A second person was asked. Until then people walk what they walk now."))
    return redirect("editing:history")


def may_write(person: User, draft: PathwayDraft) -> bool:
    """Return whether this person may write in this draft now."""
    return draft.state == editing.State.DRAFT and person.may(Ability.EDIT_PATHWAY)
