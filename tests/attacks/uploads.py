"""What hostile files and hostile texts try."""

import json
import re
from typing import Any, Final
from xml.etree import ElementTree  # noqa: S405 - the reader without the defence, which is what is tried

from tests.attacks.switches import Attack, both, item, put, setting

IMPORTING: Final = "somebody uploads a hostile import"
WRITING: Final = "somebody sends hostile text"
_TEXT: Final = "tests/attacks/test_hostile_text.py::"
_IMPORT: Final = "tests/attacks/test_a_hostile_import.py::"


def _under_its_own_name(self: Any, field_name: str, file_name: str, *rest: Any, **named: Any) -> None:
    self.field_name, self.count = field_name, 0
    place = self.folder / file_name.replace("\\", "/").replace("\0", "")
    place.parent.mkdir(parents=True, exist_ok=True)
    self.target = place.open("wb")


def _any_job(job_id: str) -> Any:
    from directory import import_jobs

    told = json.loads((import_jobs.home() / job_id / import_jobs.NOTE).read_text(encoding="utf-8"))
    return import_jobs.Job(**{**told, "phase": import_jobs.Phase(told["phase"])})


IMPORTS: Final = (
    Attack(
        IMPORTING, "a zip is counted before it is unpacked", put("directory.hsds.read_tabular.MOST_BYTES",
        2**60),
        _IMPORT + "test_a_zip_that_says_it_is_a_hundred_gigabytes_is_not_unpacked", "BadZipFile",
    ),
    Attack(
        IMPORTING, "a line has an end", put("directory.hsds.decoding.LONGEST_LINE", 2**40),
        _IMPORT + "test_a_zip_of_kilobytes_with_one_endless_line_is_given_up_and_not_held", "assert",
    ),
    Attack(
        IMPORTING, "a file is kept under a name of ours",
        put("directory.incoming_file.PrivateFolder.new_file", _under_its_own_name),
        _IMPORT + "test_the_name_of_an_upload_leads_nowhere", "assert",
    ),
    Attack(
        IMPORTING, "the number of a job is a number of ours", put("directory.import_jobs.known", _any_job),
        _IMPORT + "test_the_number_of_a_job_leads_nowhere", "KeyError",
    ),
    Attack(
        IMPORTING, "an upload is bounded", setting(WAYPOST_IMPORT_MEGABYTES=4096),
        _IMPORT + "test_who_says_beforehand_that_two_gigabytes_come_is_not_read",
        "Cannot read more than the available bytes",
    ),
    Attack(
        IMPORTING, "a header has so many columns and no more", put("directory.hsds.cells.MOST_COLUMNS",
        10**9),
        _IMPORT + "test_a_header_that_is_too_wide_is_refused_whole", "assert",
    ),
    Attack(
        IMPORTING, "an age is a short text", put("directory.hsds.values._LONGEST_AGE", 10**9),
        _IMPORT + "test_a_cell_of_a_megabyte_runs_no_pattern_for_ever", "OverflowError",
    ),
    Attack(
        IMPORTING, "XML brings no definitions along",
        put("directory.hsds.read_airs.iterparse",
            lambda file, events, forbid_dtd: ElementTree.iterparse(file, events)),  # noqa: S314
        _IMPORT + "test_a_file_with_definitions_of_its_own_is_not_read", "assert",
    ),
    Attack(
        IMPORTING, "no cell goes out as a formula", put("directory.listing_table.harmless",
        lambda cell: cell),
        _IMPORT + "test_what_came_in_as_a_formula_goes_out_as_a_text", "startswith",
    ),
)  # fmt: skip


def _as_it_stands(patch: Any, _after: Any) -> None:
    """Have both engines put texts on a page as they are."""
    from django.template import engines

    patch.setattr("django.template.base.render_value_in_context", lambda value, _context: str(value))
    patch.setattr("jinja2.runtime.escape", str)
    patch.setattr("referral.templating.WRITTEN", ())
    cache = getattr(engines["public"], "env", None)
    if cache is not None and cache.cache is not None:
        cache.cache.clear()
        _after.callback(cache.cache.clear)


WRITINGS: Final = (
    Attack(
        WRITING, "a text on a page of the desk is a text", _as_it_stands,
        _TEXT + "test_no_page_of_the_desk_obeys", "obeyed",
    ),
    Attack(
        WRITING, "a text on a public page is a text", _as_it_stands,
        _TEXT + "test_a_search_shows_the_words_of_the_listing_as_words", "assert",
    ),
    Attack(
        WRITING, "a table that is taken out holds no formula",
        put("directory.listing_table.harmless", lambda cell: cell),
        _TEXT + "test_no_table_that_is_taken_out_holds_a_formula", "a formula in a table",
    ),
    Attack(
        WRITING, "a browser does not guess what an answer is",
        both(
            item("safety.headers.EVERYWHERE", "X-Content-Type-Options", None),
            setting(SECURE_CONTENT_TYPE_NOSNIFF=False),
        ),
        _TEXT + "test_the_interface_says_it_as_json_and_says_that_it_is_json", "x-content-type-options",
    ),
    Attack(
        WRITING, "nothing turns the signs of a number round", put("directory.listing_draft.TURNS",
        re.compile("(?!)")),
        _TEXT + "test_what_turns_signs_round_is_taken_out_where_a_text_comes_in", "not in",
    ),
)  # fmt: skip

ATTACKS: Final = (*IMPORTS, *WRITINGS)
