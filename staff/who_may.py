"""The table of roles and abilities as people read it: in a terminal, and in the docs."""

from django.utils import translation

from staff import labels
from staff.roles import Role, rows


def markdown() -> str:
    """Return a Markdown table with a row for each ability and a column for each role."""
    with translation.override("en"):
        lines = [
            ["", *(str(labels.role(role)) for role in Role)],
            ["---", *(":-:" for _role in Role)],
            *([str(labels.ability(ability)), *_marks(allowed)] for ability, allowed in rows()),
        ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def text() -> str:
    """Return the same for a terminal: what each role may, and what is left is forbidden."""
    wide = max(len(ability) for ability, _allowed in rows())
    head = " " * wide + "  " + "  ".join(initials(role) for role in Role)
    body = [
        f"{ability:<{wide}}  " + "  ".join(f"{mark or '.':<2}" for mark in _marks(allowed)).rstrip()
        for ability, allowed in rows()
    ]
    key = [f"{initials(role)} = {role}" for role in Role]
    return "\n".join([head, *body, "", *key])


def _marks(allowed: tuple[bool, ...]) -> list[str]:
    return ["x" if may else "" for may in allowed]


def initials(role: Role) -> str:
    """Return the two letters that stand for a role at the head of a column."""
    first, _dash, second = role.partition("-")
    return (first[0] + second[0] if second else first[:2]).upper()
