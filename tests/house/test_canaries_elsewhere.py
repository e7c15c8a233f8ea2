"""As test_canaries.py: no page, search, file, screen of the desk, error or line of the log tells what must
not be told (S5).
"""

import io
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pypdf
import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from directory import published
from directory.models.feedback import Feedback
from directory.models.service import Service
from directory.outgoing import Form
from directory.search.ask import Query, ask
from referral import pages
from referral.forms import AGE_BANDS, CONTACTS, Go
from safety.quiet import QuietFormatter
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Role
from tests.house.canaries import COUNTRY, SEEN, TOWN
from tests.house.looking import Looking, addresses

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.promise("S5")]

FORM: Final = "application/x-www-form-urlencoded"
HSDS: Final = "/api/hsds/"
LANGUAGES: Final = [code for code, _ in settings.LANGUAGES]
# What a command of ours writes about listings; and the commands that write nothing of them.
EXPORTS: Final = {"hsds_export"}
SHEETS: Final = {"leaflets"}  # on paper: the text is read out of the file
MIRRORS: Final = {"mirror"}  # the public side as files
KEEPERS: Final = {"keep_edition"}  # what workers read, in files of this machine
NO_EXPORTS: Final = {
    "after_restore", "audit_head", "audit_verify", "coverage", "createsuperuser", "data_inventory",
    "database_rights", "first_people", "hsds_import", "hsds_pull", "import_job",
    "listings_check", "listings_due", "pathway_check", "people_dormant",
    "proposals_expire", "purge", "record_rights", "referrals_due",
    "seal_anew", "search_rebuild", "seed", "throwaway_people", "watch", "who_may",
}  # fmt: skip
PLAN: Final = [
    ("go", "walk"), ("country", COUNTRY),
    *(("a", value) for value in ("p00.entry:picture", "danger:no", "p01.made:yes", "p01.state:online",
                                 "p01.demand:no", "p01.who:stranger", "feel:no", "want:talk")),
]  # fmt: skip


# --- the pages ---


def pressed(looking: Looking, form: list[tuple[str, str]], language: str = "") -> str:
    client = Client()
    path = f"/{language}/" if language else "/"
    answer = client.post(path, urlencode(form), content_type=FORM)
    assert answer.status_code in {200, 204}
    looking.at_answer(f"POST {path} {dict(form)}", answer, looking.nest.never_public)
    return answer.content.decode()


def test_no_page_tells_any_of_it(looking: Looking):
    for language in ("", *LANGUAGES):
        every_page(looking, language)
    looking.done()


def every_page(looking: Looking, language: str) -> None:
    looking.at_answer("GET", Client().get(f"/{language}/" if language else "/"), looking.nest.never_public)
    for go in pages.PAGES:
        pressed(looking, [("go", go.value), ("country", COUNTRY)], language)
    assert SEEN in pressed(looking, PLAN, language)
    pressed(looking, [*PLAN, ("wording", "under18")], language)
    code = [("go", Go.CODE.value), *PLAN[1:]]
    pressed(looking, code, language)
    pressed(looking, [*code, ("make", "1"), ("press", f"form {language}")], language)
    find = [("go", Go.FIND.value), ("find", "1"), ("country", COUNTRY)]
    assert f"{SEEN} Line" in pressed(looking, find, language)
    for more in (
        *(("words", words) for words in (SEEN, "lamtern", "refuge", "zzzz")),
        *(("contact", way) for way in CONTACTS),
        *(("age", band) for band in AGE_BANDS),
        *((tick, "1") for tick in ("open_now", "free", "anonymous", "accessible")),
        ("near", TOWN), ("near", "Leeds"), ("speaks", "en"), ("need", "talk"), ("page", "1"),
    ):  # fmt: skip
        pressed(looking, [*find, more], language)
    for code in Feedback.Said:
        pressed(looking, [*find, ("said", f"canary-open {code.value}")], language)


