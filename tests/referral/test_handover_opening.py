"""A code at the desk: typed in any digits, a case, and for whoever guesses always the same words and work."""

import datetime as dt
import random
import re
import time
from collections.abc import Callable
from itertools import combinations

import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referral import case_reading, desk_codes, handover, handover_page
from referral.models.case import Case
from referral.models.handover import Handover
from safety import codes
from safety.buckets import Buckets
from safety.models import DataKey
from safety.turns import Turns
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.people import make_person
from tests.referral import casing
from tests.referral.told_by import somebody

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PAGE, OPEN = "/desk/codes/", "/desk/codes/open/"
KINDS = ("never was", "used", "expired", "destroyed", "its key is gone")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_codes, "buckets", Buckets(each=100_000, everybody=0))


@pytest.fixture
def worker(amina: User, signed_in: Callable[..., Client]) -> Client:
    """Amina, trained and signed in."""
    casing.trained(amina)
    return signed_in(amina)


def post(client: Client, typed: str) -> tuple[int, str]:
    """Return the status and the page, without what is random in every form."""
    answer = client.post(OPEN, {"digits": typed})
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, page


def dead(kind: str) -> str:
    """Return the digits of a code that opens nothing, and why it doesn't."""
    if kind == "never was":
        return codes.new().digits
    made_at = timezone.now() - dt.timedelta(hours=80 if kind == "expired" else 0)
    code = handover.make(somebody(), now=made_at)
    row = Handover.objects.get(pk=handover._derived(code).lookup)
    if kind == "used":
        handover.take(code.digits, now=timezone.now())
    elif kind == "destroyed":
        handover.destroy(code.digits)
    elif kind == "its key is gone":
        DataKey.objects.filter(pk=row.key).delete()
    return code.digits


NOUGHTS = {"ours": "0", "arabic": "٠", "persian": "۰", "devanagari": "०"}


@pytest.mark.parametrize("between", [" ", "-", " – ", "\u200f"], ids=ascii)
@pytest.mark.parametrize("script", NOUGHTS)
def test_a_code_in_any_digits_becomes_a_case_with_what_was_told(
    worker: Client, amina: User, script: str, between: str
):
    what = somebody()
    code = handover.make(what, now=timezone.now())
    nought = ord(NOUGHTS[script])
    typed = between.join("".join(chr(nought + int(digit)) for digit in group) for group in code.groups)
    answer = worker.post(OPEN, {"digits": typed})
    case = Case.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/cases/{case.reference}/")
    assert case_reading.opened(person=amina, reference=case.reference, now=timezone.now()).told == what
    assert not Handover.objects.exists()
    assert code.digits not in answer.headers["Location"]


def test_opening_is_on_record_once_and_holds_nothing_of_the_code(worker: Client):
    code = handover.make(somebody(), now=timezone.now())
    before = AuditEntry.objects.count()
    post(worker, code.digits)
    entry = AuditEntry.objects.order_by("-number").first()
    assert AuditEntry.objects.count() == before + 1
    assert entry.act == "case.started"
    assert not any(group in str(entry.facts) for group in code.groups)


def test_what_was_typed_comes_back_only_when_it_can_be_no_code(worker: Client):
    status, page = post(worker, "123 456")
    assert (status, "15 digits are missing" in page, 'value="123 456"' in page) == (400, True, True)
    wrong = codes.new()
    status, page = post(worker, " ".join(wrong.groups))
    assert (status, " ".join(wrong.groups) in page, "opens nothing" in page) == (400, False, True)


def test_a_code_tried_in_vain_is_on_record_and_stays_no_secret(worker: Client, amina: User):
    wrong = codes.new()
    post(worker, wrong.digits)
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.act, entry.actor_id, entry.subject_id) == ("handover.missed", amina.pk, "none")
    assert wrong.digits not in str(entry.__dict__)


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HELPLINE, Role.SUPERVISOR)])
def test_nobody_but_the_helpline_opens_one(role: Role, signed_in: Callable[..., Client]):
    code = handover.make(somebody(), now=timezone.now())
    client = signed_in(make_person("other", role, team="Day"), proved=True)
    assert {client.get(PAGE).status_code, client.post(OPEN, {"digits": code.digits}).status_code} == {403}
    assert Handover.objects.count() == 1


def test_who_is_not_trained_loses_no_code(amina: User, signed_in: Callable[..., Client]):
    code = handover.make(somebody(), now=timezone.now())
    status, page = post(signed_in(amina), code.digits)
    assert (status, 'role="alert"' in page) == (400, True)
    assert Handover.objects.count() == DataKey.objects.count() == 1


# --- same words, same work, same time ---


