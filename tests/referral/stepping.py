"""Walks over the open pathways, as another site's program makes them."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.test import Client

STEP: Final = "/api/pathways/step"
JSON: Final = "application/json"
Reply = dict[str, Any]

# A picture of an adult, put online by a stranger who wants nothing.
PICTURE: Final = {
    "danger": ["no"], "p01.made": ["yes"], "p01.state": ["online"], "p01.demand": ["no"],
    "p01.who": ["stranger"],
}  # fmt: skip
TO_A_PLAN: Final = {**PICTURE, "feel": ["no"], "want": ["talk"]}


def ask(client: Client, path: str, **body: Any) -> Any:
    """Send a body and return the answer."""
    return client.post(path, json.dumps(body), content_type=JSON)


def step(client: Client, **body: Any) -> Reply:
    """Return the reply to a step that is taken."""
    answer = ask(client, STEP, **body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def walked(client: Client, choose: Callable[[Reply], list[str]], **body: Any) -> Iterator[Reply]:
    """Yield every reply of a walk, the plan last; `choose` returns the ids for a question."""
    answers: dict[str, list[str]] = {}
    while True:
        reply = step(client, **body, answers=answers)
        yield reply
        if "plan" in reply:
            return
        answers = {**answers, reply["question"]["key"]: choose(reply["question"])}
        assert len(answers) < 12


def nth(number: int) -> Callable[[Reply], list[str]]:
    """Return a way to choose: always the same place in the list, danger left out."""

    def choose(question: Reply) -> list[str]:
        safe = [one["id"] for one in question["answers"] if not one["danger"]]
        return [safe[number % len(safe)]]

    return choose


def services_of(reply: Reply) -> list[str]:
    """Return the ids of every service of a plan, in the order in which a page shows them."""
    plan = reply["plan"]
    met = [one for need in plan["needs"] for one in need["services"]]
    return [one["id"] for one in (*plan["person"]["services"], *met)]
