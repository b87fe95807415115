from django.contrib.auth.models import AnonymousUser

from buildings.grid import Door, Grid, build_grid
from buildings.models import Dwelling, Place
from buildings.models.dwellings import Presence
from buildings.standing import standing_of
from people.models import User

# How the window of a home looks to those who see its state.
LOOKS = {
    Presence.UNKNOWN: "",
    Presence.HOME: "",
    Presence.COMMUTER: "door--away",
    Presence.RENTED: "door--rent",
    Presence.VACANT: "door--empty",
    Presence.UNSOLD: "door--empty",
}


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
        seen = (presence, str(Presence(presence).label), LOOKS[presence]) if is_seen else ()
        doors.append(Door(pk, stair, floor, number, *seen))
    return build_grid(doors)
