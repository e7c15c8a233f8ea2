"""A worker that starts with this folder on its path meets a fault of ours wherever a request asks for one.

The fault comes after the form was read, where most is at hand, and its words hold all of it: the most that an
error report could tell.
"""

import os

if "DJANGO_SETTINGS_MODULE" in os.environ:
    from django.core.handlers.base import BaseHandler

    whole = BaseHandler.resolve_request

    def failing(self, request):  # type: ignore[no-untyped-def]
        """Return what answers, or something that fails in its place."""
        found = whole(self, request)
        if "X-Fail" not in request.headers:
            return found

        def fail(request, *args, **kwargs):  # type: ignore[no-untyped-def]
            said, body = dict(request.POST.lists()), request.META
            raise RuntimeError(f"{said} {body} {found.func}")

        return fail, found.args, found.kwargs

    BaseHandler.resolve_request = failing  # type: ignore[method-assign]
