"""What people without an account try: to probe from another site, to guess codes, to flood."""

from typing import Any, Final

from tests.attacks.switches import Attack, answers, both, item, put, setting

PROBING: Final = "another site probes"
GUESSING: Final = "somebody guesses codes"
FLOODING: Final = "somebody floods"

_HEADERS: Final = "safety.headers."
_SITE: Final = "tests/attacks/test_another_site.py::"
_CODES: Final = "tests/attacks/test_guessing_codes.py::"
_FLOODS: Final = "tests/attacks/test_a_flood.py::"
FRAMED: Final = "default-src * data: 'unsafe-inline'; frame-ancestors *"


def _without_a_limit(at_once: int) -> Any:
    from safety.turns import Turns

    return Turns(at_once=at_once, in_line=1_000, longest=3.0)


def _turns(patch: Any, _after: Any) -> None:
    for name in ("turns", "turns_of_shared"):
        patch.setattr(f"referral.handover_page.{name}", _without_a_limit(1_000))


def _tells_whether_there_was_one(patch: Any, _after: Any) -> None:
    from django.db import DatabaseError

    from referral import handover
    from referral.models.handover import Handover

    def destroy(typed: str) -> None:
        if not Handover.objects.filter(pk=handover._derived(handover.codes.read(typed)).lookup).exists():
            raise DatabaseError("there is none")

    patch.setattr("referral.handover.destroy", destroy)


def _answers_whoever_asks(patch: Any, _after: Any) -> None:
    """Let every page of the browser read every answer, with the cookies of whoever sits there."""
    from safety import headers

    by_door = headers.by_door

    def open_to_all(request: Any) -> dict[str, str]:
        allowed = {"Access-Control-Allow-Origin": request.headers.get("Origin", "*")}
        return {**by_door(request), **allowed, "Access-Control-Allow-Credentials": "true"}

    patch.setattr(headers, "by_door", open_to_all)


def _kept_without_end(listing_id: str, button: Any, today: Any) -> bool:
    from directory.models.feedback import Feedback
    from directory.models.service import Service

    Feedback.objects.create(service=Service.objects.get(seed_id=listing_id), said=button, on=today)
    return True


PROBES: Final = (
    Attack(
        PROBING, "no other page loads anything of ours",
        item(_HEADERS + "EVERYWHERE", "Cross-Origin-Resource-Policy", "cross-origin"),
        _SITE + "test_nothing_of_ours_loads_into_a_page_of_somebody_else", "no-cors opaque", served=True,
    ),
    Attack(
        PROBING, "no other page reads our files", setting(WHITENOISE_ALLOW_ALL_ORIGINS=True),
        _SITE + "test_nothing_of_ours_loads_into_a_page_of_somebody_else", "cors, plain cors 200",
        served=True,
    ),
    Attack(
        PROBING, "no page of ours is framed",
        both(
            item(_HEADERS + "EVERYWHERE", "X-Frame-Options", None),
            item(_HEADERS + "PUBLIC", "Content-Security-Policy", FRAMED),
            item(_HEADERS + "DESK", "Content-Security-Policy", FRAMED),
        ),
        _SITE + "test_no_page_of_ours_is_shown_in_a_frame", "was framed", served=True,
    ),
    Attack(
        PROBING, "nobody sees a difference between signed in and out", _answers_whoever_asks,
        _SITE + "test_it_looks_the_same_whether_somebody_is_signed_in_or_not", "assert [", served=True,
    ),
    Attack(
        PROBING, "no cookie goes along from another site", setting(SESSION_COOKIE_SAMESITE="Lax"),
        _SITE + "test_another_site_gets_no_cookie_of_the_desk_along", "/desk/", served=True,
    ),
    Attack(
        PROBING, "an opened window is cut off",
        item(_HEADERS + "EVERYWHERE", "Cross-Origin-Opener-Policy", "unsafe-none"),
        _SITE + "test_a_window_that_was_opened_tells_nothing_to_who_opened_it", "is True", served=True,
    ),
    Attack(
        PROBING, "nothing stays in a cache",
        item(_HEADERS + "EVERYWHERE", "Cache-Control", "public, max-age=3600"),
        _SITE + "test_nothing_that_a_visit_left_can_be_timed_or_found", "assert", served=True,
    ),
    Attack(
        PROBING, "nobody complains in a visitor's name", answers("referral.saying.is_from_elsewhere", False),
        "tests/referral/test_complaining.py::test_another_site_cannot_complain_for_somebody", "assert",
    ),
    Attack(
        PROBING, "nobody makes or destroys a code in a visitor's name",
        answers("referral.saying.is_from_elsewhere", False),
        "tests/referral/test_handover_pages.py::test_another_site_makes_and_destroys_nothing_for_anybody",
        "assert",
    ),
)  # fmt: skip

