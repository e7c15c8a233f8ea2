"""The first pages of the desk: sign in, sign out, and a page that needs an account."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


class SignIn(LoginView):
    """Ask for e-mail and password."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """End the session; asked by POST, so that no link on another site can do it."""


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show what there is to do today."""
    return render(request, "today.html", using="desk")
