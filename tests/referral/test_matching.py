"""Services for a plan: who is ruled out, and who comes first."""

from dataclasses import dataclass, field

import pytest

from directory.ages import AgeRange
from directory.hours import Hours, Known
from directory.topics import Need
from referral.matching import Honest, Matches, Scope, for_plan
from tests.directory.making import (
    ALWAYS,
    MONDAY,
    OFFICE,
    SATURDAY,
    edition,
    listing,
    number,
    phone,
    web,
)

CHILD = AgeRange(13, 15)
ADULT = AgeRange(25, None)
ANYBODY = AgeRange(0, None)
TOOL = {"phones": (), "web": (web("form"),), "helpline": False}


@dataclass(frozen=True)
class Wanted:
    need: Need
    urgency: int = 1
    for_other_child: bool = False


@dataclass(frozen=True)
class Plan:
    """A plan as matching reads one."""

    needs: tuple[Wanted, ...]
    age: AgeRange = ADULT
    pathway: str = "p01"
    crisis: bool = False
    route: str | None = None
    prevention_only: bool = False
    facts: frozenset[str] = field(default_factory=frozenset)

    @property
    def minor(self) -> bool:
        return self.age.high is not None and self.age.high < 18


def plan(*needs: Need, **said) -> Plan:
    return Plan(tuple(Wanted(need) for need in needs), **said)


def match(plan: Plan, *listings, country="GB", language="en", now=MONDAY, **said) -> Matches:
    return for_plan(plan, country=country, language=language, now=now, published=edition(*listings), **said)


def ids(plan: Plan, *listings, **said) -> list[str]:
    """Return the services of the first need."""
    return [one.listing.id for one in match(plan, *listings, **said).by_need[0].services]


# --- ages (S12, H19) ---


@pytest.mark.promise("S12")
@pytest.mark.parametrize(
    "said", [{"min_age": 16}, {"audience": "adults"}, {"max_age": 14}, {"audience": "parents"}]
)
def test_a_child_is_not_sent_to_a_service_that_refuses_some_of_the_band(said):
    assert ids(plan(Need.PSYCHOSOCIAL, age=CHILD), listing("gb-no", **said), listing("gb-all")) == ["gb-all"]


@pytest.mark.promise("S12")
def test_an_adult_is_not_sent_to_a_service_for_children():
    child = listing("gb-child", "child_helpline", audience="children", hours=ALWAYS)
    matches = match(plan(Need.PSYCHOSOCIAL), child, listing("gb-all"))
    assert [one.listing.id for one in matches.by_need[0].services] == ["gb-all"]
    assert matches.person.listing.id == "gb-all"


@pytest.mark.promise("S12")
@pytest.mark.parametrize(
    "said", [{"min_age": 18}, {"max_age": 17}, {"audience": "adults"}, {"audience": "children"}]
)
def test_whose_age_is_not_known_is_sent_only_to_services_for_all_ages(said):
    assert ids(plan(Need.PSYCHOSOCIAL, age=ANYBODY), listing("gb-no", **said), listing("gb-all")) == [
        "gb-all"
    ]


@pytest.mark.promise("S12")
def test_a_need_of_another_child_is_met_by_the_age_of_that_child():
    child = listing("gb-child", "child_helpline", audience="children")
    other = Plan((Wanted(Need.CHILD_PROTECTION, for_other_child=True),), pathway="p09")
    services = match(other, child).by_need[0].services
    assert [one.listing.id for one in services] == ["gb-child"]
    assert "ask-if-others-may-call" in services[0].why


def test_where_anyone_may_call_nobody_is_told_to_ask():
    child = listing("gb-child", "child_helpline", audience="children", callers="anyone")
    other = Plan((Wanted(Need.CHILD_PROTECTION, for_other_child=True),), pathway="p09")
    assert "ask-if-others-may-call" not in match(other, child).by_need[0].services[0].why


def test_a_child_looking_for_a_place_is_never_sent_to_a_refuge_for_adults():
    refuge = listing("gb-refuge", "domestic_violence")
    helpline = listing("gb-child", "child_helpline", audience="children")
    for need in (Need.SHELTER, Need.SAFETY):
        assert ids(plan(need, age=CHILD), refuge, helpline) == ["gb-child"]


# --- pictures (H05) ---


def test_the_route_of_the_picture_decides_which_tool_is_shown():
    adult = listing(
        "xx-adult", "content_removal", country="XX", image_age="adult", image_upload="hash_only", **TOOL
    )
    child = listing(
        "xx-child", "content_removal", country="XX", image_age="under18", image_upload="hash_only", **TOOL
    )
    assert ids(plan(Need.REMOVAL, route="adult"), adult, child) == ["xx-adult"]
    assert ids(plan(Need.REMOVAL, route="child"), adult, child) == ["xx-child"]


