"""What the forms of the pathway editor say, put into the files of a draft; ids stay as they are. (pure)"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final, Protocol

from referral import editing_documents as documents
from referral.editing_documents import Doc, put
from referral.pathway.scribe import ID

SECTIONS: Final = ("now", "today", "later", "keep", "do_not")
QUIET: Final = ("not-sure", "rather-not")


class Posted(Protocol):
    """A form as it came."""

    def get(self, name: str) -> str | None: ...
    def getlist(self, name: str) -> list[str]: ...
    def __contains__(self, name: str) -> bool: ...


class Wrong(Exception):
    """A field cannot be taken; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _text(sent: Posted, name: str) -> str:
    return sent.get(name) or ""


def question_of(doc: Doc, name: str) -> Doc | None:
    """Return a question of a flow as the file writes it."""
    return next((one for one in doc.get("questions", []) if one["id"] == name), None)


def question(doc: Doc, name: str, sent: Posted) -> tuple[Doc, dict[str, str]]:
    """Return the flow with a question as the form says, and the texts that a new answer brings.

    Raises: Wrong for an id that is taken or is none, or a text that is missing.
    """
    doc = deepcopy(doc)
    asked = question_of(doc, name)
    if asked is None:
        raise Wrong("gone")
    _fields(asked, sent)
    if "use" in asked:
        _shared(asked, sent)
    else:
        for one in asked["answers"]:
            _answer(one, sent)
    act, _, which = _text(sent, "act").partition(":")
    texts: dict[str, str] = {}
    if act in ("up", "down", "remove"):
        _moved(asked["answers"], which, act)
    if act == "add":
        texts = _added(asked, sent)
    return doc, texts


def _fields(asked: Doc, sent: Posted) -> None:
    if "skip_if" in sent:
        put(asked, "question", "skip_if", _text(sent, "skip_if").strip() or None)
    if "next" in sent:
        put(asked, "question", "next", _ways(sent, ""))
    if "protective" in sent:
        put(asked, "question", "protective", _text(sent, "protective") or None)
    if asked.get("choose") == "several" and _text(sent, "most").isdecimal():
        put(asked, "question", "most", int(_text(sent, "most")))


def _answer(one: Doc, sent: Posted) -> None:
    mark = f"{one['id']}."
    if f"{mark}effects" not in sent:
        return  # this answer stood not on the form: it came while the form was open
    put(one, "answer", "if", _text(sent, f"{mark}if").strip() or None)
    put(one, "answer", "alone", f"{mark}alone" in sent)
    put(one, "answer", "effects", _effects(sent, mark))
    put(one, "answer", "next", _ways(sent, mark))


def _shared(asked: Doc, sent: Posted) -> None:
    """A question that many flows share: here only what this flow does more, and which answers it shows."""
    shown, known = sent.getlist("show"), sent.getlist("known")
    if known:
        order = asked.get("show") or known
        kept = [name for name in order if name in shown] + [name for name in shown if name not in order]
        put(asked, "question", "show", None if set(kept) == set(known) and "show" not in asked else kept)
    for name in known:
        for field, value in (
            ("effects_by", _effects(sent, f"{name}.")),
            ("answers_next", _ways(sent, f"{name}.")),
        ):
            found = dict(asked.get(field, {}))
            found.pop(name, None)
            if value:
                found[name] = value
            if found != asked.get(field, {}):
                put(asked, "question", field, found)


def _effects(sent: Posted, mark: str) -> list[str]:
    lines = [line.strip() for line in _text(sent, f"{mark}effects").splitlines()]
    more, when = _text(sent, f"{mark}add"), _text(sent, f"{mark}add_if").strip()
    return [line for line in (*lines, f"{more} if {when}" if more and when else more) if line]


