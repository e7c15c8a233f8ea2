"""What the notes of a table say in words that a listing keeps as fields: menus, more numbers, more kinds."""

import re
from dataclasses import replace
from typing import Final

from seeds.building.phones import described, read
from seeds.building.shapes import Kind, Phone
from seeds.building.wording import key

FURTHER: Final = re.compile(r"^further number of the same service(?:, (?P<use>.+))?$")
SAME_LINE_AS_NUMBER: Final = re.compile(r"^same line as (?P<number>[\d ]{3,})$")
SHOW_ONCE: Final = re.compile(r"^show once$")
MENU: Final = re.compile(r"^(choose option \d+|press \d+ .+)$")
VIDEO: Final = re.compile(r"^video phone line$")
CENTRAL_TIME: Final = re.compile(r"hours in Central Time")
WHATSAPP: Final = re.compile(r"WhatsApp[^\d+]*(?P<number>\+?\d[\d\s\-]{5,}\d)")
MORE_NUMBERS: Final = re.compile(
    r"(?:second number|mobile numbers|own page also gives) (?P<numbers>[\d\s\-]+\d"
    r"(?: and [\d\s\-]+\d)?)"
)
OTHER_TIMES: Final = re.compile(r"^(?P<number>\d{2,6}) (?P<when>at other times)$")
ALSO_SERVES: Final = re.compile(r"^also serves (?P<region>.+)$")
CHARGED: Final = re.compile(r"^charged as|small charge per call")
TAKES_MORE: Final = re.compile(r"^(also|takes|since|general)\b")
MORE_KINDS: Final = (
    (re.compile(r"traffick"), Kind.TRAFFICKING),
    (
        re.compile(r"domestic|gender-based violence|who suffered violence|takes violence"),
        Kind.DOMESTIC_VIOLENCE,
    ),
    (re.compile(r"child sexual abuse online|online child exploitation"), Kind.CSAM_HOTLINE),
    (re.compile(r"image-based abuse"), Kind.IMAGE_ABUSE),
)
NOBODY_TO_TALK_TO: Final = re.compile(
    r"^directory\b|switchboard|tip line|reporting line$|not a (crisis line|helpline)|^only for reports"
    r"|^online tool|resource centre",
)
ONLINE_FORM: Final = re.compile(r"^online form$")
CHAT_ONLY: Final = re.compile(r"^online chat only$")
HELPLINE: Final = re.compile(r"\bhelp ?line\b", re.I)


def menu(notes: tuple[str, ...]) -> str | None:
    """Return what to choose after dialling, if a note says it."""
    return next((note for note in notes if MENU.search(note)), None)


def more_kinds(notes: tuple[str, ...], *, kind: Kind) -> tuple[Kind, ...]:
    """Return the other kinds of case that a note says the line takes."""
    said = [note for note in notes if TAKES_MORE.search(note)]
    found = (more for words, more in MORE_KINDS if any(words.search(note) for note in said))
    return tuple(dict.fromkeys(more for more in found if more is not kind))


def more_phones(notes: tuple[str, ...], *, country: str) -> tuple[Phone, ...]:
    """Return the numbers that stand only in the notes."""
    found: list[Phone] = []
    for note in notes:
        whatsapp, more, other = WHATSAPP.search(note), MORE_NUMBERS.search(note), OTHER_TIMES.search(note)
        if whatsapp:
            found.append(read(whatsapp["number"], country=country, kind="whatsapp").phone)
        if more:
            found += [read(text, country=country).phone for text in more["numbers"].split(" and ")]
        if other:
            found.append(described(read(other["number"], country=country), words=other["when"]).phone)
    return tuple(found)


def as_video(phone: Phone, *, notes: tuple[str, ...]) -> Phone:
    """Return the number as a video line when a note says that it is one."""
    return replace(phone, type="video") if any(VIDEO.search(note) for note in notes) else phone


def is_further_number(notes: tuple[str, ...]) -> bool:
    """Return whether the row is one more number of a service that has its own row."""
    return any(FURTHER.search(note) or SAME_LINE_AS_NUMBER.search(note) for note in notes)


def further_use(notes: tuple[str, ...]) -> str | None:
    """Return what the further number is for, such as calls from abroad."""
    match = next((match for note in notes if (match := FURTHER.search(note))), None)
    return match["use"] if match else None


def without_further(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the notes without the remark that the row is a further number, which is said by merging it."""
    return tuple(note for note in notes if not FURTHER.search(note))


def is_show_once(notes: tuple[str, ...]) -> bool:
    """Return whether the same line stands on another row too."""
    return any(SHOW_ONCE.search(note) for note in notes)


def talks(*, kind: Kind, name: str, notes: tuple[str, ...], doubts: tuple[str, ...], reachable: bool) -> bool:
    """Return whether there is a person to talk to, as far as the row tells."""
    remarks = notes + doubts
    if any(NOBODY_TO_TALK_TO.search(remark) for remark in remarks):
        return False
    if any(CHAT_ONLY.search(remark) for remark in remarks):
        return True
    if any(ONLINE_FORM.search(remark) for remark in remarks):
        return False
    return reachable or (kind is not Kind.CSAM_HOTLINE and HELPLINE.search(name) is not None)


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same but for letters' case, accents and marks."""
    return bool(one) and key(one) == key(other)
