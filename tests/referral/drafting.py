"""What the tests of editing share: a draft written, proposed and agreed to, as the desk does it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from referral import bookshelf, editing, editing_proof, editing_review, editions
from referral import editing_documents as documents
from referral.models.pathway import PathwayDraft
from referral.models.proof import PathwayProof
from staff import agreement
from staff.models.person import User
from staff.models.proposal import Proposal

P01 = "pathways/p01/flow.json"
WORDS = "pathways/p01/en.adult.json"


def flow(files: Any = None, path: str = P01) -> dict[str, Any]:
    """Return a file of what is published, or of these files, ready to be changed."""
    return documents.load((files or editing.published())[path])


def question(doc: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in doc["questions"] if one["id"] == name)


def answer(doc: dict[str, Any], name: str, which: str) -> dict[str, Any]:
    return next(one for one in question(doc, name)["answers"] if one["id"] == which)


def written(person: User, doc: dict[str, Any], *, kind: str = "structure", path: str = P01) -> PathwayDraft:
    """Return a draft that says this."""
    draft = editing.begin(person=person, folder=documents.folder_of(path), kind=kind)
    return editing.write(person=person, draft=draft, files={path: documents.dump(doc)}, seen=draft.digest)


def more_law(person: User) -> PathwayDraft:
    """Return a draft in which one answer of P01 asks for advice on rights too."""
    doc = flow()
    answer(doc, "who", "stranger")["effects"].append("+LEGAL/U2")
    return written(person, doc)


def another_word(person: User, said: str = "What has happened up to now?") -> PathwayDraft:
    """Return a draft in which a question of P01 is worded differently."""
    doc = flow(path=WORDS)
    doc["texts"]["who"] = said
    return written(person, doc, kind="wording", path=WORDS)


def proved(digest: str, *, state: str = "clean", days_ago: float = 0) -> PathwayProof:
    """Keep a row as the whole proof of a book would leave it, in no time."""
    ended = timezone.now() - dt.timedelta(days=days_ago)
    broken = [["H22", "p01", "p01.plan.bad is a plain step", ""]] if state == "broken" else []
    return PathwayProof.objects.create(
        digest=digest, edition="x", state=state, begun_at=ended, beat_at=ended, is_taken=True,
        ended_at=None if state == "running" else ended, broken=len(broken), breaches=broken,
    )  # fmt: skip


def whole(draft: PathwayDraft) -> str:
    """Return the digest of the book with this draft in it."""
    return editing_proof.of_files(editing.files_of(draft))


def proposed(editor: User, draft: PathwayDraft) -> Proposal:
    """Have a draft put before a second person, as if it had been proved."""
    proved(whole(draft))
    return editing_review.propose(person=editor, draft=draft)


def published_by(editor: User, reviewer: User, draft: PathwayDraft) -> str:
    """Have a draft published by two people, as if it had been proved; return the name of the edition."""
    proposal = proposed(editor, draft)
    agreement.agree(person=reviewer, proposal=proposal, digest=proposal.digest)
    editions.forget()
    return editions.current().edition


def seeds() -> dict[str, str]:
    from django.conf import settings

    return bookshelf.in_folder(settings.SEEDS_DIR)
