"""A home that changed hands while its former owner was registered there."""

from datetime import timedelta

from django.urls import reverse

from buildings.models import Dwelling
from buildings.queries.still_here import doors_in_doubt, residencies_in_doubt
from buildings.standing import Standing

DAY = timedelta(days=1)
LIST = reverse("buildings:still_here")


def row(name: str, phone: str | None = None, door: str = "0101") -> tuple:
    return ("3栋", None, int(door[:2]), door, 80, name, phone, "自住")


def asked(world) -> list[str]:
    rows = residencies_in_doubt(world.today).order_by("pk")
    return list(rows.values_list("user__display_name", flat=True))


def doors(user, **more) -> list[str]:
    return list(doors_in_doubt(Standing(user=user, **more)).order_by("pk").values_list("door", flat=True))


def at(home: Dwelling) -> str:
    return reverse("buildings:still_here_door", args=[home.pk])
