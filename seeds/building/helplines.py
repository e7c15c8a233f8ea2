"""Rows of the table of helplines, made into services."""

from dataclasses import replace
from typing import Final

from seeds.building import by_name, grading, hours, persons, phones, places, police, remarks, sources
from seeds.building.ledger import Ledger, Unusable
from seeds.building.shapes import About, Area, Audience, Hours, Kind, Phone, Service, Show, WebContact
from seeds.building.tables import Row
from seeds.building.wording import joined, pieces

KINDS: Final = frozenset(kind.value for kind in Kind)
EMERGENCY: Final = "emergency"
PICTURE_KINDS: Final = frozenset({Kind.CSAM_HOTLINE, Kind.CSAM_REPORT})
GIVE_THE_ADDRESS: Final = "give the address of the page only; never upload, send or keep the picture"
DISAGREE_ON_HOURS: Final = "sources disagree on hours"


def service(row: Row, *, ledger: Ledger) -> Service:
    """Return the service that a row describes.

    Raises: Unusable when the row lacks a name, or names a country, kind or audience that is not known.
    """
    country, kind, audience = places.country(row["country"]), kind_of(row), audience_of(row)
    name = named(row)
    notes, doubts = pieces(row["note"]), pieces(row["doubt"])
    readings = read_phones(row, country=country, notes=notes, ledger=ledger)
    seen, undated = sources.read_date(row["source_date"])
    doubts = joined(doubts, *(reading.doubts for reading in readings), undated)
    numbers = tuple(reading.phone for reading in readings)
    url = row["web_url"] or None
    youngest, oldest = ages(row, note=row["note"], ledger=ledger)
    audience = persons.audience(audience, youngest=youngest, oldest=oldest)
    return Service(
        id=row.id,
        country=country,
        organization=row["organisation"] or None,
        name=name,
        alternate_name=row["name_en"] or None,
        url=url,
        email=row["email"] or None,
        minimum_age=youngest,
        maximum_age=oldest,
        phones=numbers,
        web_contacts=web_contacts(row, kind=kind),
        languages=languages(row, ledger=ledger),
        hours=opening(row, country=country, notes=notes, ledger=ledger),
        areas=areas(row, country=country, notes=notes, ledger=ledger),
        cost=cost(row, notes=notes),
        about=about(
            row,
            kind=kind,
            audience=audience,
            numbers=numbers,
            notes=notes,
            doubts=doubts,
            seen=seen,
            ledger=ledger,
        ),
    )


def named(row: Row) -> str:
    """Return the name of the service of a row."""
    if not row["name"]:
        raise Unusable("the row has no name")
    return row["name"]


def kind_of(row: Row) -> Kind:
    """Return the kind of a row, if it is one of the kinds of services."""
    if row["kind"] not in KINDS:
        raise Unusable(f"the kind {row['kind'] or '(empty)'} is not known")
    return Kind(row["kind"])


def audience_of(row: Row) -> Audience:
    """Return whom the row says the service is for; help about own behaviour is for those who fear it."""
    if row["audience"] not in persons.AUDIENCES:
        raise Unusable(f"the audience {row['audience'] or '(empty)'} is not known")
    audience = persons.AUDIENCES[row["audience"]]
    worried = row["kind"] == Kind.PREVENTION_OFFENDER and audience is not Audience.PROFESSIONALS
    return Audience.WORRIED_ABOUT_SELF if worried else audience


def ages(row: Row, *, note: str, ledger: Ledger) -> tuple[int | None, int | None]:
    """Return the limits of age of the person; a limit that means the picture is left out."""
    if row.id in by_name.AGE_OF_PICTURE_ONLY:
        ledger.decide("age limit means the picture", row=row.id, detail=by_name.IMAGE_AGE[row.id][1])
        return None, None
    stated = persons.AUDIENCES[row["audience"]]
    return persons.ages(audience=stated, note=note)


def read_phones(row: Row, *, country: str, notes: tuple[str, ...], ledger: Ledger) -> list[phones.Reading]:
    """Return the numbers of a row: its own, its text number, and those that stand in the note."""
    found: list[phones.Reading] = []
    if row["phone"]:
        found.append(own_phone(row, country=country, notes=notes, ledger=ledger))
    if row["sms"]:
        found.append(phones.read_sms(row["sms"], country=country))
    for phone in remarks.more_phones(notes, country=country):
        ledger.repair("number taken out of the note", row=row.id, detail=phone.number)
        found.append(phones.Reading(phone))
    return found


def own_phone(row: Row, *, country: str, notes: tuple[str, ...], ledger: Ledger) -> phones.Reading:
    """Return the number of the column, checked against the full number that the table gives."""
    reading = phones.read(row["phone"], country=country, given_e164=row["phone_e164"])
    note_number_repairs(row, reading=reading, ledger=ledger)
    free = True if row["free_call"] == "yes" else None
    phone = replace(remarks.as_video(reading.phone, notes=notes), free=free)
    words = remarks.menu(notes) or remarks.further_use(notes)
    return phones.described(replace(reading, phone=phone), words=words or "")


def note_number_repairs(row: Row, *, reading: phones.Reading, ledger: Ledger) -> None:
    """Note where the number that is written down differs from what the table holds."""
    phone = reading.phone
    if row["phone_e164"] and row["phone_e164"] != phone.e164:
        detail = f"{row['phone_e164']} against {phone.e164 or row['phone']}"
        ledger.repair("full number differs from the table's", row=row.id, detail=detail)
    if phone.e164 and not row["phone_e164"]:
        ledger.repair("full number added", row=row.id, detail=phone.e164)
    if phone.number != row["phone"]:
        ledger.repair(
            "number written as dialled inside the country",
            row=row.id,
            detail=f"{row['phone']} as {phone.number}",
        )
    if not phone.valid and not phone.short:
        ledger.repair("number of doubtful form kept as printed", row=row.id, detail=row["phone"])


