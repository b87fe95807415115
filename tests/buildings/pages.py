"""Addresses of the pages."""

from buildings.models import Dwelling, Place


def place(place: Place) -> str:
    return f"/places/{place.pk}/"


def home(dwelling: Dwelling) -> str:
    return f"/places/homes/{dwelling.pk}/"
