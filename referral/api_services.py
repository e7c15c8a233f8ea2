"""Services of a plan as the open pathways tell them: the public document of each, and why it is there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import DatabaseError

from directory.edition import Published
from directory.models.outward import OutwardService
from referral import showing
from referral.api_texts import known, moment, plain
from referral.choosing import Chosen
from referral.showing import Call, EmergencyView, Reader

Json = dict[str, Any]


@dataclass(slots=True)
class _Memory:
    """The last edition with what of it may be handed out: one pair, so that no thread reads half of it."""

    pair: tuple[Published, Published] | None = None


_memory: Final = _Memory()


def told(stock: Published) -> Published:
    """Return the edition without what only this site's own pages may tell, and what is paired with that.

    So whoever is chosen for a plan is chosen among those that may be handed out, and no plan loses the
    person to talk to (S4, S5).
    """
    kept = _memory.pair
    if kept and kept[0] is stock:
        return kept[1]
    made = stock.without({one.id for one in stock.for_this_site_only()})
    _memory.pair = (stock, made)
    return made


class Services:
    """Tells services to one reader; the documents of all of them are read with one query."""

    def __init__(self, chosen: Iterable[Chosen], reader: Reader) -> None:
        self.reader = reader
        self._documents = _documents({one.listing.id for one in chosen})

    def tell(self, one: Chosen) -> Json:
        """Return a service: how to reach it, whether it is open, why it is there, its public document."""
        view = showing.chosen(one, self.reader)
        return known(
            id=one.listing.id,
            name=view.name,
            why={"codes": list(one.why), **known(text=plain(view.why))},
            before=plain(view.warning),
            open=_open(one, plain(view.open)),
            reach=[reach(call) for call in view.calls],
            facts=[plain(fact) for fact in view.facts],
            warnings=[plain(warning) for warning in (*view.warnings, *([view.today] if view.today else []))],
            source=plain(view.source),
            pair=one.listing.pair,
            service=self._documents.get(one.listing.id),
        )


def _open(one: Chosen, says: str) -> Json:
    state = one.open
    return {
        "state": state.state.value,
        "is_open": state.is_open,
        **known(until=moment(state.until), next=moment(state.next), says=says),
    }


def reach(call: Call) -> Json:
    """Return one way to reach a service."""
    return {"label": plain(call.label), **known(href=call.href, note=plain(call.note))}


def emergency(view: EmergencyView) -> Json:
    """Return the emergency numbers with what is said of them; none, and an honest sentence, else (S4)."""
    numbers = [reach(call) for call in view.calls]
    return {"says": plain(view.says), "numbers": numbers, **known(more=plain(view.more))}


def _documents(ids: Collection[str]) -> dict[str, msgspec.Raw]:
    """Return the public documents of these listings.

    While the database does not answer there are none; the plan goes out without them, as the rest of it is
    held in memory (S13).
    """
    if not ids:
        return {}
    rows = OutwardService.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED).filter(listing__in=ids)
    try:
        return {id_: msgspec.Raw(short.encode()) for id_, short in rows.values_list("listing", "short")}
    except DatabaseError:
        return {}
