"""Everything is sealed anew under another key: nothing is lost, and nothing opens with the old one."""

import ast
import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command

from directory import sheltering
from directory.models.shelter import Shelter
from safety import codes, keys, sealing_anew
from safety.keys import CannotOpen
from safety.models import DataKey
from safety.sealing_anew import Counts
from staff import second_factor
from staff.models.person import User
from tests.directory.test_shelter import listing, place, put
from tests.staff.account import SECRET, give_app

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ROOT: Final = Path(__file__).resolve().parents[2]
NEW: Final = "the seal of another day, as long as it has to be, and longer"
NEW_SECRET: Final = "the secret of another day, as long as it has to be, and longer"
WORDS: Final = "12 Harbour Lane, behind the mill"
PLACES: Final = ("data keys", "confidential parts of listings", "second factors")


class Kept:
    """A thing in each place, and how each is read."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.keys = [keys.make() for _number in range(5)]
        self.texts = {key: keys.seal_with(key, WORDS, about=f"case/{key}") for key in self.keys}
        self.service = put(listing(where=place()))
        self.recovery = give_app(person)

    def opens(self) -> bool:
        """Return whether everything can be read, as the desk reads it."""
        assert {keys.unseal_with(key, text, about=f"case/{key}") for key, text in self.texts.items()} == {
            WORDS
        }
        assert [
            content for _part, content in sheltering.read_parts(person=self.reader(), service=self.service)
        ]
        app = Authenticator.objects.get(user=self.person, type=Authenticator.Type.TOTP)
        assert second_factor.Adapter().decrypt(app.data["secret"]) == SECRET
        held = Authenticator.objects.get(user=self.person, type=Authenticator.Type.RECOVERY_CODES)
        assert RecoveryCodes(held).get_unused_codes() == self.recovery
        return True

    def reader(self) -> User:
        """Return Dalia, who may read what is confidential of a listing."""
        return User.objects.get(email="dalia@example.org")


@pytest.fixture
def kept(amina: User, dalia: User) -> Kept:
    return Kept(amina)


@pytest.fixture
def both(settings: Any) -> Any:
    """Another key of each kind; those of before are still known."""
    settings.WAYPOST_SEAL_KEY_OLD, settings.WAYPOST_SEAL_KEY = settings.WAYPOST_SEAL_KEY, NEW
    settings.WAYPOST_SECRET_KEY_OLD, settings.SECRET_KEY = settings.SECRET_KEY, NEW_SECRET
    return settings


def alone(settings: Any) -> None:
    """Take the keys of before away."""
    settings.WAYPOST_SEAL_KEY_OLD = settings.WAYPOST_SECRET_KEY_OLD = ""


def back(settings: Any) -> None:
    """Have the keys of before, and nothing else."""
    settings.WAYPOST_SEAL_KEY, settings.SECRET_KEY = (
        settings.WAYPOST_SEAL_KEY_OLD,
        settings.WAYPOST_SECRET_KEY_OLD,
    )
    alone(settings)


def run(**options: Any) -> str:
    said = io.StringIO()
    call_command("seal_anew", stdout=said, **options)
    return said.getvalue()


def rows() -> list[str]:
    """Return every sealed text as it lies there."""
    return [
        *DataKey.objects.order_by("pk").values_list("wrapped", flat=True),
        *Shelter.objects.order_by("pk").values_list("sealed", flat=True),
        *map(str, Authenticator.objects.order_by("pk").values_list("data", flat=True)),
    ]


def test_while_both_are_known_everything_opens_before_and_after(kept: Kept, both: Any) -> None:
    assert kept.opens()
    run()
    assert kept.opens()


def test_afterwards_everything_opens_with_the_new_key_alone(kept: Kept, both: Any) -> None:
    run()
    alone(both)
    assert kept.opens()


def test_afterwards_nothing_opens_with_the_old_one(kept: Kept, both: Any) -> None:
    run()
    back(both)
    for row in DataKey.objects.all():
        with pytest.raises(CannotOpen):
            keys.unseal(row.wrapped, about=keys.about_data_key(row))
    with pytest.raises(sheltering.Unreadable):
        sheltering.read_parts(person=kept.reader(), service=kept.service)
    for row in Authenticator.objects.all():
        with pytest.raises(CannotOpen):
            second_factor.Adapter().decrypt(row.data.get("secret") or row.data["seed"])


def test_a_dry_run_counts_and_changes_nothing(kept: Kept, both: Any) -> None:
    before = rows()
    said = run(dry_run=True)
    assert "data keys: 5 would be sealed anew, 0 are under the present key, 0 open under none" in said
    assert "confidential parts of listings: 1 would be" in said
    assert "second factors: 2 would be" in said
    assert rows() == before


def test_a_second_run_finds_nothing_to_do(kept: Kept, both: Any) -> None:
    run()
    before = rows()
    assert "data keys: 0 sealed anew, 5 are under the present key" in run()
    assert rows() == before


@pytest.mark.parametrize("call", range(1, 9))
def test_stopped_anywhere_nothing_is_lost_and_the_next_run_ends_it(
    kept: Kept, both: Any, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    monkeypatch.setattr(sealing_anew, "AT_ONCE", 2)
    with monkeypatch.context() as stopped:
        stopped.setattr(keys, "seal_under", _killed_at(call, keys.seal_under))
        with pytest.raises(KeyboardInterrupt):
            run()
    assert kept.opens()
    run()
    alone(both)
    assert kept.opens()


def _killed_at(call: int, does: Callable[..., str]) -> Callable[..., str]:
    calls = 0

    def counted(*asked: Any, **more: Any) -> str:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return does(*asked, **more)

    return counted


def test_what_somebody_else_wrote_meanwhile_stays_as_they_left_it(kept: Kept, both: Any) -> None:
    row = DataKey.objects.order_by("pk").first()
    theirs = keys.seal("theirs", about=keys.about_data_key(row))
    DataKey.objects.filter(pk=row.pk).update(wrapped=theirs)
    sealing_anew._row(row, "wrapped", keys.about_data_key(row), Counts(), write=True)  # as it was read before
    assert DataKey.objects.get(pk=row.pk).wrapped == theirs


def test_what_opens_under_neither_is_counted_left_alone_and_ends_in_a_refusal(kept: Kept, both: Any) -> None:
    alone(both)
    before = rows()
    with pytest.raises(CommandError, match="8 open under no key that is known: nothing was done to them"):
        run()
    assert rows() == before


def test_nothing_that_is_sealed_is_printed(kept: Kept, both: Any) -> None:
    said = run()
    words = (WORDS, SECRET, NEW, NEW_SECRET, both.WAYPOST_SEAL_KEY_OLD, "Harbour", "s1:", *kept.recovery)
    assert not [word for word in words if word in said]
    assert not [str(key) for key in kept.keys if str(key) in said]


def test_it_says_by_when_what_cannot_be_sealed_anew_is_over(kept: Kept, both: Any) -> None:
    said = run()
    assert "codes of visitors: what is of before is over by " in said
    assert "plans of imports: what is of before is over by " in said
    alone(both)
    assert "is over by" not in run()


def test_a_factor_of_an_earlier_version_is_sealed_anew_too(amina: User, both: Any) -> None:
    sealed = second_factor._fernet(both.WAYPOST_SECRET_KEY_OLD).encrypt(SECRET.encode()).decode()
    row = Authenticator.objects.create(user=amina, type=Authenticator.Type.TOTP, data={"secret": sealed})
    assert second_factor.Adapter().decrypt(sealed) == SECRET
    run()
    alone(both)
    row.refresh_from_db()
    assert row.data["secret"].startswith("s1:")
    assert second_factor.Adapter().decrypt(row.data["secret"]) == SECRET


def test_every_file_that_seals_under_the_installations_key_is_one_that_was_thought_of() -> None:
    """A new one registers a place, or how its things pass, and then stands here."""
    found = set()
    for room in ("safety", "staff", "directory", "referral"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Attribute(
                        value=ast.Name(id="keys"), attr="seal" | "seal_under" | "secret_for" | "secrets_for"
                    ):
                        found.add(path.relative_to(ROOT).as_posix())
    assert found == {
        "directory/planning.py", "directory/sheltering.py", "referral/handover.py", "staff/second_factor.py"
    }  # fmt: skip
    assert set(PLACES) == set(sealing_anew._places)
    assert set(sealing_anew._passing) == {"codes of visitors", "plans of imports"}


def test_a_key_that_was_destroyed_does_not_come_back(kept: Kept, both: Any) -> None:
    keys.destroy(kept.keys[0])
    run()
    assert not DataKey.objects.filter(pk=kept.keys[0]).exists()
    with pytest.raises(keys.KeyGone):
        keys.unseal_with(kept.keys[0], kept.texts[kept.keys[0]], about=f"case/{kept.keys[0]}")
    assert uuid.uuid4() not in keys.openers(kept.keys)


def test_what_is_derived_from_a_code_is_found_under_either_key(both: Any) -> None:
    now, before = keys.secrets_for("handover")
    assert now == keys.secret_for("handover") != before
    code = codes.new()
    cost = codes.Cost(*both.WAYPOST_CODE_COST)
    assert codes.derive(code, salt=now, cost=cost).lookup != codes.derive(code, salt=before, cost=cost).lookup
