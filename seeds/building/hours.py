"""Opening hours as the tables write them, made into schedules."""

import re
from typing import Final

from seeds.building.shapes import Hours, Schedule

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RULE: Final = re.compile(r"(?P<days>[A-Za-z,\- ]+?)\s+(?P<times>\d.*|off|closed)")
TIME: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
CLOSED: Final = ("off", "closed")


class NotHours(ValueError):
    """A string that is not opening hours as the tables write them."""


def read(text: str) -> Hours:
    """Return the hours that a string says; an empty string is unknown.

    Units: local times of the service; 24:00 is the end of the day.
    Raises: NotHours when any part cannot be read, so that nobody is sent to half of the hours.
    Source: the OpenStreetMap syntax of opening hours, the part of it that the tables use.
    """
    text = text.strip()
    if not text:
        return Hours()
    if text in ("24/7", "Mo-Su 00:00-24:00"):
        return Hours(known="always")
    if text.lower() in CLOSED:
        return Hours(known="closed")
    schedules = tuple(line for rule in text.split(";") for line in read_rule(rule.strip()))
    return Hours(known="scheduled", schedules=schedules) if schedules else Hours(known="closed")


def read_rule(rule: str) -> tuple[Schedule, ...]:
    """Return the schedules of one rule such as `Mo-Fr 09:00-12:00,14:00-18:00`."""
    match = RULE.fullmatch(rule)
    if match is None:
        raise NotHours(rule)
    byday = ",".join(days(match["days"]))
    if match["times"].lower() in CLOSED:
        return ()
    spans = [span.strip().split("-") for span in match["times"].split(",")]
    if any(len(span) != 2 for span in spans):
        raise NotHours(rule)
    return tuple(Schedule(byday, clock(opens), closing(closes)) for opens, closes in spans)


def days(text: str) -> list[str]:
    """Return the days that a list of days and spans of days names, from Monday on."""
    named: set[str] = set()
    for part in text.replace(" ", "").upper().split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise NotHours(text)
        start, length = DAYS.index(first), (DAYS.index(last or first) - DAYS.index(first)) % 7
        named |= {DAYS[(start + step) % 7] for step in range(length + 1)}
    return [day for day in DAYS if day in named]


def clock(text: str) -> str:
    """Return a time as two digits, colon, two digits."""
    match = TIME.fullmatch(text.strip())
    if match is None or (match[1] == "24" and match[2] != "00"):
        raise NotHours(text)
    return f"{int(match[1]):02}:{match[2]}"


def closing(text: str) -> str:
    """Return a closing time; midnight as 00:00 is written 24:00 so that it is not read as an empty span."""
    time = clock(text)
    return "24:00" if time == "00:00" else time
