from django.contrib.auth.models import AnonymousUser

from buildings.grid import Door, Grid, build_grid
from buildings.models import Dwelling, Place
from buildings.standing import standing_of
from people.models import User


def building_grid(building: Place, viewer: User | AnonymousUser) -> Grid:
    """Floors and doors, with states only of the homes that the viewer looks after. One query."""
    standing = standing_of(viewer)
    homes = Dwelling.objects.below(building.path).values_list(
        "pk", "place_id", "place__name", "place__path", "floor", "door", "presence"
    )
    doors = []
    for pk, place_id, name, path, floor, number, presence in homes:
        is_seen = standing.looks_after_path(path, floor)
        stair = "" if place_id == building.pk else name
        doors.append(Door(pk, stair, floor, number, presence if is_seen else ""))
    return build_grid(doors)
