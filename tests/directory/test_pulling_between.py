"""Two installations: the site of the run is followed into an empty directory, and both say the same."""

import json
import urllib.request
from pathlib import Path

import pytest

from directory import intake, outgoing, pulling
from directory.outgoing import Form
from tests.running.site import Site

pytestmark = pytest.mark.usefixtures("empty_directory")


def test_what_was_pulled_is_byte_by_byte_what_the_other_installation_gives(
    site: Site, tmp_path: Path
) -> None:
    url = f"{site}/api/hsds"
    found = pulling.read(url=url, name="one")
    assert found.plan is not None
    assert (found.kind, found.plan.repaired, found.plan.refused) == ("whole", 0, 0)
    assert found.followed.tells_gone
    intake.load_first_stock(person=None, digest=found.plan.digest)
    pulling.remember(found)
    with urllib.request.urlopen(f"{url}/services?full=true&format=ndjson", timeout=60) as answer:  # noqa: S310 - http, to our own site
        theirs = answer.read()
    outgoing.export(folder=tmp_path / "out", forms=[Form.NDJSON])
    ours = (tmp_path / "out" / "ndjson" / "services.ndjson").read_bytes()
    assert len(ours.splitlines()) == found.rows > 500
    assert [json.loads(line)["name"] for line in ours.splitlines()] == [
        json.loads(line)["name"] for line in theirs.splitlines()
    ]
    assert ours == theirs
    again = pulling.read(url=url, name="one")
    assert (again.kind, again.asked, again.changes_something) == ("same", 1, False)
