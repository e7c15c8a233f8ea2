"""The times of keeping: what an installation begins with, and how far two people may move each (pure)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

Unit = Literal["hours", "days"]


@dataclass(frozen=True, slots=True)
class Time:
    """One time of keeping, in its unit. `most` is a limit for everybody: nobody sets ten years."""

    unit: Unit
    default: int
    least: int
    most: int
    since: str  # from when it is counted

    def length(self, value: int) -> timedelta:
        """Return a value as a length of time."""
        return timedelta(hours=value) if self.unit == "hours" else timedelta(days=value)

    def fits(self, value: int) -> bool:
        """Return whether a value may be set."""
        return self.least <= value <= self.most

    def bounded(self, value: int) -> int:
        """Return a value as it counts, whatever stands in the table."""
        return min(max(value, self.least), self.most)


TIMES: Final[dict[str, Time]] = {
    "handover": Time("hours", 72, least=1, most=168, since="after it was made, or at once when it is opened"),
    "case": Time("days", 30, least=1, most=180, since="after it was closed"),
    "case-untouched": Time("days", 180, least=14, most=365, since="without a touch"),
    "complaint": Time("days", 90, least=1, most=365, since="after it was put away"),
    "figure": Time("days", 1, least=1, most=7, since="after its month or year ended, then it is published"),
    "record": Time("days", 365, least=90, most=1095, since="after it was written"),
    "proposal": Time("days", 365, least=90, most=1095, since="after it was decided"),
    "person-left": Time("days", 365, least=30, most=1095, since="after the person left"),
    "invitation": Time("days", 30, least=1, most=180, since="after it was used or ran out"),
    "sign-in-failure": Time("hours", 24, least=1, most=168, since="after the last try"),
    "session": Time("hours", 1, least=1, most=24, since="after it ended"),
}
