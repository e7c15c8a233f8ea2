"""Which language the desk speaks: the person's own, or the browser's while nobody is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from safety.asked_languages import first_offered
from safety.doors import is_desk
from staff.models.person import User


class UnknownLanguage(Exception):
    """The desk does not speak it."""


def speak(*, person: User, language: str) -> None:
    """Store the language in which the desk speaks to this person. It is nobody's business, so not on record.

    Raises: UnknownLanguage.
    """
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(language=language)
    person.language = language


class DeskLanguage:
    """Speak each desk page in its reader's language; runs after the middleware that knows the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_desk(request):
            return self.get_response(request)
        person = request.user
        asked = request.headers.get("Accept-Language", "")
        language = person.language if person.is_authenticated else first_offered(asked)
        known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            response = self.get_response(request)
        response.headers["Content-Language"] = known
        return response
