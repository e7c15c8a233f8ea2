"""The listings at the desk: found and read in the stock admin, withdrawn by one person, restored by two."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory import (
    completeness,
    countries,
    listing_filters,
    listing_gaps,
    listing_labels,
    listing_sheet,
    published,
    publishing,
    wording,
    writing,
)
from directory.listing_forms import WithdrawForm
from directory.models.edition import EditionState
from directory.models.service import Service
from directory.search.ask import Query, ask
from directory.search.folding import MOST_WORDS, folded
from directory.states import State, may_move
from staff.admin import GatedModelAdmin
from staff.agreement import AlreadyProposed
from staff.gate import needs
from staff.roles import Ability

MOST_FOUND = 200  # listings that the public search adds where no text has the words as they were typed
DIGITS_OF_A_NUMBER = 3  # from so many on, digits in the search box are looked for in phone numbers


@admin.register(Service)
class ListingAdmin(GatedModelAdmin):
    """Listings, read-only: the pages of withdrawing and restoring are the only ones that change something."""

    ability = Ability.SEE_LISTINGS
    called = gettext_lazy("Listings")
    list_display = ("title", "where", "what", "standing", "told", "graded", "seen_on")
    list_filter = listing_filters.ALL
    list_per_page = 50
    search_fields = ("search_text",)
    search_help_text = gettext_lazy("Words of the name or the description, or digits of a phone number.")
    ordering = ("name", "seed_id")
    list_select_related = False

    @admin.display(description=gettext_lazy("Name"), ordering="name")
    def title(self, row: Service) -> str:
        return format_html("<bdi>{}</bdi>", row.name)

    @admin.display(description=gettext_lazy("Country"), ordering="country")
    def where(self, row: Service) -> str:
        return countries.name(row.country, get_language() or "en")

    @admin.display(description=gettext_lazy("Kind"), ordering="kind")
    def what(self, row: Service) -> str | Promise:
        return wording.word(wording.KINDS, row.kind)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def standing(self, row: Service) -> str:
        return wording.word(wording.STATES, row.state)

    @admin.display(description=gettext_lazy("Grade"), ordering="grade")
    def graded(self, row: Service) -> str:
        return row.grade

    @admin.display(description=gettext_lazy("Tells"), ordering="told")
    def told(self, row: Service) -> str:
        return f"{row.told}/{completeness.ALL}"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("Last seen in its source"), ordering="seen")
    def seen_on(self, row: Service) -> str:
        return row.seen

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, with the ways on from it that are open to this person."""
        ways = {
            "may_edit": request.user.may(Ability.EDIT_LISTING),
            "may_export": request.user.may(Ability.EXPORT_LISTINGS),
        }
        return super().changelist_view(request, {**(extra_context or {}), "listing_ways": ways})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        """Return the listings, each with how many of the questions of people it answers."""
        return listing_gaps.counted(super().get_queryset(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find listings as the public search folds words, and by the digits of a number."""
        words = folded(search_term).split()[:MOST_WORDS]
        digits = "".join(sign for sign in search_term if sign.isascii() and sign.isdigit())
        found = Q()
        for word in words:
            found &= Q(search_text__contains=word)
        if len(digits) >= DIGITS_OF_A_NUMBER:
            found |= Q(phones__e164__contains=digits) | Q(phones__number__contains=search_term.strip())
        rows = queryset.filter(found)
        if words and not rows.exists():
            return queryset.filter(seed_id__in=_as_people_find(search_term)), True
        return rows, True

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses: the list, the sheet, and the two pages that change something."""
        own = [
            path("<path:object_id>/withdraw/", self._page(self.withdraw_view), name="listing-withdraw"),
            path("<path:object_id>/restore/", self._page(self.restore_view), name="listing-restore"),
        ]
        return [*own, *super().get_urls()]

    def _page(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """Return the view as a page of the admin, marked with its own ability for the gate."""

        def opened(request: HttpRequest, object_id: str) -> HttpResponseBase:
            return self.admin_site.admin_view(view)(request, self._row(request, object_id))

        return needs(view.ability)(opened)  # type: ignore[attr-defined]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show all that is known of a listing."""
        row = self._row(request, object_id)
        may_go = may_move(State(row.state), State.WITHDRAWN)
        context = {
            "sheet": listing_sheet.of(row),
            "may_withdraw": may_go and request.user.may(Ability.WITHDRAW_LISTING),
            "may_restore": row.state == State.WITHDRAWN and request.user.may(Ability.PROPOSE_LISTING),
            "may_edit": row.state != State.WITHDRAWN and request.user.may(Ability.EDIT_LISTING),
            "may_verify": request.user.may(Ability.VERIFY_LISTING),
            "may_read_sealed": request.user.may(Ability.READ_SHELTER),
            **_standing(row),
        }
        return self._shown(request, "admin/listing.html", row, context)

    @needs(Ability.WITHDRAW_LISTING)
    def withdraw_view(self, request: HttpRequest, row: Service) -> HttpResponse:
        """Ask why, and withdraw: one person, at once."""
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                publishing.withdraw(person=request.user, service=row, why=form.reason())
            except publishing.NotToBeWithdrawn:
                messages.warning(request, _("It was withdrawn already. Nothing was changed."))
            else:
                messages.success(request, _("It is withdrawn. The public side drops it within two seconds."))
            return redirect("admin:directory_service_change", row.pk)
        return self._shown(request, "admin/listing_withdraw.html", row, {"form": form})

    @needs(Ability.PROPOSE_LISTING)
    def restore_view(self, request: HttpRequest, row: Service) -> HttpResponse:
        """Ask a second person to let it be seen again."""
        if request.method != "POST":
            return self._shown(request, "admin/listing_restore.html", row, {"sheet": listing_sheet.of(row)})
        try:
            publishing.propose_restoring(person=request.user, service=row)
        except publishing.NotWithdrawn:
            messages.warning(request, _("It is not withdrawn any more. Nothing was changed."))
        except AlreadyProposed:
            messages.warning(request, _("Somebody asked for this already. It waits for a second person."))
        else:
            messages.success(request, _("A second person was asked. Until then the listing stays withdrawn."))
        return redirect("admin:directory_service_change", row.pk)

    def _row(self, request: HttpRequest, object_id: str) -> Service:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def _shown(self, request: HttpRequest, template: str, row: Service, more: dict[str, Any]) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts, "original": row}
        return TemplateResponse(request, template, {**around, **more}, using="desk")


def _as_people_find(typed: str) -> list[str]:
    """Return what the public search finds of what is public, slips and synonyms understood."""
    found = ask(Query(words=typed), published=published.current(), now=timezone.now())
    return [] if "words" in found.relaxed else [one.id for one in found.listings[:MOST_FOUND]]


def _standing(row: Service) -> dict[str, Any]:
    """Return what is under way with a listing, and what it does not say yet."""
    document = writing.document_of(row)
    lacks = completeness.missing(document)
    current = row.editions.filter(state__in=(EditionState.DRAFT, EditionState.IN_REVIEW)).first()
    return {
        "current": current,
        "in_review": current is not None and current.state == EditionState.IN_REVIEW,
        "lacks": [str(listing_labels.COMPLETENESS[part]) for part in lacks],
        "said": completeness.ALL - len(lacks),
        "all": completeness.ALL,
    }