def _ways(sent: Posted, mark: str) -> str | list[str] | None:
    """Return where it leads: one target from the list, or several lines tried in order."""
    chosen = _text(sent, f"{mark}next")
    if chosen != "several":
        return chosen or None
    lines = [line.strip() for line in _text(sent, f"{mark}ways").splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 and " if " not in lines[0] else lines or None


def _moved(things: list[Doc], which: str, act: str) -> None:
    at = next((n for n, one in enumerate(things) if one["id"] == which), None)
    if at is None:
        raise Wrong("gone")
    one = things.pop(at)
    if act != "remove":
        things.insert(max(0, at - 1) if act == "up" else at + 1, one)


def _added(asked: Doc, sent: Posted) -> dict[str, str]:
    name = _text(sent, "new_id").strip()
    _new(name, [one["id"] for one in asked["answers"]])
    texts = _new_texts(sent, f"{asked['id']}.{name}", needed=name not in QUIET)
    quiet = next((n for n, one in enumerate(asked["answers"]) if one["id"] in QUIET), len(asked["answers"]))
    asked["answers"].insert(len(asked["answers"]) if name in QUIET else quiet, {"id": name})
    return texts


def _new(name: str, known: list[str]) -> None:
    if not ID.fullmatch(name):
        raise Wrong("id")
    if name in known:
        raise Wrong("taken")


def _new_texts(sent: Posted, key: str, *, needed: bool = True) -> dict[str, str]:
    """Return what is new in words, by audience and key: `adult p01.made.yes`."""
    found = {audience: _text(sent, f"new_{audience}").strip() for audience in ("adult", "under18")}
    if needed and not all(found.values()):
        raise Wrong("text")
    return {f"{audience} {key}": said for audience, said in found.items() if said}


# --- plan and cards ---


def new_question(doc: Doc, sent: Posted) -> tuple[Doc, dict[str, str]]:
    """Return the flow with one more question at its end, with two answers and no way to it yet."""
    doc = deepcopy(doc)
    name = _text(sent, "new_id").strip()
    if "questions" not in doc:
        raise Wrong("gone")
    _new(name, [one["id"] for one in doc["questions"]])
    texts = _new_texts(sent, name)
    for which, words in (("yes", "Yes"), ("no", "No")):
        texts |= {f"{audience} {name}.{which}": words for audience in ("adult", "under18")}
    answers = [{"id": "yes"}, {"id": "no"}]
    made = {"id": name, "choose": "one", "protective": "yes", "answers": answers, "next": "plan"}
    doc["questions"].append(made)
    return doc, texts


def without_question(doc: Doc, name: str) -> Doc:
    """Return the flow without a question; what still leads to it is found by the reader."""
    doc = deepcopy(doc)
    doc["questions"] = [one for one in doc["questions"] if one["id"] != name]
    return doc


def lines(things: list[Doc], sent: Posted, mark: str) -> list[Doc]:
    """Return lines of a plan's section or of a card as the form says."""
    found = deepcopy(things)
    for one in found:
        own = f"{mark}{one['id']}."
        if f"{own}here" in sent:
            put(one, "line", "if", _text(sent, f"{own}if").strip() or None)
            tags = sent.getlist(f"{own}tags")
            if set(tags) != set(one.get("tags", [])):
                put(one, "line", "tags", [t for t in one.get("tags", []) if t in tags]
                    + [t for t in tags if t not in one.get("tags", [])])  # fmt: skip
    act, _, which = _text(sent, "act").partition(":")
    if act in ("up", "down", "remove") and which.startswith(mark):
        _moved(found, which.removeprefix(mark), act)
    return found


def plan(doc: Doc, sent: Posted) -> tuple[Doc, dict[str, str]]:
    """Return the flow with its plan as the form says. Raises: Wrong."""
    doc = deepcopy(doc)
    texts: dict[str, str] = {}
    for section in SECTIONS:
        doc["plan"][section] = lines(doc["plan"].get(section, []), sent, f"{section}.")
    if _text(sent, "act") == "add" and _text(sent, "new_section") in SECTIONS:
        name = _text(sent, "new_id").strip()
        _new(name, [one["id"] for section in SECTIONS for one in doc["plan"][section]])
        texts = _new_texts(sent, f"plan.{name}")
        doc["plan"][_text(sent, "new_section")].append({"id": name, "tags": []})
    return doc, texts


def entry(doc: Doc, sent: Posted) -> Doc:
    """Return the flow with what happens on entry as the form says."""
    doc = deepcopy(doc)
    doc["on_entry"] = _effects(sent, "entry.")
    return doc


def card(doc: Doc, name: str, sent: Posted) -> tuple[Doc, dict[str, str]]:
    """Return the cards with one of them as the form says. Raises: Wrong."""
    doc = deepcopy(doc)
    one = next((one for one in doc.get("cards", []) if one["id"] == name), None)
    if one is None:
        raise Wrong("gone")
    one["owner"] = _text(sent, "owner").strip() or one["owner"]
    for day in ("reviewed", "review_by"):
        one[day] = _text(sent, day) or one[day]
    if _text(sent, "section") in SECTIONS:
        one["section"] = _text(sent, "section")
    when = _text(sent, "only_if").strip() or None
    if "only_if" in sent and when != one.get("only_if"):
        one["only_if"] = when
    one["lines"] = lines(one["lines"], sent, "card.")
    texts: dict[str, str] = {}
    if _text(sent, "act") == "add":
        line = _text(sent, "new_id").strip()
        _new(line, [known["id"] for known in one["lines"]])
        texts = _new_texts(sent, f"{name}.{line}")
        one["lines"].append({"id": line, "tags": []})
    return doc, texts


def reworded(text: str, sent: Posted, mark: str) -> str:
    """Return a file of words with those that the form has, under `mark` and their key.

    A text that was emptied is taken out where it was not needed, and stands empty for the check otherwise.
    """
    known = documents.load(text)["texts"]
    keys = sent.getlist("key")
    said = {key: _one_line(_text(sent, f"{mark} {key}")) for key in keys if f"{mark} {key}" in sent}
    changed: Mapping[str, Any] = {
        key: words or None for key, words in said.items() if words != known.get(key, "")
    }
    return documents.with_texts(text, changed, after=_before(known, keys)) if changed else text


def _before(known: Mapping[str, str], keys: list[str]) -> str:
    return next((key for key in reversed(keys) if key in known), "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
