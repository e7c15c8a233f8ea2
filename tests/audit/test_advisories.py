"""Whether a hole is known: what a folder says, what a service on loopback says, and when nobody answers."""

import http.server
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import yaml

from deploy.installing.components import Pin
from tests.audit import advisories
from tests.audit.advisories import KNOWN, NotAsked
from tests.audit.all import PROGRAMS

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OURS = Pin("segno", "1.6.6", "", (), ())


def record(name, *events, **more):
    spans = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": spans}
    return {"id": f"X-{name}", "modified": NOW.isoformat(), "summary": "bad", "affected": [affected], **more}


OF_DJANGO = record("Django", {"introduced": "4.0"}, {"fixed": "4.0.4"})


def folder_of(path, *records):
    for number, one in enumerate(records):
        (path / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
    return path


def test_a_hole_that_a_folder_knows_is_named(tmp_path):
    folder = folder_of(tmp_path, OF_DJANGO, record("Segno", {"introduced": "0"}, {"fixed": "1.7"}))
    found = advisories.in_folder(folder, [OURS], now=NOW)
    assert [str(hole) for hole in found] == ["segno 1.6.6: X-Segno bad"]


def test_a_record_in_yaml_is_read_as_well(tmp_path):
    folder_of(tmp_path, OF_DJANGO)
    (tmp_path / "PYSEC-1.yaml").write_text(yaml.safe_dump(record("segno", {"introduced": "0"})), "utf-8")
    assert advisories.in_folder(tmp_path, [OURS], now=NOW)


@pytest.mark.parametrize(
    "harmless",
    [
        record("segno", {"introduced": "0"}, {"fixed": "1.6.6"}),
        record("segno", {"introduced": "0"}, withdrawn=NOW.isoformat()),
        record("another", {"introduced": "0"}),
    ],
)
def test_what_concerns_no_package_of_ours_is_not_said(tmp_path, harmless):
    assert advisories.in_folder(folder_of(tmp_path, OF_DJANGO, harmless), [OURS], now=NOW) == []


@pytest.mark.parametrize(
    ("events", "concerned"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "1.6.6"}], True),
        ([{"introduced": "1.6.7"}], False),
        ([{"introduced": "1.0"}, {"fixed": "1.6.10"}], True),  # by number, not by letter
        ([{"introduced": "0"}, {"last_affected": "1.6.6"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.6.5"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.6"}, {"fixed": "2"}], True),
        ([{"introduced": "0"}, {"fixed": "whenever"}], True),
    ],
)
def test_a_version_is_concerned_between_where_a_hole_came_and_went(events, concerned):
    affected = record("segno", *events)["affected"][0]
    assert advisories.concerns(affected, "1.6.6") is concerned


def test_a_version_that_is_named_and_a_package_that_is_bad_whole_are_concerned():
    assert advisories.concerns({"versions": ["1.6.6"]}, "1.6.6")
    assert not advisories.concerns({"versions": ["1.6.5"]}, "1.6.6")
    assert advisories.concerns({}, "1.6.6")


@pytest.mark.parametrize(
    ("records", "now", "word"),
    [
        ([], NOW, "holds no record"),
        ([OF_DJANGO], NOW + timedelta(days=31), "download it anew"),
        ([record("segno", {"introduced": "9"})], NOW, "does not know the hole of django"),
    ],
)
def test_a_folder_that_is_empty_old_or_of_something_else_has_not_answered(tmp_path, records, now, word):
    with pytest.raises(NotAsked, match=word):
        advisories.in_folder(folder_of(tmp_path, *records), [OURS], now=now)


# --- a service, on loopback ---


class Service(http.server.BaseHTTPRequestHandler):
    """Answers as osv.dev does, from the packages that it is told have a hole."""

    def __init__(self, bad, *arguments):
        self.bad = bad
        super().__init__(*arguments)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        bad = {"vulns": [{"id": "X-1", "modified": NOW.isoformat()}]}
        self.answer({"results": [bad if one["package"]["name"] in self.bad else {} for one in asked]})

    def do_GET(self):
        self.answer({**record("django", {"introduced": "0"}), "id": "X-1"})

    def answer(self, said):
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def service(*bad):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Service, bad))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_hole_that_a_service_knows_is_named():
    with service("django", "segno") as url:
        assert [hole.package for hole in advisories.asked([OURS], service=url)] == ["segno"]


def test_every_pinned_package_is_asked_about():
    with service("django") as url:
        found = advisories.asked(advisories.pinned(), service=url)
    assert {hole.package for hole in found} == {"django"}
    assert {"django", "nh3", "pytest", "uv"} <= {pin.name for pin in advisories.pinned()}


def test_a_service_that_knows_no_old_hole_has_not_answered():
    with service() as url, pytest.raises(NotAsked, match=f"hole of django {KNOWN.version}"):
        advisories.asked([OURS], service=url)


def test_while_nobody_can_be_asked_the_audit_says_so_and_fails(monkeypatch, capsys):
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setattr(
        advisories, "asked", partial(advisories.asked, service="http://127.0.0.1:9")
    )  # where nobody listens
    assert advisories.main([]) == 1
    assert "NOT ASKED" in capsys.readouterr().out


def test_the_audit_fails_while_a_hole_is_known(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(advisories, "FRESH_DAYS", 36_500)
    folder = folder_of(tmp_path, OF_DJANGO, record("nh3", {"introduced": "0"}))
    assert advisories.main(["--advisories", str(folder)]) == 1
    assert "KNOWN: nh3" in capsys.readouterr().out


def test_make_audit_asks():
    assert ["tests.audit.advisories"] in PROGRAMS.values()
