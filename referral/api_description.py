"""The open pathways described for OpenAPI 3.1: addresses, bodies, answers, and examples that tests run.

Bodies are made from their reader (api_asked.py). The examples stand in api_examples.json; a test asks each
and compares what comes back.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from directory.api_door import Endpoint
from directory.hours import Now
from directory.topics import Need
from referral import api
from referral.api_asked import MEMBERS
from referral.matching import Honest
from referral.pathway.shapes import Audience, Section
from referral.pathway.walk import Problem

Json = dict[str, Any]
SCHEMAS: Final = "#/components/schemas/"
EXAMPLES_FILE: Final = Path(__file__).with_name("api_examples.json")
TAG: Final = "pathways"


@dataclass(frozen=True, slots=True)
class Address:
    """An address: what answers there, what it is called, what it gives."""

    path: str
    view: type[Endpoint]
    called: str
    summary: str
    gives: str
    by_get: bool = True


ADDRESSES: Final = (
    Address("/", api.About, "Pathways", "Which pathways there are.", "pathways"),
    Address("/definition", api.Definition, "Definition", "One pathway: its questions, its plan, its words.",
            "pathway_definition"),
    Address("/step", api.Step, "Step", "The answers so far in, the next question or the plan out.",
            "pathway_step", by_get=False),
)  # fmt: skip


@cache
def examples() -> dict[str, Json]:
    """Return the examples by name: the operation that they are of, what is sent, what comes back."""
    found: dict[str, Json] = json.loads(EXAMPLES_FILE.read_bytes())
    return found


# --- addresses ---


def paths(below: str) -> Json:
    """Return the addresses with what can be done at each."""
    return {f"{below}{one.path}": _item(one) for one in ADDRESSES}


def _item(one: Address) -> Json:
    by_get = {"get": _operation(one, "get")} if one.by_get else {}
    return {**by_get, "post": _operation(one, "post")}


def _operation(one: Address, method: str) -> Json:
    found: Json = {
        "operationId": f"{method}{one.called}",
        "summary": one.summary,
        "tags": [TAG],
        "responses": {**_answers(one, method), **_problems(one, method)},
    }
    if method == "get":
        found["parameters"] = [_parameter(name) for name in one.view.parameters]
        found["parameters"].append({"$ref": "#/components/parameters/if-none-match"})
        return found
    found["description"] = (
        "The same as by GET; what is asked stands in the body and in no address."
        if one.by_get
        else "Nothing is kept between two steps: send everything again with each. Answers are taken by POST "
        "alone, so that none stands in an address. `emergency` is in every answer: show it. Show `crisis` on "
        "top once it is there, and offer `plan_now`."
    )
    found["requestBody"] = {"required": False, "content": {"application/json": _body(one)}}
    return found


def _parameter(name: str) -> Json:
    known = MEMBERS[name]
    return {"name": name, "in": "query", "required": False, "description": known.says, "schema": known.schema}


def _body(one: Address) -> Json:
    members = {
        name: {**MEMBERS[name].schema, "description": MEMBERS[name].says} for name in one.view.parameters
    }
    asked = {"type": "object", "properties": members, "additionalProperties": False}
    return {"schema": asked, **_examples(one, "request")}


def _examples(one: Address, part: str) -> Json:
    named = {
        name: {"summary": said["summary"], "value": said[part]}
        for name, said in examples().items()
        if said["operation"] == f"post{one.called}"
    }
    return {"examples": named} if named else {}


def _answers(one: Address, method: str) -> Json:
    content: Json = {"schema": {"$ref": f"{SCHEMAS}{one.gives}"}}
    if method == "post":
        content |= _examples(one, "response")
    found: Json = {"200": {"description": one.summary, "content": {"application/json": content}}}
    if method == "get":
        found["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        found["304"] = {"description": "What the client has already is still true."}
    return found


def _problems(one: Address, method: str) -> Json:
    names = ["400", "429", "503", *(["404"] if "pathway" in one.view.parameters else [])]
    names += ["413", "415"] if method == "post" else []
    return {name: {"$ref": f"#/components/responses/{name}"} for name in sorted(names)}


# --- what comes back ---

_STRING: Final[Json] = {"type": "string"}
_NUMBER: Final[Json] = {"type": "integer", "minimum": 0}
_FLAG: Final[Json] = {"type": "boolean"}
_STRINGS: Final[Json] = {"type": "array", "items": _STRING}
_DATE: Final[Json] = {"type": "string", "format": "date"}
_MOMENT: Final[Json] = {"type": "string", "format": "date-time"}


def _one_of(values: Any) -> Json:
    return {"type": "string", "enum": [one.value for one in values]}


def _object(_may: Json | None = None, **must: Json) -> Json:
    """Return the schema of an object that has these members, may have those, and no other."""
    members = {**must, **(_may or {})}
    return {
        "type": "object", "properties": members, "required": list(must), "additionalProperties": False,
    }  # fmt: skip


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _ref(name: str) -> Json:
    return {"$ref": f"{SCHEMAS}pathway_{name}"}


_TEXT: Final = _ref("text")
_UNCONFIRMED: Final = (
    "There only while the database does not answer: numbers and services are those of this moment, and come "
    "without their HSDS documents. Say so to whoever reads them."
)
_HEAD: Final[Json] = {
    "edition": _STRING, "edition_changed": _FLAG, "language": _STRING, "audience": _one_of(Audience),
}  # fmt: skip
_TARGETS: Final = _list(_object({"if": _STRING}, to=_STRING))
_WITH_NEXT: Final[Json] = {"services": _list(_ref("service"))}

_PARTS: Final[Json] = {
    "text": _object({"lang": _STRING}, text=_STRING),
    "reach": _object({"href": _STRING, "note": _STRING}, label=_STRING),
    "emergency": _object({"more": _STRING}, says=_STRING, numbers=_list(_ref("reach"))),
    "service": _object(
        {
            "before": _STRING, "reach": _list(_ref("reach")), "facts": _STRINGS, "warnings": _STRINGS,
            "source": _STRING, "pair": _STRING, "service": {"$ref": f"{SCHEMAS}service_list"},
        },
        id=_STRING,
        name=_STRING,
        why=_object({"text": _STRING}, codes=_STRINGS),
        open=_object(
            {"until": _MOMENT, "next": _MOMENT, "says": _STRING}, state=_one_of(Now), is_open=_FLAG
        ),
    ),
    "crisis": _object({"next": _MOMENT}, **_WITH_NEXT),
    "question": _object(
        {"why": _TEXT, "problem": _one_of(Problem)},
        key=_STRING,
        text=_TEXT,
        several=_FLAG,
        most=_NUMBER,
        progress=_object(number=_NUMBER, at_most=_NUMBER),
        answers=_list(
            _object({"heading": _TEXT}, id=_STRING, text=_TEXT, alone=_FLAG, quiet=_FLAG, danger=_FLAG)
        ),
    ),
    "item": {
        "oneOf": [
            _object(kind={"const": "line"}, text=_TEXT),
            _object(
                kind={"const": "card"}, id=_STRING, title=_TEXT, lines=_list(_TEXT), reviewed=_DATE,
                review_by=_DATE,
            ),
        ]
    },
    "need": _object(
        {"honest": _object(code=_one_of(Honest), says=_STRING)},
        need=_one_of(Need), title=_TEXT, because=_TEXT, urgency=_NUMBER, stage=_one_of(Section),
        services=_list(_ref("service")), above=_STRINGS,
    ),
    "plan": _object(
        {"crisis": _ref("crisis"), "platforms": _ref("platforms")},
        pathway=_STRING,
        stopped=_FLAG,
        prevention_only=_FLAG,
        lead=_STRING,
        sections=_list(_object(section=_one_of(Section), items=_list(_ref("item")))),
        person=_object({"says": _STRING, "next": _MOMENT}, **_WITH_NEXT),
        needs=_list(_ref("need")),
        named=_list(_ref("service")),
        offers=_list(_object(title=_TEXT, begin={"type": "object"})),
        recommendations=_list(_object(id=_STRING, text=_TEXT)),
    ),
    "platforms": _object(
        caution=_STRING,
        names=_STRINGS,
        chosen=_list(
            _object(
                {"partners": _STRING},
                name=_STRING,
                routes=_list(
                    _object(
                        {"about": _STRING, "url": {"type": "string", "format": "uri"}},
                        id=_STRING, steps=_TEXT, facts=_STRINGS, source=_STRING,
                    )
                ),
            )
        ),
    ),
    "step": {
        **_object(
            {
                "crisis": _ref("crisis"), "question": _ref("question"), "plan": _ref("plan"),
                "unconfirmed_since": {**_MOMENT, "description": _UNCONFIRMED},
            },
            **_HEAD,
            pathway=_STRING,
            country=_STRING,
            changed=_FLAG,
            answered=_list(_object(key=_STRING, text=_TEXT, answers=_list(_object(id=_STRING, text=_TEXT)))),
            emergency=_ref("emergency"),
        ),
        "oneOf": [{"required": ["question"]}, {"required": ["plan"]}],
    },
    "definition": _object(
        **_HEAD,
        pathway=_object(
            id=_STRING, edition=_NUMBER, title=_TEXT, rules=_STRINGS, sources=_STRINGS,
            recommendations=_STRINGS, needs=_list(_one_of(Need)), begin=_STRING, on_entry=_STRINGS,
            questions=_list(
                _object(
                    {"why": _TEXT, "left_out_if": _STRING},
                    id=_STRING, key=_STRING, text=_TEXT, several=_FLAG, most=_NUMBER, counted=_FLAG,
                    answers=_list(_object({"if": _STRING}, id=_STRING, text=_TEXT, effects=_STRINGS,
                                          next=_TARGETS)),
                    forms=_list(_object(**{"if": _STRING}, text=_TEXT,
                                        answers={"type": "object", "additionalProperties": _TEXT})),
                    next=_TARGETS,
                )
            ),
            plan=_list(_object(section=_one_of(Section), lines=_list(
                _object({"if": _STRING}, key=_STRING, text=_TEXT, tags=_STRINGS)))),
            offers=_list(_object({"if": _STRING}, pathway=_STRING)),
        ),
    ),
}  # fmt: skip


def schemas() -> Json:
    """Return what the answers hold. Each object is closed: a member that is not here never comes."""
    listed = _object(
        edition=_STRING,
        language=_STRING,
        languages=_list(_object(code=_STRING, name=_STRING)),
        audiences=_list(_one_of(Audience)),
        pathways=_list(
            _object(
                {"link": {"type": "string", "format": "uri"}},
                id=_STRING, edition=_NUMBER, title=_TEXT, languages=_STRINGS,
            )
        ),
    )  # fmt: skip
    return {"pathways": listed, **{f"pathway_{name}": schema for name, schema in _PARTS.items()}}
