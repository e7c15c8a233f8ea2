"""A referral as an answer of the desk: the page that is printed, and the file that another system takes."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from referral import case_words, fhir, referral_words, referrals_shown
from referral.case_words import word
from referral.going_out import Going


def letter(request: HttpRequest, going: Going) -> HttpResponse:
    """Return the letter: black on white, one page, nothing but what was agreed to."""
    context = {
        "going": going, "need": referrals_shown.need(going.shared.need),
        "urgency": word(case_words.URGENCIES, going.urgency),
        "state": referral_words.STATES[going.state],
        "lines": list(referrals_shown.lines(going.shared)), "today": timezone.now().date(),
    }  # fmt: skip
    return render(request, "referring/letter.html", context, using="desk")


def file(going: Going) -> HttpResponse:
    """Return the file. Its name says nothing of the person."""
    text = json.dumps(fhir.bundle(going, now=timezone.now()), ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/fhir+json")
    name = f"referral-{going.reference.lower()}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
