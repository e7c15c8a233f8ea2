"""Tell it once: a code that carries the answers of a walk to one helper, and is gone when it was used.

What is kept is sealed twice: within, by a key of the `keys` database that is destroyed at opening, expiry or
destruction; around that, by what only the code yields. Neither a backup nor the code nor both open it once
that key is gone (S7). Nothing of a visitor goes on record; what a worker tries in vain does.
"""

import datetime as dt
import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referral import editions, told
from referral.models.handover import Handover, HandoverPress
from referral.told import Told
from safety import aside, codes, keys, reach, retention, seal, writable
from safety.codes import Code, Cost, Derived
from safety.hours import full_hour
from staff import audit
from staff.acts import Act
from staff.models.person import User

LOOK_EVERY_S: Final = 1.0
MOST_REMEMBERED: Final = 16  # editions; two or three are walked at a time
LONGEST_PRESS: Final = 64  # characters
PURPOSE: Final = "handover"  # also the name of the time that administrators set: 72 hours, a long weekend

log = logging.getLogger(__name__)


class NoSuchCode(Exception):
    """This opens nothing: it never was a code, or is used, destroyed or over. Nobody is told which."""

    says: Promise = _(
        "This code opens nothing. It may have been used, destroyed or be too old, or a digit was misheard."
    )


class NotOffered(Exception):
    """Nothing can be kept at this moment, so nothing was."""


class PressedBefore(Exception):
    """The very form that asks for a code has had one. It was shown once."""


# --- offered? ---

_answers: Final[dict[str, tuple[int, float]]] = {}
_looking: Final = threading.Lock()


def offered(edition: str) -> bool:
    """Return whether a code can be given on this edition now, as seen within the last second (S13)."""
    return bool(hours_offered(edition))


def hours_offered(edition: str, *, clock: Callable[[], float] = time.monotonic) -> int:
    """Return for how many hours a code of now would live, 0 where none can be given.

    While one looks, the others take the last answer: a plan is never late for the sake of a code.
    """
    known, until = _answers.get(edition, (0, float("-inf")))
    if clock() < until or not _looking.acquire(blocking=edition not in _answers):
        return known
    try:
        known, until = _answers.get(edition, (0, float("-inf")))
        return known if clock() < until else _look(edition, clock)
    finally:
        _looking.release()


def _look(edition: str, clock: Callable[[], float]) -> int:
    answer = _hours(edition)
    if len(_answers) >= MOST_REMEMBERED:
        _answers.clear()
    _answers[edition] = answer, clock() + LOOK_EVERY_S
    return answer


def forget() -> None:
    """Have the next question look again."""
    _answers.clear()


def _hours(edition: str) -> int:
    if not reach.can_seal():
        return 0
    try:
        return aside.asked(f"{PURPOSE} {edition}", lambda: _hours_now(edition), database="keys")
    except DatabaseError:
        log.warning("a database does not answer: no code is offered")
    return 0


def _hours_now(edition: str) -> int:
    with reach.on_primary() as primary:
        if all(map(writable.takes_writes, (primary, "keys"))) and editions.is_kept(edition):
            return retention.value(PURPOSE)
    return 0


def ends_at(*, now: dt.datetime) -> dt.datetime:
    """Return when a code of now ends: a full hour, since a minute would say when somebody was here."""
    return full_hour(now + retention.keep(PURPOSE))


# --- make ---


def make(what: Told, *, now: dt.datetime, press: str = "") -> Code:
    """Keep what was told, sealed twice, and return the code that opens it once.

    `press` is the random number of the form that asked; a second press of the same form makes no second code.
    The key is made first: what fails after it leaves a key that opens nothing, and that is swept.
    Raises: NotOffered, PressedBefore; nothing is kept then.
    """
    if not reach.can_seal():
        raise NotOffered
    code = codes.new()
    derived = _derived(code)
    about = _about(derived.lookup)
    try:
        with reach.on_primary():
            if not editions.is_kept(what.edition):
                raise NotOffered
            expires_at = ends_at(now=now)
        key, inner = keys.sealed_by_a_new(told.to_json(what), about=about)
    except DatabaseError:
        raise NotOffered from None
    outer = seal.seal(inner, key=derived.key, about=about)
    row = Handover(
        lookup=derived.lookup, outer=outer, key=key, edition_id=what.edition, expires_at=expires_at
    )
    try:
        _keep(row, press=press)
    except (DatabaseError, PressedBefore) as refusal:
        _destroy_key(key)
        raise (refusal if isinstance(refusal, PressedBefore) else NotOffered) from None
    return code


def _keep(row: Handover, *, press: str) -> None:
    with transaction.atomic(using=reach.primary()):
        if press:
            _count_press(press, row.expires_at)
        row.save(force_insert=True)


def _count_press(press: str, expires_at: dt.datetime) -> None:
    secret = keys.secret_for(f"{PURPOSE}/press")
    digest = hashlib.blake2b(press[:LONGEST_PRESS].encode(), key=secret, digest_size=32).hexdigest()
    try:
        with transaction.atomic(using=reach.primary()):
            HandoverPress.objects.create(digest=digest, expires_at=expires_at)
    except IntegrityError:
        raise PressedBefore from None


