"""What the bench makes of its figures: goals, tables, pictures, curves, noise, the numbers in docs."""

import json
import os
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import all as every_bench
from tests.bench import databases, figures, machine, noise, pictures, told
from tests.bench.curves import fitted
from tests.bench.figures import Figure, Goal, judged

DOCS = Path(__file__).resolve().parents[2] / "docs"
HALF = Goal("at least 50%", least=0.5, by_ratio=True)
SLOW = judged("a step", "sqlite", 40.0, "a second", goal=HALF, ratio=0.4, yardstick="a hello", beside=100.0)
FAST = judged("a step", "sqlite", 60.0, "a second", goal=HALF, ratio=0.6, yardstick="a hello", beside=100.0)
QUIET = noise.Noise(0.05, 0.02, 0.0, 30)


def test_a_goal_is_asked_of_the_ratio_where_it_is_one():
    assert (SLOW.reached, FAST.reached) == (False, True)
    assert judged("x", "", 2.1, "s", goal=Goal("under 2 s", most=2.0)).reached is False


def test_figures_come_back_from_the_file_as_they_went(tmp_path):
    figures.write([SLOW], tmp_path / "f.jsonl")
    figures.write([FAST], tmp_path / "f.jsonl")
    assert figures.read(tmp_path / "f.jsonl") == [SLOW, FAST]
    assert figures.read(tmp_path / "none") == []


def test_the_table_names_what_was_missed_and_what_was_not_run():
    unrun = Figure("reads", "", None, "", goal="none failed", note="elsewhere")
    lines = figures.table([SLOW, FAST, unrun]).splitlines()
    assert [bool(re.search("MISSED|not run", line)) for line in lines] == [False, True, False, True, False]
    assert "**missed**" in figures.markdown([SLOW])


def test_the_picture_of_weights_says_every_page_and_marks_the_goal():
    pages = [
        judged(f"first view, {name}", "", size, "bytes") for name, size in (("home", 7e3), ("plan", 16e3))
    ]
    drawn = ElementTree.fromstring(pictures.weight(pages))  # noqa: S314 - drawn a line above
    said = "".join(drawn.itertext())
    assert "home: 7,000" in said
    assert "plan: 16,000" in said
    assert [one.get("class") for one in drawn.iter() if one.tag.endswith("line")] == ["goal"]
    assert not any(one.tag.endswith("script") for one in drawn.iter())


def test_a_larger_figure_is_a_longer_bar():
    pages = [judged(f"first view, {name}", "", size, "bytes") for name, size in (("a", 100.0), ("b", 200.0))]
    widths = [float(width) for width in re.findall(r'y="\d+" width="([\d.]+)"', pictures.weight(pages))]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)


def test_every_picture_is_drawn_of_nothing_too():
    assert all(ElementTree.fromstring(one) is not None for one in pictures.drawn([]).values())  # noqa: S314


@pytest.mark.parametrize(
    ("power", "name"), [(0, "does not grow"), (0.5, "slower"), (1, "in step"), (2, "faster")]
)
def test_the_curve_is_named_after_what_was_measured(power, name):
    curve = fitted([(size, 3 * size**power) for size in (10, 100, 1000)])
    assert name in curve.name
    assert curve.at(10_000) == pytest.approx(3 * 10_000**power)


def test_a_database_has_as_much_to_work_with_as_one_that_is_installed():
    given = dict(setting.split("=") for setting in databases.as_deployed())
    assert given.keys() == databases.TO_WORK_WITH
    megabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    assert given["shared_buffers"] == f"{megabytes // 4}MB"


def test_work_of_others_is_noise_and_our_own_is_not():
    before = noise.Spent(every=0, idle=0, stolen=0, own=0)
    ours = noise.Spent(every=100, idle=40, stolen=0, own=60)
    assert noise.shares(before, ours) == (0, 0)
    assert noise.shares(before, replace(ours, own=30, stolen=10)) == (0.2, 0.1)


def test_a_noisy_machine_is_said_to_be_one():
    assert "TOO NOISY" not in QUIET.says
    for louder in (replace(QUIET, spread=0.3), replace(QUIET, elsewhere=0.3), replace(QUIET, stolen=0.1)):
        assert "TOO NOISY TO SAY" in louder.says


def test_the_machine_is_described_without_its_name():
    said = machine.words(machine.described())
    assert "Python 3." in said
    assert "PostgreSQL 1" in said
    assert Path("/etc/hostname").read_text(encoding="ascii").strip() not in said


def test_every_bench_of_the_run_is_there_and_writes_its_figures():
    for command in every_bench.benches("10", "sqlite", quick=True).values():
        assert '"--json"' in (every_bench.ROOT / command[0]).read_text(encoding="utf-8")


def test_a_bench_that_fails_is_named_and_the_others_go_on(tmp_path, capsys):
    found, why = every_bench.run("broken", ["-c", "raise SystemExit(3)"], tmp_path)
    assert (found, why) == ([], "broken ended with 3")


def test_a_run_writes_its_figures_and_draws_them(tmp_path, monkeypatch, capsys):
    writes = (
        "import sys; from pathlib import Path; from tests.bench import figures; "
        "figures.write([figures.judged('first view, home', '', 7000.0, 'bytes')], Path(sys.argv[2]))"
    )
    command = {"weights": ["-c", writes], "broken": ["-c", "raise SystemExit(2)"]}
    monkeypatch.setattr(every_bench, "benches", lambda *_, **__: command)
    assert every_bench.main("1", "sqlite", tmp_path / "p.json", quick=True) == 1
    told_of = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert told_of["broken"] == ["broken ended with 2"]
    assert [one["row"] for one in told_of["figures"]][0] == "first view, home"
    assert "home: 7,000" in (tmp_path / "p-bytes.svg").read_text(encoding="utf-8")
    assert "BROKEN: broken ended with 2" in capsys.readouterr().out


def test_the_report_counts_what_was_reached_and_says_how_noisy_it_was(capsys):
    result = {"figures": [one_as_dict(SLOW), one_as_dict(FAST)], "broken": [], "machine": {"Python": "3"}}
    every_bench.report({**result, "noise": {"says": QUIET.says}})
    said = capsys.readouterr().out
    assert "1 reached, 1 missed\n  missed: a step sqlite" in said
    assert "quiet enough" in said


def one_as_dict(one: Figure) -> dict[str, object]:
    return json.loads(json.dumps({name: getattr(one, name) for name in Figure.__slots__}))


@pytest.mark.parametrize("name", told.PAGES)
def test_the_numbers_in_the_docs_are_those_of_the_last_run(name):
    page = (DOCS / name).read_text(encoding="utf-8")
    assert told.BLOCK.findall(page)
    if every_bench.OUT.exists():
        assert told.filled(page, json.loads(every_bench.OUT.read_text(encoding="utf-8"))) == page
    else:
        assert "Not measured yet" in page


def test_a_block_with_a_name_that_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        told.filled("<!-- figures: nothing -->\n<!-- end -->", {"figures": []})
