"""Thousands of made-up questions, right and wrong, to every address of the description: none breaks anything.

Schemathesis makes them of the OpenAPI document, and checks each answer against it: no error of the server, no
status, no type of content and no header that is not documented, and a body as the schema says.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from config.openapi import document
from tests.directory.every_entity import asked_in_this_process
from tests.fuzzing.effort import effort

pytestmark = pytest.mark.on_postgresql  # which takes fewer signs and smaller numbers than SQLite
EXAMPLES: Final = 10
FORM: Final = "application/x-www-form-urlencoded"
CHECKS: Final = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
)
schema = schemathesis.openapi.from_dict(document())
_site: Final = get_wsgi_application()
_sent: Final[list[bytes]] = []


def _door(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """The site, which notes the body of each question."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    _sent.append(body)
    return _site({**environ, "wsgi.input": BytesIO(body)}, start_response)


schema.app = _door


@pytest.fixture
def _everything(db: None) -> Iterator[None]:
    """A directory with every entity."""
    with asked_in_this_process():
        yield


def is_whole(case: schemathesis.Case) -> bool:
    """Return whether a question that fits the description has to be taken.

    OpenAPI cannot say that a parameter of an address needs another one: proximity needs postcode.
    """
    asked = {**(case.query or {}), **(case.body if isinstance(case.body, dict) else {})}
    return "proximity" not in asked or "postcode" in asked


def lost_on_the_way(case: schemathesis.Case, sent: bytes) -> bool:
    """Return whether a form arrived without some of its names.

    It has no place for a name of nothing, a list of nothing or a member; the rest may be a right question.
    """
    if not isinstance(case.body, dict) or case.media_type != FORM:
        return False
    arrived = {name for name, _value in parse_qsl(sent.decode("utf-8", "replace"), keep_blank_values=True)}
    return not set(case.body) <= arrived


@pytest.mark.usefixtures("_everything")
@schema.parametrize()
@settings(effort(EXAMPLES), phases=[Phase.explicit, Phase.generate])
def test_no_question_breaks_an_address(case: schemathesis.Case) -> None:
    answer = case.call(headers={"Accept-Encoding": "identity"})
    left_out = set() if is_whole(case) else {checks.positive_data_acceptance}
    if lost_on_the_way(case, _sent[-1]):
        left_out.add(checks.negative_data_rejection)
    case.validate_response(answer, checks=[check for check in CHECKS if check not in left_out])


def test_the_description_is_valid_openapi() -> None:
    schema.validate()
