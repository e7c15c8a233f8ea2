"""A real Firefox: found on the machine or installed where root may, and told to call nobody."""

import json
import os
from typing import Final

from tests.running import programs

NAMES: Final = ("firefox-esr", "firefox")
PACKAGE: Final = "firefox-esr"
# A browser in a test has no business anywhere but at the site under test. Nothing here touches what a browser
# keeps of a visit: history, forms, sessions, caches and pages in memory are as they come.
QUIET: Final[dict[str, bool | int | str]] = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.contentblocking.report.monitor.enabled": False,
    "browser.discovery.enabled": False,
    "browser.newtabpage.activity-stream.feeds.section.topstories": False,
    "browser.newtabpage.activity-stream.feeds.system.topstories": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.activity-stream.showSponsored": False,
    "browser.newtabpage.activity-stream.showSponsoredTopSites": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google4.gethashURL": "",
    "browser.safebrowsing.provider.google4.updateURL": "",
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.trr.mode": 5,
    "services.settings.server": "data:,",
    "signon.management.page.breach-alerts.enabled": False,
    "startup.homepage_welcome_url": "",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "toolkit.telemetry.server": "",
}


class NoFirefox(programs.Missing):
    """There is no Firefox, and none could be installed; the message says what to do."""


def _found() -> str | None:
    return programs.found(NAMES, named=os.environ.get("WAYPOST_FIREFOX"), variable="WAYPOST_FIREFOX")


def executable() -> str:
    """Return the path of the machine's Firefox.

    Raises: programs.Missing when WAYPOST_FIREFOX names no program, or nothing is found.
    """
    found = _found()
    if found is None:
        raise NoFirefox(
            f"no Firefox was found: install it (apt-get install {PACKAGE}), or name one in WAYPOST_FIREFOX"
        )
    return found


def found_or_installed() -> str:
    """Return the path of a Firefox, after installing Debian's where there is none and this is root.

    Raises: programs.Missing.
    """
    if _found() is None and programs.may_install():
        programs.install([PACKAGE])
    return executable()


def lines_of(preferences: dict[str, bool | int | str]) -> str:
    """Return preferences as the lines of a profile's user.js."""
    return "".join(
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()
    )
