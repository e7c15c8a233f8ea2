"""Every example of docs/api.md ends as the page says, and the page knows every address and parameter."""

import re
import shlex
from pathlib import Path
from typing import Final

import pytest
from django.test import Client

from directory.api_description import ADDRESSES
from directory.api_reading import PARAMETERS
from referral import api_description
from referral.api_asked import MEMBERS

PAGE: Final = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"^(curl .*?)\s+# (\d{3})$", PAGE, re.MULTILINE)
HOST: Final = "http://127.0.0.1:8000"


def asked(client: Client, command: str) -> int:
    """Ask what curl would ask, and return the status."""
    words = shlex.split(command)[1:]
    kind, body, address = "application/x-www-form-urlencoded", None, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            kind = words.pop(0).removeprefix("Content-Type: ")
        elif word == "-d":
            body = words.pop(0)
        else:
            address = word.removeprefix(HOST)
    if body is None:
        return client.get(address).status_code
    return client.post(address, body, content_type=kind).status_code


def test_there_are_examples_and_none_is_passed_over() -> None:
    assert len(EXAMPLES) == PAGE.count("\ncurl ") >= 12


@pytest.mark.django_db
@pytest.mark.parametrize(("command", "status"), EXAMPLES)
def test_an_example_ends_as_the_page_says(client: Client, command: str, status: str) -> None:
    assert asked(client, command) == int(status)


def test_the_page_names_every_address_and_every_parameter() -> None:
    for one in api_description.ADDRESSES:
        assert f"`/api/pathways{one.path}`" in PAGE
    assert [name for name in MEMBERS if f"`{name}`" not in PAGE] == []
    for address in ADDRESSES:
        assert address.path.removesuffix("/{id}") in PAGE
    assert [name for name in PARAMETERS if f"`{name}`" not in PAGE and f"`{name}=" not in PAGE] == []
