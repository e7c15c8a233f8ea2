"""Django's admin as an application of the desk: its site is ours."""

from django.contrib.admin.apps import SimpleAdminConfig


class DeskAdmin(SimpleAdminConfig):
    """The stock admin with the desk's own site in place of Django's.

    It looks for no admin.py by itself: those of Django's and other libraries ask for no ability. A room
    imports its own when it starts.
    """

    default_site = "staff.admin.DeskSite"
