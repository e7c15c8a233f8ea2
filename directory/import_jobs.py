"""An import from the desk: the file waits in a private folder, a process reads it, a person confirms.

In the folder of a job are the file, until it was read or an hour is over, and a small note of where the job
is; no word of what is in the file.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import intake, planning
from directory.hsds.read import Source
from staff import progress
from staff.agreement import Text
from staff.models.person import User
from staff.progress import Progress
from staff.roles import Ability

FILE_SECONDS: Final = 3600  # a file that nobody read by then goes
NOTE_SECONDS: Final = 24 * 3600  # so long the page of a job that ended can be looked at
BEGIN_SECONDS: Final = 60  # a process that has not begun by then never will
NOTE: Final = "job.json"
SUFFIXES: Final = frozenset({".json", ".ndjson", ".csv", ".zip", ".xml"})


class Phase(StrEnum):
    """Where a job is."""

    READING = "reading"
    READ = "read"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"


RUNNING: Final = frozenset({Phase.READING, Phase.WRITING})


class Form(StrEnum):
    """What is made of a plan."""

    DRAFTS = "drafts"
    STOCK = "stock"  # the first stock of an empty directory, labelled as nobody's check yet


class Busy(Exception):
    """Another import is running."""

    says: Text = gettext_lazy("Another import is running. Wait until it has ended; nothing was begun.")


class UnknownJob(LookupError):
    """There is no such job, or it is somebody else's."""


class NotThatPlan(Exception):
    """What was confirmed is not what the job found."""

    says: Text = gettext_lazy("What you confirmed is not what stands here now. Nothing was done.")


@dataclass(frozen=True, slots=True)
class Job:
    """An import as its note says it. `says` is for a person; `digest` that of the plan."""

    id: str
    person_id: int
    feed: str
    country: str
    phase: Phase
    began: float
    digest: str = ""
    says: str = ""
    form: str = ""

    @property
    def folder(self) -> Path:
        return home() / self.id


def home() -> Path:
    """Return the folder in which files wait; only this account may look into it."""
    found = Path(settings.BASE_DIR) / "var" / "incoming"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def new_folder() -> Path:
    """Return a new folder for one file that comes in."""
    made = home() / uuid.uuid4().hex
    made.mkdir(mode=0o700)
    return made


def begin(*, person: User, folder: Path, feed: str, country: str) -> Job:
    """Have a process of its own read the file in this folder; the directory is not changed by that.

    Raises: NotAllowed; Busy.
    """
    person.require(Ability.IMPORT_LISTINGS)
    if any(job.phase in RUNNING for job in every()):
        shutil.rmtree(folder, ignore_errors=True)
        raise Busy
    job = Job(folder.name, person.pk, feed, country, Phase.READING, time.time())
    _note(job)
    start(job)
    return job


def confirm(*, person: User, job: Job, digest: str, form: Form) -> Job:
    """Have a process of its own carry out the very plan that was shown.

    Raises: NotAllowed; NotThatPlan; Busy.
    """
    person.require(Ability.IMPORT_LISTINGS)
    if job.phase is not Phase.READ or not digest or digest != job.digest:
        raise NotThatPlan
    if any(other.phase in RUNNING for other in every()):
        raise Busy
    going = replace(job, phase=Phase.WRITING, began=time.time(), form=form.value)
    _note(going)
    start(going)
    return going


def propose(*, person: User, job: Job, digest: str) -> Job:
    """Ask a second person to let the plan be loaded as sourced. Raises: what intake.propose_stock raises."""
    if job.phase is not Phase.READ or digest != job.digest:
        raise NotThatPlan
    intake.propose_stock(person=person, digest=digest)
    done = replace(job, phase=Phase.DONE, says=_("A second person was asked. Until then nothing is changed."))
    _note(done)
    return done


