"""The captains of the places that one person looks after, now and to come."""

from datetime import date

from django.db.models import Q, QuerySet

from buildings.models import Captaincy
from buildings.models.places import AROUND, prefixes, starts_with
from buildings.standing import standing_of
from people.models import User


def captaincies_around(user: User, on: date) -> QuerySet[Captaincy]:
    """Their own and everybody's at, above and below the same places, of that day or later."""
    paths = standing_of(user).captain_paths
    around = Q(place__path__in=prefixes(paths)) | starts_with(paths, "place__path")
    rows = Captaincy.objects.held().filter(around).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    return rows.select_related("user", f"place__{AROUND}").order_by("place__path", "floor_from", "pk")