def test_the_search_neither_finds_nor_suggests_any_of_it(looking: Looking):
    stock = published.current()
    hidden = {**looking.nest.sealed, **looking.nest.inside, **looking.nest.waiting}
    for what, word in {what: word for word, what in hidden.items()}.items():  # one of each kind
        for typed in (word, f"{word[:-1]}m", word[:6]):
            found = ask(Query(words=typed, country=COUNTRY), published=stock, now=timezone.now())
            looking.surfaces += 1
            looking.leaks += [f"search: {what} corrected" for _typed, as_ in found.corrected if as_ in hidden]
            if "words" not in found.relaxed and found.total:
                looking.leaks.append(f"search: {what} found by {typed}")
    looking.seen = bool(ask(Query(words=SEEN, country=COUNTRY), published=stock, now=timezone.now()).total)
    looking.done()


def test_no_distance_leads_to_the_place(looking: Looking):
    found = ask(
        Query(words=SEEN, country=COUNTRY, town=TOWN), published=published.current(), now=timezone.now()
    )
    looking.seen = True
    assert found.town is not None
    for at in range(found.total):
        looking.surfaces += 1
        away = found.kilometres(at)
        if found.listings[at].id == "canary-open" and away is not None and away < 1000:
            looking.leaks.append("the distance to the refuge")
    looking.done()


# --- files, the desk, the log, errors ---


def test_every_command_is_known_to_write_listings_or_not_to():
    rooms = {"config", "referral", "directory", "staff", "safety"}
    ours = {name for name, room in get_commands().items() if str(room).partition(".")[0] in rooms}
    assert ours == EXPORTS | NO_EXPORTS | SHEETS | MIRRORS | KEEPERS


@pytest.mark.parametrize("command", sorted(EXPORTS))
def test_no_export_holds_any_of_it(looking: Looking, command: str, tmp_path: Path):
    call_command(command, str(tmp_path / "out"), stdout=(told := io.StringIO()), stderr=told)
    looking.at(f"what {command} prints", told.getvalue(), looking.nest.never_handed_out)
    files = [one for one in (tmp_path / "out").rglob("*") if one.is_file()]
    assert files
    for one in files:
        if zipfile.is_zipfile(one):
            packed_files(looking, one, one.name)
        looking.at(one.name, one.read_bytes(), looking.nest.never_handed_out)
    looking.done()


def test_no_file_of_a_mirror_holds_any_of_it(looking: Looking, tmp_path: Path):
    asked = {"countries": [COUNTRY], "languages": ["en", "ar"]}
    call_command("mirror", tmp_path / "out", **asked, stdout=(told := io.StringIO()))
    looking.at("what mirror prints", told.getvalue(), looking.nest.never_handed_out)
    for one in (one for one in (tmp_path / "out").rglob("*") if one.is_file()):
        looking.at(one.name, one.read_bytes(), looking.nest.never_handed_out)
    looking.done()


def test_no_file_that_workers_read_holds_any_of_it(looking: Looking, tmp_path: Path, settings: Any):
    settings.EDITION_DIR = tmp_path / "edition"
    published.forget()
    call_command("keep_edition", stdout=io.StringIO())
    files = list(settings.EDITION_DIR.iterdir())
    assert {"edition.kept", "shelf.kept"} <= {one.name for one in files}
    for one in files:
        looking.at(one.name, one.read_bytes(), looking.nest.never_public)
    looking.done()


def test_no_sheet_for_a_wall_and_no_table_of_gaps_holds_any_of_it(looking: Looking, tmp_path: Path):
    call_command("leaflets", tmp_path, country=COUNTRY, language=["en"], stdout=io.StringIO())
    for one in tmp_path.glob("*.pdf"):
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(one).pages)
        looking.at(one.name, text, looking.nest.never_handed_out)
    call_command("coverage", country=COUNTRY, csv=tmp_path / "gaps.csv", stdout=(told := io.StringIO()))
    looking.at("what coverage prints", told.getvalue(), looking.nest.never_public)
    looking.at("its table", (tmp_path / "gaps.csv").read_bytes(), looking.nest.never_public)
    looking.done()


