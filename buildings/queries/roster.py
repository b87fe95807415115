"""What is known of an estate, as a roster's rows compare with it. A fixed number of queries."""

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from buildings.models import Dwelling, Ownership, Place, Residency
from buildings.models.dwellings import AreaSource, ResidencyKind
from buildings.models.places import PlaceKind
from buildings.roster import Roster, read_roster, rooms
from buildings.roster.compare import (
    Comparison,
    KnownBuilding,
    KnownHome,
    KnownOwner,
    KnownResident,
    compare,
    without,
)
from journal.models import Entry

# What a roster calls a building. A lane or a road has homes of its own too.
BUILDING_KINDS = (PlaceKind.BUILDING, PlaceKind.LANE, PlaceKind.ROAD)
# Where a roster can belong.
ROSTER_KINDS = (PlaceKind.ESTATE, PlaceKind.COMMUNITY)


def places_of(estate: Place) -> list[Place]:
    """Buildings, lanes, roads and stairs; of a community those that stand in none of its estates."""
    below = Place.objects.below(estate.path).exclude(pk=estate.pk)
    places = list(below.only("id", "kind", "name", "path", "parent_id").order_by("path"))
    inner = tuple(place.path for place in places if place.kind == PlaceKind.ESTATE)
    return [place for place in places if not place.path.startswith(inner or ("-",))]


def known_buildings(places: list[Place]) -> dict[str, KnownBuilding]:
    found: dict[str, KnownBuilding] = {}
    by_pk: dict[int, KnownBuilding] = {}
    for place in places:
        if place.kind in BUILDING_KINDS:
            by_pk[place.pk] = found.setdefault(
                rooms.building_key(place.name), KnownBuilding(place.pk, place.name)
            )
    for place in places:
        if place.kind == PlaceKind.STAIR and place.parent_id in by_pk:
            key, building = rooms.stair_key(place.name), by_pk[place.parent_id]
            building.stairs[key], building.stair_names[key] = place.pk, place.name
    return found


def add_homes(buildings: dict[str, KnownBuilding], on: date, *, lock: bool = False) -> None:
    """Fills in the homes of these buildings, with who owns them on that day and who is registered there.

    Locked, the homes stay as read.
    """
    where = {building.pk: (building, "") for building in buildings.values()}
    for building in buildings.values():
        where |= {pk: (building, key) for key, pk in building.stairs.items()}
    fields = ("pk", "place_id", "door", "floor", "area", "area_source", "presence")
    there = Dwelling.objects.filter(place__in=where)
    there = there.select_for_update(no_key=True) if lock else there
    homes: dict[int, KnownHome] = {}
    for pk, place, door, floor, area, source, presence in there.values_list(*fields):
        building, stair = where[place]
        from_roster = source == AreaSource.ROSTER
        homes[pk] = KnownHome(pk, stair, door, floor, area, from_roster, presence)
        building.add(homes[pk])
    for pk, home, name, phone, what, lives in sorted(_people(where, on)):
        if lives:
            homes[home].residents.append(KnownResident(name, phone, what == ResidencyKind.OWNER))
        else:
            homes[home].owners.append(KnownOwner(pk, name, phone, what == AreaSource.ROSTER))


def _people(places: Iterable[int], on: date) -> QuerySet:
    """Owners by the register, and grown-ups who are registered without an end (`still_here`). One query."""
    owners = Ownership.objects.current(on).filter(dwelling__place__in=places).annotate(lives=Value(False))
    living = Residency.objects.current(on).filter(dwelling__place__in=places, ended_on=None, is_minor=False)
    living = living.filter(user__is_active=True).annotate(
        lives=Value(True), number=Coalesce("user__phone", Value(""))
    )
    return owners.values_list("pk", "dwelling_id", "owner_name", "phone", "source", "lives").union(
        living.values_list("pk", "dwelling_id", "user__display_name", "number", "kind", "lives"), all=True
    )


def read_for(estate: Place, file: BinaryIO, names: dict[str, str]) -> Roster:
    file.seek(0)
    return read_roster(file, estate_name=estate.name, known_buildings=names)


def building_names(places: list[Place]) -> dict[str, str]:
    return {rooms.building_key(place.name): place.name for place in places if place.kind in BUILDING_KINDS}


def compare_with_known(
    roster: Roster, places: list[Place], on: date, *, lock: bool = False
) -> tuple[Roster, Comparison, dict[str, KnownBuilding]]:
    """The roster without the rows that do not fit the estate, and what it would change."""
    buildings = known_buildings(places)
    add_homes(buildings, on, lock=lock)
    comparison = compare(roster, buildings)
    return without(roster, comparison.problems), comparison, buildings


def last_import(estate: Place, *, sha256: str | None = None) -> Entry | None:
    """The last roster that came in for this estate, or the last time that this very file did."""
    entries = Entry.objects.about(estate).filter(verb="buildings.import_roster")
    if sha256:
        entries = entries.filter(data__sha256=sha256)
    return entries.order_by("-pk").first()
