"""Several rows of one service become one listing; where that is not sure, they stay apart."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from seeds.building import grading, remarks
from seeds.building.ledger import Ledger
from seeds.building.phones import same_line
from seeds.building.shapes import About, Area, Audience, Hours, Kind, Phone, Service, Show
from seeds.building.wording import joined, key

NO_PARTNER: Final = "noted as a further number of a service whose own row was not found"
FURTHER_NUMBER: Final = "further number of the same service"
SHOWN_ONCE: Final = "the same line under another kind, shown once"
SAME_SERVICE: Final = "the same service in two tables"

Book = dict[str, Service]
# Kinds that tell of the same work in the two tables; other pairs are two services of one organisation.
SAME_WORK: Final = {
    Kind.CSAM_REPORT: frozenset({Kind.CSAM_HOTLINE}),
    Kind.CONTENT_REMOVAL: frozenset({Kind.IMAGE_ABUSE, Kind.CSAM_HOTLINE}),
    Kind.POLICE_REPORT: frozenset({Kind.CSAM_HOTLINE, Kind.OTHER, Kind.TRAFFICKING}),
    Kind.THERAPY_PEER: frozenset(
        {
            Kind.CRISIS,
            Kind.SEXUAL_VIOLENCE,
            Kind.DOMESTIC_VIOLENCE,
            Kind.CHILD_HELPLINE,
            Kind.MEN_BOYS,
            Kind.IMAGE_ABUSE,
            Kind.VICTIM_SUPPORT,
        }
    ),
    Kind.SAFETY_PLANNING: frozenset({Kind.DOMESTIC_VIOLENCE, Kind.IMAGE_ABUSE}),
    Kind.LEGAL: frozenset({Kind.LEGAL, Kind.IMAGE_ABUSE, Kind.VICTIM_SUPPORT}),
    Kind.TRAFFICKING: frozenset({Kind.TRAFFICKING}),
    Kind.PREVENTION_OFFENDER: frozenset({Kind.PREVENTION_OFFENDER}),
    Kind.OTHER: frozenset({Kind.OTHER}),
}
# One number that is answered for both: the same desk, though the tables name its work differently.
SAME_DESK: Final = {Kind.CSAM_REPORT: frozenset({Kind.IMAGE_ABUSE})}


def further_numbers(book: Book, *, ledger: Ledger) -> Book:
    """Return the listings with every further number put into the service it belongs to.

    A row whose service cannot be found surely stays a listing of its own, with a doubt.
    """
    merged = dict(book)
    for service in [one for one in book.values() if remarks.is_further_number(one.about.notes)]:
        partner = partner_of(service, among=merged.values())
        if partner is None:
            merged[service.id] = doubted(service, doubt=NO_PARTNER)
            ledger.repair("further number without its service", row=service.id)
            continue
        merged[partner.id] = with_number(merged[partner.id], further=service)
        del merged[service.id]
        note_merge(service, into=partner.id, why=FURTHER_NUMBER, ledger=ledger)
    return merged


def partner_of(service: Service, *, among: Iterable[Service]) -> Service | None:
    """Return the service of the same country, kind and name that a further number belongs to, if sure."""
    others = [
        other
        for other in among
        if other.id != service.id
        and other.country == service.country
        and not remarks.is_further_number(other.about.notes)
        and other.about.kind is service.about.kind
        and other.about.audience is service.about.audience
        and other.about.show is service.about.show
    ]
    same = [other for other in others if remarks.same_name(other.name, service.name)]
    if len(same) > 1:
        same = [other for other in same if service.id.startswith(f"{other.id}-")]
    if not same and service.organization and service.url:
        same = [o for o in others if o.organization == service.organization and o.url == service.url]
    return same[0] if len(same) == 1 else None


def with_number(service: Service, *, further: Service) -> Service:
    """Return the service with the numbers of a further row; its doubts name the number they are about."""
    number = further.phones[0].number if further.phones else further.id
    other_hours = (
        hours_text(further.hours) if further.hours.known not in ("unknown", service.hours.known) else ""
    )
    words = tuple(described(phone, words=other_hours) for phone in further.phones)
    about = further.about
    own = (doubt for doubt in about.doubts if doubt not in service.about.doubts)
    about = replace(
        service.about,
        doubts=joined(service.about.doubts, tuple(f"{number}: {doubt}" for doubt in own)),
        notes=joined(service.about.notes, remarks.without_further(about.notes)),
        sources=joined(service.about.sources, about.sources),
        rows=service.about.rows + about.rows,
        more_kinds=joined(service.about.more_kinds, about.more_kinds),
    )
    return replace(
        service,
        phones=with_phones(service.phones, words),
        about=about,
        email=service.email or further.email,
        web_contacts=joined(service.web_contacts, further.web_contacts),
        languages=joined(service.languages, further.languages),
    )


def hours_text(value: Hours) -> str:
    """Return hours as words to stand beside a number."""
    if value.known == "always":
        return "day and night"
    return "; ".join(f"{line.byday} {line.opens_at}-{line.closes_at}" for line in value.schedules)


def described(phone: Phone, *, words: str) -> Phone:
    """Return the number with more words beside it."""
    if not words:
        return phone
    return replace(phone, description=f"{phone.description}; {words}" if phone.description else words)


def with_phones(first: tuple[Phone, ...], more: tuple[Phone, ...]) -> tuple[Phone, ...]:
    """Return the numbers of both, the same line once."""
    kept = list(first)
    kept += [phone for phone in more if not any(same_line(phone, other) for other in kept)]
    return tuple(kept)


def shown_once(book: Book, *, ledger: Ledger) -> Book:
    """Return the listings with the lines that are noted as standing twice put into one."""
    merged = dict(book)
    for service in [one for one in book.values() if remarks.is_show_once(one.about.notes)]:
        partner = once_partner(service, among=merged.values())
        if service.id not in merged or partner is None:
            continue
        merged[partner.id] = united(merged[partner.id], other=merged[service.id])
        del merged[service.id]
        note_merge(service, into=partner.id, why=SHOWN_ONCE, ledger=ledger)
    return merged


def once_partner(service: Service, *, among: Iterable[Service]) -> Service | None:
    """Return the earlier listing of the country that has the same number under another kind."""
    for other in among:
        if other.id == service.id:
            return None
        shares = any(same_line(one, two) for one in other.phones for two in service.phones)
        if other.country == service.country and shares and other.about.kind is not service.about.kind:
            return other
    return None


def across_tables(book: Book, *, more: Book, ledger: Ledger) -> Book:
    """Return the listings of both tables, those of the second put into the first where surely the same."""
    merged = dict(book)
    for service in more.values():
        same = [other for other in book.values() if is_same_service(other, service)]
        if len(same) != 1:
            merged[service.id] = service
            continue
        first = same[0].id
        merged[first] = united(merged[first], other=service)
        note_merge(service, into=first, why=SAME_SERVICE, ledger=ledger)
    return merged


def is_same_service(one: Service, other: Service) -> bool:
    """Return whether two listings of a country are one service: same work, same people, same place.

    One number for both is enough; else a name and the site, or the name and the organisation, must
    agree. Numbers that differ keep them apart.
    """
    if one.country != other.country or not same_people(one, other):
        return False
    numbers = any(same_line(a, b) for a in one.phones for b in other.phones)
    if numbers:
        return does_same_work(one, other, wider=SAME_DESK)
    if (one.phones and other.phones) or not does_same_work(one, other, wider={}):
        return False
    by_site = same_site(one, other) and meet(all_names(one), all_names(other))
    by_body = same_body(one, other) and meet(own_names(one), own_names(other))
    return by_site or by_body or bool(own_names(one) & own_names(other))


def does_same_work(one: Service, other: Service, *, wider: dict[Kind, frozenset[Kind]]) -> bool:
    """Return whether the kinds of two listings tell of the same work."""
    kinds = SAME_WORK.get(other.about.kind, frozenset()) | wider.get(other.about.kind, frozenset())
    return one.about.kind is other.about.kind or one.about.kind in kinds


def same_site(one: Service, other: Service) -> bool:
    """Return whether two listings have the same host, or one host is a part of the other's site."""
    first, second = grading.host(one.url), grading.host(other.url)
    return bool(first and second) and (
        f".{first}".endswith(f".{second}") or f".{second}".endswith(f".{first}")
    )


