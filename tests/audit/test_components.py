"""The list of what production installs: whole, by its own standard, and beside each version on a server."""

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.installing import components, releases

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "requirements" / "base.txt"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    target = tmp_path_factory.mktemp("list") / components.FILE
    components.write(ROOT, target)
    return target


@pytest.fixture(scope="module")
def said(written):
    return json.loads(written.read_text(encoding="utf-8"))


def test_it_is_valid_by_the_schema_of_its_standard(written):
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(written.read_text(encoding="utf-8")) is None


def test_the_schema_would_notice(said):
    broken = json.dumps({**said, "components": [{"name": "nh3"}]})
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_every_pinned_package_is_listed_with_its_version_and_every_hash(said):
    lines = BASE.read_text(encoding="utf-8")
    pinned = dict(re.findall(r"(?m)^([a-z0-9.-]+)==(\S+)", lines))
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", lines)
    assert {part["name"]: part["version"] for part in said["components"]} == pinned
    assert sorted(one["content"] for part in said["components"] for one in part["hashes"]) == sorted(hashes)


def test_every_package_is_there_because_of_another_or_of_us(said):
    needs = {one["ref"]: one["dependsOn"] for one in said["dependencies"]}
    reached, ahead = set(), ["waypost"]
    while ahead:
        reference = ahead.pop()
        if reference not in reached:
            reached.add(reference)
            ahead += needs[reference]
    assert reached == {"waypost", *(part["bom-ref"] for part in said["components"])}


def test_the_same_pins_give_the_same_bytes(written, tmp_path):
    components.write(ROOT, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == written.read_bytes()


@pytest.mark.parametrize(
    "line", ["nh3==0.3.8", "nh3>=0.3 \\\n    --hash=sha256:" + "0" * 64, "nh3 @ file:///nh3.whl"]
)
def test_what_is_not_pinned_with_a_hash_is_not_listed_but_refused(tmp_path, line):
    (tmp_path / "base.txt").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(components.NotPinned, match="make lock"):
        components.pins(tmp_path / "base.txt")


def test_each_version_on_a_server_has_its_list_beside_it(monkeypatch, tmp_path, written):
    for name in ("requirements/base.txt", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "installed-base").touch()
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=0))
    releases.prepare(tmp_path)
    assert (tmp_path / components.FILE).read_bytes() == written.read_bytes()
