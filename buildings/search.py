"""Who looks after a place, and the places themselves. Both are public."""

from collections.abc import Iterable

from django.db.models import Case, Expression, Func, QuerySet, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from buildings.models import Captaincy, Place
from buildings.models.captaincies import CaptaincyKind
from buildings.models.places import AROUND, PlaceKind, inside
from buildings.nearness import surroundings_of
from buildings.wording import captain_role, captain_title, community_name, place_name
from kit.bigrams import SHIFT, fold, grams
from kit.nearest import NEAREST, Nearness
from kit.search import PARTED, Asked, Hit, SearchText, Shelf, holding, in_one_text, marked, pairs_of
from kit.traces import Needs
from people.models import User

LETTER = (1 << SHIFT) - 1  # the second of a pair; none of a single character


def find_captains(user: User, asked: Asked, place: Place | None) -> QuerySet[Captaincy]:
    """By the name, the office as it is said ("3栋楼长"), and where it is.

    The names are kept beside each captaincy by the database (migration 0008); how an office is
    called depends on the language.
    """
    rows = Captaincy.objects.current().filter(user__is_active=True)
    return holding(rows.below(place.path) if place else rows, asked, said_of_captains())


def said_of_captains() -> Expression:
    offices = [When(kind=kind, then=Value(f"{name}{PARTED}")) for kind, name in office_names().items()]
    return Func(SearchText(), Value(PARTED), Case(*offices), function="replace", output_field=TextField())


def captains_nearest(user: User, asked: Asked) -> Nearness:
    there, pairs = surroundings_of(user), pairs_outside(office_names().values(), asked)
    near = inside(there.communities) if there.communities else None
    return Nearness(said_of_captains(), asked.words, near, there.steps("place__path"), pairs)


def office_names() -> dict[str, str]:
    return {kind: fold(captain_title(kind, "")) for kind in CaptaincyKind.values}


def captain_needs(asked: Asked) -> Needs:
    pairs = pairs_outside(office_names().values(), asked)
    return [[("buildings_captaincy", tuple(pairs))]] if pairs else []


def pairs_outside(offices: Iterable[str], asked: Asked) -> list[int]:
    """Of what is asked for, the pairs that the names alone must have, whichever office stands behind them:
    neither within the name of an office nor where a place ends and an office begins."""
    common: set[int] | None = None
    for office in offices:
        begins = ord(office[0]) if office else None
        within = set(grams(office)) | {ord(letter) << SHIFT for letter in office}
        left = {pair for pair in pairs_of(asked) if pair not in within and pair & LETTER != begins}
        common = left if common is None else common & left
    return sorted(common or ())


def with_places(rows: QuerySet[Captaincy]) -> QuerySet[Captaincy]:
    return rows.select_related("user", f"place__{AROUND}")


def captain_hit(captaincy: Captaincy, asked: Asked, user: User) -> Hit:
    return Hit(
        url=captaincy.place.get_absolute_url(),
        title=marked(captaincy.user.display_name, asked),
        lead=marked(office_of(captaincy), asked),
        meta=community_name(captaincy.place),
    )


def office_of(captaincy: Captaincy) -> str:
    return captain_role(captaincy, place_name=place_name(captaincy.place, within=None))


def find_places(user: User, asked: Asked, place: Place | None) -> QuerySet[Place]:
    rows = Place.objects.visible_to(user).exclude(kind=PlaceKind.STAIR)
    return holding(rows.below(place.path) if place else rows, asked)


def places_nearest(user: User, asked: Asked) -> Nearness:
    there = surroundings_of(user)
    near, steps = there.near("path"), there.steps("path")
    return Nearness(SearchText(), asked.words, near, steps, pairs_of(asked))


def with_surroundings(rows: QuerySet[Place]) -> QuerySet[Place]:
    return rows.select_related(AROUND)


def place_hit(place: Place, asked: Asked, user: User) -> Hit:
    return Hit(
        url=place.get_absolute_url(),
        title=marked(place_name(place, within=None), asked),
        lead=marked(place.address, asked),
        meta=" · ".join(filter(None, [place.get_kind_display(), community_name(place)])),
    )


CAPTAINS = Shelf(
    "captains",
    _("Captains"),
    "user",
    NEAREST,
    find_captains,
    with_places,
    captain_hit,
    captain_needs,
    captains_nearest,
)
PLACES = Shelf(
    "places",
    _("Places"),
    "building",
    NEAREST,
    find_places,
    with_surroundings,
    place_hit,
    in_one_text("buildings_place"),
    places_nearest,
)