def about_listings(shown: Service) -> Iterator[str]:
    """Yield the addresses of the desk that are about listings, filled with ours."""
    edition = shown.editions.order_by("-number").first()
    for route in addresses(get_resolver().url_patterns):
        if not route.startswith(
            ("/desk/listings", "/desk/editions", "/desk/admin/directory", "/desk/agreement", "/desk/coverage")
        ):
            continue
        own = edition.pk if route.startswith("/desk/editions") else shown.pk
        filled = route.replace("<uuid:pk>", str(own)).replace("<path:object_id>", str(shown.pk))
        proposed = str(Proposal.objects.latest("pk").pk)
        yield filled.replace("<int:number>", "1").replace("<int:pk>", proposed)


def test_no_page_of_the_desk_tells_the_address_before_somebody_opens_it(
    looking: Looking, shown: Service, cast: dict[Role, User], signed_in: Any
):
    for role in Role:
        client = signed_in(cast[role], proved=True)
        for where in about_listings(shown):
            answer = client.get(where)
            assert answer.status_code < 500, where
            looking.at_answer(f"GET {where} as {role}", answer, looking.nest.never_at_the_desk)
    looking.done()


@pytest.mark.parametrize("form", [form.value for form in Form])
def test_what_the_desk_hands_out_holds_none_of_it(looking: Looking, dalia: User, signed_in: Any, form: str):
    answer = signed_in(dalia).post("/desk/listings/export/hsds/", {"form": form})
    packed = io.BytesIO(b"".join(answer.streaming_content))
    packed_files(looking, packed, f"the desk's {form}")
    looking.done()


def packed_files(looking: Looking, file: Any, surface: str) -> None:
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            looking.at(f"{surface}/{name}", packed.read(name), looking.nest.never_handed_out)


def test_the_table_of_the_desk_holds_nothing_sealed(looking: Looking, dalia: User, signed_in: Any):
    answer = signed_in(dalia).post("/desk/listings/export/table/", {})
    looking.at_answer("the desk's table", answer, looking.nest.never_at_the_desk)
    looking.done()


def test_errors_and_the_log_hold_none_of_it(looking: Looking, shown: Service, monkeypatch, caplog):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(QuietFormatter())
    handler.setLevel(logging.DEBUG)
    secret = next(iter(looking.nest.sealed))

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"could not read {secret}")

    root = logging.getLogger()
    root.addHandler(handler)
    with caplog.at_level(logging.DEBUG):
        for go in pages.PAGES:
            pressed(looking, [("go", go.value), ("country", COUNTRY)])
        monkeypatch.setitem(pages.PAGES, Go.FIND, broken)
        client = Client(raise_request_exception=False)
        answers = {
            "a page that breaks": client.post("/", "go=find", content_type=FORM),
            "no such page": client.get(f"/{secret}"),
            "no such endpoint": client.get(f"{HSDS}{secret}"),
            "no such service": client.get(f"{HSDS}services/nothing"),
            "no such parameter": client.get(f"{HSDS}services?nothing=1"),
            "a broken body": client.post(f"{HSDS}services", "{", content_type="application/json"),
            "no such method": client.delete(f"{HSDS}services"),
        }
        monkeypatch.setattr("directory.models.outward.OutwardServiceQuerySet.shown", broken)
        answers["an endpoint that breaks"] = client.get(f"{HSDS}services")
    root.removeHandler(handler)
    for what, answer in answers.items():
        assert answer.status_code >= 400, what
        looking.at_answer(what, answer, looking.nest.never_public)
    looking.at("the log", written.getvalue(), looking.nest.never_public)
    looking.seen = True
    looking.done()
