"""Single values of foreign files, each as people write them."""

import pytest

from directory.hsds import values
from directory.hsds.incoming import Repair


@pytest.mark.parametrize(
    ("written", "code"),
    [("US", "US"), ("us", "US"), ("USA", "US"), ("U.K.", "GB"), ("Estados Unidos", "US"),
     ("Deutschland", "DE"),
     ("GBR", "GB"), ("Côte d’Ivoire", "CI"), ("Narnia", None), ("ZZ", None), ("", None)],
)  # fmt: skip
def test_a_country_is_known_by_its_code_and_by_its_name_in_any_language(
    written: str, code: str | None
) -> None:
    assert values.country(written)[0] == code


@pytest.mark.parametrize(
    ("written", "address"),
    [("http://a.example", "http://a.example"), ("HTTPS://a.example/X", "https://a.example/X"),
     ("www.a.example/x", "https://www.a.example/x"), ("https//a.example", "https://a.example"),
     ("javascript:alert(1)", None), ("mailto:a@b.example", None), ("see our page", None),
     ("https://user:word@a.example", None), ("file:///etc/passwd", None), ("localhost", None)],
)  # fmt: skip
def test_a_web_address_gets_its_scheme_and_what_is_none_is_not_one(written: str, address: str | None) -> None:
    assert values.web(written)[0] == address


@pytest.mark.parametrize(
    ("written", "found"),
    [("a@b.example", "a@b.example"), ("mailto:a@b.example", "a@b.example"), ("<a@b.example>", "a@b.example"),
     ("a at b", None), ("a@b.example; c@d.example", None)],
)  # fmt: skip
def test_an_email_address_is_one_address(written: str, found: str | None) -> None:
    assert values.email(written)[0] == found


@pytest.mark.parametrize(
    ("written", "months"),
    [("18", 216), ("18+", 216), ("18 years and over", 216), ("6 months", 6), ("0.5", 6), ("21 and over", 252),
     ("12 años", 144), ("any", None), ("999", None)],
)  # fmt: skip
def test_an_age_is_read_in_months(written: str, months: int | None) -> None:
    assert values.age_in_months(written)[0] == months


@pytest.mark.parametrize("written", ["adult", "18-21", "old", "-3"])
def test_what_is_no_age_is_said_to_be_none(written: str) -> None:
    with pytest.raises(ValueError, match="no age"):
        values.age_in_months(written)


@pytest.mark.parametrize(
    ("written", "clock"),
    [("09:00", "09:00"), ("9am", "09:00"), ("9:30 PM", "21:30"), ("12am", "00:00"), ("12 pm", "12:00"),
     ("10:00:00", "10:00"), ("1700", "17:00"), ("24:00", "24:00"), ("9", None), ("25:00", None), ("13pm",
     None)],
)  # fmt: skip
def test_a_time_is_read_only_where_it_is_one_time(written: str, clock: str | None) -> None:
    assert values.clock(written)[0] == clock


@pytest.mark.parametrize(
    ("written", "days"),
    [("MO,TU", "MO,TU"), ("Monday", "MO"), ("Mon-Fri", "MO,TU,WE,TH,FR"), ("1", "MO"), ("1MO", "1MO"),
     ("Lunes a Viernes", "MO,TU,WE,TH,FR"), ("sam, dim", "SA,SU"), ("whenever", None)],
)  # fmt: skip
def test_days_are_those_of_the_standard(written: str, days: str | None) -> None:
    assert values.days(written)[0] == days


@pytest.mark.parametrize(
    ("written", "number"),
    [("35", 35.0), ("$35.00", 35.0), ("35,5", 35.5), ("1,200.00", None), ("free", None)],
)
def test_a_number_is_never_guessed(written: str, number: float | None) -> None:
    assert values.number(written)[0] == number


def test_a_status_that_nobody_knows_is_inactive() -> None:
    assert values.status("zombie") == ("inactive", Repair.STATUS_UNKNOWN)
    assert values.status("") == ("active", Repair.STATUS_EMPTY)
    assert values.status("Temp Closed")[0] == "temporarily closed"
    assert values.status("active") == ("active", None)
