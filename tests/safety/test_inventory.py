"""What is stored is written down, column by column, and the page that says so is the program's own word."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from safety import inventory, inventory_report
from safety.inventory import Ground, Table
from safety.models import DataKey

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "data-inventory.md"


@pytest.mark.promise("S7")
def test_every_column_of_every_model_is_classified():
    assert inventory_report.unclassified() == []


def test_a_column_that_nobody_declared_fails_the_command(monkeypatch):
    tables = {
        **inventory.declared(),
        "safety.DataKey": Table("keys", Ground.HELP, "nobody", {"id": "a name"}),
    }
    monkeypatch.setattr(inventory, "_tables", tables)
    with pytest.raises(CommandError, match="safety.DataKey.wrapped is declared by nobody"):
        call_command("data_inventory")


def test_a_declaration_without_a_column_is_named_too(monkeypatch):
    gone = Table("keys", Ground.HELP, "nobody", {"gone": "was here once"})
    monkeypatch.setattr(inventory, "_tables", {**inventory.declared(), "safety.Gone": gone})
    assert inventory_report.unclassified() == ["safety.Gone.gone is declared and does not exist"]


def test_the_page_is_what_the_command_prints(capsys):
    call_command("data_inventory", "--markdown")
    assert PAGE.read_text(encoding="utf-8") == capsys.readouterr().out


def test_the_page_answers_what_a_court_order_could_get():
    words = PAGE.read_text(encoding="utf-8")
    assert "## What could a court order get, today?" in words
    assert "Of people who only visited: nothing." in words


def test_sealed_columns_are_marked_and_the_keys_lie_apart():
    part = next(one for one in inventory_report.parts() if one.label == DataKey._meta.label)
    assert [line.name for line in part.lines if line.sealed] == ["wrapped"]
    assert part.database == "keys"


@pytest.mark.django_db
def test_every_table_of_the_database_is_in_the_inventory():
    known = {model._meta.db_table for model in inventory_report.all_models()} | set(inventory.outside())
    assert set(connection.introspection.table_names()) - known == set()
