"""The three addresses of the fourth door: is this process up, is the house ready, and the numbers.

They exist where WAYPOST_DOORS is `watch`, and that process listens on the machine itself only.
"""

import tomllib
from collections.abc import Callable, Iterator
from functools import cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from safety import health

Page = Callable[[HttpRequest], HttpResponse]


def by_its_own_name(page: Page) -> Page:
    """Have a page refuse whoever asks under a name that is not this machine's: a web page elsewhere could."""

    @wraps(page)
    def asked(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises what becomes a 400
        return page(request)

    return asked


@require_safe
@by_its_own_name
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
@by_its_own_name
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the house can serve, and else which parts are missing."""
    missing = health.missing()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


@require_safe
@by_its_own_name
def metrics(request: HttpRequest) -> HttpResponse:
    """Return every number, in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Numbers(Collector):
    """What is measured, asked anew at each look. The one label of all says which version runs."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        running = GaugeMetricFamily("waypost_build_info", "which version runs", labels=["version"])
        running.add_metric([version()], 1)
        yield running
        for one, number in health.measured():
            yield GaugeMetricFamily(one.name, one.says, value=number)


@cache
def version() -> str:
    """Return which version of this program runs."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    told: dict[str, dict[str, str]] = tomllib.loads(text)
    return told.get("project", {}).get("version", "unknown")


# --- refusals: a number, for no person reads them ---


def bad_request(
    request: HttpRequest, exception: Exception | None = None, *, status: int = 400
) -> HttpResponse:
    """Refuse what nothing here can read."""
    return _bare(status)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Refuse what nobody may do."""
    return _bare(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such address."""
    return _bare(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed here."""
    return _bare(500)


def _bare(status: int) -> HttpResponse:
    return HttpResponse(f"{status}\n", status=status, content_type="text/plain")
