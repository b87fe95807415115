"""For the pages of signing in."""

from django import template
from django.conf import settings

from people.devices import device

register = template.Library()
register.filter(device)


@register.simple_tag
def demo() -> bool:
    """`{% demo as is_demo %}`: this installation shows codes on a page."""
    return settings.DEMO
