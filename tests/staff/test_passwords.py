"""Which passwords the desk takes: long ones of any kind, as they were typed, and none that is tried first."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.module_loading import import_string

from config.settings import base
from staff.models.person import User
from tests.people import PASSWORD
from tests.staff.account import sign_in

CHANGE = "/desk/account/password/"
LONG = "five plain words and then " * 5  # 130 characters
TYPED_AS_IT_IS = " Ünder the BRIDGE, 橋の下 "


def is_taken(password: str) -> bool:
    try:
        validate_password(password, User(email="amina@example.org", name="Amina Okafor"))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("password", ["eleven char", "short"])
def test_fewer_than_twelve_characters_are_too_few(password: str) -> None:
    assert not is_taken(password)


@pytest.mark.parametrize(
    "password",
    ["only small letters here", "NOTHING BUT CAPITALS", "صندوق أزرق تحت الجسر", "§§ ~~ || {} [] ;;"],
)
def test_no_kind_of_character_is_asked_for(password: str) -> None:
    assert is_taken(password)


@pytest.mark.parametrize(
    "password", ["qwerty123456", "password2026!", "Dragon-12345678", "monkeymonkeymonkey"]
)
def test_a_common_one_is_refused_with_figures_around_it_or_said_twice_too(password: str) -> None:
    assert not is_taken(password)


@pytest.mark.parametrize(
    "password", ["Waypost-2026-Waypost", "helpline helpline 1", "Supervisor.Desk.99", "pathway-editor-01"]
)
def test_what_is_made_of_the_words_of_this_house_is_refused(password: str) -> None:
    assert not is_taken(password)


def test_so_is_what_is_made_of_the_name_of_the_installation(settings: object) -> None:
    settings.WAYPOST_SITE_NAME = "Harbour Light"  # type: ignore[attr-defined]
    assert not is_taken("HarbourLight2026")
    assert is_taken("a harbour where geese wait")


def test_a_word_of_the_house_among_others_is_no_fault() -> None:
    assert is_taken("seven geese at the desk of clouds")


def test_ones_own_name_is_refused() -> None:
    assert not is_taken("amina.okafor")


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("chosen", [LONG, TYPED_AS_IT_IS])
def test_it_is_kept_as_it_was_typed_whatever_its_length(client: Client, amina: User, chosen: str) -> None:
    sign_in(client, amina.email)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen})
    amina.refresh_from_db()
    assert amina.check_password(chosen)
    changed = {chosen[:72], chosen.strip(), chosen.casefold()} - {chosen}
    assert changed
    assert not any(amina.check_password(other) for other in changed)


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("address", ["/desk/account/sign-in/", CHANGE])
def test_a_field_for_a_password_hides_it_and_lets_a_manager_fill_it_in(
    client: Client, amina: User, address: str
) -> None:
    if address == CHANGE:
        sign_in(client, amina.email)
    fields = re.findall(r"<input[^>]*[pP]assword[^>]*>", client.get(address).content.decode())
    hidden = [field for field in fields if 'type="password"' in field]
    assert len(hidden) == (3 if address == CHANGE else 1)
    assert all(re.search(r'autocomplete="(current|new)-password"', field) for field in hidden)


def test_it_is_kept_by_argon2id_at_no_less_than_the_recommended_cost() -> None:
    kept = import_string(base.PASSWORD_HASHERS[0])().encode(PASSWORD, "a-salt-of-this-test")
    kind, _version, cost = kept.split("$")[1:4]
    memory, passes, _lanes = (int(part.split("=")[1]) for part in cost.split(","))
    assert kind == "argon2id"
    assert memory >= 19 * 1024  # KiB; with two passes current guidance asks for no more
    assert passes >= 2
