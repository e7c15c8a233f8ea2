"""How to report on apps and sites, on a plan that is about something that was put there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from directory.edition import PublicRoute, Published
from referral import labels
from referral.pathway.plan import Plan
from referral.showing import Reader, apart, seen_words, together

# With the cards that speak of reporting on a platform the plan shows how.
CARDS: Final = frozenset({"platform-steps", "blackmail", "hash-adult", "hash-child", "seen-material"})
ONLINE: Final = frozenset({"p04", "p06"})  # an approach, a false profile, hate: often without any picture
# An adult's programme does not take a picture from before 18: naming it there would send a child away.
FOR_ADULTS_ONLY: Final = frozenset({"StopNCII"})


@dataclass(frozen=True, slots=True)
class RouteView:
    """One way of reporting on an app or site, in words. `about` is the harm, where it is not said already."""

    id: str
    about: str
    steps: str
    url: str | None
    site: str
    facts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PlatformView:
    """An app or site with the ways of reporting there."""

    name: str
    routes: tuple[RouteView, ...]
    partners: str


@dataclass(frozen=True, slots=True)
class PlatformsView:
    """Where to report on the apps and sites that were chosen."""

    caution: str
    names: tuple[str, ...]
    chosen: tuple[PlatformView, ...]

    def is_chosen(self, name: str) -> bool:
        """Return whether an app or site is among those that are shown."""
        return any(one.name == name for one in self.chosen)


def platforms(
    plan: Plan, stock: Published, *, chosen: tuple[str, ...], reader: Reader
) -> PlatformsView | None:
    """Return how to report what happened on the chosen apps and sites; None where nothing was put online."""
    online = plan.cards & CARDS or plan.pathway in ONLINE
    if plan.stopped or plan.prevention_only or not online:
        return None
    about = issues(plan)
    routes = [route for issue in about for route in stock.platforms if route.issue == issue]
    names = tuple(sorted({route.platform for route in routes}, key=str.casefold))
    return PlatformsView(
        caution=_caution(plan),
        names=names,
        chosen=tuple(
            _platform(name, [one for one in routes if one.platform == name], plan, reader)
            for name in names
            if name in chosen
        ),
    )


def issues(plan: Plan) -> tuple[str, ...]:
    """Return the harms of a walk by the names that ways of reporting have, the most telling first."""
    return tuple(dict.fromkeys(_issues(plan)))


def _issues(plan: Plan) -> Iterator[str]:
    if plan.route == "child" or "seen-material" in plan.cards:
        yield "csam"
    elif plan.route or plan.pathway not in ONLINE:
        yield "ncii"
    if plan.pathway in {"p03", "p04"} or "blackmail" in plan.cards or "threat" in plan.facts:
        yield "sextortion_grooming"
    if plan.pathway == "p06" or "watched" in plan.facts:
        yield "harassment_doxing"
    if plan.pathway == "p05" or plan.facts & {"picture:fake", "p06:profile"}:
        yield "impersonation"


def _caution(plan: Plan) -> str:
    if "stranger" in plan.facts:
        return _("Note page addresses and account names first. After that it may be gone.")
    return _("The person who did it may notice a report. You choose if and when.")


def _platform(name: str, routes: list[PublicRoute], plan: Plan, reader: Reader) -> PlatformView:
    partners = dict.fromkeys(partner for one in routes for partner in one.partners)
    named = [apart(one) for one in partners if plan.route != "child" or one not in FOR_ADULTS_ONLY]
    said = [None, *(one.issue for one in routes)]
    return PlatformView(
        name=name,
        routes=tuple(
            _route(one, reader, about=labels.ISSUES[one.issue]() if one.issue != before else "")
            for before, one in zip(said, routes, strict=False)
        ),
        partners=_("Works with %(names)s") % {"names": together(named, reader)} if named else "",
    )


def _route(one: PublicRoute, reader: Reader, *, about: str) -> RouteView:
    seen = seen_words(one.seen, reader.language) or _("date not known")
    names = together([apart(name) for name in one.source_names[:2]], reader)
    site = urlsplit(one.url).netloc.removeprefix("www.") if one.url else ""
    return RouteView(
        id=one.id,
        about=about,
        steps=one.steps,
        url=one.url,
        site=_("%(site)s, new tab") % {"site": apart(site)},
        facts=tuple(words[answer]() for words, answer in _answers(one) if answer is not None),
        source=_("From %(source)s, seen %(month)s. Not yet checked by this site.")
        % {"source": names, "month": seen},
    )


def _answers(one: PublicRoute) -> tuple[tuple[labels.YesNo, bool | None], ...]:
    return (
        (labels.ACCOUNT, one.needs_account),
        (labels.THIRD_PARTY, one.third_party),
        (labels.MINOR, one.minor),
    )
