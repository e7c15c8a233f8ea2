"""The two lists that say what words mean: what people type in the search box, and the terms of foreign files.

Each change is on record, and every process reads the lists anew after it.
"""

from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from directory import numbering, published
from directory.models.search import Synonym
from directory.models.topic import TermRule
from staff import audit
from staff.acts import Act
from staff.agreement import Text
from staff.models.person import User
from staff.roles import Ability

SYNONYM: Final = "synonym"
RULE: Final = "term-rule"


class RuleThere(Exception):
    """There is a rule for this term already."""

    says: Text = _("There is a rule for this term already. Change that one.")


def put_synonym(
    *,
    person: User,
    language: str,
    phrases: list[str],
    kinds: list[str],
    note: str = "",
    synonym: Synonym | None = None,
) -> Synonym:
    """Make an entry say this, or add it; the search of every process knows it two seconds later.

    Raises: NotAllowed.
    """
    with transaction.atomic():
        person.require(Ability.EDIT_TERMS)
        row = synonym or Synonym(position=_next(Synonym))
        row.language, row.phrases, row.kinds, row.note = language, "\n".join(phrases), kinds, note
        row.seed_key = ""  # a person has taken it in hand: the seeds leave it alone
        row.save()
        _known(person, SYNONYM, row.pk, part="changed" if synonym else "added", language=language)
    return row


def drop_synonym(*, person: User, synonym: Synonym) -> None:
    """Take an entry away. Raises: NotAllowed."""
    _drop(synonym, SYNONYM, person=person)


def put_rule(
    *, person: User, taxonomy: str, pattern: str, kind: str, note: str = "", rule: TermRule | None = None
) -> TermRule:
    """Make a rule say this, or add it; the next import reads it. Raises: NotAllowed; RuleThere."""
    try:
        with transaction.atomic():
            person.require(Ability.EDIT_TERMS)
            row = rule or TermRule(position=_next(TermRule))
            row.taxonomy, row.pattern, row.kind, row.note = taxonomy, pattern, kind, note
            row.save()
            _known(person, RULE, row.pk, part="changed" if rule else "added")
    except IntegrityError as refusal:
        raise RuleThere from refusal
    return row


def drop_rule(*, person: User, rule: TermRule) -> None:
    """Take a rule away. Raises: NotAllowed."""
    _drop(rule, RULE, person=person)


def _drop(row: Synonym | TermRule, kind: str, *, person: User) -> None:
    with transaction.atomic():
        person.require(Ability.EDIT_TERMS)
        _known(person, kind, row.pk, part="gone")
        row.delete()


def _next(model: Any) -> int:
    return int(model.objects.aggregate(last=Max("position"))["last"] or 0) + 1


def _known(person: User, kind: str, pk: int, **facts: str) -> None:
    """Put the change on record and let every process see it."""
    audit.record(
        act=Act.TERMS_CHANGED, actor=person, subject_kind="terms", subject_id=str(pk), kind=kind, **facts
    )
    numbering.grow(numbering.locked())
    transaction.on_commit(published.forget)
