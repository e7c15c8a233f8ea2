"""Many numbers that a database hands over as one text: ten times faster than as rows of one."""

import msgspec


def numbers(joined: str | None) -> list[int]:
    """Return the numbers that stand in a text with commas between them; none for no text."""
    return msgspec.json.decode(f"[{joined or ''}]", type=list[int])
