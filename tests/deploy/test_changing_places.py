"""Changes of places: what is stopped for them, and what has to be started anew after them."""

import dataclasses
import socket
from pathlib import Path

import pytest

from deploy.installing import __main__ as installing
from deploy.installing import clusters
from deploy.installing.clusters import Failed
from deploy.installing.layout import Installation


class Kept:
    """Parts that remember what was done with them."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []

    def stop(self, name: str) -> None:
        self.done.append(("stop", name))

    def restart(self, name: str) -> None:
        self.done.append(("restart", name))


class Units(installing.machine.Systemd):
    """Units that remember what was done with them."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []

    stop, restart = Kept.stop, Kept.restart

    def bar(self, name: str) -> None:
        self.done.append(("bar", name))


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Kept:
    made = Kept()
    monkeypatch.setattr(installing.machine, "starter", lambda site, **_: made)
    return made


@pytest.fixture
def site(tmp_path: Path) -> Installation:
    made = Installation(host="help.example.org", clusters=tmp_path)
    (tmp_path / "main").mkdir()
    (tmp_path / "main" / "PG_VERSION").write_text("15\n", encoding="ascii")
    return made


def answering(monkeypatch: pytest.MonkeyPatch, said: str | Failed) -> list[tuple[object, ...]]:
    ran: list[tuple[object, ...]] = []

    def ask(*_: object, **__: object) -> str:
        if isinstance(said, Failed):
            raise said
        return said

    monkeypatch.setattr(clusters, "ask", ask)
    monkeypatch.setattr(clusters, "run", lambda _site, *words, **_: ran.append(words) or "")
    return ran


@pytest.mark.promise("S13")
@pytest.mark.parametrize("said", [Failed("it takes no connections"), "f"])
def test_without_a_replica_that_follows_nothing_is_stopped(
    said: str | Failed, site: Installation, parts: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, said)
    with pytest.raises(Failed):
        installing.promote(site, without_systemd=True)
    assert parts.done == []
    assert (site.data("main") / "PG_VERSION").exists()


@pytest.mark.promise("S13")
def test_a_site_that_has_no_replica_keeps_its_primary(
    site: Installation, parts: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "t")
    with pytest.raises(Failed, match="no replica"):
        installing.promote(dataclasses.replace(site, replica=False), without_systemd=True)
    assert parts.done == []


def test_the_old_primary_ends_by_its_own_signal_and_is_barred_before_there_is_another(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    units, ran = Units(), answering(monkeypatch, "t")
    monkeypatch.setattr(installing.machine, "starter", lambda site, **_: units)
    monkeypatch.setattr(clusters, "run", lambda *words, **_: ran.append(tuple(units.done)) or "")
    installing.promote(site, without_systemd=False)
    before = [("stop", "waypost-postgres@main"), ("bar", "waypost-postgres@main")]
    assert list(ran[0][-2:]) == before


def test_promoting_that_broke_off_is_begun_again(
    site: Installation, parts: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = answering(monkeypatch, "t")
    for _ in range(2):
        installing.promote(site, without_systemd=True)
    assert not (site.data("main") / "PG_VERSION").exists()
    assert ("stop", "waypost-postgres@main") in parts.done
    assert [words[1] for words in ran] == ["promote", "promote"]


def test_an_install_before_the_new_primary_is_in_its_place_says_what_is_to_be_done(
    site: Installation, parts: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = answering(monkeypatch, "t")
    installing.promote(site, without_systemd=True)
    ran.clear()
    with pytest.raises(Failed, match="When the main database is gone"):
        clusters.make(site, "main")
    assert ran == []


def test_whoever_watches_runs_the_version_that_answers(
    site: Installation, parts: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room, name in (
        (installing.writing, "kept_secrets"), (installing.releases, "switch"), (installing, "check"),
        (installing.filling, "collect_once"), (installing.filling, "keep_editions"),
        (installing.releases, "one_by_one"),
    ):  # fmt: skip
        monkeypatch.setattr(room, name, lambda *_, **__: {})
    monkeypatch.setattr(installing.releases, "before", lambda site: site.tree)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ports = dataclasses.replace(site.ports, watch=listening.getsockname()[1])
        installing.back(dataclasses.replace(site, ports=ports), without_systemd=True)
    assert parts.done == [("restart", "waypost-watch")]