GUESSES: Final = (
    Attack(
        GUESSING, "one place is slowed", answers("safety.buckets._fill", 0.0),
        _CODES + "test_from_one_address_few_are_tried_in_an_hour", "assert 60 <= 7",
    ),
    Attack(
        GUESSING, "a true code and an invented one get the same page", _tells_whether_there_was_one,
        _CODES + "test_from_a_thousand_addresses_nobody_learns_which_codes_there_are", "assert",
    ),
    Attack(
        GUESSING, "the slow work is done by few at once, whoever asks", _turns,
        _CODES + "test_from_a_thousand_addresses_at_once_the_slow_work_is_done_by_few", "<= 3",
    ),
    Attack(
        GUESSING, "a code has twenty random digits", put("safety.codes.DIGITS", 13),
        _CODES + "test_ten_years_of_guessing_by_all_workers_of_a_large_server_find_nothing", ">= 66",
    ),
    Attack(
        GUESSING, "trying a code is slow in production",
        put("config.settings.base.WAYPOST_CODE_COST", (1024, 1, 1)),
        _CODES + "test_ten_years_of_guessing_by_all_workers_of_a_large_server_find_nothing", "(1024, 1, 1)",
    ),
    Attack(
        GUESSING, "each worker of the desk is slowed", answers("safety.buckets._fill", 0.0),
        _CODES + "test_a_worker_who_guesses_is_slowed_and_on_record", "20 <= 4",
    ),
    Attack(
        GUESSING, "a code tried in vain is on record", answers("referral.handover.missed"),
        _CODES + "test_a_worker_who_guesses_is_slowed_and_on_record", "3 <= 0",
    ),
)  # fmt: skip

FLOODS: Final = (
    Attack(
        FLOODING, "a large body is refused before it is read", answers("safety.doors.refusal", 0),
        "tests/safety/test_doors.py::test_a_form_of_ten_megabytes_gets_a_calm_page", "413",
    ),
    Attack(
        FLOODING, "no file touches a disk",
        both(
            answers("safety.doors.refusal", 0),
            setting(FILE_UPLOAD_HANDLERS=["django.core.files.uploadhandler.TemporaryFileUploadHandler"]),
        ),
        "tests/safety/test_doors.py::test_a_file_is_refused_before_it_touches_a_disk", "assert",
    ),
    Attack(
        FLOODING, "who asks the interface too often waits", answers("safety.buckets._fill", 0.0),
        "tests/directory/test_api_door.py::test_who_asks_too_often_is_told_when_to_come_back", "429",
    ),
    Attack(
        FLOODING, "who asks for too many steps waits", answers("safety.buckets._fill", 0.0),
        "tests/referral/test_api_pathways_limits.py::test_steps_are_counted_apart_from_what_costs_less",
        "assert",
    ),
    Attack(
        FLOODING, "complaints of one place are slowed", answers("safety.buckets._fill", 0.0),
        "tests/referral/test_complaining.py::test_a_flood_is_slowed_and_a_day_of_it_fills_no_disk",
        "again in a minute",
    ),
    Attack(
        FLOODING, "presses of a day fill no table", put("directory.feedback._counted", _kept_without_end),
        "tests/directory/test_feedback.py::test_a_day_of_pressing_does_not_fill_the_table", "assert",
    ),
    Attack(
        FLOODING, "what counts callers is bounded", put("safety.buckets.MOST_CALLERS", 10**9),
        "tests/safety/test_buckets.py::test_the_memory_is_bounded", "== (20000 + 1)",
    ),
    Attack(
        FLOODING, "who has many addresses shuts nobody out",
        answers("safety.buckets.Buckets._drop_full"),
        "tests/safety/test_buckets.py::test_who_has_many_addresses_shuts_nobody_out_for_longer_than_a_minute",
        "assert",
    ),
    Attack(
        FLOODING, "a search is cut", put("referral.forms.LONGEST_SEARCH", 10**6),
        "tests/referral/test_forms.py::test_no_more_than_two_hundred_letters_of_a_search_are_read", "assert",
    ),
    Attack(
        FLOODING, "an account is locked for a place that guesses",
        answers("axes.handlers.database.AxesDatabaseHandler.is_locked", False),
        "tests/staff/test_lockout.py::test_five_guesses_lock_the_account_for_this_place", "assert",
    ),
    Attack(
        FLOODING, "guesses from many places are slowed", put("staff.lockout.ACCOUNT_FAILURES", 10**9),
        "tests/staff/test_lockout.py::test_guesses_from_many_places_make_unknown_devices_wait_some_minutes",
        "assert",
    ),
    Attack(
        FLOODING, "a form of many fields is not read", answers("referral.forms.is_too_long", False),
        _FLOODS + "test_a_form_of_a_thousand_fields_is_refused", "400",
    ),
)  # fmt: skip

ATTACKS: Final = (*PROBES, *GUESSES, *FLOODS)
