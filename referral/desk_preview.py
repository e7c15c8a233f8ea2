"""Walk a draft as a visitor would, at the desk: the public pages, made from its book, marked as such."""

import re
import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from referral import editing, editions, pages
from referral.forms import Go
from staff.gate import needs
from staff.roles import Ability

# Fields by which the public door keeps something: a word on a listing, a complaint, a code for the handover.
KEEPS: Final = (
    "said", "complain", "about", "wrong", "send", "make", "press", "code", "destroy",
)  # fmt: skip
PAGES: Final = frozenset(
    go.value for go in (Go.HOME, Go.WALK, Go.FIND, Go.EMERGENCY, Go.PLACE, Go.LEAVING, Go.DEVICE)
)
REFERRER: Final = '<meta name="referrer" content="no-referrer">'
FORM: Final = re.compile(r'(<form\b[^>]*\bmethod="post"[^>]*>)')


@needs(Ability.SEE_PATHWAYS)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer as the public door would, with this draft in the place of what is published.

    Nothing is counted or kept.
    """
    draft = editing.draft(pk)
    if draft is None:
        raise Http404
    try:
        book = editing.book_of(draft)
    except editing.Refused as refusal:
        messages.error(request, str(refusal.says))
        return redirect("editing:draft", pk)
    request.POST = _harmless(request.POST)  # type: ignore[assignment]
    with editions.instead(book):
        answer = pages.step(request)
    return _marked(request, answer, draft.pk)


def _harmless(sent: QueryDict) -> QueryDict:
    """Return what was sent without what the public door would keep: a word on a listing, a complaint."""
    kept = sent.copy()
    for name in KEEPS:
        kept.pop(name, None)
    kept.setlist("go", [page for page in sent.getlist("go") if page in PAGES])
    return kept


def _marked(request: HttpRequest, answer: HttpResponse, pk: uuid.UUID) -> HttpResponse:
    """Put the desk's token into each form, and above the page that it is a draft.

    The public templates know neither: no token is ever made at the public door (S1). Their line about the
    referrer goes, or a form without script would come from nowhere, which the desk's forgery guard refuses.
    """
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    mark = format_html(
        '<p class="notice" role="status" lang="{}">{} <a href="/desk/pathways/drafts/{}/">{}</a></p>',
        "en", _("A draft. Nobody but the desk sees this."), pk, _("Back to the draft"),
    )  # fmt: skip
    html = FORM.sub(lambda found: found[1] + token, answer.content.decode().replace(REFERRER, "", 1))
    answer.content = html.replace("<main>", f"<main>{mark}", 1).encode()
    return answer
