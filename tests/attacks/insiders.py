"""What people at the desk try, and who took over a session of theirs."""

import datetime as dt
from contextlib import ExitStack
from typing import Any, Final

import pytest

from tests.attacks.switches import Attack, answers, both, put, setting

POSING: Final = "somebody edits a listing to their own number"
PEEKING: Final = "a colleague reads cases that are not theirs"
RULING: Final = "an administrator tries what is not theirs"
STEALING: Final = "somebody steals, fixes or keeps a session"

_NUMBER: Final = "tests/attacks/test_another_number.py::"
_COLLEAGUE: Final = "tests/attacks/test_a_curious_colleague.py::"
_ADMIN: Final = "tests/attacks/test_an_administrator.py::"
_SESSION: Final = "tests/attacks/test_a_stolen_session.py::"
_HASH: Final = answers(
    "django.contrib.auth.base_user.AbstractBaseUser.get_session_auth_hash", "always the same"
)

_CYCLE: Final = answers("django.contrib.sessions.backends.base.SessionBase.cycle_key")


def _in_review(edition: Any, *, by: Any) -> Any:
    from directory import vetting

    return vetting._locked(edition)[1]


def _every_case(person: Any, *, now: Any) -> Any:
    from referral.models.case import Case

    return Case.objects.all()


def _slow_where_there_is_one(patch: pytest.MonkeyPatch, _after: ExitStack) -> None:
    import time

    from referral import case_access
    from referral.models.case import Case

    find = case_access.find

    def slow(person: Any, reference: str, **named: Any) -> Any:
        if Case.objects.filter(reference=case_access.read_reference(reference)).exists():
            time.sleep(1.0)
        return find(person, reference, **named)

    patch.setattr(case_access, "find", slow)


def _administrators_may_everything(patch: pytest.MonkeyPatch, _after: ExitStack) -> None:
    from staff import roles

    patch.setattr(roles, "TABLE", {**roles.TABLE, roles.Role.ADMINISTRATOR: frozenset(roles.Ability)})


def _without_triggers(_patch: pytest.MonkeyPatch, after: ExitStack) -> None:
    """Lift the guards of the tables of the record as soon as a test may ask the database."""
    from django.db.backends.utils import CursorWrapper

    from tests.emptying import unguarded

    execute = CursorWrapper.execute

    def without(self: Any, sql: str, params: Any = None) -> Any:
        if sql.startswith(
            ("UPDATE staff_audit", "DELETE FROM staff_audit")
        ):  # not what the house itself writes
            with unguarded():
                return execute(self, sql, params)
        return execute(self, sql, params)

    _patch.setattr(CursorWrapper, "execute", without)


NUMBERS: Final = (
    Attack(
        POSING, "the verbs ask for the role", answers("staff.models.person.User.require"),
        _NUMBER + "test_an_accomplice_in_another_role_brings_nothing_through", "== 0",
    ),
    Attack(
        POSING, "nobody agrees to what they wrote",
        both(
            put("directory.vetting._in_review", _in_review),
            answers("directory.vetting.held_up", ()),
            answers("staff.agreement._require_second"),
        ),
        _NUMBER + "test_somebody_with_both_roles_does_not_agree_with_themselves",
        "staff_proposal_agreed_by_another",  # the tables refuse it still
    ),
    Attack(
        POSING, "a changed number waits for a call", answers("directory.vetting._sensitive_held_up", ()),
        _NUMBER + "test_a_verifier_in_league_has_to_wait_a_day_and_to_lie_on_record", "DID NOT RAISE",
    ),
    Attack(
        POSING, "a changed number waits for a day", setting(WAYPOST_COOLING_HOURS=0),
        _NUMBER + "test_a_verifier_in_league_has_to_wait_a_day_and_to_lie_on_record", "DID NOT RAISE",
    ),
    Attack(
        POSING, "who recorded the call stands on record", answers("directory.vetting._record"),
        _NUMBER + "test_a_verifier_in_league_has_to_wait_a_day_and_to_lie_on_record", "does not exist",
    ),
    Attack(
        POSING, "a denial at the old number ends it", answers("directory.vetting._sensitive_held_up", ()),
        _NUMBER + "test_anybody_honest_who_calls_the_old_number_in_that_day_ends_it", "not in",
    ),
    Attack(
        POSING, "a number in a sentence counts", answers("directory.sensitive._in_words", ()),
        _NUMBER + "test_a_number_that_hides_where_it_is_not_looked_for_is_as_sensitive", "description",
    ),
)  # fmt: skip

