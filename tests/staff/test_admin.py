"""The stock admin: our sign-in, our abilities, our record, and the one exception in its policy."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from directory.models.platform import PlatformRoute
from directory.models.service import Service
from safety.headers import POLICY, WITHOUT_TRUSTED_TYPES
from staff.admin import DeskSite, GatedModelAdmin, Ungated
from staff.gate import asked_of
from staff.roles import Ability

pytestmark = pytest.mark.django_db
LIST = "/desk/admin/directory/service/"


def views(patterns: list) -> list:
    """Return every view below some addresses."""
    found = []
    for one in patterns:
        found += views(one.url_patterns) if isinstance(one, URLResolver) else [one.callback]
    return found


def test_the_site_of_the_admin_is_ours():
    assert isinstance(admin.site, DeskSite) or isinstance(admin.site._wrapped, DeskSite)


def test_every_page_of_the_admin_names_an_ability():
    inside = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"]
    found = views(inside)
    assert found
    assert [view for view in found if not isinstance(asked_of(view, "ability"), Ability)] == []


@pytest.mark.parametrize("name", ["login", "logout", "password_change", "view_on_site", "autocomplete"])
def test_what_would_pass_our_sign_in_by_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}")


def test_an_admin_that_asks_for_no_ability_is_refused_at_start():
    with pytest.raises(Ungated):
        DeskSite().register(PlatformRoute, admin.ModelAdmin)
    with pytest.raises(Ungated):
        DeskSite().register(PlatformRoute)


def test_an_admin_that_names_no_ability_lets_nobody_do_anything(rf, dalia):
    request = rf.get("/")
    request.user = dalia
    unnamed = GatedModelAdmin(PlatformRoute, admin.site)
    assert not any(unnamed.get_model_perms(request).values())
    assert not unnamed.has_module_permission(request)


def test_no_library_brings_a_table_of_its_own_into_the_admin():
    assert set(admin.site._registry) == {Service}


@pytest.mark.parametrize("address", [LIST, "/desk/admin/", "/desk/admin/jsi18n/", "/desk/admin/nothing/"])
def test_a_stranger_is_sent_to_our_own_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/sign-in/")


@pytest.mark.parametrize("who", ["dalia", "emeka", "chidi"])
def test_whoever_works_on_listings_sees_the_list(request, signed_in, who):
    assert signed_in(request.getfixturevalue(who)).get(LIST).status_code == 200


@pytest.mark.parametrize("who", ["amina", "bruno", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_else_does(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    listing = Service.objects.first()
    for address in (LIST, f"{LIST}{listing.pk}/change/", f"{LIST}{listing.pk}/withdraw/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/", "{pk}/history/"])
def test_nothing_is_added_deleted_or_logged_past_the_verbs(dalia, signed_in, page):
    address = LIST + page.format(pk=Service.objects.first().pk)
    assert signed_in(dalia).post(address, {"post": "yes"}).status_code in {403, 404}
    assert not LogEntry.objects.exists()


def test_a_form_sent_to_the_sheet_of_a_listing_changes_nothing(dalia, signed_in):
    row = Service.objects.first()
    signed_in(dalia).post(f"{LIST}{row.pk}/change/", {"name": "Another name", "state": "published"})
    assert Service.objects.get(pk=row.pk).name == row.name
    assert Service.objects.get(pk=row.pk).state == row.state


def test_the_stock_admin_alone_goes_without_trusted_types(dalia, signed_in):
    client = signed_in(dalia)
    assert client.get(LIST).headers["Content-Security-Policy"] == WITHOUT_TRUSTED_TYPES
    for address in ("/desk/", "/desk/keys/", "/desk/administration/", "/"):
        assert client.get(address).headers["Content-Security-Policy"] == POLICY


def test_the_exception_takes_nothing_but_trusted_types_out_of_the_policy():
    gone = POLICY.removeprefix(WITHOUT_TRUSTED_TYPES)
    assert gone == "; require-trusted-types-for 'script'; trusted-types 'none'"


def test_a_page_of_the_admin_wears_the_desks_clothes_alone(dalia, signed_in):
    html = signed_in(dalia).get(LIST).content.decode()
    assert "staff/desk.css" in html
    assert "admin/css" not in html
    assert html.count("<h1") == 1
