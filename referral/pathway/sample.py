"""A small edition that keeps every rule, made of dictionaries so that one thing can be broken. (pure)"""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from referral.pathway.check import check
from referral.pathway.read import read
from referral.pathway.shapes import Audience, Book
from referral.pathway.texts import required

TODAY = date(2026, 11, 21)
Files = dict[str, Any]
Change = Callable[[Files], object]


def answer(name: str, *effects: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "effects": list(effects), **more}


def line(name: str, *tags: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "tags": list(tags), **more}


def card(name: str, section: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    dates = {"reviewed": "2026-11-21", "review_by": "2027-05-21"}
    return {
        "id": name,
        "section": section,
        "owner": "editors",
        **dates,
        "sources": ["GK"],
        "lines": list(lines),
        **more,
    }


def shared() -> dict[str, Any]:
    danger = [
        answer("yes", "+EMERGENCY/U0", "fact:danger:yes", next="stop"),
        answer("maybe", "+SAFETY/U1"),
        answer("no"),
    ]
    bands = [answer(band, f"fact:age:{band}") for band in ("under-13", "16-17", "25-over")]
    unknown = [answer(quiet, "fact:age:unknown") for quiet in ("not-sure", "rather-not")]
    feel = [
        answer("yes", "+EMERGENCY/U0", "fact:crisis"),
        answer("sometimes", "+PSYCHOSOCIAL/U1"),
        answer("no"),
    ]
    touch = [answer("recent", "+MEDICAL/U1", "card:first-72-hours", "fact:touch:72h"), answer("no")]
    watched = [answer("yes", "card:safer-device", "+DIGITAL/U1", "fact:watched"), answer("no")]
    want = [answer("spreading", "+REMOVAL/U2"), answer("safer", "+SAFETY/U2"), answer("rights", "+LEGAL/U2")]
    return {
        "questions": [
            {"id": "danger", "protective": "maybe", "answers": danger},
            {"id": "age", "answers": bands + unknown},
            {"id": "feel", "protective": "sometimes", "answers": feel},
            {"id": "touch", "protective": "recent", "answers": touch},
            {"id": "watched", "protective": "yes", "skip_if": "prevention", "answers": watched},
            {
                "id": "want",
                "choose": "several",
                "most": 2,
                "protective": "safer",
                "skip_if": "prevention",
                "answers": want,
            },
        ],
        "parts": {"p03": ["+REPORT/U1", "card:blackmail", "fact:threat"]},
        "stand_ins": {
            "p04": {"effects": ["+CHILD_PROTECTION/U1"]},
            "p14": {"effects": ["+PREVENTION/U1", "fact:prevention"]},
        },
        "general": {"begin": "general-danger", "effects": ["+PSYCHOSOCIAL/U2"]},
    }


def cards() -> dict[str, Any]:
    return {
        "cards": [
            card("safer-device", "now", line("1"), first=True),
            card("known-person", "now", line("1", "advocate", "choice"), first=True),
            card(
                "first-72-hours", "now", line("1", "doctor", "care-clock"), line("2", dated=True), first=True
            ),
            card("limits-of-confidence", "now", line("1")),
            card(
                "blackmail",
                "now",
                line("alone", "no-pay", "no-send", "stop-answering", **{"if": "stranger"}),
                line("known", "no-pay", "no-send", "choice", **{"if": "may-be-known"}),
            ),
            card(
                "hash-adult",
                "today",
                line("1", "code-adult", "code-limits"),
                only_if="route:adult",
                twin="hash-child",
            ),
            card("hash-child", "today", line("1", "code-child", "code-limits")),
            card("law-note", "later", line("1", "legal-advice"), line("2", dated=True)),
        ]
    }


def plan(**sections: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: sections.get(name, []) for name in ("now", "today", "later", "keep", "do_not")}


def flow(name: str, begin: str, questions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    lists: dict[str, Any] = {
        key: [] for key in ("rules", "own_rules", "sources", "recommendations", "needs", "on_entry")
    }
    return {"id": name, "edition": 1, **lists, "begin": begin, "questions": questions, "plan": plan(), **more}


def entry() -> dict[str, Any]:
    ways = [
        answer("danger", "+EMERGENCY/U0", "fact:danger:yes", next="stop"),
        answer("picture", next=["=p02 if under18", "=p01"]),
        answer("online", next="=p04"),
        answer("thoughts", next="=p14"),
        answer("else", "+PSYCHOSOCIAL/U2", next="general-danger"),
    ]
    questions: list[dict[str, Any]] = [
        {"id": "entry", "protective": "else", "answers": ways},
        {"id": "general-danger", "use": "danger", "next": "general-age"},
        {"id": "general-age", "use": "age", "next": "watched"},
        {"id": "watched", "use": "watched", "next": "feel"},
        {"id": "feel", "use": "feel", "next": "want"},
        {"id": "want", "use": "want", "next": "plan"},
    ]
    lines = plan(
        now=[
            line("talk", "talk-helpline", **{"if": "not prevention"}),
            line("start", **{"if": "prevention"}),
        ],
        today=[line("code", "code-child", "code-limits", **{"if": "not prevention"})],
        do_not=[line("silence", "block", "tell-family")],
    )
    return flow("p00", "entry", questions, plan=lines)


def adult_picture() -> dict[str, Any]:
    questions: list[dict[str, Any]] = [
        {"id": "danger", "use": "danger", "next": "made"},
        {
            "id": "made",
            "protective": "no",
            "answers": [
                answer("yes", "fact:picture:adult", "fact:adult-shown", next="who"),
                answer("no", "fact:picture:child", next="=p02"),
            ],
        },
        {
            "id": "who",
            "protective": "known",
            "next": "demand",
            "answers": [
                answer("stranger", "fact:who:stranger"),
                answer("known", "fact:who:known", "card:known-person"),
            ],
        },
        {
            "id": "demand",
            "protective": "yes",
            "next": "feel",
            "answers": [answer("yes", "+P03"), answer("no")],
        },
        {"id": "feel", "use": "feel", "next": "want"},
        {"id": "want", "use": "want", "next": "plan"},
    ]
    lines = plan(
        now=[line("talk", "talk-helpline")],
        today=[line("platform", "report-platform", "may-notice"), line("police", "police", "choice")],
        keep=[line("proof", "keep-proof")],
        do_not=[line("share", "forward-picture")],
    )
    on_entry = ["+REMOVAL/U1", "card:hash-adult", "card:limits-of-confidence"]
    return flow("p01", "danger", questions, plan=lines, on_entry=on_entry, rules=["H09"])


def childs_picture() -> dict[str, Any]:
    questions = [
        {"id": "danger", "use": "danger", "next": "age"},
        {"id": "age", "use": "age", "next": "touch"},
        {"id": "touch", "use": "touch", "next": "feel"},
        {"id": "feel", "use": "feel", "next": "plan"},
    ]
    lines = plan(
        now=[line("talk", "talk-child-helpline")],
        today=[line("site", "report-hotline"), line("police", "police", "choice")],
        do_not=[line("look", "look-for-picture", "keep-picture")],
    )
    on_entry = ["+REMOVAL/U1", "fact:picture:child", "card:hash-adult", "card:law-note"]
    return flow(
        "p02", "danger", questions, plan=lines, on_entry=on_entry, offers=[{"to": "p04", "if": "minor"}]
    )


def good() -> Files:
    """Return an edition that breaks no rule."""
    return {
        "shared/flow.json": shared(),
        "cards/cards.json": cards(),
        "p00/flow.json": entry(),
        "p01/flow.json": adult_picture(),
        "p02/flow.json": childs_picture(),
    }


def write(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return folder


def worded(folder: Path, texts: dict[str, str] | None = None) -> Book:
    """Write a plain text for every key that the structure needs, and return the book."""
    wanted: dict[tuple[str, Audience], dict[str, str]] = {}
    for key, who in required(read(folder)).items():
        room, _, rest = key.partition(".")
        for audience in who:
            wanted.setdefault((room, audience), {})[rest] = (texts or {}).get(key, "Some plain words.")
    for (room, audience), said in wanted.items():
        content = {"language": "en", "audience": audience, "made": "for a test", "texts": said}
        write(folder, {f"{room}/en.{audience}.json": content})
    return read(folder)


def book_of(folder: Path, change: Callable[[Files], object] = lambda files: None, **texts: str) -> Book:
    """Return the good edition with one thing changed; `texts` are given as cards__hash_child="..."."""
    files = deepcopy(good())
    change(files)
    said = {key.replace("__", ".").replace("_", "-"): text for key, text in texts.items()}
    return worded(write(folder, files), said)


def rules_broken(book: Book) -> set[str]:
    """Return the names of all rules that the check finds broken."""
    return {found.breach.rule for found in check(book, today=TODAY).found}


def question(files: Files, flow: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in files[f"{flow}/flow.json"]["questions"] if one["id"] == name)
    return found


def card_of(files: Files, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in files["cards/cards.json"]["cards"] if one["id"] == name)
    return found
