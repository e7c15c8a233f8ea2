"""What a screen reader is told on the pages that matter most: roles, names, order, and what is said unasked.

In two languages; the words come from the catalogues, so that a test breaks when the order or a role changes.
"""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page

from tests.accessible import tree
from tests.accessible.kinds import KINDS, show
from tests.accessible.surveying import Survey
from tests.accessible.tree import CONTROLS, LANDMARKS, LIVE, Node
from tests.journeys.walking import open_home

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
OF = {kind.name: kind for kind in KINDS}
TOLD = LANDMARKS | CONTROLS | LIVE | {"heading"}
BOTH = pytest.mark.parametrize("language", ["en", "ar"])


def told(node: Node, *but: str) -> list[tuple[str, str]]:
    """Return roles and names in the order of reading; forms without a name are not announced."""
    return [
        (one.role, one.name)
        for one in node.all()
        if one.role in TOLD and one.role not in but and (one.role != "form" or one.name)
    ]


def part(root: Node, role: str) -> Node:
    return root.those(role)[0]


@BOTH
def test_the_first_page_is_read_in_this_order(survey: Callable[[str], Survey], language: str) -> None:
    root = survey(language)["home"].tree
    with translation.override(language):
        assert told(part(root, "navigation")) == [
            ("navigation", _("Way out")),
            ("link", _("Leave this site")),
        ]
        [_banner, (_role, place)] = told(part(root, "banner"))
        assert place.endswith(f"{_('Choose a country')} : {_('Language and country')}")
        matter = told(part(root, "main"))
        assert matter[-5:] == [
            ("heading", _("What is happening?")),
            ("button", f"{_('I am in danger now')} {_('Emergency numbers for your country')}"),
            ("button", f"{_('Help me work out what to do')} {_('A few questions, then a plan for you')}"),
            ("button", f"{_('Find a service')} {_('Helplines and places that help, by country')}"),
            ("button", _("I am helping someone else")),
        ]
        assert [name for _role, name in told(part(root, "contentinfo"))] == [
            "", _("I am under 18"), _("Is it safe to use this here?"),
            _("What leaving does, and what it can’t do"), _("Who runs this, and what is kept?"),
            _("Something is wrong here?"),
        ]  # fmt: skip


@BOTH
def test_a_mistake_is_said_at_once_and_stands_before_its_question(
    survey: Callable[[str], Survey], language: str
) -> None:
    main = part(survey(language)["several, none ticked"].tree, "main")
    [alert] = main.those("alert")
    assert alert.words
    assert alert.says.get("focused")
    roles = [role for role, _name in told(main)]
    assert roles.index("alert") < roles.index("heading") < roles.index("checkbox")
    [group] = [node for node in main.those("group") if node.those("checkbox")]
    assert group.name == part(main, "heading").name


@BOTH
def test_results_are_counted_aloud_and_each_is_a_heading_with_its_ways(
    survey: Callable[[str], Survey], language: str
) -> None:
    main = part(survey(language)["results"].tree, "main")
    with translation.override(language):
        assert part(main, "region").name == _("Emergency")
    [found] = main.those("status")
    assert any(letter.isdigit() for letter in found.words)
    articles = main.those("article")
    assert len(articles) >= 3
    for article in articles:
        assert [node.says["level"] for node in article.those("heading")] == [2]
        assert article.those("link", "button", "DisclosureTriangle")
    assert [node.role for node in main.those("search", "status", "article")][:3] == [
        "search",
        "status",
        "article",
    ]


@BOTH
def test_a_plan_is_read_from_the_emergency_number_to_what_not_to_do(
    survey: Callable[[str], Survey], language: str
) -> None:
    root = survey(language)["plan, opened"].tree
    main = part(root, "main")
    with translation.override(language):
        stages = [_("Someone to talk to"), _("Now"), _("Today"), _("Keep"), _("Better not")]
    names = dict.fromkeys(
        name for role, name in told(main) if role == "heading"
    )  # a need may be called alike
    assert [name for name in names if name in stages] == stages
    order = [(role, name) for role, name in told(main) if role in {"heading", "region"}]
    assert [role for role, _name in order][:3] == ["heading", "region", "heading"]
    assert part(main, "region").those("link")
    fold = next(node for node in main.those("DisclosureTriangle") if node.says.get("focused"))
    assert fold.says["expanded"]


@BOTH
def test_a_code_is_read_digit_by_digit(survey: Callable[[str], Survey], language: str) -> None:
    groups = part(survey(language)["code"].tree, "main").those("image", "img")
    assert len(groups) == 7
    for group in groups:
        assert len(group.name.split()) >= 3


@BOTH
def test_thanks_are_said_and_are_where_the_reader_is(survey: Callable[[str], Survey], language: str) -> None:
    said = [node for node in survey(language)["thanks"].tree.those("status") if node.says.get("focused")]
    assert len(said) == 1
    assert said[0].words


# --- what is said when a step is swapped in, which loads no page ---


@BOTH
def test_a_step_that_is_swapped_in_is_said_by_its_heading_in_its_language(page: Page, language: str) -> None:
    page.goto(f"/{language}/")
    page.locator("button[value=walk]").click()
    page.locator("button[value='p00.entry:picture']").wait_for()
    root = tree.read(page)
    [focused] = [node for node in root.all() if node.says.get("focused") and node.role != "RootWebArea"]
    assert (focused.role, focused.says["level"]) == ("heading", 1)
    assert tree.faults(root) == []
    assert page.locator("[aria-busy]").count() == 0  # else readers pass over all of it
    assert page.evaluate("document.documentElement.lang") == language


def test_the_language_that_is_read_aloud_changes_with_the_page(page: Page) -> None:
    open_home(page)
    for code, direction in (("ar", "rtl"), ("en", "ltr")):
        page.locator("header button").click()
        page.select_option("#language", code)
        page.locator("main .press").click()
        page.locator(f"html[lang={code}] [data-page=home]").wait_for()
        assert page.evaluate("document.documentElement.dir") == direction


def test_a_page_that_does_not_get_through_is_said_and_is_not_left_busy(page: Page) -> None:
    open_home(page)
    page.context.set_offline(True)
    page.locator("button[value=walk]").click()
    page.locator("[data-lost]").wait_for()
    [alert] = [node for node in tree.read(page).those("alert") if node.words]
    assert "Nothing is lost" in alert.words
    assert page.locator("[aria-busy]").count() == 0


def test_what_is_pressed_opened_ticked_or_not_is_told(page: Page) -> None:
    show(page, OF["under 18"])
    [young] = [node for node in tree.read(page).those("button") if "pressed" in node.says]
    assert (young.name, young.says["pressed"]) == ("I am under 18", "true")
    show(page, OF["several answers"])
    assert not part(tree.read(page), "DisclosureTriangle").says["expanded"]
    for at in range(3):
        page.locator("[data-most] input").nth(at).check()
    boxes = tree.read(page).those("checkbox")
    assert [box.says["checked"] for box in boxes[:4]] == ["true", "true", "true", "false"]
    assert boxes[3].says["disabled"]