def start(job: Job) -> None:
    """Begin the process; the page asks the note of the job how far it is."""
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    subprocess.Popen(  # noqa: S603 - our own program, a list of arguments, an id that we made
        [sys.executable, manage, "import_job", job.id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # the page's process may end before
    )


def run(job_id: str) -> Job:
    """Do what the note of a job asks for, and write down what came of it, faults too."""
    job = known(job_id)
    try:
        ended = _read(job) if job.phase is Phase.READING else _write(job)
    except Exception as error:
        _note(replace(job, phase=Phase.FAILED, says=_said(error)))
        if not _is_refusal(error):
            raise
        return known(job_id)
    finally:
        if job.phase is Phase.READING:
            _forget_file(job)
    _note(ended)
    return ended


def known(job_id: str) -> Job:
    """Return a job as its note says. Raises: UnknownJob."""
    if not (len(job_id) == 32 and job_id.isalnum()):
        raise UnknownJob("no job is called so")
    try:
        told: dict[str, Any] = json.loads((home() / job_id / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnknownJob("there is no note of this job") from error
    job = Job(**{**told, "phase": Phase(told["phase"])})
    if job.phase in RUNNING and _was_killed(job):
        return replace(job, phase=Phase.FAILED, says=_("It broke off. Nothing was changed; begin again."))
    return job


def of(person: User, job_id: str) -> Job:
    """Return a job of this person. Raises: UnknownJob."""
    job = known(job_id)
    if job.person_id != person.pk:
        raise UnknownJob("it is somebody else's")
    return job


def every() -> list[Job]:
    """Return the jobs there are, newest first."""
    found = []
    for folder in home().iterdir():
        try:
            found.append(known(folder.name))
        except UnknownJob:
            continue
    return sorted(found, key=lambda job: -job.began)


def told(job: Job) -> dict[str, Any]:
    """Return how far a job is, for its page."""
    return {"phase": job.phase.value, "says": job.says, **progress.read(job.id)}


def sweep(*, now: float | None = None) -> int:
    """Remove files that nobody read within an hour and notes of yesterday; return how many folders went."""
    moment, gone = now or time.time(), 0
    for folder in home().iterdir():
        age = moment - folder.stat().st_mtime
        if age > NOTE_SECONDS or (age > FILE_SECONDS and not (folder / NOTE).exists()):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
        elif age > FILE_SECONDS:
            _remove_files(folder)
    return gone


def _read(job: Job) -> Job:
    path = next(path for path in job.folder.iterdir() if path.stem == "file")
    mapping = job.folder / "mapping.yaml"
    source = Source(path, mapping if mapping.exists() else None)
    with Progress(_("Reading the file"), 0, job_id=job.id) as shown:
        plan = planning.make(source, feed=job.feed, country=job.country, progress=shown)
    return replace(job, phase=Phase.READ, digest=plan.digest)


def _write(job: Job) -> Job:
    person = User.objects.get(pk=job.person_id)
    verb = intake.load_first_stock if job.form == Form.STOCK else intake.carry_out
    with Progress(_("Writing"), 0, job_id=job.id) as shown:
        verb(person=person, digest=job.digest, progress=shown)
    says = (
        _("The first stock is loaded, as sourced.")
        if job.form == Form.STOCK
        else _("The drafts are written.")
    )
    return replace(job, phase=Phase.DONE, says=says)


def _was_killed(job: Job) -> bool:
    """A job that runs tells how far it is; one that tells nothing for long has been killed."""
    if progress.read(job.id)["running"]:
        return False
    return time.time() - (job.folder / NOTE).stat().st_mtime > BEGIN_SECONDS


def _is_refusal(error: Exception) -> bool:
    return hasattr(error, "says") or isinstance(error, planning.NotRecognised | planning.BadMapping)


def _said(error: Exception) -> str:
    """Return the words of a refusal of the house; of a fault only that there was one."""
    if hasattr(error, "says"):
        return str(error.says)
    if isinstance(error, planning.NotRecognised):
        return _(
            "This is no file that can be read here: HSDS as JSON or tables, or AIRS. "
            "A plain CSV needs a mapping."
        )
    if isinstance(error, planning.BadMapping):
        return _("The mapping does not fit the file: %(why)s") % {"why": error}
    return _("The file could not be read to its end. Nothing was changed.")


def _note(job: Job) -> None:
    """Write the note whole or not at all."""
    beside = job.folder / f"{NOTE}.{os.getpid()}"
    beside.write_text(json.dumps(asdict(job)), encoding="utf-8")
    os.replace(beside, job.folder / NOTE)


def _forget_file(job: Job) -> None:
    _remove_files(job.folder)


def _remove_files(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != NOTE:
            path.unlink(missing_ok=True)
