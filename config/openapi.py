"""One OpenAPI 3.1 document for the open interfaces of this site, and the page that tells of them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from directory import api_description, api_profile
from directory.api_answers import one
from directory.api_door import Endpoint
from directory.api_guard import PROBLEM, RETRY_SECONDS, TITLES
from directory.hsds.schema import DIALECT
from referral import api_asked, forms
from referral import api_description as pathways_description
from referral.framing import frame
from referral.rendering import page as public_page

HSDS: Final = "/api/hsds"
PATHWAYS: Final = "/api/pathways"
VERSION: Final = "1.0.0"  # of the description; the interface's own version is that of HSDS
Json = dict[str, Any]

_PROBLEM_SCHEMA: Final[Json] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "parameter": {"type": "string", "description": "Which parameter did not fit."},
        "expected": {"type": "string", "description": "What would have been right."},
    },
    "required": ["title", "status"],
}
_WAIT: Final[Json] = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
}


@cache
def document() -> Json:
    """Return the whole description. Each interface of this site puts its part into it here."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.WAYPOST_SITE_NAME}: open directory",
            "version": VERSION,
            "summary": "Services for people harmed through technology, as HSDS 3.2.3, and pathways to them.",
            "description": "Open to everybody: no key, no sign-in, no cookie. What is asked is not logged. "
            "Every address is answered by POST, where words stand in no address; all but a step of a pathway "
            "by GET too.",
            "license": {"name": "See the publisher's terms for the data"},
        },
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "required", "description": "The HSDS API specification demands it."},
            {"name": "optional", "description": "The HSDS API specification leaves it open, or it is ours."},
            {"name": "pathways", "description": "Questions that lead to a plan, of which nothing is kept."},
        ],
        "paths": {**api_description.paths(HSDS), **pathways_description.paths(PATHWAYS)},
        "components": {
            "schemas": {
                **api_description.schemas(), **pathways_description.schemas(), "problem": _PROBLEM_SCHEMA,
            },
            "responses": {str(status): _problem(status) for status in (400, 404, 413, 415, 429, 503)},
            "parameters": {"if-none-match": {
                "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
                "description": "The ETag of an answer that the client has; 304 says that it still holds.",
            }},
        },
    }  # fmt: skip


def _problem(status: int) -> Json:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    headers = {"headers": _WAIT} if status in {429, 503} else {}
    return {"description": TITLES[status], "content": content, **headers}


class Document(Endpoint):
    """The document itself."""

    changes_with_the_directory = False

    def answer(self, request: HttpRequest, asked: Mapping[str, Any], **names: str) -> HttpResponse:
        return one(msgspec.json.encode(document()).decode())


def page(request: HttpRequest) -> HttpResponse:
    """What the interfaces are, for people; a public page like every other."""
    visit = forms.opening(request, None)
    with translation.override(visit.language):
        context = {
            "addresses": api_description.ADDRESSES,
            "parameters": api_description.PARAMETERS.values(),
            "additions": api_profile.additions(),
            "below": HSDS,
            "pathways": pathways_description.ADDRESSES,
            "members": api_asked.MEMBERS.values(),
            "below_pathways": PATHWAYS,
            "each": settings.WAYPOST_API_EACH,
            "retry": RETRY_SECONDS,
        }
        return public_page(request, "api", {**frame(visit, []), **context, "here": "/"})