def test_a_picture_of_unasked_age_takes_the_childs_route():
    adult = listing("xx-adult", "content_removal", country="XX", image_age="adult", **TOOL)
    child = listing("xx-child", "content_removal", country="XX", image_age="under18", **TOOL)
    assert ids(plan(Need.REMOVAL, age=ANYBODY), adult, child) == ["xx-child"]


def test_an_adult_harmed_as_a_child_is_not_sent_to_a_line_for_adults_pictures():
    adults = listing("gb-adults", "image_abuse", audience="adults")
    assert ids(plan(Need.REMOVAL, route="child"), adults, listing("gb-hotline", "csam_hotline")) == [
        "gb-hotline"
    ]


@pytest.mark.parametrize("kind", ["content_removal", "csam_hotline"])
def test_nobody_unvetted_is_given_a_childs_picture(kind):
    wants = listing("gb-upload", kind, image_upload="yes", **TOOL)
    other = listing("gb-other", "csam_hotline", **TOOL)
    assert ids(plan(Need.REMOVAL, age=CHILD, route="child"), wants, other) == ["gb-other"]


def test_a_vetted_hotline_may_take_a_childs_picture():
    wants = listing("gb-upload", "csam_hotline", image_upload="yes", vetted=True, **TOOL)
    assert ids(plan(Need.REMOVAL, age=CHILD, route="child"), wants) == ["gb-upload"]


def test_a_tool_that_makes_codes_is_among_the_services_for_removal():
    others = [listing(f"gb-{n}", "content_removal", grade="A", hours=ALWAYS) for n in range(5)]
    codes = listing(
        "xx-codes", "image_abuse", country="XX", image_upload="hash_only", image_age="adult", **TOOL
    )
    found = ids(plan(Need.REMOVAL, route="adult"), codes, *others)
    assert len(found) == 3
    assert "xx-codes" in found


# --- prevention (H17) ---


def test_whoever_fears_their_own_thoughts_sees_no_service_for_survivors():
    stock = [
        listing("gb-victims", "victim_support"),
        listing("gb-sexual", "sexual_violence", hours=ALWAYS),
        listing("gb-peer", "therapy_peer"),
        listing("gb-crisis", "crisis"),
        listing("gb-prevention", "prevention_offender", audience="worried_about_self"),
    ]
    fears = plan(Need.PREVENTION, Need.PSYCHOSOCIAL, Need.SAFETY, prevention_only=True, pathway="p14")
    matches = match(fears, *stock)
    shown = {one.listing.id for need in matches.by_need for one in need.services}
    assert shown == {"gb-prevention", "gb-crisis"}
    assert matches.person.listing.id in shown
    assert matches.named == ()


def test_nobody_else_sees_help_for_offenders():
    offenders = listing("gb-prevention", "prevention_offender", more_kinds=("crisis",), hours=ALWAYS)
    matches = match(plan(Need.PSYCHOSOCIAL), offenders, listing("gb-line"))
    assert [one.listing.id for one in matches.by_need[0].services] == ["gb-line"]
    assert matches.person.listing.id == "gb-line"


# --- police and state bodies (H24) ---


def test_police_is_never_first_and_never_alone():
    police = listing("gb-police", "police_report", grade="A", hours=ALWAYS)
    line = listing("gb-line", "csam_hotline", police=True, hours=ALWAYS)
    assert ids(plan(Need.REPORT, route="child"), police, line) == []
    found = ids(
        plan(Need.REPORT, route="child"), police, line, listing("gb-hotline", "csam_hotline", grade="D")
    )
    assert found[0] == "gb-hotline"
    assert set(found[1:]) == {"gb-police", "gb-line"}


def test_police_is_not_the_person_to_talk_to():
    police = listing("gb-police", "domestic_violence", police=True, hours=ALWAYS)
    assert match(plan(Need.SAFETY), police, listing("gb-line")).person.listing.id == "gb-line"


def test_a_state_body_for_migration_stands_behind_others():
    state = listing("gb-state", "migrant", state_migration_body=True, hours=ALWAYS)
    assert ids(plan(Need.IMMIGRATION), state) == []
    found = match(plan(Need.IMMIGRATION), state, listing("gb-law", "legal")).by_need[0].services
    assert [one.listing.id for one in found] == ["gb-law", "gb-state"]
    assert "state-body" in found[1].why


def test_a_child_is_not_sent_to_police():
    stock = [listing("gb-police", "police_report"), listing("gb-hotline", "csam_hotline")]
    assert ids(plan(Need.REPORT, age=CHILD, route="child"), *stock) == ["gb-hotline"]