def same_body(one: Service, other: Service) -> bool:
    """Return whether one organisation stands behind both, be it as the name of one of them."""
    bodies = [{key(name) for name in (s.organization, s.name) if name} for s in (one, other)]
    named = {key(s.organization) for s in (one, other) if s.organization}
    return bool(bodies[0] & bodies[1] & named)


def same_people(one: Service, other: Service) -> bool:
    """Return whether audience, ages, group and the nature of the line agree."""
    ages = ((one.minimum_age, one.maximum_age), (other.minimum_age, other.maximum_age))
    agree = ages[0] == ages[1] or (None, None) in ages and one.about.audience is Audience.WORRIED_ABOUT_SELF
    return (
        agree
        and one.about.audience is other.about.audience
        and one.about.police == other.about.police
        and one.about.image_age == other.about.image_age
        and one.about.show is other.about.show
        and one.about.state_migration_body == other.about.state_migration_body
        and (one.about.group == other.about.group or None in (one.about.group, other.about.group))
    )


def own_names(service: Service) -> set[str]:
    """Return the comparison keys of the names of the service itself; a bare organisation does not count."""
    return {key(name) for name in (service.name, service.alternate_name) if name and len(key(name)) > 2}


def all_names(service: Service) -> set[str]:
    """Return the comparison keys of the names that the service or its organisation goes by."""
    return own_names(service) | ({key(service.organization)} if service.organization else set())


