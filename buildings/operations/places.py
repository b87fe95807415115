from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import rules
from buildings.models import Dwelling, Place
from buildings.models.dwellings import AreaSource, Presence
from buildings.models.places import PARENT_KINDS, PlaceKind
from buildings.operations.sentences import SENTENCES, USED, constraints_in_words
from journal.operations import record
from kit.chinese import NUMBER, to_int
from kit.refused import Refused
from people.models import User

PLAN_CELLS = 20  # each way
MOVING = 0x6C696E6C69  # the number of the lock that lets one place move at a time: "linli"


@transaction.atomic
def create_place(
    *,
    by: User,
    kind: str,
    name: str,
    parent: Place | None,
    position: int | None = None,
    address: str = "",
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Place:
    """`position` orders it among its neighbours; left out, the number in its name does: 10栋 follows 9栋."""
    if not rules.may_create_place(user=by, parent=parent):
        raise Refused(_("Only staff of the community may add a place here."))
    name = name.strip()
    if not name:
        raise Refused(_("Please write a name."), field="name")
    _check_kind(kind, parent)
    if parent:
        parent = Place.objects.select_for_update(no_key=True).get(pk=parent.pk)
    if known := client_key and Place.objects.filter(client_key=client_key).first():
        if (known.parent_id, known.name) != (parent and parent.pk, name):
            raise Refused(USED)
        return known
    with constraints_in_words():
        place = Place.objects.create(
            kind=kind,
            name=name,
            parent=parent,
            position=_position(name, parent) if position is None else position,
            address=address.strip(),
            client_key=client_key,
        )
    place.refresh_from_db(fields=["path"])  # the database wrote it
    record(
        by=by, verb="buildings.create_place", subject=place, data={"parent": parent and parent.pk}, now=now
    )
    return place


@transaction.atomic
def move_place(*, by: User, place: Place, parent: Place, now: datetime | None = None) -> Place:
    """Takes everything below along; who may see it changes with the next page."""
    # Two moves at once could each hang the other below itself.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MOVING])
    place = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    parent = Place.objects.get(pk=parent.pk)
    if not rules.may_move_place(user=by, place=place, parent=parent):
        raise Refused(_("Only staff of both places may move it."))
    if parent.path.startswith(place.path):
        raise Refused(*SENTENCES["place_does_not_contain_itself"][:1], field="parent")
    _check_kind(place.kind, parent)
    was = place.parent_id
    with constraints_in_words():
        cell = {} if was == parent.pk else {"plan_x": None, "plan_y": None}  # it was one of the old plan
        Place.objects.filter(pk=place.pk).update(parent=parent, **cell)
    place.refresh_from_db()
    record(by=by, verb="buildings.move_place", subject=place, data={"from": was, "to": parent.pk}, now=now)
    return place


@transaction.atomic
def put_on_plan(
    *, by: User, place: Place, x: int | None, y: int | None, now: datetime | None = None
) -> Place:
    """Where it is drawn on the plan of what it stands in, in columns and rows; neither takes it off again."""
    if not rules.may_draw(user=by, place=place):
        raise Refused(_("Only staff of the community may draw the plan."))
    if (x is None) != (y is None):
        raise Refused(_("Please give both the column and the row, or neither."), field="x")
    if x is not None and not (0 <= x < PLAN_CELLS and 0 <= y < PLAN_CELLS):
        raise Refused(_("The plan has 20 columns and 20 rows."), field="x")
    place = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    beside = Place.objects.filter(parent=place.parent_id).exclude(pk=place.pk)
    if x is not None and (taken := beside.filter(plan_x=x, plan_y=y).first()):
        raise Refused(_("%(place)s already stands there on the plan.") % {"place": taken}, field="x")
    if (place.plan_x, place.plan_y) != (x, y):
        place.plan_x, place.plan_y = x, y
        with constraints_in_words():  # another may have been drawn there at this moment
            place.save(update_fields=["plan_x", "plan_y"])
        record(by=by, verb="buildings.put_on_plan", subject=place, data={"x": x, "y": y}, now=now)
    return place


@transaction.atomic
def add_dwelling(
    *,
    by: User,
    place: Place,
    door: str,
    floor: int | None = None,
    area: Decimal | str | None = None,
    area_source: str = AreaSource.ROSTER,
    presence: str = Presence.UNKNOWN,
    now: datetime | None = None,
) -> Dwelling:
    _check_homes(by, place, [door])
    with constraints_in_words():
        dwelling = Dwelling.objects.create(
            place=place,
            door=door.strip(),
            floor=floor,
            area=area,
            area_source=area_source,
            presence=presence,
        )
    record(by=by, verb="buildings.add_dwelling", subject=dwelling, now=now)
    return dwelling


@dataclass(frozen=True)
class HomePlan:
    door: str
    floor: int | None = None
    area: Decimal | str | None = None


@transaction.atomic
def add_dwellings(
    *,
    by: User,
    place: Place,
    homes: Sequence[HomePlan],
    area_source: str = AreaSource.ROSTER,
    now: datetime | None = None,
) -> list[Dwelling]:
    """A whole stair or lane at once, or nothing of it: one line of history, on the place."""
    _check_homes(by, place, [home.door for home in homes])
    with constraints_in_words():
        dwellings = Dwelling.objects.bulk_create(
            Dwelling(
                place=place, door=home.door.strip(), floor=home.floor, area=home.area, area_source=area_source
            )
            for home in homes
        )
    record(by=by, verb="buildings.add_dwellings", subject=place, data={"homes": len(dwellings)}, now=now)
    return dwellings


def _check_homes(by: User, place: Place, doors: list[str]) -> None:
    if not rules.may_administer(user=by, place=place):
        raise Refused(_("Only staff of the community may add a home here."))
    if place.kind not in {PlaceKind.BUILDING, PlaceKind.STAIR, PlaceKind.LANE, PlaceKind.ROAD}:
        raise Refused(_("A home belongs to a building, a stair, a lane or a road."), field="place")
    if not all(door.strip() for door in doors):
        raise Refused(_("Please write the door's number."), field="door")


@transaction.atomic
def set_presence(*, by: User, dwelling: Dwelling, presence: str, now: datetime | None = None) -> Dwelling:
    """Captain or staff note how a home is lived in."""
    if not rules.may_vouch(user=by, dwelling=dwelling):
        raise Refused(_("Only the captain of the floor and staff may note this."))
    if presence not in Presence.values:
        raise Refused(_("Please choose one of the states."), field="presence")
    dwelling = Dwelling.objects.select_for_update().select_related("place").get(pk=dwelling.pk)
    if dwelling.presence != presence:
        data = {"from": dwelling.presence, "to": presence}
        dwelling.presence = presence
        dwelling.save(update_fields=["presence"])
        record(by=by, verb="buildings.set_presence", subject=dwelling, data=data, now=now or timezone.now())
    return dwelling


def _check_kind(kind: str, parent: Place | None) -> None:
    allowed = PARENT_KINDS.get(kind)
    if allowed is None:
        raise Refused(_("Please choose what kind of place it is."), field="kind")
    if (parent.kind if parent else None) in allowed:
        return
    words = {"kind": PlaceKind(kind).label, "parent": PlaceKind(parent.kind).label if parent else ""}
    if parent is None:
        raise Refused(SENTENCES["place_stands_in_a_place"][0], field="parent")
    raise Refused(_("%(kind)s: this cannot stand directly in: %(parent)s.") % words, field="parent")


def _position(name: str, parent: Place | None) -> int:
    """The first number in the name, else after the last of its neighbours."""
    if (found := NUMBER.search(name)) and (number := to_int(found[0])) < 100_000:
        return number
    last = Place.objects.filter(parent=parent).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
