"""What the tables refuse, whoever writes."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from directory.models.contact import Phone, Url
from directory.models.service import Service
from directory.models.version import DirectoryVersion

pytestmark = pytest.mark.django_db


def make(**said) -> Service:
    fields = {"id": uuid.uuid4(), "seed_id": "x-1", "name": "A line", "kind": "crisis", "country": "GB"}
    return Service.objects.create(**{**fields, **said})


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"kind": "hotline"},
        {"audience": "everybody"},
        {"state": "vetted"},
        {"grade": "E"},
        {"image_age": "18"},
        {"hours_known": "sometimes"},
        {"minimum_age": 18, "maximum_age": 17},
    ],
)
def test_a_service_outside_its_words_is_refused(said):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**said)


def test_a_short_code_is_never_kept_as_a_full_number():
    service = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Phone.objects.create(
            service=service,
            number="116 111",
            e164="+44116111",
            inside_country_only=True,
            valid=True,
            short=True,
        )


def test_only_web_addresses_are_kept_as_such():
    service = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Url.objects.create(service=service, kind="site", url="javascript:alert(1)")


def test_there_is_one_version_of_the_directory():
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectoryVersion.objects.create(id=2)
