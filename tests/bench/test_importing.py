"""A smoke run of the bench of imports: few services, and the memory that they take."""

from pathlib import Path

from tests.bench.databases import engines, migrated
from tests.bench.importing import measured, services


def test_the_same_services_are_made_up_each_time() -> None:
    assert list(services(20)) == list(services(20))


def test_a_small_import_is_measured_beside_bare_inserts_and_stays_under_the_limit(tmp_path: Path) -> None:
    with engines(["sqlite"]) as made:
        migrated(made["sqlite"])
        rows, memory = measured("sqlite", made["sqlite"], 200, tmp_path)
    assert rows.beside is not None
    assert rows.beside > rows.value > 0
    assert memory.reached
