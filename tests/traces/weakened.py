"""The site with one defence switched off, to see that the search notices: the real one, its answers changed.

Each name below is a WSGI application that a server can be told to serve.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from config.wsgi import application as real

Answer = tuple[list[tuple[str, str]], bytes]
HTML: Final = "text/html"
SCRIPT: Final = "javascript"


def _changed(change: Callable[[str, Answer], Answer]) -> Callable[..., Iterable[bytes]]:
    """Return the application with its answers changed on their way out, and never packed."""

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        said: list[Any] = []
        answer = real(environ, lambda *words: said.append(words))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, headers = said[-1][0], said[-1][1]
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        if HTML in kind:  # else a changed script would be refused, and every page be one without script
            body = re.sub(rb' integrity="[^"]*"', b"", body)
        headers, body = change(kind, (headers, body))
        length = [("Content-Length", str(len(body)))] if body else []
        start(status, [one for one in headers if one[0].lower() != "content-length"] + length)
        return [body]

    return application


def _swapped(kind: str, old: bytes, new: bytes) -> Callable[[str, Answer], Answer]:
    def change(of: str, answer: Answer) -> Answer:
        return answer[0], answer[1].replace(old, new) if kind in of else answer[1]

    return change


def _without(*names: str) -> Callable[[str, Answer], Answer]:
    def change(_of: str, answer: Answer) -> Answer:
        return [one for one in answer[0] if one[0].lower() not in names], answer[1]

    return change


leaves_by_href = _changed(_swapped(SCRIPT, b"location.replace(to)", b"location.href = to"))
title_that_tells = _changed(_swapped(HTML, b"<title>Information<", b"<title>Help after sextortion<"))
kept_by_the_cache = _changed(_without("cache-control"))
steps_as_pages = _changed(_swapped(HTML, b"data-step", b"data-walked"))
# Both of them: the page says it as well, for a proxy that loses headers.
says_where_from = _changed(
    lambda kind, answer: _swapped(HTML, b'name="referrer"', b'name="nothing"')(
        kind, _without("referrer-policy")(kind, answer)
    )
)
body_is_kept = _changed(_swapped(HTML, b'<input type="password"', b'<input type="hidden"'))
fields_are_asked_about = _changed(_swapped(HTML, b' action="/search"', b' action="/"'))
empties_late = _changed(
    _swapped(
        SCRIPT,
        b"document.body.replaceChildren();",
        b"setTimeout(() => document.body.replaceChildren(), 200);",
    )
)
clears_the_cache = _changed(
    lambda _of, answer: (
        [
            (name, '"cache", "storage"' if name.lower() == "clear-site-data" else value)
            for name, value in answer[0]
        ],
        answer[1],
    )
)
