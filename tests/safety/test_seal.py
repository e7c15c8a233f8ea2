"""What is sealed opens with its key, for what it is about, and in no other way."""

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from directory.models.shelter import Shelter
from safety import keys, seal
from safety.models import DataKey
from safety.seal import CannotOpen

ADDRESS = "12 Harbour Lane, behind the mill"


def test_what_is_sealed_can_be_opened_and_says_nothing():
    sealed = keys.seal(ADDRESS, about="place/1")
    assert "Harbour" not in sealed
    assert keys.unseal(sealed, about="place/1") == ADDRESS


def test_the_same_text_is_never_sealed_the_same_way_twice():
    assert keys.seal(ADDRESS, about="place/1") != keys.seal(ADDRESS, about="place/1")


def test_a_sealed_text_cannot_be_passed_off_as_that_of_something_else():
    with pytest.raises(CannotOpen):
        keys.unseal(keys.seal(ADDRESS, about="place/1"), about="place/2")


def test_another_installation_s_key_opens_nothing(settings):
    sealed = keys.seal(ADDRESS, about="place/1")
    settings.WAYPOST_SEAL_KEY = "another installation's key, as long as it has to be"
    with pytest.raises(CannotOpen):
        keys.unseal(sealed, about="place/1")


@pytest.mark.parametrize("position", [4, 20, -3])
def test_a_changed_text_does_not_open(position):
    sealed = list(keys.seal(ADDRESS, about="place/1"))
    sealed[position] = "A" if sealed[position] != "A" else "B"
    with pytest.raises(CannotOpen):
        keys.unseal("".join(sealed), about="place/1")


@pytest.mark.parametrize("text", ["", "s1:", "s1:????", "s2:AAAA", ADDRESS])
def test_what_was_never_sealed_does_not_open_and_is_not_repeated(text):
    with pytest.raises(CannotOpen) as caught:
        keys.unseal(text, about="place/1")
    assert "Harbour" not in str(caught.value)


def test_each_thing_has_a_key_of_its_own():
    derived = {seal.derived("a secret", about=f"place/{number}") for number in range(50)}
    assert len(derived) == 50
    assert all(len(key) == seal.KEY_BYTES for key in derived)


@pytest.mark.parametrize("secret", ["", "short"])
def test_nothing_is_sealed_under_a_key_that_can_be_guessed(settings, secret):
    settings.WAYPOST_SEAL_KEY = secret
    with pytest.raises(ImproperlyConfigured):
        keys.seal(ADDRESS, about="place/1")


def test_a_column_for_sealed_text_refuses_what_is_not_sealed():
    with pytest.raises(ValidationError) as caught:
        Shelter._meta.get_field("sealed").get_prep_value(ADDRESS)
    assert "Harbour" not in str(caught.value)


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_destroyed_key_takes_what_it_sealed_with_it():
    key = keys.make()
    sealed = keys.seal_with(key, ADDRESS, about="case/1")
    assert keys.unseal_with(key, sealed, about="case/1") == ADDRESS
    keys.destroy(key)
    keys.destroy(key)
    with pytest.raises(keys.KeyGone):
        keys.unseal_with(key, sealed, about="case/1")


@pytest.mark.django_db(databases=["default", "keys"])
def test_keys_live_in_a_database_of_their_own_and_are_sealed_there():
    key = keys.make()
    assert DataKey.objects.using("keys").filter(pk=key).exists()
    assert DataKey.objects.get(pk=key).wrapped.startswith(seal.MARK)
    tables = {alias: _tables(alias) for alias in ("default", "keys")}
    assert "safety_datakey" in tables["keys"]
    assert "safety_datakey" not in tables["default"]


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_key_that_never_was_opens_nothing():
    with pytest.raises(keys.KeyGone):
        keys.seal_with(uuid.uuid4(), ADDRESS, about="case/1")


def _tables(alias: str) -> set[str]:
    from django.db import connections

    return set(connections[alias].introspection.table_names())
