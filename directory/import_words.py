"""How the pages of imports call what they count."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.hsds.diff import Action
from directory.hsds.incoming import REASONS, WORDS
from directory.import_jobs import Phase

ACTIONS: Final[dict[Action, Promise]] = {
    Action.ADDED: _("new"),
    Action.CHANGED: _("changed"),
    Action.GONE: _("gone from the file"),
    Action.BUSY: _("being worked on, left alone"),
    Action.SAME: _("the same"),
}
ROWS: Final[dict[str, Promise]] = {
    "read": _("rows read"),
    "taken": _("taken"),
    "repaired": _("taken with a repair"),
    "refused": _("refused"),
}
PHASES: Final[dict[Phase, Promise]] = {
    Phase.READING: _("is being read"),
    Phase.READ: _("waits for you to look at it"),
    Phase.WRITING: _("is being written"),
    Phase.DONE: _("done"),
    Phase.FAILED: _("broke off"),
}


def counted(codes: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what was repaired or refused in words, most often first."""
    words = {
        **{str(code): said for code, said in WORDS.items()},
        **{str(code): said for code, said in REASONS.items()},
    }
    order = sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(str(words.get(code, code)), count) for code, count in order]