# --- open, destroy ---


def take(typed: str, *, now: dt.datetime) -> Told:
    """Return what was told, and see that nobody is told it again once the caller's transaction has ended.

    Should that fail, the code still opens: nothing is told in vain. Whatever opens nothing takes the same
    steps: one derivation for each key of the installation, one question for a row that is not over, one for
    its key.
    Raises: Misread, for digits that can be no code; NoSuchCode.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("take() runs inside the transaction that keeps what was told")
    found = {derived.lookup: derived for derived in _all_derived(codes.read(typed))}
    row = Handover.objects.live(now=now).filter(pk__in=found).first()
    what = _opened(row, found[row.lookup] if row else next(iter(found.values())))
    if row is None or what is None or not Handover.objects.filter(pk=row.pk).delete()[0]:
        raise NoSuchCode  # at the last of the three somebody else was faster
    transaction.on_commit(lambda: _destroy_key(row.key))
    return what


def _opened(row: Handover | None, derived: Derived) -> Told | None:
    """Return what stands in the row. Without one, a key that never was is asked for."""
    about = _about(derived.lookup)
    try:
        inner = seal.unseal(row.outer, key=derived.key, about=about) if row else ""
        return told.from_json(keys.unseal_with(row.key if row else uuid.uuid4(), inner, about=about))
    except (seal.CannotOpen, keys.KeyGone, told.NotTold):
        return None


def destroy(typed: str) -> None:
    """See that this code opens nothing, whether it ever did or not. Doing it again is safe.

    Raises: Misread; DatabaseError, when it could not be done.
    """
    found = _all_derived(codes.read(typed))
    with reach.on_primary() as primary:
        ask = _ask_postgresql if connections[primary].vendor == "postgresql" else _ask_sqlite
        for derived in found:
            keys.destroy(ask("key", derived.lookup, primary) or uuid.uuid4())
            ask("destroy", derived.lookup, primary)


def _ask_postgresql(what: str, lookup: str, primary: str) -> uuid.UUID | None:
    """Ask for the key of the row that a code finds, or remove the row, by a function of the database: the
    public door may call it, and can neither read a row nor list one (docs/decisions/0020).
    """
    with connections[primary].cursor() as cursor:
        cursor.execute(f"SELECT referral_handover_{what}(%s)", [lookup])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def _ask_sqlite(what: str, lookup: str, primary: str) -> uuid.UUID | None:
    found = Handover.objects.filter(pk=lookup)
    if what == "key":
        return found.values_list("key", flat=True).first()
    found.delete()
    return None


def missed(*, person: User) -> None:
    """Put on record that somebody at the desk tried a code that opened nothing, as who guesses would."""
    with transaction.atomic():
        audit.record(
            act=Act.HANDOVER_MISSED, actor=person, subject_kind=PURPOSE, subject_id="none", how="code"
        )


def _derived(code: Code) -> Derived:
    """Return what a code yields under the installation's key: a new code has nothing else."""
    return _under(keys.secret_for(PURPOSE), code)


def _all_derived(code: Code) -> list[Derived]:
    """Return what a code yields under each key that is known: without the code nobody could make it anew."""
    return [_derived(code), *(_under(salt, code) for salt in keys.secrets_for(PURPOSE)[1:])]


def _under(salt: bytes, code: Code) -> Derived:
    return codes.derive(code, salt=salt, cost=Cost(*settings.WAYPOST_CODE_COST))


def _about(lookup: str) -> str:
    return f"{PURPOSE}/{lookup}"


def _destroy_key(key: uuid.UUID) -> None:
    """Destroy a key whose row is gone; should the other database be away, the sweep finds it."""
    try:
        keys.destroy(key)
    except DatabaseError:
        log.warning("a key of a handover could not be destroyed now: it opens nothing and will be swept")


# --- what must go ---


def due(now: dt.datetime) -> Iterable[str]:
    """Return the handovers whose time is over."""
    return Handover.objects.over(now=now).values_list("pk", flat=True)


def keys_of(pk: str) -> Iterable[uuid.UUID]:
    """Return the key that has to be destroyed before the row of a handover is."""
    return Handover.objects.filter(pk=pk).values_list("key", flat=True)


def remove(pk: str) -> None:
    """See that the row of a handover that is over is gone. Doing it again is safe."""
    Handover.objects.over(now=timezone.now()).filter(pk=pk).delete()


def presses_due(now: dt.datetime) -> Iterable[str]:
    """Return the presses whose time is over."""
    return HandoverPress.objects.filter(expires_at__lte=now).values_list("pk", flat=True)


def forget_press(pk: str) -> None:
    """See that a press that is over is forgotten. Doing it again is safe."""
    HandoverPress.objects.filter(expires_at__lte=timezone.now(), pk=pk).delete()
