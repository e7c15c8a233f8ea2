"""The navigation shows the ways that a person's roles open, and no other."""

import re

import pytest

from directory import publishing
from directory.models.service import Service, Withdrawal
from directory.states import State
from staff import navigation
from staff.roles import Ability

pytestmark = pytest.mark.django_db
WAYS = {
    "amina": ["Today", "Platforms", "Cases", "Codes"],
    "farah": ["Today", "Inbox"],
    "jun": ["Today", "Agreements", "Pathways"],
    "chidi": [
        "Today", "People", "Listings", "Vetting", "Platforms", "Cases", "Codes", "Complaints", "Gaps",
        "Figures", "Review",
    ],
    "dalia": [
        "Today", "Agreements", "Listings", "Vetting", "Due", "Platforms", "Import", "Words",
    ],
    "emeka": ["Today", "Agreements", "Listings", "Vetting", "Due", "Platforms"],
    "greta": ["Today", "People", "Agreements", "What is kept", "Partners"],
    "hana": ["Today", "Record", "What is kept"],
}  # fmt: skip


def ways(html: str) -> list[str]:
    listed = re.search(r'<ul class="ways">(.*?)</ul>', html, re.DOTALL).group(1)
    return re.findall(r"<a [^>]*><span>([^<]+)</span>", listed)


@pytest.mark.parametrize("who", WAYS)
def test_each_role_sees_its_own_ways(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert ways(client.get("/desk/").content.decode()) == WAYS[who]


@pytest.mark.parametrize("who", WAYS)
def test_every_way_that_is_shown_is_open(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    html = client.get("/desk/").content.decode()
    for address in re.findall(r'<a href="(/desk/[^"]*)" data-key', html):
        assert client.get(address).status_code == 200


def test_the_page_that_is_open_is_marked_once(chidi, signed_in):
    html = signed_in(chidi).get("/desk/people/").content.decode()
    assert re.findall(r'<a href="([^"]*)"[^>]* aria-current="page"', html) == ["/desk/people/"]


def test_a_page_says_who_is_signed_in_and_in_which_team(chidi, signed_in):
    html = signed_in(chidi).get("/desk/").content.decode()
    assert "Chidi" in html
    assert chidi.team.name in html


def test_no_two_ways_share_a_key():
    taken = navigation.Item("desk:keys", "Keys", Ability.USE_DESK, "t")
    with pytest.raises(navigation.LetterTaken):
        navigation.register(taken)


def test_the_number_of_what_waits_stands_at_its_way(dalia, emeka, signed_in):
    listing = Service.objects.filter(state=State.SOURCED).first()
    publishing.withdraw(person=dalia, service=listing, why=Withdrawal.CLOSED)
    publishing.propose_restoring(person=dalia, service=listing)
    assert '<span class="count">' in signed_in(emeka).get("/desk/").content.decode()
    assert '<span class="count">' not in signed_in(dalia).get("/desk/").content.decode()
