"""Nothing that must not be told is in any byte that leaves: a marker in every confidential field, and a look
into every surface (S5). Here the open interface; test_canaries_elsewhere.py has pages, files, desk and log.

With `-s` it prints how many markers were planted and how many surfaces were searched. A surface is one
answer, one file, one table of what is sent, or everything that was logged. An address, a parameter or a
command that the lists do not name fails the test: whoever adds one says here what to ask it.
"""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from directory.models import outward, search
from directory.models.outward import OutwardService
from directory.models.service import Service
from referral import arriving
from tests.house.canaries import SEEN
from tests.house.looking import Looking, addresses
from tests.referral.stepping import STEP

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S5")]

HSDS: Final = "/api/hsds/"
WITHDRAWN: Final = f"{HSDS}withdrawn"
PATHWAYS: Final = "/api/pathways/"  # test_canaries_pathways.py walks them
LANGUAGES: Final = [code for code, _ in settings.LANGUAGES]
# Every address outside the desk. `{id}` stands for what an endpoint is asked for.
KNOWN: Final = {
    "/", "/search", *(f"/{code}/" for code in LANGUAGES), "/api/", "/api/openapi.json", HSDS,
    f"{HSDS}profile", f"{HSDS}withdrawn",
    *(f"{HSDS}{rows}" for rows in ("services", "service_at_locations", "organizations", "taxonomies",
                                   "taxonomy_terms")),
    *(f"{HSDS}{rows}/{{id}}" for rows in ("services", "service_at_locations", "organizations", "taxonomies",
                                          "taxonomy_terms")),
    *(f"/{code}/" for code in arriving.LINKS.values()), f"{PATHWAYS}", f"{PATHWAYS}definition", STEP,
}  # fmt: skip
# Every parameter of the interface, with what it is asked.
ASKED: Final[dict[str, tuple[Any, ...]]] = {
    "search": (SEEN, SEEN[:4], "crisis", "refuge", "lamtern"),
    "page": (1, 2),
    "per_page": (200,),
    "format": ("json", "ndjson"),
    "taxonomy_term_id": ("own",),
    "taxonomy_id": ("own",),
    "organization_id": ("own",),
    "modified_after": ("2020-01-01", "2020-01-01T00:00:00Z"),
    "minimal": (True, False),
    "full": (True, False),
    "full_service": (True, False),
    "postcode": ("LS1 4AP",),
    "proximity": (5, 5000),
    "top_only": (True, False),
    "parent_id": ("own",),
}


# --- the lists are whole ---


def public_addresses() -> set[str]:
    return {one for one in addresses(get_resolver().url_patterns) if not one.startswith("/desk/")}


def test_every_address_that_anybody_can_ask_is_searched():
    assert public_addresses() == KNOWN


def test_every_endpoint_and_parameter_of_the_document_is_searched():
    described = document()
    whole = Client().get("/api/openapi.json").json()
    assert {address(one) for one in whole["paths"]} <= KNOWN
    assert {
        name for one in described["paths"] for name, _values in parameters(described, one)
    } <= ASKED.keys()


# --- the open interface ---


def document() -> dict[str, Any]:
    whole = Client().get("/api/openapi.json").json()
    return {**whole, "paths": {path: one for path, one in whole["paths"].items() if PATHWAYS not in path}}


def address(path: str) -> str:
    return path if path.startswith("/api/") else f"{HSDS.rstrip('/')}{path}"


