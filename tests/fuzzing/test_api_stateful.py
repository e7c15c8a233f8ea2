"""Both open interfaces asked as programs do it: one answer leads to the next question, in any order.

Schemathesis looks at each answer: no error of the server, and what the description says of status, type,
headers and body. What one address lists, the other knows; a walk of answers always comes to a plan.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    multiple,
    rule,
    run_state_machine_as_test,
)
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from config.openapi import document
from referral import editions
from tests.directory.every_entity import asked_in_this_process
from tests.fuzzing.effort import ODD, effort

pytestmark = pytest.mark.one_engine
CHECKS: Final = (
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_headers_conformance, checks.response_schema_conformance,
)  # fmt: skip
LISTS: Final = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
MOST_QUESTIONS: Final = 7
schema = schemathesis.openapi.from_dict(document())
schema.app = get_wsgi_application()


@pytest.fixture
def everything(db: None) -> Iterator[None]:
    """A directory with every entity."""
    with asked_in_this_process():
        yield


def asked(path: str, method: str, **said: Any) -> Any:
    """Ask one address of the description, look at the answer by it, and return that."""
    kind = {"media_type": "application/json"} if method == "POST" else {}
    case = schema[path][method].Case(**said, **kind)
    answer = case.call(headers={"Accept-Encoding": "identity"})
    case.validate_response(answer, checks=list(CHECKS))
    return answer


class Programs(RuleBasedStateMachine):
    """Programs that read the directory and walk pathways, several at once."""

    rows = Bundle("rows")
    walks = Bundle("walks")

    @rule(target=rows, which=st.sampled_from(LISTS), page=st.integers(1, 4), size=st.integers(1, 20),
          method=st.sampled_from(["GET", "POST"]))  # fmt: skip
    def lists(self, which: str, page: int, size: int, method: str) -> Any:
        said = {"page": page, "per_page": size}
        path = f"/api/hsds/{which}"
        answer = asked(path, method, **({"query": said} if method == "GET" else {"body": said}))
        found = answer.json()
        assert answer.status_code == 200
        assert len(found["contents"]) == found["size"] <= size
        return multiple(*((which, row["id"]) for row in found["contents"]))

    @rule(row=rows, method=st.sampled_from(["GET", "POST"]))
    def opens(self, row: tuple[str, str], method: str) -> None:
        which, own = row
        more = {"body": {}} if method == "POST" else {}
        answer = asked(f"/api/hsds/{which}/{{id}}", method, path_parameters={"id": own}, **more)
        assert answer.status_code == 200, "what is listed is there"
        assert answer.json()["id"] == own

    @rule(row=rows, other=st.sampled_from(LISTS))
    def confuses(self, row: tuple[str, str], other: str) -> None:
        answer = asked(f"/api/hsds/{other}/{{id}}", "GET", path_parameters={"id": row[1]})
        assert answer.status_code == (200 if other == row[0] else answer.status_code)
        assert answer.status_code in (200, 404)

    @rule(target=walks, start=st.deferred(lambda: st.sampled_from(sorted(editions.seeds().pathways))),
          country=st.sampled_from(["GB", "IN", "PN"]))  # fmt: skip
    def begins(self, start: str, country: str) -> dict[str, Any]:
        return {"pathway": start, "country": country, "answers": {}}

    @rule(target=walks, walk=consumes(walks), data=st.data())
    def answers(self, walk: dict[str, Any], data: st.DataObject) -> Any:
        answer = asked("/api/pathways/step", "POST", body=walk)
        assert answer.status_code == 200
        reply = answer.json()
        assert reply["emergency"], "help in danger is in every answer"
        if "plan" in reply:
            return multiple()
        assert len(walk["answers"]) <= MOST_QUESTIONS + 1
        question = reply["question"]
        chosen = data.draw(st.sampled_from([one["id"] for one in question["answers"]]))
        return {**walk, "answers": {**walk["answers"], question["key"]: [chosen]}}

    @rule(walk=walks, key=ODD, value=ODD)
    def forges(self, walk: dict[str, Any], key: str, value: str) -> None:
        if "\ud800" not in key + value:
            answer = asked("/api/pathways/step", "POST", body={**walk, "answers": {key: [value]}})
            assert answer.status_code in (200, 400, 422)


@pytest.mark.django_db
def test_programs_that_go_from_answer_to_answer_meet_no_fault(everything: None) -> None:
    tried = effort(3)
    run_state_machine_as_test(Programs, settings=type(tried)(tried, stateful_step_count=15))
