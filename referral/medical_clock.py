"""Whether somebody who was hurt within five days was led to a doctor in time, for the figures."""

import datetime as dt

from directory.topics import Need
from referral import case_content, figures
from referral.case_access import clocks
from referral.case_facts import CaseFacts
from referral.models.case import Case
from referral.models.referral import Referral, ToldNumber
from referral.triage import MEDICAL_CLOCK


def referred(case: Case, facts: CaseFacts, *, need: str, by: Referral | ToldNumber, now: dt.datetime) -> None:
    """Count a referral or a number that was told, if it is the first to a doctor and a clock runs."""
    if need == Need.MEDICAL and MEDICAL_CLOCK in facts.reasons and not _before(case, by):
        figures.medical(case, in_time=now <= case.created_at + clocks().short, now=now)


def _before(case: Case, by: Referral | ToldNumber) -> bool:
    sent = case.referrals.exclude(pk=by.pk).exclude(sent_at=None)
    told, opener = case.numbers_told.exclude(pk=by.pk), case_content.opener_of([case])
    return any(case_content.kept(case, one, opener).need == Need.MEDICAL for one in sent) or any(
        case_content.opened(case, one, opener).get("need") == Need.MEDICAL for one in told
    )