# --- order ---


def test_open_now_comes_first_and_a_free_line_before_one_that_may_cost():
    found = ids(
        plan(Need.PSYCHOSOCIAL),
        listing("gb-closed", hours=OFFICE),
        listing("gb-always", hours=ALWAYS),
        listing("gb-free", hours=ALWAYS, cost_free=True),
        now=SATURDAY,
    )
    assert found == ["gb-free", "gb-always", "gb-closed"]


def test_the_kind_for_what_happened_comes_before_a_general_line():
    stock = [listing("gb-crisis", hours=ALWAYS), listing("gb-rape", "sexual_violence")]
    assert ids(plan(Need.PSYCHOSOCIAL, facts=frozenset({"touch:72h"})), *stock)[0] == "gb-rape"


def test_one_that_is_open_is_among_the_three_where_there_is_one():
    lines = [listing(f"gb-{n}", "domestic_violence") for n in range(4)]
    is_open = listing("gb-open", "sexual_violence", hours=ALWAYS)
    assert "gb-open" in ids(plan(Need.SAFETY, facts=frozenset({"who:known"})), *lines, is_open)


def test_services_for_everyone_come_before_those_for_one_group_until_it_is_chosen():
    women = listing("gb-women", group="women", hours=ALWAYS)
    stock = [women, listing("gb-all")]
    assert ids(plan(Need.PSYCHOSOCIAL), *stock) == ["gb-all", "gb-women"]
    assert ids(plan(Need.PSYCHOSOCIAL), *stock, groups={"women"}) == ["gb-women", "gb-all"]
    assert "for-group" in match(plan(Need.PSYCHOSOCIAL), *stock).by_need[0].services[1].why


def test_a_line_for_a_group_is_named_until_it_is_chosen_and_then_stands_with_the_need():
    stock = [listing("gb-lgbtq", "lgbtq", group="lgbtq"), listing("gb-all")]
    before = match(plan(Need.PSYCHOSOCIAL), *stock)
    assert [one.listing.id for one in before.named] == ["gb-lgbtq"]
    assert [one.listing.id for one in before.by_need[0].services] == ["gb-all"]
    after = match(plan(Need.PSYCHOSOCIAL), *stock, groups={"lgbtq"})
    assert [one.listing.id for one in after.by_need[0].services] == ["gb-lgbtq", "gb-all"]


def test_a_service_of_one_region_stands_after_national_ones_and_says_so():
    local = listing("gb-local", region="Wales", hours=ALWAYS)
    services = match(plan(Need.PSYCHOSOCIAL), local, listing("gb-all")).by_need[0].services
    assert [one.listing.id for one in services] == ["gb-all", "gb-local"]
    assert "only-in-region" in services[1].why
    assert "only-in-region" not in services[0].why


def test_a_doubtful_listing_comes_after_a_sound_one():
    assert (
        ids(plan(Need.PSYCHOSOCIAL), listing("gb-d", grade="D", hours=ALWAYS), listing("gb-b"))[0] == "gb-b"
    )


def test_a_service_stands_under_the_first_need_that_it_meets():
    matches = match(plan(Need.SAFETY, Need.SHELTER), listing("gb-line", "domestic_violence"))
    assert [one.listing.id for one in matches.by_need[0].services] == ["gb-line"]
    assert matches.by_need[1].services == ()
    assert (matches.by_need[1].honest, matches.by_need[1].above) == (Honest.SHOWN_ABOVE, ("gb-line",))


def test_a_stand_in_is_named_as_one():
    services = match(plan(Need.LEGAL), listing("gb-victims", "victim_support")).by_need[0]
    assert services.honest is Honest.ONLY_STAND_INS
    assert services.services[0].stand_in
    assert "stand-in" in services.services[0].why


def test_a_service_that_says_it_is_closed_is_not_shown():
    closed = listing("gb-closed", hours=Hours(known=Known.CLOSED))
    assert ids(plan(Need.PSYCHOSOCIAL), closed, listing("gb-line")) == ["gb-line"]


# --- wider areas ---


def test_a_country_with_nothing_is_helped_from_its_region_and_it_is_said():
    near = listing("fr-line", "domestic_violence", country="FR", languages=("fr",))
    need = match(plan(Need.SAFETY), near, country="BE").by_need[0]
    assert [one.listing.id for one in need.services] == ["fr-line"]
    assert (need.honest, need.services[0].scope) == (Honest.NOTHING_IN_COUNTRY, Scope.REGION)


