"""Which lines are of police or of a migration authority, and how that is known.

A line that is missed here could be shown first to somebody whom a report endangers, so names count as
well; every line that is set by its name or by our list stands in the report for a person to look over.
"""

import re
from typing import Final

from seeds.building.ledger import Ledger
from seeds.building.shapes import Kind

NOTED: Final = re.compile(
    r"^police( line\b.*)?$|police line|law-enforcement tip line|prosecutor|police may become involved",
    re.I,
)
NAMED: Final = re.compile(
    r"\bpolice\b|polic[ií]a|polizia|polizei|policja|polisen|politie\b|politi\b|kriminalamt"
    r"|criminal investigation"
    r"|\bFBI\b|gendarmerie|guardia civil|garda s[ií]och[aá]na|\bgarda\b|\bPNP\b|national crime agency"
    r"|cyber ?crime|crime complaint|federal investigation|investigation agency|crimestoppers|\bbrigade\b",
    re.I,
)
# The name does not say police, the work does; each with why, for the person who checks.
BY_OUR_LIST: Final = {
    "il-online-child-abuse-hotline-105": "state line on online crime against minors, works with police",
    "us-ice-hsi-tip-line": "law-enforcement agency",
    "rw-isange-one-stop-centres-for-gender-based-violenc": "one stop centres of the police and state",
    "bo-fuerza-especial-de-lucha-contra-la-violencia-fel": "special force of the police",
    "nz-department-of-internal-affairs-digital-safety": "government investigators of crime",
    "dia-nz": "reports go to government investigators of crime",
    "in-national-cyber-crime-reporting-portal": "complaints go to police",
    "gh-dovvsu": "unit of the police service",
}
MIGRATION_NOTE: Final = re.compile(r"state migration authority", re.I)
MIGRATION_NAME: Final = re.compile(
    r"immigration service|presidency of migration|\bICE\b|ministry of migration", re.I
)


def is_police(
    *, row: str, kind: str, name: str, organization: str, remarks: tuple[str, ...], ledger: Ledger
) -> bool:
    """Return whether the line is of police or prosecutors, or hands a call to them."""
    if kind == Kind.POLICE_REPORT or any(NOTED.search(remark) for remark in remarks):
        return True
    if row in BY_OUR_LIST:
        ledger.decide("police line by our own list", row=row, detail=BY_OUR_LIST[row])
        return True
    match = NAMED.search(name) or NAMED.search(organization)
    if match:
        ledger.decide("police line by its name", row=row, detail=f"{name}: {match[0]}")
    return match is not None


def is_migration_body(*, row: str, names: str, remarks: tuple[str, ...], ledger: Ledger) -> bool:
    """Return whether the service is a state migration authority, whose knowledge may touch papers."""
    if any(MIGRATION_NOTE.search(remark) for remark in remarks):
        return True
    match = MIGRATION_NAME.search(names)
    if match:
        ledger.decide("migration authority by its name", row=row, detail=match[0])
    return match is not None
