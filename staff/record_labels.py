"""How the record's kinds, facts and findings are called on its pages."""

import json
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.chain import GENESIS
from staff.tampering import Finding

KINDS: Final[dict[str, Promise]] = {
    "account": _("Account"),
    "complaint": _("Complaint"),
    "export": _("Export"),
    "figures": _("Figures"),
    "import": _("Import"),
    "installation": _("Installation"),
    "invitation": _("Invitation"),
    "listing": _("Listing"),
    "page": _("Page"),
    "pathway": _("Pathway"),
    "pathway-edition": _("Edition of the pathways"),
    "person": _("Person"),
    "proposal": _("Proposal"),
    "record": _("Record"),
    "retention": _("Time of keeping"),
    "inventory": _("Inventory of the data"),
    "team": _("Team"),
    "terms": _("Words of search and import"),
}
FACTS: Final[dict[str, Promise]] = {
    "about": _("about"),
    "about_kind": _("about (kind)"),
    "added": _("added"),
    "after": _("after"),
    "before": _("before"),
    "changed": _("changed"),
    "count": _("how many"),
    "days": _("days"),
    "edition": _("edition"),
    "feed": _("import from"),
    "first": _("first entry"),
    "format": _("format"),
    "gone": _("gone"),
    "how": _("how"),
    "invitation": _("invitation"),
    "kind": _("kind"),
    "language": _("language"),
    "last": _("last entry"),
    "only": _("only this act"),
    "outcome": _("outcome"),
    "page": _("page"),
    "part": _("part"),
    "person": _("person"),
    "proposal": _("proposal"),
    "reason": _("reason"),
    "refused": _("refused"),
    "repaired": _("repaired"),
    "role": _("role"),
    "shown": _("digest of what was shown"),
    "since": _("from"),
    "state": _("state"),
    "team": _("team"),
    "until": _("to"),
}
FINDINGS: Final[dict[Finding, Promise]] = {
    Finding.CHANGED: _("changed"),
    Finding.DELETED: _("deleted"),
    Finding.INSERTED: _("inserted"),
    Finding.REORDERED: _("in another order"),
    Finding.CUT_OFF: _("cut off at the end"),
    Finding.REWRITTEN: _("written anew since the head was kept"),
}


def kind_said(kind: str) -> str:
    """Return the words for a kind; one without words stands for itself."""
    return str(KINDS.get(kind, kind))


def fact_said(facts: str) -> tuple[tuple[str, str], ...]:
    """Return the facts of an entry as (name, value); what somebody damaged is shown as it stands."""
    try:
        read = json.loads(facts)
        return tuple((str(FACTS.get(key, key)), _short(str(value))) for key, value in sorted(read.items()))
    except (ValueError, AttributeError):
        return (("?", facts),)


def _short(value: str) -> str:
    """Cut a digest to what tells two of them apart; the export has it whole."""
    return f"{value[:12]}…" if len(value) == len(GENESIS) else value


def finding_said(finding: Finding) -> str:
    """Return the words for a finding."""
    return str(FINDINGS[finding])
