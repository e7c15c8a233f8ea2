"""Hours of foreign files: words that can be read in one way become a schedule, others stay words (pure)."""

from typing import Final

from directory.hsds import prose_hours
from directory.hsds.incoming import Repair
from directory.hsds.prose_hours import Opening
from directory.hsds.record import Record
from directory.hsds.shapes import OURS, Document, key

_TIMES: Final = frozenset({"opens_at", "closes_at", "byday"})


def spread(row: Document, record: Record, path: str) -> list[Document]:
    """Return a schedule as one or several: words may tell several openings."""
    words = row.get("description", "")
    if record.profiled or _TIMES & set(row) or not words:
        return [row]
    said = prose_hours.read(words)
    at_the_service = path.count(".") == 1
    if said is None:
        record.note(Repair.HOURS_KEPT_AS_WORDS, f"{path}description")
        if at_the_service:
            record.words_for_hours.append(words)
        return [row]
    record.note(Repair.HOURS_PARSED, f"{path}description")
    if at_the_service:
        record.closed_on_holidays = record.closed_on_holidays or said.closed_on_holidays
        record.always = record.always or said.always
    if said.always:
        return [row]
    return [_opening(row, one, number, record) for number, one in enumerate(said.openings, 1)]


def _opening(row: Document, one: Opening, number: int, record: Record) -> Document:
    """The first opening is the row itself with its words; the others have ids made from it."""
    times = {
        "freq": "WEEKLY",
        "byday": ",".join(one.days),
        "opens_at": _clock(one.opens),
        "closes_at": _clock(one.closes),
    }
    if number == 1:
        return {**row, **times}
    own = key(record.terms.feed, "schedule", f"{row['id']}:{number}")
    return {"id": str(own), **times, OURS: {}}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
