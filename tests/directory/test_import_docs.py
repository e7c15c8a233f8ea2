"""docs/import.md names every repair and every reason, in the words of the report."""

from pathlib import Path

from django.conf import settings

from directory.hsds.incoming import REASONS, WORDS, Reason, Repair

PAGE = (Path(settings.BASE_DIR) / "docs" / "import.md").read_text()


def test_every_repair_and_reason_has_its_words() -> None:
    assert set(WORDS) == set(Repair)
    assert set(REASONS) == set(Reason)


def test_the_page_has_all_of_them() -> None:
    lines = [f"| `{code.value}` | {words} |" for code, words in (*WORDS.items(), *REASONS.items())]
    assert [line for line in lines if line not in PAGE] == []
