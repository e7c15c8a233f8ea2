"""How a page of the desk names a script."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safety.scripts import integrity

register = template.Library()


@register.simple_tag
def script(path: str) -> SafeString:
    """Return the element for a script of ours, with its digest: a browser runs no other in its place."""
    return format_html('<script src="{}" integrity="{}" defer></script>', static(path), integrity(path))