PEEKS: Final = (
    Attack(
        PEEKING, "a case of another team is not there", put("referral.case_access.visible", _every_case),
        _COLLEAGUE + "test_every_address_with_the_number_answers_as_if_there_were_none", "assert [",
    ),
    Attack(
        PEEKING, "a clock tells nothing", _slow_where_there_is_one,
        _COLLEAGUE + "test_it_costs_the_same_to_ask_for_one_that_is_there_and_one_that_is_not", "< 3",
    ),
    Attack(
        PEEKING, "opening somebody else's case is on record", answers("referral.case_glass._record"),
        _COLLEAGUE + "test_breaking_the_glass_is_on_record_before_anything_is_shown", "== 1",
    ),
    Attack(
        PEEKING, "who tries references is stopped", answers("referral.case_glass._see_that_nobody_guesses"),
        "tests/referral/test_case_refused.py::test_who_guesses_references_is_stopped_and_seen",
        "You named cases that there are not",
    ),
    Attack(
        PEEKING, "no list and no count is of another team",
        both(
            put("referral.case_access.visible", _every_case),
            put("referral.models.case.CaseQuerySet.seen_by", lambda self, *_args, **_named: self),
        ),
        _COLLEAGUE + "test_no_count_changes", "assert",
    ),
    Attack(
        PEEKING, "every look is on record", answers("staff.audit.record"),
        "tests/referral/test_case_seen.py::test_every_verb_on_a_case_is_an_entry_of_the_record", "assert",
    ),
)  # fmt: skip

RULES: Final = (
    Attack(
        RULING, "no ability of theirs is about content", _administrators_may_everything,
        _ADMIN + "test_no_ability_of_an_administrator_is_about_what_people_told", "assert [",
    ),
    Attack(
        RULING, "no verb opens a case to them", _administrators_may_everything,
        _ADMIN + "test_no_verb_opens_a_case_to_an_administrator_of_the_same_team", "DID NOT RAISE",
    ),
    Attack(
        RULING, "no page shows them a case", _administrators_may_everything,
        _ADMIN + "test_no_page_of_an_administrator_holds_a_case_or_its_reference", "assert [",
    ),
    Attack(
        RULING, "no page of content opens to them", answers("staff.gate.Gate.process_view"),
        _ADMIN + "test_an_administrator_publishes_nothing", "assert",
    ),
    Attack(
        RULING, "a time of keeping takes two", answers("staff.agreement._require_second"),
        _ADMIN + "test_an_administrator_alone_changes_no_time_of_keeping",
        "staff_proposal_agreed_by_another",  # the tables refuse it still
    ),
    Attack(
        RULING, "a new role does not agree with its maker today", put("staff.agreement.COOLING",
        dt.timedelta()),
        _ADMIN + "test_two_accounts_of_one_person_take_a_day_at_least", "DID NOT RAISE",
    ),
    Attack(
        RULING, "the tables refuse to change the record", _without_triggers,
        _ADMIN + "test_the_tables_refuse_to_have_the_record_changed", "DID NOT RAISE",
    ),
    Attack(
        RULING, "a changed entry is found", answers("staff.tampering.faults", []),
        "tests/staff/test_audit_tampering.py::test_a_changed_entry_is_named", "assert",
    ),
)  # fmt: skip

SESSIONS: Final = (
    Attack(
        STEALING, "signing in changes the key",
        both(
            _CYCLE,
            answers("django.contrib.sessions.backends.base.SessionBase.flush"),
        ),
        _SESSION + "test_a_session_that_was_planted_before_is_nobodys_after_signing_in", "assert not True",
    ),
    Attack(
        STEALING, "signing out ends it at the server",
        answers("django.contrib.sessions.backends.db.SessionStore.delete"),
        _SESSION + "test_signing_out_ends_the_stolen_copy_too", "assert not True",
    ),
    Attack(
        STEALING, "it ends after a shift", setting(WAYPOST_SESSION_HOURS=10_000),
        _SESSION + "test_a_thief_who_stays_busy_is_out_after_a_shift", "assert not True",
    ),
    Attack(
        STEALING, "the dangerous asks anew", answers("staff.stepping_up.proved_lately", True),
        _SESSION + "test_a_thief_does_nothing_dangerous_without_the_second_proof", "assert",
    ),
    Attack(
        STEALING, "a new password ends the others", both(answers("staff.sessions.revoke_all", 0), _HASH,
        _CYCLE),
        _SESSION + "test_a_stolen_copy_is_out_when_the_password_changes", "assert not True",
    ),
    Attack(
        STEALING, "a session fits one password", _HASH,
        _SESSION + "test_a_password_that_was_changed_anywhere_ends_what_was_open", "assert not True",
    ),
    Attack(
        STEALING, "roles are read anew at each click", answers("staff.models.person.User.may", True),
        _SESSION + "test_a_session_kept_after_a_role_ended_opens_nothing_of_it", "403",
    ),
    Attack(
        STEALING, "a closed account is out",
        both(
            answers("django.contrib.auth.backends.ModelBackend.user_can_authenticate", True),
            answers("staff.models.person.User.may", True),
        ),
        _SESSION + "test_a_session_kept_after_an_account_was_closed_is_out", "assert not True",
    ),
)  # fmt: skip

ATTACKS: Final = (*NUMBERS, *PEEKS, *RULES, *SESSIONS)
