"""What stands sealed in a case and its referrals, opened for the verbs and pages that share it.

Nothing here is put on record: whoever calls this has done so, in the same transaction.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from referral import case_facts, shared, telling, told
from referral.case_facts import CaseFacts
from referral.models.case import Case, Contact
from referral.models.referral import Consent, Referral, Step, ToldNumber
from referral.shared import Shared
from referral.told import Told
from safety import keys
from safety.keys import Openers


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to share of a case. `answers` are questions with their answers, in words."""

    facts: CaseFacts
    answers: list[tuple[str, list[str]]] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)


def of(case: Case, *, now: dt.datetime) -> Content:
    """Return what there is to share of a case now; a contact whose last day is over is not in it."""
    opener = opener_of([case])
    return Content(facts_of(case, opener), _answers(case, opener), _contact(case, now))


def opener_of(cases: Iterable[Case]) -> Openers:
    """Return the keys of these cases, asked for at once, for whoever opens more than one thing of theirs."""
    return keys.openers(case.key for case in cases)


def facts_of(case: Case, opener: Openers | None = None) -> CaseFacts:
    """Return what is known of the person and their needs."""
    return case_facts.from_json(_unsealed(case, case.sealed_facts, case.about("facts"), opener))


def _unsealed(case: Case, sealed: str, about: str, opener: Openers | None) -> str:
    return (opener or opener_of([case])).unseal(case.key, sealed, about=about)


def _answers(case: Case, opener: Openers) -> list[tuple[str, list[str]]]:
    what = told_of(case, opener)
    if what is None:
        return []
    said = telling.shown(what, language=get_language() or "en")
    return [(str(step.question), [str(answer) for answer in step.answers]) for step in said.steps]


def told_of(case: Case, opener: Openers | None = None) -> Told | None:
    """Return what was told on a walk; None of a case that nobody walked."""
    if not case.told:
        return None
    return told.from_json(_unsealed(case, case.told, case.about("told"), opener))


def _contact(case: Case, now: dt.datetime) -> dict[str, str]:
    row = Contact.objects.filter(case=case, expires_on__gte=now.date()).first()
    if row is None:
        return {}
    try:
        said: dict[str, Any] = json.loads(keys.unseal_with(row.key, row.text, about=row.about))
    except keys.KeyGone:
        return {}  # it ended before its row was removed
    return {name: str(value) for name, value in said.items() if value and name != "v"}


def kept(case: Case, referral: Referral, opener: Openers | None = None) -> Shared:
    """Return what the case remembers of a referral: what was shared, and with which service."""
    return shared.from_json(_unsealed(case, referral.kept, referral.about("kept"), opener))


def shown_to_partner(referral: Referral, *, today: dt.date) -> Shared:
    """Return what the partner may read today. Raises: keys.KeyGone once it is over, withdrawn or ended."""
    if referral.key is None or referral.ended_at is not None or referral.until < today:
        raise keys.KeyGone("the partner may not read this any more")
    text = keys.unseal_with(referral.key, referral.shared, about=referral.about("shared"))
    return shared.from_json(text)


def opened(case: Case, row: Step | Consent | ToldNumber, opener: Openers | None = None) -> dict[str, Any]:
    """Return the sealed part of a step, a consent or a number that was told."""
    sealed = {Step: "detail", Consent: "agreement", ToldNumber: "which"}[type(row)]
    said: dict[str, Any] = json.loads(_unsealed(case, getattr(row, sealed), row.about, opener))
    return said