def meet(names: set[str], others: set[str]) -> bool:
    """Return whether a name of one stands whole within a name of the other."""
    return any(f" {a} " in f" {b} " or f" {b} " in f" {a} " for a in names for b in others)


def united(service: Service, *, other: Service) -> Service:
    """Return one listing of two rows: the first one's id and name, the facts of both, the stricter ages."""
    alternate = service.alternate_name or next(
        (
            name
            for name in (other.name, other.alternate_name)
            if name and not remarks.same_name(name, service.name)
        ),
        None,
    )
    wide = service.about.audience is not other.about.audience
    return replace(
        service,
        organization=service.organization or other.organization,
        alternate_name=alternate,
        description=service.description or other.description,
        url=service.url or other.url,
        email=service.email or other.email,
        phones=with_phones(service.phones, other.phones),
        minimum_age=None if wide else service.minimum_age or other.minimum_age,
        maximum_age=None if wide else service.maximum_age or other.maximum_age,
        web_contacts=joined(service.web_contacts, other.web_contacts),
        languages=joined(service.languages, other.languages),
        hours=service.hours if service.hours.known != "unknown" else other.hours,
        areas=narrower(service, other=other),
        cost=known_of(service.cost, other.cost),
        about=united_about(service, other=other),
    )


def narrower(service: Service, *, other: Service) -> tuple[Area, ...]:
    """Return the areas that name a region, if either row does."""
    return service.areas if any(area.region for area in service.areas) else other.areas


def known_of(one: str, other: str) -> str:
    """Return the word that is not `unknown`, the first row's before the other's."""
    return one if one != "unknown" else other


def first_known(one: Any, other: Any) -> Any:
    """Return the first value that is known."""
    return other if one is None else one


def united_about(service: Service, *, other: Service) -> About:
    """Return what HSDS has no field for, from both rows, graded anew."""
    one, two = service.about, other.about
    sources = joined(one.sources, two.sources)
    doubts = without_one_source(joined(one.doubts, two.doubts), from_two=len({s.name for s in sources}) > 1)
    kinds = tuple(
        kind for kind in joined((two.kind,), one.more_kinds, two.more_kinds) if kind is not one.kind
    )
    return replace(
        one,
        more_kinds=kinds,
        doubts=doubts,
        sources=sources,
        notes=joined(one.notes, two.notes),
        audience=one.audience if one.audience is two.audience else Audience.BOTH,
        group=first_known(one.group, two.group),
        callers="anyone" if "anyone" in (one.callers, two.callers) else "unknown",
        anonymous=first_known(one.anonymous, two.anonymous),
        free=first_known(one.free, two.free),
        image_upload=known_of(two.image_upload, one.image_upload),
        police=one.police or two.police,
        state_migration_body=one.state_migration_body or two.state_migration_body,
        menu=first_known(one.menu, two.menu),
        helpline=one.helpline or two.helpline,
        rows=one.rows + two.rows,
        show=Show.NEVER if Show.NEVER in (one.show, two.show) else Show.YES,
        seen=first_known(one.seen, two.seen),
        grade=grading.grade(sources=sources, doubts=doubts, address=service.url or other.url),
    )


def without_one_source(doubts: tuple[str, ...], *, from_two: bool) -> tuple[str, ...]:
    """Return the doubts without `one source` when the other table's row is a second one."""
    return tuple(doubt for doubt in doubts if not (from_two and grading.ONE_SOURCE.search(doubt)))


def doubted(service: Service, *, doubt: str) -> Service:
    """Return the service with one more doubt."""
    return replace(service, about=replace(service.about, doubts=(*service.about.doubts, doubt)))


def note_merge(service: Service, *, into: str, why: str, ledger: Ledger) -> None:
    """Note the fate of every row that a merged listing came from and that has none yet."""
    table, _, row = service.about.rows[0].partition(":")
    ledger.merged(table=table, row=row, into=into, why=why)
