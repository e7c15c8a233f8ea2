"""Stable ways in: opaque, neutral, permanent, and used once."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from referral import arriving, editions
from referral.pathway import walk
from tests.running.accessibility import findings

# They stand in warning pages of others, so none may ever change, and none may come to mean another pathway.
FOR_EVER = {
    "p01": "h92ss3", "p02": "g2q3m6", "p03": "j3qj83", "p04": "kgn8vg", "p05": "vjq6m8", "p06": "n3br3j",
    "p07": "tnt2pc", "p08": "trfh2d", "p09": "hp6cvr", "p10": "kwf75c", "p11": "w28tcq", "p12": "tn6nq6",
    "p13": "rdtp7x", "p14": "r48pxq", "p15": "ss7wxn", "p16": "h8ssb4",
}  # fmt: skip
PREVENTION = FOR_EVER["p14"]
BROWSER = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes, closed at its end


# --- the table ---


def test_no_code_ever_changes() -> None:
    assert {flow: arriving.LINKS[flow] for flow in FOR_EVER} == FOR_EVER


def test_every_pathway_has_its_own_code_and_the_page_of_the_interface_names_it() -> None:
    page = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    flows = editions.seeds().pathways.keys() - {"p00"}
    assert flows <= arriving.LINKS.keys()
    assert [flow for flow, code in arriving.LINKS.items() if f"`/{code}/`" not in page] == []


@pytest.mark.promise("S2")
def test_a_code_says_nothing_of_its_pathway() -> None:
    codes = list(arriving.LINKS.values())
    assert codes != sorted(codes)  # not even which comes before which
    assert [code for code in codes if re.search(r"[aeiou01l]|p\d\d", code)] == []


@pytest.mark.parametrize(
    "table",
    ['{"p01": "stopit"}', '{"p01": "bcd234", "p02": "bcd234"}', '{"p00": "bcd234"}', '{"p01": "bcd23"}'],
)
def test_a_table_that_tells_or_confuses_is_refused(table: str) -> None:
    with pytest.raises(arriving.LinkError):
        arriving.read(table)


# --- what opens ---


@pytest.mark.promise("S2")
@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "code"), arriving.LINKS.items())
def test_the_first_question_of_the_pathway_opens_with_nothing_telling_around_it(
    client: Client, flow: str, code: str
) -> None:
    answer = client.get(f"/{code}/")
    page, home = answer.content.decode(), client.get("/").content.decode()
    assert answer.status_code == 200
    assert f'name="start" value="{flow}"' in page
    first = walk.position(editions.current(), {}, under18=False, start=flow).question
    assert f'name="asked" value="{first.key}"' in page
    assert code not in page
    assert set(re.findall(r'formaction="([^"]*)"', page)) == {"/"}
    assert re.findall("<title>.*</title>", page) == re.findall("<title>.*</title>", home)
    assert "data-quick-exit" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_the_link_for_prevention_opens_its_own_form_of_the_first_question(client: Client) -> None:
    page = client.get(f"/{PREVENTION}/").content.decode()
    assert "Is a child being hurt" in page
    assert "data-service" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_it_opens_in_the_language_that_the_browser_asks_for(client: Client, language: str) -> None:
    page = client.get(f"/{PREVENTION}/", headers={"accept-language": language}).content.decode()
    assert f'name="language" value="{language}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/bcdfgh/", f"/{PREVENTION}", f"/{PREVENTION}/x/", f"/en/{PREVENTION}/"])
def test_no_other_address_opens(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_it_takes_no_parameters(client: Client) -> None:
    with_some = client.get(f"/{PREVENTION}/?start=p01&a=danger:yes&language=ar")
    assert with_some.content == client.get(f"/{PREVENTION}/").content


# --- in a browser ---


@BROWSER
@pytest.mark.both_engines
def test_the_walk_goes_on_at_the_neutral_address_as_one_entry_in_the_history(page: Page) -> None:
    page.goto(f"/{PREVENTION}/")
    before = page.evaluate("history.length")
    page.locator("button[value='danger:no']").click()
    page.locator("[name=asked][value^='p14.']").first.wait_for(state="attached")
    assert page.url.endswith(":" + page.url.rsplit(":", 1)[1].split("/")[0] + "/")
    assert page.evaluate("history.length") == before
    assert findings(page) == []


@BROWSER
def test_it_works_without_script(page_without_script: Page) -> None:
    page = page_without_script
    page.goto(f"/{PREVENTION}/")
    page.locator("button[value='danger:no']").click()
    page.locator("[name=asked][value^='p14.']").first.wait_for(state="attached")
    assert page.evaluate("location.pathname") == "/"
    page.locator("button[name=back]").click()
    page.locator("button[value='danger:no']").wait_for()


@BROWSER
def test_choosing_a_country_first_leads_back_to_the_same_question(page: Page) -> None:
    page.goto(f"/{PREVENTION}/")
    page.locator("button[name=go][value=place]").first.click()
    page.select_option("#country", "GB")
    page.locator("main .press").first.click()
    page.locator("h1", has_text="Is a child being hurt").wait_for()