def test_a_number_that_works_only_inside_its_country_helps_nobody_next_door():
    inside = listing("fr-line", "domestic_violence", country="FR", phones=(phone(inside_country_only=True),))
    assert match(plan(Need.SAFETY), inside, country="BE").by_need[0].services == ()


def test_a_line_next_door_that_speaks_no_shared_language_is_not_shown():
    near = listing("at-line", "domestic_violence", country="AT", languages=("hu",))
    assert match(plan(Need.SAFETY), near, country="FR", language="fr").by_need[0].services == ()


def test_law_does_not_cross_a_border():
    near = listing("fr-law", "legal", country="FR", languages=("fr",))
    assert match(plan(Need.LEGAL), near, country="BE").by_need[0].services == ()


def test_where_the_region_has_nothing_the_world_helps_and_it_is_said():
    world = listing("xx-portal", "csam_report", country="XX", **TOOL)
    need = match(plan(Need.REPORT, route="child"), world, country="TD").by_need[0]
    assert (need.honest, need.services[0].scope) == (Honest.NOTHING_IN_REGION, Scope.WORLD)


@pytest.mark.parametrize("country", [None, "", "XX", "nonsense"])
def test_without_a_country_there_are_services_for_everybody(country):
    world = listing("xx-line", "crisis", country="XX", hours=ALWAYS)
    matches = match(plan(Need.PSYCHOSOCIAL), world, listing("gb-line"), country=country)
    assert [one.listing.id for one in matches.by_need[0].services] == ["xx-line"]
    assert matches.emergency.honest


# --- somebody to talk to (S4, H18) ---


@pytest.mark.promise("S4")
def test_a_person_who_answers_now_is_on_the_plan():
    stock = [listing("gb-office", hours=OFFICE), listing("gb-always", hours=ALWAYS)]
    matches = match(plan(Need.LEGAL), *stock, now=SATURDAY)
    assert (matches.person.listing.id, matches.person_next) == ("gb-always", None)


@pytest.mark.promise("S4")
def test_where_nobody_answers_now_the_next_opening_is_told_and_who_else_might():
    stock = [listing("gb-office", hours=OFFICE), listing("gb-unknown")]
    matches = match(plan(Need.PSYCHOSOCIAL), *stock, now=SATURDAY)
    assert matches.person.listing.id == "gb-office"
    assert matches.person_next == MONDAY.replace(hour=9)
    assert matches.person_nearer.listing.id == "gb-unknown"


@pytest.mark.promise("S4")
def test_somebody_open_in_the_region_comes_before_nobody_with_the_own_line_beside():
    own = listing("be-line", "crisis", country="BE")
    near = listing("fr-line", "crisis", country="FR", languages=("fr",), hours=ALWAYS)
    matches = match(plan(Need.PSYCHOSOCIAL), own, near, country="BE")
    assert (matches.person.listing.id, matches.person.scope) == ("fr-line", Scope.REGION)
    assert matches.person_nearer.listing.id == "be-line"


@pytest.mark.promise("S4")
def test_the_emergency_number_of_the_country_is_on_every_plan():
    stock = edition(emergency={"GB": (number("999"),)})
    matches = for_plan(plan(Need.LEGAL), country="GB", language="en", now=MONDAY, published=stock)
    assert matches.emergency.main.number == "999"


def test_a_directory_or_a_form_is_nobody_to_talk_to():
    tool = listing("gb-tool", hours=ALWAYS, **TOOL)
    office = listing("gb-office", hours=ALWAYS, helpline=False)
    assert match(plan(Need.PSYCHOSOCIAL), tool, office, listing("gb-line")).person.listing.id == "gb-line"


def test_a_child_is_given_a_child_helpline_to_talk_to():
    stock = [
        listing("gb-all", hours=ALWAYS),
        listing("gb-child", "child_helpline", audience="children", hours=ALWAYS),
    ]
    assert match(plan(Need.PSYCHOSOCIAL, age=CHILD), *stock).person.listing.id == "gb-child"


def test_thoughts_of_dying_bring_a_crisis_line():
    stock = [
        listing("gb-crisis", hours=ALWAYS),
        listing("gb-child", "child_helpline", audience="children", hours=ALWAYS),
    ]
    assert match(plan(Need.PSYCHOSOCIAL, age=CHILD), *stock).crisis is None
    matches = match(plan(Need.PSYCHOSOCIAL, age=CHILD, crisis=True), *stock)
    assert matches.crisis.listing.id == "gb-crisis"
    assert matches.person == matches.crisis


def test_an_empty_directory_gives_a_plan_without_services_and_no_error():
    matches = match(plan(*Need))
    assert matches.person is None
    assert all(need.services == () and need.honest for need in matches.by_need)
