"""The brake at the sign-in: what it stores, whom it stops, and that it ends."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory

from staff import lockout
from staff.lockout import Door
from staff.models.person import User
from tests.people import PASSWORD
from tests.staff.account import acts, everything_in, sign_in

ADDRESS = "203.0.113.77"
BROWSER = "Mozilla/5.0 (a browser that somebody knows again)"
HOME = {
    "REMOTE_ADDR": ADDRESS,
    "HTTP_USER_AGENT": BROWSER,
    "HTTP_ACCEPT": "text/html;level=7",
    "HTTP_ACCEPT_LANGUAGE": "eo",
}


def guess(email: str, times: int, *, client: Client | None = None, **headers: str) -> None:
    for number in range(times):
        sign_in(client or Client(), email, f"guess-{number}", **{**HOME, **headers})


def gets_in(email: str, *, client: Client | None = None, **headers: str) -> bool:
    return sign_in(client or Client(), email, **{**HOME, **headers}).status_code == 302


def time_passes(minutes: int) -> None:
    """Move everything that was counted into the past."""
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time - timedelta(minutes=minutes)
        )


@pytest.mark.promise("S9")
def test_no_column_of_the_brake_holds_who_or_where(amina: User) -> None:
    guess(amina.email, 7)
    guess("stranger@example.net", 2)
    Client().post(
        "/desk/account/sign-in/?next=/desk/private-place/",
        {"login": "Third@example.net", "password": "my real password", "remark": "a word of mine"},
        **HOME,
    )
    stored = everything_in("axes_")
    assert AccessAttempt.objects.count() == 3
    for word in (
        ADDRESS, BROWSER, "Mozilla", "level=7", "eo\n", "amina", "example", "stranger", "third", "Third",
        "guess", "my real password", "a word of mine", "remark", "private-place", "login=", PASSWORD,
    ):  # fmt: skip
        assert word not in stored, word


def test_a_row_of_the_brake_is_digests_and_blanks(amina: User) -> None:
    guess(amina.email, 1)
    row = AccessAttempt.objects.get()
    assert len(row.username) == 64
    assert str(row.ip_address).startswith("fd")
    assert (row.user_agent, row.http_accept, row.get_data, row.post_data) == ("", "", "", "")
    assert row.path_info == lockout.PATH


def test_a_sign_in_leaves_no_log_of_axes(amina: User) -> None:
    client = Client()
    assert gets_in(amina.email, client=client)
    client.post("/desk/sign-out/")
    assert everything_in("axes_accesslog") == ""


def test_digests_need_the_key_of_the_installation(settings: object) -> None:
    request = RequestFactory().get("/desk/", REMOTE_ADDR=ADDRESS)
    before = lockout.place_digest(request), lockout.name_digest(request, {"email": "a@example.org"})
    settings.SECRET_KEY = "another installation"
    after = lockout.place_digest(request), lockout.name_digest(request, {"email": "a@example.org"})
    assert not set(before) & set(after)


def test_five_guesses_lock_the_account_for_this_place(amina: User) -> None:
    guess(amina.email, 5)
    assert not gets_in(amina.email)


def test_four_guesses_do_not(amina: User) -> None:
    guess(amina.email, 4)
    assert gets_in(amina.email)


def test_capitals_do_not_make_another_account(amina: User) -> None:
    guess("amina@example.org", 3)
    guess("AMINA@example.org", 2)
    assert not gets_in(amina.email)


def test_another_browser_name_does_not_open_the_lock(amina: User) -> None:
    guess(amina.email, 5)
    assert not gets_in(amina.email, HTTP_USER_AGENT="another")


def test_the_lock_ends_by_itself_however_long_somebody_goes_on(amina: User) -> None:
    guess(amina.email, 5)
    time_passes(10)
    guess(amina.email, 5)
    time_passes(6)
    assert gets_in(amina.email)


@pytest.mark.promise("S9")
def test_a_stranger_elsewhere_locks_nobody_out(amina: User) -> None:
    guess(amina.email, 6, REMOTE_ADDR="198.51.100.9")
    assert gets_in(amina.email)


def test_a_stranger_at_the_same_address_does_not_lock_a_known_device(amina: User) -> None:
    device = Client()
    assert gets_in(amina.email, client=device)
    device.post("/desk/sign-out/")
    guess(amina.email, 6)
    assert not gets_in(amina.email)
    assert gets_in(amina.email, client=device)


def test_a_known_device_is_known_for_one_account_only(amina: User, bruno: User) -> None:
    device = Client()
    assert gets_in(bruno.email, client=device)
    device.post("/desk/sign-out/")
    guess(amina.email, 5)
    assert not gets_in(amina.email, client=device)


def test_guesses_from_many_places_make_unknown_devices_wait_some_minutes(amina: User) -> None:
    device = Client()
    assert gets_in(amina.email, client=device)
    device.post("/desk/sign-out/")
    for place in range(5):
        guess(amina.email, 4, REMOTE_ADDR=f"198.51.100.{place}")
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    assert not gets_in(amina.email, **elsewhere)
    assert gets_in(amina.email, client=device)
    time_passes(lockout.ACCOUNT_MINUTES + 1)
    assert gets_in(amina.email, **elsewhere)


def test_a_lock_stands_on_record_once(amina: User) -> None:
    guess(amina.email, 9)
    assert acts().count("signin.failed") == 5
    assert acts().count("signin.locked") == 1


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(settings: object) -> None:
    settings.WAYPOST_PROXIES = 1
    make = RequestFactory()
    honest = make.get("/desk/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=ADDRESS)
    forged = make.get("/desk/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.1, {ADDRESS}")
    assert lockout.place_digest(honest) == lockout.place_digest(forged)


def test_without_a_proxy_what_a_client_says_of_itself_is_not_believed(settings: object) -> None:
    settings.WAYPOST_PROXIES = 0
    make = RequestFactory()
    plain = make.get("/desk/", REMOTE_ADDR=ADDRESS)
    forged = make.get("/desk/", REMOTE_ADDR=ADDRESS, HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert lockout.place_digest(plain) == lockout.place_digest(forged)


@pytest.mark.django_db
def test_another_door_shuts_after_five_and_opens_again() -> None:
    for _try in range(5):
        assert not lockout.is_shut(door=Door.INVITATION, name="abc")
        lockout.count(door=Door.INVITATION, name="abc")
    assert lockout.is_shut(door=Door.INVITATION, name="abc")
    assert not lockout.is_shut(door=Door.INVITATION, name="another")
    time_passes(16)
    assert not lockout.is_shut(door=Door.INVITATION, name="abc")
