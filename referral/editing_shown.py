"""What a second person reads before agreeing: the whole difference as lines, nothing of it left out (S8)."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from referral import editing, editing_words
from referral.models.pathway import PathwayDraft
from staff import agreement
from staff.agreement import Line

KINDS: Final[dict[str, Promise]] = {
    "structure": _("Structure: questions, answers, plan"),
    "wording": _("Wording"),
}
CHANGED: Final[dict[str, Promise]] = {
    "need": _("Need"),
    "card": _("Card"),
    "line": _("Line of a plan"),
    "offer": _("Pathway offered at the end"),
}


def lines(payload: dict[str, Any]) -> list[Line]:
    """Return what agreeing would change: where answers lead, what plans gain and lose, which words differ."""
    row = PathwayDraft.objects.filter(pk=payload["draft"]).first()
    if row is None:
        return []
    first: list[Line] = [
        (_("Pathway"), row.folder, row.folder),
        (_("Kind of change"), "", KINDS[row.kind]),
        (_("Edition"), editing.edition_now(), payload["edition"]),
        (_("Digest of the whole difference"), "", digest(row.report)[:16]),
    ]
    return first + of_report(row.report)


def restoring_lines(payload: dict[str, Any]) -> list[Line]:
    """Return what walking an older edition again would change, as it was worked out when it was proposed."""
    now = editing.edition_now()
    first: list[Line] = [(_("Edition"), now, payload["edition"])]
    return first + of_report(payload["report"]) if now == payload["from"] else first


def of_report(report: dict[str, Any]) -> list[Line]:
    """Return the difference as lines of an agreement."""
    found: list[Line] = [
        (_("Leads elsewhere"), f"{question} – {answers} → {before or '–'}", f"→ {after or '–'}")
        for question, answers, before, after, _example in report.get("moved", [])
    ]
    for kind, words, gained, _walks, _example, _what, section in report.get("changed", []):
        said: Any = words
        if section:
            said = format_lazy("{section}: {words}", section=editing_words.SECTIONS[section], words=words)
        found.append((CHANGED[kind], "" if gained else said, said if gained else ""))
    for country, need, service, gained, _plans in report.get("services", []):
        said = f"{country}, {need}: {service}"
        found.append((_("Service"), "" if gained else said, said if gained else ""))
    for key, language, audience, before, after in report.get("reworded", []):
        found.append((f"{key} ({language}, {audience})", before, after))
    found += [(place, before, after) for place, before, after in report.get("files", [])]
    if not report.get("whole", True):
        found.append((_("More walks meet the change than were followed here"), "", ""))
    return found


def digest(report: dict[str, Any]) -> str:
    """Return the digest of a whole report, without how long it took."""
    plain = repr(sorted((name, repr(value)) for name, value in report.items() if name != "seconds"))
    return agreement.chain.digest_of(agreement.chain.canonical({"report": plain}))