def web_contacts(row: Row, *, kind: Kind) -> tuple[WebContact, ...]:
    """Return the chat of a row, and its page as a place to report when the row is a reporting point."""
    chat = (WebContact("chat", row["chat_url"]),) if row["chat_url"] else ()
    reports = kind is Kind.CSAM_HOTLINE or "online form" in pieces(row["note"]) + pieces(row["doubt"])
    return chat + ((WebContact("report", row["web_url"]),) if reports and row["web_url"] else ())


def languages(row: Row, *, ledger: Ledger) -> tuple[str, ...]:
    """Return the languages of a row; a code that is not known is reported."""
    known, unknown = places.languages(row["languages"])
    for code in unknown:
        ledger.repair("language code not known, left out", row=row.id, detail=code)
    return known


def opening(row: Row, *, country: str, notes: tuple[str, ...], ledger: Ledger) -> Hours:
    """Return the hours of a row; hours that cannot be read are unknown, with the text kept."""
    zone = "America/Chicago" if any(remarks.CENTRAL_TIME.search(note) for note in notes) else None
    try:
        read = hours.read(row["hours"])
    except hours.NotHours:
        ledger.repair("hours could not be read, kept as a note", row=row.id, detail=row["hours"])
        read = Hours(note=row["hours"])
    disagree = DISAGREE_ON_HOURS in row["doubt"]
    note = DISAGREE_ON_HOURS if disagree else read.note
    return replace(read, timezone=zone or places.timezone(country), note=note)


def areas(row: Row, *, country: str, notes: tuple[str, ...], ledger: Ledger) -> tuple[Area, ...]:
    """Return where the service works."""
    region = row["region"] if "region" in row.cells else ""
    if row.id in by_name.REGION and not region:
        region, why = by_name.REGION[row.id]
        ledger.decide("region by our own list", row=row.id, detail=f"{region}: {why}")
    more = (match["region"] for note in notes if (match := remarks.ALSO_SERVES.search(note)))
    return (Area(country, region or None), *(Area(country, name) for name in more))


def cost(row: Row, *, notes: tuple[str, ...]) -> str:
    """Return whether the row says that it costs something to use the service."""
    if any(remarks.CHARGED.search(note) for note in notes):
        return "charged"
    return "free" if row["free_call"] == "yes" else "unknown"


def about(
    row: Row,
    *,
    kind: Kind,
    audience: Audience,
    numbers: tuple[Phone, ...],
    notes: tuple[str, ...],
    doubts: tuple[str, ...],
    seen: str | None,
    ledger: Ledger,
) -> About:
    """Return what HSDS has no field for."""
    read = sources.read(row["source"], mark=row.table.source_mark)
    never = grading.is_never_shown(doubts)
    names = names_of(row)
    charged = cost(row, notes=notes)
    warned = (GIVE_THE_ADDRESS,) if kind in PICTURE_KINDS else ()
    return About(
        kind=kind,
        more_kinds=remarks.more_kinds(notes, kind=kind),
        audience=audience,
        group=persons.group(kind=kind, name=names, note=row["note"]),
        callers=persons.callers(row["note"]),
        anonymous=True if row["anonymous"] == "yes" else None,
        free={"free": True, "charged": False}.get(charged),
        image_age=image_age(row, ledger=ledger),
        police=is_police(row, kind=kind, remarks_of_row=notes + doubts, ledger=ledger),
        menu=remarks.menu(notes),
        state_migration_body=is_migration_body(row, remarks_of_row=notes + doubts, ledger=ledger),
        helpline=remarks.talks(
            kind=kind, name=names, notes=notes, doubts=doubts, reachable=bool(numbers or row["chat_url"])
        ),
        grade=grading.grade(sources=read, doubts=doubts, address=row["web_url"]),
        show=Show.NEVER if never else Show.YES,
        record_reason=row["doubt"] if never else None,
        doubts=doubts,
        notes=notes + warned,
        seen=seen,
        sources=read,
        rows=(row.key,),
    )


def names_of(row: Row) -> str:
    """Return the names of the service of a row in one text."""
    return f"{row['name']} {row.cells.get('name_en', '')}".strip()


def is_police(row: Row, *, kind: Kind, remarks_of_row: tuple[str, ...], ledger: Ledger) -> bool:
    """Return whether the row is a line of police or prosecutors."""
    return police.is_police(
        row=row.id,
        kind=kind,
        name=names_of(row),
        organization=row["organisation"],
        remarks=remarks_of_row,
        ledger=ledger,
    )


def is_migration_body(row: Row, *, remarks_of_row: tuple[str, ...], ledger: Ledger) -> bool:
    """Return whether the row is a state migration authority."""
    names = f"{names_of(row)} {row['organisation']}"
    return police.is_migration_body(row=row.id, names=names, remarks=remarks_of_row, ledger=ledger)


def image_age(row: Row, *, ledger: Ledger) -> str | None:
    """Return how old the person in the picture was, where the service asks for that."""
    if row.id not in by_name.IMAGE_AGE:
        return None
    age, why = by_name.IMAGE_AGE[row.id]
    ledger.decide("age in the picture", row=row.id, detail=f"{age}: {why}")
    return age
