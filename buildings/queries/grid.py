from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from buildings.grid import Door, Grid, build_grid
from buildings.models import Dwelling, Place
from buildings.models.dwellings import Presence
from buildings.queries.still_here import is_in_doubt
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
IN_DOUBT = "door--care"


def building_grid(building: Place, viewer: User | AnonymousUser) -> Grid:
    """Floors and doors, with states only of the homes that the viewer looks after. One query."""
    standing = standing_of(viewer)
    homes = Dwelling.objects.below(building.path).annotate(asks=is_in_doubt(standing))
    rows = homes.values_list(
        "pk", "place_id", "place__name", "place__path", "floor", "door", "presence", "asks"
    )
    doors, in_doubt = [], 0
    for pk, place_id, name, path, floor, number, presence, asks in rows:
        is_seen = standing.looks_after_path(path, floor)
        stair = "" if place_id == building.pk else name
        doors.append(Door(pk, stair, floor, number, *(_seen(presence, asks) if is_seen else ())))
        in_doubt += asks
    grid = build_grid(doors)
    grid.in_doubt = in_doubt
    return grid


def _seen(presence: str, asks: bool) -> tuple[str, str, str]:
    word, look = str(Presence(presence).label), LOOKS[presence]
    if not asks:
        return presence, word, look
    words = pgettext("between states of homes", ", ").join([word, _("Do they still live here?")])
    return presence, words, f"{look} {IN_DOUBT}".strip()
