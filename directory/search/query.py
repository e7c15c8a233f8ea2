"""What somebody looks for (pure)."""

from dataclasses import dataclass

from directory.ages import Ages
from directory.topics import Kind, Need


@dataclass(frozen=True, slots=True)
class Query:
    """Ticks, a town and words; nothing of it has to be given. `age` is that of the person harmed, in years.

    `contact` holds ways to reach a service, as *voice* or *chat*: one of them is enough. `town` is a name as
    it was typed; services around it come first, and none that does not serve it. `town_id` says which of the
    towns of that name is meant.
    """

    words: str = ""
    need: Need | None = None
    country: str | None = None
    language: str | None = None
    age: Ages | None = None
    open_now: bool = False
    kind: Kind | None = None
    town: str = ""
    town_id: int | None = None
    free: bool = False
    anonymous: bool = False
    accessible: bool = False
    contact: tuple[str, ...] = ()
