"""The inventory of the data as a document, with its answer to what a court order could get today."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from safety import inventory, inventory_report
from safety.inventory_report import Part

HEAD: Final = """\
# What is stored

Every column of every table: what it is for, on what legal ground it is held, who can read it at the desk,
and how long it lives. This page is the output of `manage.py data_inventory --markdown`, which is made from
the models; a test compares the two, and a column that nobody declared fails the build. The times are those
of a new installation; `/desk/retention/` shows the ones that are set. *Sealed* means: encrypted, and read
by its key alone.

The legal grounds are a proposal in the terms of the GDPR. Whoever runs the site confirms them for its own
law.
"""
COURT: Final = "What could a court order get, today?"
ANSWER: Final = "Everything that lies here and can be read on that day, and no more."
OF_WHOM: Final = (
    ("Of people who only visited: nothing.",
     "No visit, answer, search word, address or browser is stored."),
    ("Of somebody who took a code:",
     "until a worker opens it, it is destroyed, or its time is over, one row that says which edition of the "
     "pathways it was made on and the hour at which it ends. The answers are sealed twice: with the code, "
     "which is not here, and with a key of ours. Without the code nobody here can open them, whoever orders "
     "it."),
    ("Of a case:",
     "while it lives, everything, because the helpline itself can read it: an order to the organisation can "
     "have it opened. From the day on which it is destroyed, nothing: its key is gone, and backups hold "
     "sealed text that nobody can open. A copy of the database alone, without the keys, shows how many cases "
     "there are, their references, teams, urgency, states and times."),
    ("Of a referral to a partner:",
     "what was agreed to, until its last day or until the person takes it back; what the partner wrote down "
     "or printed lies with the partner, and is not ours to destroy."),
    ("Of somebody who complained:",
     "what kind of complaint it was, about which service, and on which day; no name, no words, no order in "
     "which they came."),
    ("Of people who work here:",
     "their accounts, and the record of what they did, by number, until its time is over. The record names "
     "a case by its reference, and says nothing of what is in it."),
    ("Of services:", "the directory, which is public, and what the desk wrote to keep it right."),
)  # fmt: skip
KEEP_ON: Final = (
    "An order can also ask that something is kept from now on. Nobody may destroy what a court has ordered "
    "to keep: ask a lawyer before the purge is stopped, and stop it for what the order names and nothing "
    "else. What lies outside this program (logs of a proxy, mail, the telephone system, notes on paper) is "
    "not in this list."
)
WIDE: Final = 112


def markdown() -> Iterator[str]:
    """Yield the lines of docs/data-inventory.md."""
    parts = inventory_report.parts()
    yield from [*HEAD.splitlines(), "", f"## {COURT}", ""]
    yield from [ANSWER, "The list after these lines is made from the same declarations.", ""]
    for who, what in OF_WHOM:
        yield from textwrap.wrap(f"- **{who}** {what}", WIDE, subsequent_indent="  ")
    yield from ["", *textwrap.wrap(KEEP_ON, WIDE), ""]
    yield from _court(parts)
    for part in parts:
        yield from _table(part)
    yield from ["", "## Tables without a model", "", "| table | what it holds |", "| --- | --- |"]
    for name, words in sorted(inventory.outside().items()):
        yield f"| `{name}` | {words} |"


def plain() -> Iterator[str]:
    """Yield one line for each column, for a terminal and for grep."""
    for part in inventory_report.parts():
        for line in part.lines:
            sealed = "; sealed" if line.sealed else ""
            yield (
                f"{part.table}.{line.name}: {line.purpose}; {line.ground}; read by {line.readers}; "
                f"kept {line.keep}{sealed}"
            )


def _court(parts: Iterable[Part]) -> Iterator[str]:
    """Yield a line for each table that is about people: what is read in clear, what is sealed, how long."""
    yield from ["| about | in clear | sealed | kept |", "| --- | --- | --- | --- |"]
    for part in parts:
        if part.about_people:
            clear = ", ".join(f"`{line.name}`" for line in part.clear)
            sealed = ", ".join(f"`{line.name}`" for line in part.sealed) or "–"
            yield f"| {part.purpose} | {clear} | {sealed} | {part.keep} |"


def _table(part: Part) -> Iterator[str]:
    about = "" if part.personal else " Not about a person."
    where = " It lies in the `keys` database, which has no backup." if part.database == "keys" else ""
    yield from ["", f"## {part.label}", "", f"{part.purpose[0].upper()}{part.purpose[1:]}.{about}{where}", ""]
    yield from ["| column | what for | ground | who reads it | how long |", "| --- | --- | --- | --- | --- |"]
    for line in part.lines:
        sealed = " (sealed)" if line.sealed else ""
        yield f"| `{line.name}`{sealed} | {line.purpose} | {line.ground} | {line.readers} | {line.keep} |"
