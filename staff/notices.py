"""People are told by letter what happened to their account: another password, another second factor, many
wrong tries. The letter goes when the answer to the request is out, so that nobody can tell by the time that
it takes whether there is such an account; and only if what it tells of was not undone.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Final

from allauth.core import context as current
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from safety.doors import is_desk
from staff import letters
from staff.letters import Happened
from staff.models.person import User

log: Final = logging.getLogger(__name__)


def tell(*, whom: User, happened: Happened) -> None:
    """Have the person told, once the transaction has ended well; each thing once for a request."""
    transaction.on_commit(lambda: _put_aside(whom, happened))


def _put_aside(whom: User, happened: Happened) -> None:
    waiting = getattr(current.request, "notices", None)
    if waiting is None:
        _send(whom, happened)  # a command: nobody waits for an answer
    else:
        waiting[whom.pk, happened] = whom


def _send(whom: User, happened: Happened) -> None:
    if not User.objects.working().filter(pk=whom.pk).exists():
        return
    try:
        letters.about_account(whom=whom, happened=happened, site=letters.own_site())
    except letters.NotSent:
        log.error("a letter about what happened to an account was not taken by the mail server")


class Afterwards:
    """Send what was put aside when the answer is out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_desk(request):
            return self.get_response(request)
        request.notices = {}  # type: ignore[attr-defined]
        response = self.get_response(request)
        for (_pk, happened), whom in request.notices.items():  # type: ignore[attr-defined]
            # Django closes a response after its last byte is out.
            response._resource_closers.append(partial(_send, whom, happened))
        return response
