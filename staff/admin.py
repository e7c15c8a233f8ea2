"""The stock admin as a part of the desk: our sign-in, our abilities, our record, our look.

A model's admin names the ability for each thing that can be done with it. What it does not name is not done.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.admin import AdminSite, ModelAdmin, ShowFacets
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.roles import Ability

# Our own pages do these: Django's would sign in, change passwords or look an object up past the gate.
NOT_OURS: Final = frozenset(
    {"login", "logout", "password_change", "password_change_done", "view_on_site", "autocomplete"}
)


class Ungated(ImproperlyConfigured):
    """A model's admin does not derive from GatedModelAdmin, so nobody would ask who may open it."""


class DeskSite(AdminSite):
    """The admin at /desk/admin/. The gate and the sign-in of the desk stand before every page of it."""

    site_title = site_header = _("Desk")
    index_title = _("Tables")
    site_url = None
    enable_nav_sidebar = False
    ability = Ability.USE_DESK

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin] | None = None, **options: Any
    ) -> None:
        """Add a model. Raises: Ungated when its admin is not one of ours."""
        if admin_class is None or not issubclass(admin_class, GatedModelAdmin):
            raise Ungated("register a subclass of staff.admin.GatedModelAdmin that names its abilities")
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this person works at the desk at all; each model asks for more."""
        return request.user.is_authenticated and request.user.may(self.ability)

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        """Return the view behind the question whether this person works here; the desk's own middleware asks
        for the sign-in and the form's token.
        """

        def asked(request: HttpRequest, *rest: Any, **named: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *rest, **named)

        return asked

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return Django's addresses without those that would pass our sign-in by."""
        ours = [one for one in super().get_urls() if getattr(one, "name", None) not in NOT_OURS]
        for one in ours:
            if isinstance(one, URLPattern):
                one.callback.login_url = None  # that of the desk, in place of the admin's own
        return ours

    def get_log_entries(self, request: HttpRequest) -> list[Any]:
        """Return nothing: the admin's own log is not kept, the record is."""
        return []


class GatedModelAdmin(ModelAdmin):
    """A model's admin that asks the table of abilities. Unnamed means nobody."""

    ability: Ability | None = None  # to see; the gate reads it too
    add: Ability | None = None
    change: Ability | None = None
    delete: Ability | None = None
    called: str | Promise = ""  # what its list is called; the model's own plural where nothing is said
    actions = None
    show_facets = ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.ability)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.add)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.delete)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.ability)

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses without the history, which the record has, and the way of old links."""
        return [one for one in super().get_urls() if one.name and not one.name.endswith("_history")]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Write nothing: the verb that does it writes into the record (S9)."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """As `log_addition`."""

    def log_deletion(self, request: HttpRequest, obj: Model, object_repr: str) -> None:
        """As `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """As `log_addition`."""

    def _may(self, request: HttpRequest, ability: Ability | None) -> bool:
        return ability is not None and request.user.is_authenticated and request.user.may(ability)
