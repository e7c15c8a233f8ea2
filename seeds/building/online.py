"""Rows of the table of online services, made into services."""

import re
from typing import Final

from seeds.building import by_name, grading, helplines, hours, persons, phones, places, sources
from seeds.building.ledger import Ledger, Unusable
from seeds.building.shapes import (
    WORLD,
    About,
    Area,
    Audience,
    Hours,
    Kind,
    Phone,
    Schedule,
    Service,
    Show,
    WebContact,
)
from seeds.building.tables import Row
from seeds.building.wording import joined

ANSWER: Final = {"yes": True, "no": False}
UPLOADS: Final = frozenset({"no", "hash_only", "yes", "unknown"})
COSTS: Final = frozenset({"free", "charged", "unknown"})
TALKS: Final = re.compile(
    r"\b(help ?lines?|lines?|phone|chats?|chatrooms?|counsel\w*|therap\w+|messaging|crisis|groups"
    r"|round-the-clock support|day and night)\b",
    re.I,
)
ONLY_REPORTS: Final = frozenset({Kind.POLICE_REPORT})
REPORTS: Final = frozenset({Kind.CSAM_REPORT, Kind.POLICE_REPORT})
TIP_LINE: Final = re.compile(r"\btip ?line\b|\btips?\b", re.I)
ALWAYS: Final = re.compile(
    r"\bround[- ]the[- ]clock (line|crisis line|phone)|\b24-hour line|\bday and night\b", re.I
)
WEEKDAYS: Final = re.compile(r"\b(?:Mon-Fri|Weekdays) (\d{1,2}(?::\d\d)?)-(\d{1,2}(?::\d\d)?)")
NO_CONTACT: Final = "no number, address or page of the service was seen"


def description(row: Row, *, ledger: Ledger) -> str | None:
    """Return what the service does, in the words that this project uses to the person."""
    if row.id in by_name.DESCRIPTION:
        ledger.repair(
            "description put into this project's words", row=row.id, detail=by_name.DESCRIPTION[row.id]
        )
        return by_name.DESCRIPTION[row.id]
    return row["what_it_does"] or None


def service(row: Row, *, taken_ids: frozenset[str], ledger: Ledger) -> Service:
    """Return the service that a row describes; its id never is one that a row of another table has.

    Raises: Unusable when the row lacks a name, or names a scope, kind or audience that is not known.
    """
    country = scope(row, ledger=ledger)
    kind, audience, name = helplines.kind_of(row), helplines.audience_of(row), helplines.named(row)
    readings = read_phones(row, country=country, ledger=ledger)
    numbers = tuple(reading.phone for reading in readings)
    seen, undated = sources.read_date(row["source_date"])
    stated = (row["doubt"],) if row["doubt"] else ()
    doubts = joined(stated, *(reading.doubts for reading in readings), undated)
    youngest, oldest = ages(row, ledger=ledger)
    return Service(
        id=service_id(row, country=country, taken_ids=taken_ids),
        country=country,
        organization=row["organisation"] or None,
        name=name,
        description=description(row, ledger=ledger),
        url=row["web_url"] or row["report_url"] or None,
        email=row["email"] or None,
        minimum_age=youngest,
        maximum_age=oldest,
        phones=numbers,
        web_contacts=web_contacts(row, kind=kind),
        languages=helplines.languages(row, ledger=ledger),
        hours=opening(row, country=country, ledger=ledger),
        areas=areas(row, country=country, ledger=ledger),
        cost=one_of(row, "cost", known=COSTS),
        about=about(
            row, kind=kind, audience=audience, numbers=numbers, doubts=doubts, seen=seen, ledger=ledger
        ),
    )


def scope(row: Row, *, ledger: Ledger) -> str:
    """Return the country of a row, or of our list where the row's own text says another."""
    if row.id in by_name.SCOPE:
        code, why = by_name.SCOPE[row.id]
        ledger.decide("scope by our own list", row=row.id, detail=f"{code}: {why}")
        return code
    return places.country(row["scope"])


def service_id(row: Row, *, country: str, taken_ids: frozenset[str]) -> str:
    """Return the lasting id: the country and the table's id, marked when another table has the same."""
    start = f"{country.lower()}-"
    whole = row.id if row.id.startswith(start) else f"{start}{row.id}"
    return f"{whole}-online" if whole in taken_ids else whole


def one_of(row: Row, column: str, *, known: frozenset[str]) -> str:
    """Return a cell that must be one of a few words."""
    if row[column] not in known:
        raise Unusable(f"{column} is {row[column] or '(empty)'}, expected one of {', '.join(sorted(known))}")
    return row[column]


def age(row: Row, column: str) -> int | None:
    """Return the years of a cell."""
    if row[column] and not row[column].isdigit():
        raise Unusable(f"{column} is not a number of years")
    return int(row[column]) if row[column] else None