def work(client: Client, typed: str, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """Return the page and what was done for it: derivations, and the questions to both databases."""
    live, derived = codes.derive, []

    def counting(*args: object, **said: object) -> codes.Derived:
        derived.append(said["cost"])
        return live(*args, **said)

    monkeypatch.setattr(codes, "derive", counting)
    with (
        CaptureQueriesContext(connections["default"]) as data,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        answered = post(client, typed)
    monkeypatch.setattr(codes, "derive", live)
    asked = [[_without_values(one["sql"]) for one in part] for part in (data, keys)]
    return answered, len(derived), asked


def _without_values(sql: str) -> str:
    """Return a question without what was asked for, and without the numbers of savepoints."""
    return re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+", "?", sql)


@pytest.mark.promise("S9")
def test_whatever_opens_nothing_gets_the_same_page_by_the_same_steps(
    worker: Client, monkeypatch: pytest.MonkeyPatch
):
    post(worker, dead("never was"))  # what is read once a process is read now
    did = {kind: work(worker, dead(kind), monkeypatch) for kind in KINDS}
    first = did[KINDS[0]]
    assert first[0][0] == 400
    assert first[1] == 1
    assert {kind: found for kind, found in did.items() if found != first} == {}


@pytest.fixture
def slow_enough(settings: LazySettings) -> None:
    """A derivation that takes longer than the rest of the page, so that leaving it out would show."""
    settings.WAYPOST_CODE_COST = (4096, 2, 1)


def measured(kinds: tuple[str, ...], ask: Callable[[str], object], *, each: int) -> dict[str, list[float]]:
    """Return how long each kind took, asked in a shuffled order, so that a busy minute befalls all alike."""
    queue = [(kind, dead(kind)) for kind in kinds for _ in range(each)]
    random.Random(20).shuffle(queue)  # noqa: S311 - an order, no secret
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    for kind, typed in queue:
        began = time.perf_counter()
        ask(typed)
        took[kind].append(time.perf_counter() - began)
    return took


def slower(one: list[float], other: list[float]) -> float:
    """Return how often one of the first took longer than one of the others: 0.5 if alike (Mann, Whitney)."""
    wins = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return wins / (len(one) * len(other))


# With 40 of each, the share of two that are alike lies within 0.5 +- 0.065; 0.3 is almost five times that.
EACH, APART = 40, 0.3


@pytest.mark.promise("S9")
def test_how_long_it_takes_tells_no_kind_from_another(worker: Client, slow_enough: None):
    took = measured(KINDS[:3], lambda typed: post(worker, typed), each=EACH)
    shares = {(one, other): slower(took[one], took[other]) for one, other in combinations(took, 2)}
    assert {pair: share for pair, share in shares.items() if abs(share - 0.5) > APART} == {}


def test_the_measure_would_see_a_kind_without_its_derivation(
    worker: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
):
    settings.WAYPOST_CODE_COST = (16_384, 4, 1)  # a sixth of what it costs on a site
    live, kept = handover._derived, set()

    def early(code: codes.Code) -> codes.Derived:
        return live(code) if code.digits in kept else codes.Derived("0" * 64, b"0" * 32)

    def ask(typed: str) -> None:
        monkeypatch.setattr(handover, "_derived", early)
        post(worker, typed)

    monkeypatch.setattr(handover, "_derived", lambda code: kept.add(code.digits) or live(code))
    took = measured(("never was", "expired"), ask, each=15)
    assert slower(took["expired"], took["never was"]) - 0.5 > APART


# --- limits ---


def test_one_worker_is_slowed_and_no_other(
    worker: Client, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desk_codes, "buckets", Buckets(each=3, everybody=0))
    code = handover.make(somebody(), now=timezone.now())
    pages = [post(worker, codes.new().digits)[1] for _ in range(4)]
    assert ["tried quickly" in page for page in pages] == [False, False, False, True]
    other = make_person("olga", Role.HELPLINE, team="Day")
    casing.trained(other)
    assert signed_in(other).post(OPEN, {"digits": code.digits}).status_code == 302


def test_what_visitors_do_takes_no_turn_from_the_desk(worker: Client, monkeypatch: pytest.MonkeyPatch):
    code = handover.make(somebody(), now=timezone.now())
    full = Turns(at_once=1, in_line=0, longest=0.0)
    monkeypatch.setattr(handover_page, "turns", full)
    with full.turn():
        assert worker.post(OPEN, {"digits": code.digits}).status_code == 302
    monkeypatch.setattr(desk_codes, "turns", Turns(at_once=1, in_line=0, longest=0.0))
    with desk_codes.turns.turn():
        assert "tried quickly" in post(worker, codes.new().digits)[1]
