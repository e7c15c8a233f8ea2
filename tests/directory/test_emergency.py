"""Emergency numbers: of the country that was chosen, or an honest answer."""

import pytest

from directory import emergency
from tests.directory.making import edition, number

STOCK = edition(emergency={"GB": (number("999"), number("112")), "EU": (number("112"),)})


@pytest.mark.promise("S4")
def test_the_main_number_of_the_country_comes_first():
    assert emergency.for_country("GB", STOCK).main.number == "999"


@pytest.mark.promise("S4")
@pytest.mark.parametrize("code", ["TK", "", None, "XX", "nonsense"])
def test_where_no_number_is_known_that_is_said_and_none_is_guessed(code):
    found = emergency.for_country(code, STOCK)
    assert found.honest
    assert found.main is None


def test_the_number_of_the_union_stands_in_for_a_member_only():
    assert emergency.for_country("FR", STOCK).main.number == "112"
    assert emergency.for_country("CH", STOCK).honest
