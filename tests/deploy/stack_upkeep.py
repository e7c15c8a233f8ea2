"""What the real stack answers, keeps and survives: headers, files, logs, an upgrade, a fallen worker.

Run by `make test-deploy`.
"""

import gzip
import re
import time

import pytest

from deploy.installing import checking, clusters, releases
from tests.deploy.trickle import visitors
from tests.running.stack import Stack

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # programs that outlive a test
AN_ADDRESS = re.compile(r"\b127\.0\.0\.1\b|\bclient:")
SPOKEN = "canary-of-a-visitor"


def test_what_the_installer_checks_is_true_here(stack: Stack) -> None:
    asked = list(checking.checks(stack.site, stack.secrets, stack.parts))
    assert len(asked) >= 12
    assert {claim: found for claim, question in asked if (found := question())} == {}


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/api/", "/nothing-here/", "/static/safety/site.css", "/static/none"]
)
def test_every_answer_has_every_header_and_no_mark(stack: Stack, path: str) -> None:
    _status, found, _body = stack.ask(path)
    assert checking.lacking(found) == []


def test_the_version_of_no_program_is_told(stack: Stack) -> None:
    for path in ("/", "/static/safety/site.css", "/static/none", "/desk/"):
        _status, found, body = stack.ask(path)
        assert not re.search(r"\d", found.get("server", ""))
        assert b"nginx/" not in body


def test_a_file_was_compressed_ahead_of_time_and_is_whole(stack: Stack) -> None:
    _status, plain, whole = stack.ask("/static/safety/site.css")
    _status, found, small = stack.ask("/static/safety/site.css", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain
    assert gzip.decompress(small) == whole
    assert found["content-length"] == str(len(small))


def test_a_visitor_cannot_pass_for_safe_or_for_somebody_else(stack: Stack) -> None:
    status, _headers, _body = stack.ask(
        "/en/", headers={"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    )
    assert status == 200


def test_a_form_too_large_is_refused_and_nothing_of_it_is_on_the_disk(stack: Stack) -> None:
    status, _headers, _body = stack.ask("/en/", method="POST", body="q=" + SPOKEN * 5000)
    assert status == 413
    status, _headers, _body = stack.ask("/en/", method="POST", body="q=" + "x" * 40_000)
    assert status == 413
    assert [path for path in (stack.site.runtime / "nginx").rglob("*") if path.is_file()] == []


def test_no_log_of_any_part_names_a_visitor_or_what_was_read(stack: Stack) -> None:
    stack.ask(f"/{SPOKEN}/?q={SPOKEN}")
    stack.ask("/en/", method="POST", body=f"q={SPOKEN}&go=find")
    stack.kill("public-1")
    stack.kill("public-2")
    status, _headers, _body = stack.ask(f"/en/?{SPOKEN}")  # nginx meets an error, and has something to say
    assert status == 503
    for name in ("public-1", "public-2"):
        stack.start(name)
    stack.wait()
    for name, text in stack.logs().items():
        assert SPOKEN not in text, name
        assert not AN_ADDRESS.search(text), name
        assert "/en/" not in text, name


def test_with_no_worker_at_all_a_visitor_still_reads_what_to_do(stack: Stack) -> None:
    page = stack.site.state / "mirror" / "en" / "index.html"
    for name in ("public-1", "public-2"):
        stack.kill(name)
    status, found, body = stack.ask("/en/", method="POST", body="go=walk")
    assert (status, b"112" in body) == (503, True)
    assert checking.lacking(found) == []
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html><title>Information</title>written ahead", encoding="ascii")
    try:
        for method in ("GET", "POST"):
            _status, found, body = stack.ask(
                "/en/", method=method, body="go=walk" if method == "POST" else None
            )
            assert b"written ahead" in body
            assert checking.lacking(found) == []
    finally:
        page.unlink()
        for name in ("public-1", "public-2"):
            stack.start(name)
        stack.wait()


def test_workers_are_renewed_one_by_one_and_no_visitor_meets_it(stack: Stack) -> None:
    with visitors(stack) as told:
        time.sleep(1)
        releases.one_by_one(stack.site, stack.parts, say=lambda line: None)
        time.sleep(1)
    print(f"renewed under {told.sent} reads, {len(told.failed)} failed, p99 {told.p99():.0f} ms")
    assert told.sent > 20
    assert told.failed == []


@pytest.mark.parametrize("how", ["kill", "kill_worker"])
def test_a_worker_that_is_killed_is_not_met_by_any_visitor(stack: Stack, how: str) -> None:
    with visitors(stack) as told:
        time.sleep(0.5)
        getattr(stack, how)("public-1")
        time.sleep(2)
        stack.start("public-1")
        stack.wait()
    assert told.failed == []


@pytest.mark.parametrize("part", ["pool-replica", "pool", "replica"])
def test_reads_go_on_while_a_part_of_the_databases_is_away(stack: Stack, part: str) -> None:
    with visitors(stack) as told:
        stack.kill(part)
        time.sleep(3)
        stack.start(part)
        time.sleep(1)
    stack.wait()
    assert told.failed == []


def test_reads_go_on_while_the_primary_is_away_and_the_desk_says_so(stack: Stack) -> None:
    with visitors(stack) as told:
        stack.kill("main")
        status, _headers, body = stack.ask("/desk/sign-in/")
        time.sleep(3)
        stack.start("main")
    stack.wait()
    assert told.failed == []
    assert status in {200, 302, 503}
    assert b"Traceback" not in body


def test_the_replica_has_what_the_primary_has(stack: Stack) -> None:
    lag = "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()"
    until = time.monotonic() + 10
    while clusters.ask(stack.site, "main", lag) != "1":
        assert time.monotonic() < until
        time.sleep(0.1)
