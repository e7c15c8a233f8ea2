"""Which kinds of listing meet which need, for whom."""

import pytest

from directory.topics import KINDS, Harm, Kind, Need, harms, kinds_for


def kinds(need, *, happened=(Harm.OTHER,), minor=False, child_route=False):
    return kinds_for(need, happened=happened, minor=minor, child_route=child_route)


def test_every_need_but_access_has_a_kind_that_meets_it_or_stands_in():
    assert [need for need in Need if not KINDS[need].every] == [Need.ACCESS]


@pytest.mark.parametrize("need", list(Need))
def test_police_never_meets_a_need(need):
    assert Kind.POLICE_REPORT not in KINDS[need].every


def test_what_happened_puts_the_fitting_line_first():
    first = {
        harm: kinds(Need.SAFETY, happened=(harm,)).best[0] for harm in (Harm.CLOSE, Harm.TOUCHED, Harm.TRAP)
    }
    assert first == {
        Harm.CLOSE: Kind.DOMESTIC_VIOLENCE,
        Harm.TOUCHED: Kind.SEXUAL_VIOLENCE,
        Harm.TRAP: Kind.TRAFFICKING,
    }


def test_a_trafficking_line_is_named_only_where_the_answers_point_there():
    elsewhere = kinds(Need.SAFETY, happened=(Harm.PICTURES,)).every + kinds(Need.LEGAL).every
    assert Kind.TRAFFICKING not in elsewhere
    assert Kind.TRAFFICKING in kinds(Need.LEGAL, happened=(Harm.TRAP,)).every


def test_somebody_close_weighs_more_than_the_picture():
    assert harms(pathway="p01", facts={"who:known"}) == (Harm.CLOSE, Harm.PICTURES)


def test_a_marriage_that_the_family_plans_is_no_question_of_trafficking():
    assert harms(pathway="p07", facts={"family-plan"}) == (Harm.FORCED_FAMILY,)


def test_an_adults_picture_is_not_taken_to_a_hotline_for_pictures_of_children():
    for need in (Need.REMOVAL, Need.REPORT):
        assert Kind.CSAM_HOTLINE not in kinds(need, happened=(Harm.PICTURES,)).every
        assert Kind.CSAM_HOTLINE in kinds(need, happened=(Harm.PICTURES,), child_route=True).every


def test_a_child_without_a_safe_place_is_sent_to_a_child_helpline_and_no_refuge():
    assert kinds(Need.SHELTER, minor=True).every == (Kind.CHILD_HELPLINE,)
