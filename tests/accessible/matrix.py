"""Every kind of public page in every language at three widths, light and dark, all questions (`make audit`).

`make test` asks the same of all kinds in English and of some in Arabic, at one width.

Usage: python -m tests.accessible.matrix [LANGUAGE...]
"""

import os
import sys
import time
from collections.abc import Iterator
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.accessible import surveying
from tests.accessible.kinds import KINDS
from tests.running import chromium

# Width and height in CSS pixels, colours, and whether axe looks too: it is the slowest.
VIEWS: Final = (
    (320, 256, "light", False),  # 1280 by 1024 at 400 %
    (360, 740, "dark", True),
    (1280, 900, "light", False),
)
EVERY: Final = frozenset(kind.name for kind in KINDS)


def faults(browser: Browser, url: str, language: str, view: tuple[int, int, str, bool]) -> Iterator[str]:
    """Yield what is wrong in one language in one view."""
    width, height, scheme, axe = view
    found = surveying.survey(
        browser, url, language, KINDS, size={"width": width, "height": height},
        axe=EVERY if axe else frozenset(), color_scheme=scheme,
    )  # fmt: skip
    for question in surveying.QUESTIONS:
        for name, said in surveying.wrong(found, question).items():
            yield f"{language} {width} {scheme}, {name}, {question}: {'; '.join(said)}"


def main(languages: list[str]) -> int:
    """Look at everything, print what is wrong, and how much was looked at."""
    import django
    from django.conf import settings

    from tests.bench.databases import seeded
    from tests.running.site import serving

    begun, looked, wrong = time.monotonic(), 0, 0
    with (
        seeded() as environment,
        serving("config.wsgi:application", environment=environment) as site,
        sync_playwright() as playwright,
    ):
        os.environ.update(environment)
        django.setup()
        browser = playwright.chromium.launch(
            executable_path=chromium.found_or_installed(), chromium_sandbox=False, args=list(chromium.QUIET)
        )
        for language in languages or [code for code, _ in settings.LANGUAGES]:
            for view in VIEWS:
                for said in faults(browser, site.url, language, view):
                    wrong += 1
                    print(said, flush=True)
                looked += len(KINDS)
        browser.close()
    print(f"{looked} pages looked at, {wrong} faults, {time.monotonic() - begun:.0f} s", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