def parameters(described: dict[str, Any], path: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for one in described["paths"][path]["get"].get("parameters", ()):
        if one.get("in") == "query":
            yield one["name"], ASKED.get(one["name"], ())


def own_values(shown: Service) -> dict[str, list[str]]:
    """Return what the parameters that take an id are asked: rows of the open listing."""
    full = json.loads(OutwardService.objects.get(pk=shown.pk).full)
    terms = [one["taxonomy_term"] for one in full["attributes"]]
    return {
        "organization_id": [full["organization"]["id"]],
        "taxonomy_term_id": [terms[0]["id"]],
        "taxonomy_id": [terms[0]["taxonomy_id"]] if "taxonomy_id" in terms[0] else [],
        "parent_id": [terms[0]["id"]],
    }


def questions(described: dict[str, Any], path: str, own: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Yield what an endpoint is asked: nothing, each value of each parameter, alone and told in full."""
    known = dict(parameters(described, path))
    yield {}
    for name, values in known.items():
        for value in own[name] if values == ("own",) else values:
            if name == "proximity":
                yield {name: value, "postcode": "LS1 4AP", "full": True}
                continue
            yield {name: value}
            if name not in ("full", "minimal", "format") and "full" in known:
                yield {name: value, "full": True, "per_page": 200}
                yield {name: value, "full": True, "format": "ndjson"}


def test_the_open_interface_tells_none_of_it(looking: Looking, shown: Service):
    described, own, client = document(), own_values(shown), Client()
    for path in described["paths"]:
        if "{id}" in path:
            continue
        for question in questions(described, path, own):
            said = urlencode({name: str(value).lower() if value in (True, False) else value
                              for name, value in question.items()})  # fmt: skip
            where = address(path)
            got = client.get(f"{where}?{said}")
            sent = client.post(where, json.dumps(question), content_type="application/json")
            for method, answer in (("GET", got), ("POST", sent)):
                assert answer.status_code == 200, f"{method} {path} {question}: {answer.status_code}"
                never = looking.nest.never_handed_out
                if where == WITHDRAWN:
                    never = {word: what for word, what in never.items() if word not in looking.nest.went}
                looking.at_answer(f"{method} {path} {question}", answer, never)
    looking.done()


def test_only_what_anybody_could_read_once_is_told_to_have_gone(looking: Looking):
    told = {row["id"] for row in Client().get(WITHDRAWN).json()["contents"]}
    assert told & looking.nest.never_handed_out.keys() == looking.nest.went


def test_no_row_that_must_not_be_told_can_be_asked_for_by_its_id(looking: Looking, shown: Service):
    described, client = document(), Client()
    hidden = [
        one for one in looking.nest.never_handed_out if one in {**looking.nest.ids, **looking.nest.asked}
    ]
    for path in (one for one in described["paths"] if "{id}" in one):
        for known in (str(shown.pk), str(shown.organization_id), *hidden):
            answer = client.get(address(path).replace("{id}", known))
            looking.at_answer(f"GET {path} {known}", answer, looking.nest.never_handed_out, but=known)
            assert answer.status_code in ({200, 404} if known not in hidden else {404, 400})
    looking.done()


def test_what_the_interface_and_the_search_could_send_holds_none_of_it(looking: Looking):
    """The tables themselves: what is not in them, no parameter that is added later can get out of them."""
    for module, never in ((outward, looking.nest.never_handed_out), (search, looking.nest.never_public)):
        models = [one for one in vars(module).values() if hasattr(one, "_default_manager")]
        for model in (one for one in models if one.__module__ == module.__name__):
            rows = model._default_manager.values()
            ids = {} if module is search else never
            waits = looking.nest.waiting.keys() | (looking.nest.ids.keys() - ids.keys())
            waits = waits | (looking.nest.went if model is outward.OutwardGone else set())
            words = {word: what for word, what in never.items() if word not in waits}
            looking.at(f"table {model.__name__}", json.dumps(list(rows), default=str), words)
    looking.done()


def test_the_postcode_of_the_refuge_finds_nothing(looking: Looking):
    postcodes = [word for word, what in looking.nest.sealed.items() if what == "address.postal_code"]
    assert postcodes
    for postcode in postcodes:
        answer = Client().get(f"{HSDS}service_at_locations?postcode={postcode}")
        looking.at_answer("GET by the postcode of the refuge", answer, looking.nest.sealed)
        assert answer.status_code == 404 or answer.json()["total_items"] == 0
    looking.seen = True
    looking.done()
