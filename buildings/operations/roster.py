"""Importing the roster of a property company: a look first, then all of it in one transaction, or nothing.

Rows with an error are left out only when the person says so (`skip_problems`). Nothing is ever deleted: an
owner whom the roster no longer names keeps the row, with the day on which it ended. Nobody is put out of a
home: whether such an owner still lives there is asked of whoever knows the door (`queries.still_here`).
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings import rules
from buildings.models import Dwelling, Ownership, Place
from buildings.models.dwellings import AreaSource, Presence
from buildings.models.places import PlaceKind
from buildings.queries import roster as known
from buildings.roster import Roster, rooms
from buildings.roster.compare import Change, Comparison, KnownBuilding
from journal.operations import record
from kit.chinese import NUMBER, to_int
from kit.refused import Refused
from people.models import User

LANE_ENDINGS = {"巷": PlaceKind.LANE, "街": PlaceKind.ROAD, "路": PlaceKind.ROAD}


@dataclass(frozen=True)
class RosterPreview:
    """What importing would do. `roster.rows` can be imported, `roster.problems` tells of the others."""

    estate: Place
    roster: Roster
    comparison: Comparison
    sha256: str

    @property
    def new(self) -> int:
        return len(self.comparison.new)

    @property
    def changed(self) -> int:
        return len(self.comparison.changed)

    @property
    def unchanged(self) -> int:
        return self.comparison.unchanged

    @property
    def in_doubt(self) -> int:
        return self.comparison.in_doubt

    @property
    def left_out(self) -> int:
        return self.roster.rows_left_out

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed)


@dataclass(frozen=True)
class RosterImport(RosterPreview):
    """What importing did."""

    added_places: int = 0
    added_owners: int = 0
    ended_owners: int = 0


class RosterHasProblems(Refused):
    """Nothing was imported; `preview` tells why."""

    def __init__(self, preview: RosterPreview):
        self.preview = preview
        count = preview.left_out
        super().__init__(
            ngettext(
                "%(count)s row cannot be imported, so nothing was. Correct the file, or import without it.",
                "%(count)s rows cannot be imported, so nothing was. "
                "Correct the file, or import without them.",
                count,
            )
            % {"count": count}
        )


def preview_roster(*, by: User, estate: Place, file: BinaryIO, now: datetime | None = None) -> RosterPreview:
    """Reads only. Refused when the person may not, or the file is no roster."""
    _check(by, estate)
    on = timezone.localdate(now or timezone.now())
    places = known.places_of(estate)
    roster = known.read_for(estate, file, known.building_names(places))
    roster, comparison, _buildings = known.compare_with_known(roster, places, on)
    return RosterPreview(estate, roster, comparison, _sha256(file))


@transaction.atomic
def import_roster(
    *, by: User, estate: Place, file: BinaryIO, skip_problems: bool = False, now: datetime | None = None
) -> RosterImport:
    """Imports the file as it is, comparing anew: between a preview and now the estate may have changed.

    Two imports for one estate take turns. Refused, with nothing imported, as for `preview_roster`, and
    RosterHasProblems when a row cannot be imported and `skip_problems` was not said.
    """
    _check(by, estate)
    now = now or timezone.now()
    names = known.building_names(known.places_of(estate))
    roster = known.read_for(estate, file, names)  # takes seconds: before the lock
    Place.objects.select_for_update(no_key=True).get(pk=estate.pk)
    places = known.places_of(estate)
    if names != known.building_names(places):
        roster = known.read_for(estate, file, known.building_names(places))
    roster, comparison, buildings = known.compare_with_known(
        roster, places, timezone.localdate(now), lock=True
    )
    preview = RosterPreview(estate, roster, comparison, _sha256(file))
    if preview.left_out and not skip_problems:
        raise RosterHasProblems(preview)
    if not roster.rows:
        raise Refused(_("No row of this roster can be imported."))
    return _write(by, preview, buildings, now)


def _check(by: User, estate: Place) -> None:
    if estate.kind not in known.ROSTER_KINDS:
        raise Refused(_("A roster belongs to an estate or a community."))
    if not rules.may_import_roster(user=by, estate=estate):
        raise Refused(_("Only staff of the community and the property company may import a roster here."))


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _write(
    by: User, preview: RosterPreview, buildings: dict[str, KnownBuilding], now: datetime
) -> RosterImport:
    comparison, today = preview.comparison, timezone.localdate(now)
    places = _add_places(preview.estate, comparison, buildings)
    new = _add_homes(comparison.new, buildings)
    _change_homes(comparison.changed)
    added = _change_owners(comparison, new, today)
    done = RosterImport(
        preview.estate,
        preview.roster,
        comparison,
        preview.sha256,
        added_places=places,
        added_owners=added,
        ended_owners=sum(len(change.ended) for change in comparison.changed),
    )
    if not done.changes_nothing:
        record(by=by, verb="buildings.import_roster", subject=preview.estate, data=_figures(done), now=now)
    return done


def _figures(done: RosterImport) -> dict:
    """For the journal: numbers only, no names."""
    figures = done.roster.figures
    return {
        "sha256": done.sha256,
        "homes": figures.homes,
        "area": str(figures.area),
        "owners": figures.owners,
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "left_out": done.left_out,
        "warnings": len(done.roster.warnings),
        "places": done.added_places,
        "owners_added": done.added_owners,
        "owners_ended": done.ended_owners,
        "in_doubt": done.in_doubt,
    }


def _add_places(estate: Place, comparison: Comparison, buildings: dict[str, KnownBuilding]) -> int:
    created = _create(
        Place(kind=_kind_of(name), name=name, parent=estate, position=_position(name, n))
        for n, name in enumerate(comparison.new_buildings, 1)
    )
    for place in created:
        buildings[rooms.building_key(place.name)] = KnownBuilding(place.pk, place.name)
    stairs = _create(
        Place(
            kind=PlaceKind.STAIR,
            name=stair,
            parent_id=buildings[rooms.building_key(building)].pk,
            position=_position(stair, n),
        )
        for n, (building, stair) in enumerate(comparison.new_stairs, 1)
    )
    for place, (building, stair) in zip(stairs, comparison.new_stairs, strict=True):
        buildings[rooms.building_key(building)].stairs[rooms.stair_key(stair)] = place.pk
    return len(created) + len(stairs)


def _create(places) -> list[Place]:
    return Place.objects.bulk_create(list(places))


def _kind_of(name: str) -> str:
    return LANE_ENDINGS.get(name[-1], PlaceKind.BUILDING)


def _position(name: str, otherwise: int) -> int:
    found = NUMBER.search(name)
    return min(to_int(found[0]), 99_999) if found else otherwise


def _add_homes(changes: list[Change], buildings: dict[str, KnownBuilding]) -> dict[int, Dwelling]:
    """The new homes by the identity of their change."""
    homes = {}
    for change in changes:
        row, building = change.row, buildings[rooms.building_key(change.row.building)]
        stair = building.stairs.get(rooms.stair_key(row.stair))
        homes[id(change)] = Dwelling(
            place_id=stair or building.pk,
            floor=row.floor,
            door=row.door,
            area=row.area,
            area_source=AreaSource.ROSTER,
            presence=row.presence or Presence.UNKNOWN,
        )
    Dwelling.objects.bulk_create(homes.values())
    return homes


def _change_homes(changes: list[Change]) -> None:
    """One statement for each set of details that changes together, not one for each home."""
    homes = Dwelling.objects.in_bulk([change.home.pk for change in changes if change.fields])
    for change in changes:
        for name, (_known, value) in change.fields.items():
            setattr(homes[change.home.pk], name, value)
            if name == "area":
                homes[change.home.pk].area_source = AreaSource.ROSTER
    Dwelling.objects.bulk_create(
        homes.values(),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["floor", "area", "area_source", "presence"],
    )


def _change_owners(comparison: Comparison, new: dict[int, Dwelling], today: date) -> int:
    ended = [owner.pk for change in comparison.changed for owner in change.ended]
    # Someone entered today and replaced today would end on the day they began, which no row may; "since
    # yesterday" is as true for them as "since today": a roster does not say since when.
    starting = Ownership.objects.filter(pk__in=ended, started_on__gte=today)
    starting.update(started_on=today - timedelta(days=1))
    Ownership.objects.filter(pk__in=ended).update(ended_on=today)
    _change_phones(comparison.changed)
    added = [
        Ownership(
            dwelling_id=new[id(change)].pk if change.is_new else change.home.pk,
            owner_name=owner.name,
            phone=owner.phone or "",
            source=AreaSource.ROSTER,
            started_on=today,
        )
        for change in [*comparison.new, *comparison.changed]
        for owner in change.added
    ]
    Ownership.objects.bulk_create(added)
    return len(added)


def _change_phones(changes: list[Change]) -> None:
    phones = {owner.pk: phone for change in changes for owner, phone in change.phones}
    owners = Ownership.objects.in_bulk(phones)
    for pk, owner in owners.items():
        owner.phone = phones[pk]
    Ownership.objects.bulk_create(
        owners.values(), update_conflicts=True, unique_fields=["id"], update_fields=["phone"]
    )
