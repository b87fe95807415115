"""How a place is named to whoever reads: `{% load places %}{{ place|place_name:user }}`."""

from django import template
from django.contrib.auth.models import AnonymousUser

from buildings import wording
from buildings.models import Place
from buildings.standing import standing_of
from people.models import User

register = template.Library()


@register.filter
def place_name(place: Place, reader: User | AnonymousUser) -> str:
    return wording.place_name(place, within=standing_of(reader).only_estate)
