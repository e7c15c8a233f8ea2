"""The checks can fail: each of them, on a page that was made to be wrong."""

import pytest
from playwright.sync_api import Page

from tests.accessible import tree
from tests.accessible.keyboard import Keyboard
from tests.accessible.probing import ask

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes

LONG = "<p>A line of the page.</p>" * 30


def body(inside: str, style: str = "") -> str:
    return f'<!doctype html><html lang="en"><style>{style}</style><body>{inside}</body></html>'


@pytest.mark.parametrize(
    ("question", "inside", "style", "said"),
    [
        ("misnamed", "<button><span class=off>The language: </span>English</button>", "", "not called"),
        ("misnamed", "<a href=/ aria-label='Go away'>Leave</a>", "", "not called"),
        ("small", "<button>Go</button>", "button{height:30px;width:90px}", "90 x 30"),
        ("sideways", "<p>Wide</p>", "p{width:500px}", "the page: "),
        ("sideways", "<p>Cut at its edge</p>", "p{width:40px;overflow:hidden;white-space:nowrap}", "cut off"),
        ("sideways", "<p>Away</p>", "p{position:relative;left:-90px}", "sticks out"),
        ("behind", "<div class=leave>Out</div>" + LONG + "<button>Last</button>",
         ".leave{position:fixed;bottom:0;height:90px;width:100%}", "behind the way out"),
        ("behind", "<div class=leave>Out</div>", ".leave{position:fixed;bottom:0;height:500px}", "takes 500"),
        ("foreign", "<p>نص قصير هنا</p>", "", "en: نص"),
        ("foreign", "<p lang=ar>Words that are not Arabic at all</p>", "", "ar: Words"),
        ("moves", "<p>Slowly</p>", "p{transition:color 1s}", "transition"),
        ("moves", "<p>Round</p>", "@keyframes turn{to{rotate:1turn}}p{animation:turn 1s infinite}", "runs"),
        ("edgeless", "<button>Flat</button>", "button{border:0}", "no edge"),
        ("hovers", "<p>Menu</p>", "p b{display:none}p:hover b{display:block}", "p:hover b: display"),
    ],
)  # fmt: skip
def test_a_page_that_was_made_wrong_is_found_out(
    page: Page, question: str, inside: str, style: str, said: str
) -> None:
    page.set_content(body(inside, style))
    assert said in " ".join(ask(page, question))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<main><h1>One</h1><button></button></main>", "a button without a name"),
        ("<main><h1>One</h1><h3>Three</h3></main>", "level 3 follows one of level 1"),
        ("<main><h1>One</h1></main><main></main>", "2 of main"),
        ("<main><h1>One</h1></main><p>Lost</p>", "outside of every landmark"),
        ("<main aria-busy=true><h1>One</h1></main>", "still busy"),
        ("<main><h1>One</h1><p role=status></p></main>", "an empty status"),
        ("<nav><a href=/>A</a></nav><nav><a href=/>B</a></nav>", "called the same"),
    ],
)
def test_a_tree_that_misleads_is_found_out(page: Page, inside: str, said: str) -> None:
    page.set_content(body(inside))
    assert said in " ".join(tree.faults(tree.read(page)))


@pytest.mark.parametrize(
    ("inside", "style", "said"),
    [
        ("<button>One</button>", "button:focus{outline:0}", "marked by 0"),
        ("<button>One</button>", "button:focus{outline:3px solid #eee}", "contrast of 1."),
        ("<button>One</button><i></i>", "i{position:fixed;inset:0;background:#fff}", "out of sight"),
        (
            "<button tabindex=2>One</button><button tabindex=1>Two</button>",
            "button{display:block}",
            "before it",
        ),
    ],
)
def test_a_focus_that_is_lost_from_sight_is_found_out(page: Page, inside: str, style: str, said: str) -> None:
    page.set_content(body(inside, style))
    keyboard = Keyboard(page)
    keyboard.round()
    assert said in " ".join(keyboard.faults)


def test_what_the_keyboard_does_not_reach_is_said(page: Page) -> None:
    page.set_content(body("<button>One</button><div id=far onclick=''>Two</div>"))
    with pytest.raises(AssertionError, match="does not reach #far"):
        Keyboard(page).to("#far")
