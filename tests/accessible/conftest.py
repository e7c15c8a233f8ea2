"""The site's pages looked at once, for all tests that ask about them; what the tours wrote is swept out."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.db import connections, transaction
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from directory.models.feedback import Feedback
from referral.models.complaint import Complaint
from referral.models.handover import Handover, HandoverPress
from safety.models import DataKey
from tests.accessible import surveying
from tests.accessible.surveying import Survey
from tests.running.site import Site


@pytest.fixture(scope="session")
def survey(browser: Browser, site: Site) -> Callable[[str], Survey]:
    """Look at the kinds of public pages in a language, once in a run: `survey("ar")`."""

    @cache
    def looked(language: str) -> Survey:
        return surveying.survey(browser, site.url, language, surveying.of_a_run(language))

    return looked


@pytest.fixture(scope="module", autouse=True)
def _tours_swept(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take out again what the site wrote: other tests share its database."""
    yield
    with django_db_blocker.unblock():
        with transaction.atomic():
            for model in (Feedback, Complaint, Handover, HandoverPress):
                model.objects.all().delete()
        DataKey.objects.all().delete()
        connections.close_all()  # what was opened beside a running browser is not found when all is torn down