def ages(row: Row, *, ledger: Ledger) -> tuple[int | None, int | None]:
    """Return the limits of age of the person, from the columns and else from the audience."""
    youngest, oldest = age(row, "age_min"), age(row, "age_max")
    stated = helplines.ages(row, note="", ledger=ledger)
    if row.id in by_name.AGE_OF_PICTURE_ONLY or (youngest, oldest) == (None, None):
        return stated
    return youngest, oldest


def read_phones(row: Row, *, country: str, ledger: Ledger) -> list[phones.Reading]:
    """Return the numbers of a cell that may hold several; a world-wide one is in its full form."""
    text = row["phone"]
    whole = f"+{text}" if country == WORLD and text.startswith("1-") else text
    readings = phones.read_many(whole, country=country)
    written = [reading.phone.number for reading in readings]
    if row["phone"] and written != [row["phone"]]:
        ledger.repair(
            "numbers taken out of a mixed cell",
            row=row.id,
            detail=f"{row['phone']} as {', '.join(written) or 'none'}",
        )
    return readings


def web_contacts(row: Row, *, kind: Kind) -> tuple[WebContact, ...]:
    """Return the page where a person writes or reports, by what it is."""
    address = row["report_url"]
    if not address:
        return ()
    if re.search(r"/chat\b", address):
        return (WebContact("chat", address),)
    return (WebContact("report" if kind in REPORTS else "form", address),)


def opening(row: Row, *, country: str, ledger: Ledger) -> Hours:
    """Return hours that the row states in words; the words are kept as a note."""
    zone = places.timezone(country)
    weekdays = WEEKDAYS.search(row["doubt"])
    if weekdays:
        opens, closes = (text if ":" in text else f"{text}:00" for text in weekdays.groups())
        schedule = Schedule("MO,TU,WE,TH,FR", hours.clock(opens), hours.closing(closes))
        ledger.repair("hours taken out of the words", row=row.id, detail=weekdays[0])
        return Hours("scheduled", (schedule,), zone, weekdays[0])
    always = ALWAYS.search(f"{row['name']} {row['what_it_does']}")
    if always and row["kind"] != Kind.POLICE_REPORT:
        ledger.repair("hours taken out of the words", row=row.id, detail=always[0])
        return Hours("always", (), zone, always[0])
    return Hours(timezone=zone)


def areas(row: Row, *, country: str, ledger: Ledger) -> tuple[Area, ...]:
    """Return where the service works."""
    return helplines.areas(row, country=country, notes=(), ledger=ledger)


def talks(row: Row, *, kind: Kind, numbers: tuple[Phone, ...], ledger: Ledger) -> bool:
    """Return whether there is a person to talk to; a form, a guide or a tip line is not one."""
    if row.id in by_name.NOBODY_BEHIND:
        ledger.decide("nobody to talk to, by our own list", row=row.id, detail=by_name.NOBODY_BEHIND[row.id])
        return False
    words = row["what_it_does"]
    if kind in ONLY_REPORTS or (kind in REPORTS and TIP_LINE.search(words)):
        return False
    if kind in REPORTS or not numbers:
        return TALKS.search(words) is not None
    return True


def about(
    row: Row,
    *,
    kind: Kind,
    audience: Audience,
    numbers: tuple[Phone, ...],
    doubts: tuple[str, ...],
    seen: str | None,
    ledger: Ledger,
) -> About:
    """Return what HSDS has no field for."""
    read = sources.read(row["source"], mark=row.table.source_mark)
    upload = one_of(row, "needs_upload_of_image", known=UPLOADS)
    reason = unshown(row, doubts=doubts)
    warn = kind in helplines.PICTURE_KINDS and upload not in ("hash_only", "yes")
    words = f"{row['what_it_does']} {row['doubt']}"
    return About(
        kind=kind,
        audience=audience,
        group=persons.group(kind=kind, name=row["name"], note=""),
        callers=persons.callers(words),
        anonymous=ANSWER.get(row["anonymous"]),
        free=True if row["cost"] == "free" else None,
        image_upload=upload,
        image_age=helplines.image_age(row, ledger=ledger),
        police=helplines.is_police(row, kind=kind, remarks_of_row=(), ledger=ledger),
        state_migration_body=helplines.is_migration_body(row, remarks_of_row=(), ledger=ledger),
        helpline=talks(row, kind=kind, numbers=numbers, ledger=ledger),
        grade=grading.grade(sources=read, doubts=doubts, address=row["web_url"]),
        show=Show.NEVER if reason else Show.YES,
        record_reason=reason,
        doubts=doubts,
        notes=(helplines.GIVE_THE_ADDRESS,) if warn else (),
        seen=seen,
        sources=read,
        rows=(row.key,),
    )


def unshown(row: Row, *, doubts: tuple[str, ...]) -> str | None:
    """Return why a row is kept as a record only, if it is."""
    if grading.is_never_shown(doubts):
        return row["doubt"]
    reachable = any(row[column] for column in ("web_url", "report_url", "phone", "email"))
    return None if reachable else NO_CONTACT
