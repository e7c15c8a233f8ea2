"""What stands for the place that a request comes from."""

import pytest
from django.test import RequestFactory

from safety.callers import place


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2::2", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("64:ff9b::192.0.2.1", "64:ff9b::192.0.2.2", False),
        ("nonsense", "nonsense", True),
        ("nonsense", "", False),
    ],
)
def test_whoever_has_a_network_of_ipv6_is_one_place(one: str, other: str, same: bool) -> None:
    made = (place(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other))
    assert len(set(made)) == (1 if same else 2)


def test_it_is_what_our_own_proxy_saw(settings: object) -> None:
    settings.WAYPOST_PROXIES = 1
    request = RequestFactory().get("/", headers={"x-forwarded-for": "2001:db8::9, 2001:db8:1:2::1"})
    assert place(request) == "2001:db8:1:2::"
