"""What is worked out once for a listing is never said of another one."""

from dataclasses import replace

from directory.disclosure import PublicListing
from directory.remembering import once_each
from tests.directory.making import listing


def counted(most: int = 10):
    asked: list[str] = []

    @once_each(most)
    def said(item: PublicListing, language: str = "en") -> str:
        asked.append(item.name)
        return f"{item.name} {language}"

    return said, asked


def test_the_same_listing_is_worked_out_once_for_each_thing_asked():
    said, asked = counted()
    one = listing("one")
    assert {said(one, "en"), said(one, "en"), said(one, "fr")} == {f"{one.name} en", f"{one.name} fr"}
    assert len(asked) == 2


def test_a_listing_that_was_changed_is_another_though_its_name_is_the_same():
    said, _ = counted()
    before = listing("one")
    after = replace(before, name="What it is called now")
    assert said(before) != said(after)
    assert said(before).startswith(before.name)


def test_no_more_is_kept_than_was_said():
    said, asked = counted(most=2)
    ones = [listing(name) for name in ("one", "two", "three")]
    for one in [*ones, *ones]:
        said(one)
    assert len(asked) == 6
