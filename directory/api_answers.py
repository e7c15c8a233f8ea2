"""Answers of the open interface: pages and streams of JSON that is ready; no serializer runs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from directory.api_finding import Edition, Found
from directory.api_reading import MOST_MINIMAL, PER_PAGE

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
AT_ONCE: Final = 200  # rows read for a stream in one go: some 2 MB

# Rows of some fields become JSON texts, one a row, by few queries for all.
Fields = tuple[str, ...]
Texts = Callable[[list[tuple[Any, ...]]], Iterable[str]]


def as_they_are(rows: list[tuple[Any, ...]]) -> Iterable[str]:
    """Return the first field of each row, which is JSON already."""
    return (row[0] for row in rows)


def listing(
    found: Found, asked: Mapping[str, Any], fields: Fields, texts: Texts, *, now: Edition
) -> HttpResponseBase:
    """Return a page of what was found, or all of it, one row a line."""
    if asked.get("format") == "ndjson":
        return StreamingHttpResponse(lines(found, fields, texts), content_type=NDJSON)
    number = asked.get("page", 1)
    size = asked.get("per_page", MOST_MINIMAL if asked.get("minimal") else PER_PAGE)
    total = found.count(now)
    start = (number - 1) * size
    rows = list(texts(found.between(start, start + size, *fields))) if start < total else []
    return one(page(rows, number=number, size=size, total=total))


def page(rows: list[str], *, number: int, size: int, total: int) -> str:
    """Return a page of the standard: numbers about it, and the rows as they are."""
    pages = -(-total // size)
    head = (
        f'{{"total_items":{total},"total_pages":{pages},"page_number":{number},"size":{len(rows)},'
        f'"first_page":{_flag(number == 1)},"last_page":{_flag(number >= pages)},"empty":{_flag(not rows)},'
    )
    return f'{head}"contents":[{",".join(rows)}]}}'


def _flag(value: bool) -> str:
    return "true" if value else "false"


def one(text: str) -> HttpResponse:
    """Return one JSON text as it is."""
    return HttpResponse(text.encode(), content_type=JSON)


def lines(found: Found, fields: Fields, texts: Texts) -> Iterator[bytes]:
    """Yield every row with a line end, some at a time."""
    for batch in found.batches(AT_ONCE, *fields):
        yield "".join(f"{text}\n" for text in texts(batch)).encode()
