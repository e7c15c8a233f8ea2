"""The page of the desk where a code is typed: it becomes a case, or opens nothing.

What was typed stands in the form of this page alone, and there only when it can be no code: then one digit is
to be mended on the phone, not twenty-one.
"""

import time
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from referral import case_access, casework, code_words, handover
from referral.forms import LONGEST_TYPED
from safety import codes
from safety.buckets import Buckets
from safety.codes import Misread
from safety.turns import Full, Turns
from staff import navigation
from staff.gate import needs
from staff.roles import Ability

PAGE: Final = "codes:type"
# Each worker opens so many a minute, in each process: more than people can read out, and few for guessing.
buckets: Final = Buckets(each=3, everybody=0)
turns: Final = Turns(at_once=1, in_line=8, longest=10.0)  # apart from the public's turns


@needs(Ability.OPEN_HANDOVER)
@require_safe
def typing(request: HttpRequest) -> HttpResponse:
    """Show the field for a code."""
    return _page(request)


@needs(Ability.OPEN_HANDOVER)
@sensitive_post_parameters()
@require_POST
def opening(request: HttpRequest) -> HttpResponse:
    """Start a case from the code that was typed, and show it."""
    typed = request.POST.get("digits", "")[:LONGEST_TYPED]
    try:
        codes.read(typed)
        if buckets.wait(str(request.user.pk), now=time.monotonic()):
            return _page(request, says=_too_fast())
        with turns.turn():
            case = casework.start_from_code(person=request.user, typed=typed, now=timezone.now())
    except Misread as slip:
        return _page(request, says=code_words.misread(slip), typed=typed)
    except Full:
        return _page(request, says=_too_fast())
    except handover.NoSuchCode as refusal:
        handover.missed(person=request.user)
        return _page(request, says=str(refusal.says))
    except case_access.Refused as refusal:
        return _page(request, says=str(refusal.says))
    messages.success(request, _("The code is used up. What was told with it is in this case."))
    return redirect("cases:one", case.reference)


def _too_fast() -> str:
    return _("Codes were tried quickly just now. Wait half a minute, then press the button again.")


def _page(request: HttpRequest, *, says: str = "", typed: str = "") -> HttpResponse:
    context = {"says": says, "typed": typed, "digits": codes.DIGITS}
    return render(request, "codes/type.html", context, using="desk", status=400 if says else 200)


def register() -> None:
    """Tell the desk of the page."""
    navigation.register(navigation.Item(PAGE, gettext_lazy("Codes"), Ability.OPEN_HANDOVER, "k"))
