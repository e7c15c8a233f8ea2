"""The pages that everybody at the desk has: today's work, the list of keys, the switch of language."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import panels, speaking
from staff.gate import needs
from staff.roles import Ability


@require_safe
@needs(Ability.USE_DESK)
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, and what their rooms have to tell today."""
    return render(request, "today.html", {"panels": panels.of(request.user)}, using="desk")


@require_safe
@needs(Ability.USE_DESK)
def keys(request: HttpRequest) -> HttpResponse:
    """Show which keys do what: the page behind the dialog, for whoever has no script."""
    return render(request, "keys.html", using="desk")


@require_POST
@needs(Ability.SEE_OWN_ACCOUNT)
def language(request: HttpRequest) -> HttpResponse:
    """Store the chosen language and go back to the page it was chosen on."""
    try:
        speaking.speak(person=request.user, language=request.POST.get("language", ""))
    except speaking.UnknownLanguage:
        messages.error(request, _("The desk does not speak that language. Nothing was changed."))
    else:
        with translation.override(request.user.language):
            messages.success(request, _("The desk speaks your language now."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the page that the form names, if it is one of ours; a form of a stranger names nothing."""
    named = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts=None) and named.startswith("/desk/")
    return named if ours else "desk:today"
