"""Where leaving leads, and the answer that asks a browser to drop what it holds of this site.

The link on every page goes straight to the destination, so that it works while our server hangs. The answer
here is a bonus that the page's script asks for without waiting; there should be nothing to clear.
"""

from typing import Final

from django.conf import settings
from django.http import HttpResponse

# Never "cookies": that reaches the sibling sites of the same domain. Nor "cache": no page of ours is kept in
# one (no-store), and Firefox then writes files that bear this site's name, which were not there before
# (measured: tests/traces/).
CLEAR: Final = '"storage"'


def destinations() -> tuple[str, str]:
    """Return where the way out leads, and where it leads when that place does not answer."""
    return settings.WAYPOST_EXIT_URL, settings.WAYPOST_EXIT_URL_2


def cleared() -> HttpResponse:
    """Return an empty answer that asks the browser to forget this site. Browsers heed it over https only."""
    return HttpResponse(status=204, headers={"Clear-Site-Data": CLEAR})
