"""The look-up of platforms: where and how to report each harm, found in two keystrokes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import wording
from directory.models.platform import PlatformRoute
from directory.search.folding import folded
from staff.gate import needs
from staff.roles import Ability


@dataclass(frozen=True, slots=True)
class Route:
    """One way of reporting one harm; each answer in words, with *not known* where it is not."""

    row: PlatformRoute
    issue: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform with every harm that can be reported on it."""

    name: str
    folded: str
    routes: tuple[Route, ...]

    @property
    def issues(self) -> list[str]:
        """Return the harms, each once."""
        return list(dict.fromkeys(route.issue for route in self.routes))


@needs(Ability.SEE_PLATFORMS)
@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    """Show the platforms; with a word, those whose names have it. One alone is opened at once."""
    typed = request.GET.get("q", "")
    wanted = folded(typed)
    found = [one for one in _platforms(PlatformRoute.objects.order_by("platform", "issue", "seed_id"))]
    shown = [one for one in found if wanted in one.folded]
    # What begins with the word is what was meant: "x" is X, not Xbox.
    shown.sort(key=lambda one: (not one.folded.startswith(wanted), one.folded))
    context = {"platforms": shown, "q": typed, "total": len(found), "first_open": bool(wanted)}
    return render(request, "listings/platforms.html", context, using="desk")


def _platforms(rows: Iterable[PlatformRoute]) -> list[Platform]:
    by_name: dict[str, list[Route]] = {}
    for row in rows:
        issue = wording.word(wording.ISSUES, row.issue)
        by_name.setdefault(row.platform, []).append(Route(row, issue, _facts(row)))
    return [Platform(name, folded(name), tuple(routes)) for name, routes in by_name.items()]


def _facts(row: PlatformRoute) -> list[tuple[str, str]]:
    """Return what somebody asks before they begin."""
    asked = [
        (_("What is needed"), getattr(row, "needs", "")),
        (_("An account is needed"), _answer(row.needs_account)),
        (_("Somebody else may report"), _answer(row.third_party)),
        (_("A minor may report"), _answer(row.minor)),
        (_("Partners"), ", ".join(map(str, row.partners))),
        (_("Doubts"), " ".join(row.doubts)),
    ]
    return [(label, said) for label, said in asked if said]


def _answer(known: bool | None) -> str:
    return _("not known") if known is None else _("yes") if known else _("no")
