"""How far a notice has come, home by home. Each counts once, by the best word of it; silence is no word."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from os.path import commonpath

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_noop as _

from buildings.models import Dwelling, Place, Residency
from buildings.models.dwellings import Presence, ResidencyKind
from buildings.models.places import AROUND, PlaceKind, starts_with
from buildings.standing import Standing, standing_of
from buildings.wording import place_name
from kit.nearest import Both
from notices import rules
from notices.models import BoardPhoto, Group, Notice, NoticeRead, Told, Way
from people.models import User

ACKNOWLEDGED, READ, EMPTY, OPEN = "acknowledged", "read", "empty", "open"
TOLD_WAYS = (Way.DOOR, Way.PHONE)
REACHED = (ACKNOWLEDGED, READ, *TOLD_WAYS)
# Left to knock at: where somebody lives and nobody is known to know. A slip says nothing back.
SILENT = (Way.SLIP, OPEN)
NOBODY_THERE = (Presence.VACANT, Presence.UNSOLD)
# A notice for captains or members of a council goes to people, not to doors.
AT_DOORS = {Group.RESIDENTS, Group.OWNERS}

WORDS = {
    ACKNOWLEDGED: _("acknowledged"),
    READ: _("read online"),
    Way.DOOR: _("told at the door"),
    Way.PHONE: _("told by phone"),
    Way.SLIP: _("a slip was left"),
    EMPTY: _("nobody lives there"),
    OPEN: _("not reached yet"),
}


@dataclass
class Coverage:
    """Of one building, lane or road; or the sum of several: `is_part`, where these stand in its place."""

    place: Place | None = None
    name: str = ""
    counts: Counter = field(default_factory=Counter)
    boards: list[BoardPhoto] = field(default_factory=list)
    is_part: bool = False

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def acknowledged(self) -> int:
        return self.counts[ACKNOWLEDGED]

    @property
    def read(self) -> int:
        return self.counts[READ]

    @property
    def at_door(self) -> int:
        return self.counts[Way.DOOR]

    @property
    def by_phone(self) -> int:
        return self.counts[Way.PHONE]

    @property
    def slips(self) -> int:
        return self.counts[Way.SLIP]

    @property
    def empty(self) -> int:
        return self.counts[EMPTY]

    @property
    def reached(self) -> int:
        return sum(self.counts[word] for word in REACHED)

    @property
    def silent(self) -> int:
        """With a slip at the door or without: nobody there is known to know."""
        return sum(self.counts[word] for word in SILENT)

    @property
    def to_reach(self) -> int:
        return self.reached + self.silent

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when there is nobody left."""
        return self.reached * 100 // self.to_reach if self.to_reach else 100


@dataclass(frozen=True)
class Sight:
    """Which homes of a notice somebody sees figures of, and whether door by door."""

    homes: QuerySet[Dwelling]
    sees_doors: bool
    sees_names: bool
    is_whole: bool  # every home that it is meant for


# --- which homes -------------------------------------------------------------------------------------------


def homes_meant(notice: Notice) -> QuerySet[Dwelling]:
    """Not evaluated. None where it is for people of some office only."""
    if not AT_DOORS & set(notice.audience):
        return Dwelling.objects.none()
    rows = place_rows(notice)
    where = Q(pk__in=[row["dwelling"] for row in rows if row["dwelling"]])
    for row in rows:
        if not row["dwelling"]:
            where |= _part(row)
    return Dwelling.objects.filter(where)


def place_rows(notice: Notice) -> list[dict]:
    """Those it came with (`with_places`), else by one query, once."""
    if not hasattr(notice, "place_rows"):
        notice.place_rows = Notice.objects.filter(pk=notice.pk).with_places().get().place_rows
    return notice.place_rows


def _part(row: dict) -> Q:
    part = Q(place__path__startswith=row["path"])
    if row["floor_from"] is not None:
        part &= Q(floor__range=(row["floor_from"], row["floor_to"]))
    return part


def is_meant_for_door(notice: Notice, *, path: str, floor: int | None, dwelling_id: int) -> bool:
    """What `homes_meant` asks of the database, asked of one home."""
    return bool(AT_DOORS & set(notice.audience)) and any(
        path.startswith(row["path"]) and row["dwelling"] in (None, dwelling_id) and has_floor(row, floor)
        for row in place_rows(notice)
    )


def has_floor(row: dict, floor: int | None) -> bool:
    if row["floor_from"] is None:
        return True
    return floor is not None and row["floor_from"] <= floor <= row["floor_to"]


def sight_of(user: User, notice: Notice) -> Sight | None:
    """All for its publisher; for staff and captains what they look after; a neighbour's own building."""
    homes, standing = homes_meant(notice), standing_of(user)
    names = rules.may_see_names(user=user, notice=notice)
    if rules.may_write_for(user=user, organisation=notice.organisation):
        doors = names or rules.may_publish(user=user, organisation=notice.organisation)
        return Sight(homes, sees_doors=doors, sees_names=names, is_whole=True)
    if rules.looks_after_some(user=user, notice=notice):
        return Sight(homes.looked_after(standing), sees_doors=True, sees_names=names, is_whole=False)
    own = {building_path(home.dwelling.place) for home in standing.residencies if _is_meant(notice, home)}
    return Sight(homes.below(*own), sees_doors=False, sees_names=False, is_whole=False) if own else None


def _is_meant(notice: Notice, home: Residency) -> bool:
    dwelling = home.dwelling
    return is_meant_for_door(notice, path=dwelling.place.path, floor=dwelling.floor, dwelling_id=dwelling.pk)


def building_path(place: Place) -> str:
    return place.path.rsplit("/", 2)[0] + "/" if place.kind == PlaceKind.STAIR else place.path


# --- what is known of them ---------------------------------------------------------------------------------


def with_reach(homes: QuerySet[Dwelling], notice: Notice) -> QuerySet[Dwelling]:
    """Each home knows `reach`, the best word of it: one of `WORDS`."""
    reads = NoticeRead.objects.filter(notice=notice)
    told = Told.objects.filter(notice=notice)
    return homes.annotate(
        reach=Case(
            When(pk__in=homes_of(reads.exclude(acknowledged_at=None), notice), then=Value(ACKNOWLEDGED)),
            When(pk__in=homes_of(reads, notice), then=Value(READ)),
            *(When(pk__in=_ticked(told, way), then=Value(way.value)) for way in TOLD_WAYS),
            When(presence__in=NOBODY_THERE, then=Value(EMPTY)),
            When(pk__in=_ticked(told, Way.SLIP), then=Value(Way.SLIP.value)),
            default=Value(OPEN),
        )
    )


def homes_of(reads: QuerySet[NoticeRead], notice: Notice) -> QuerySet:
    """Not correlated, so that PostgreSQL asks once for all homes. Of a home, any recipient speaks."""
    homes = Residency.objects.current().filter(user__in=reads.values("user"))
    if Group.RESIDENTS not in notice.audience:
        homes = homes.filter(kind=ResidencyKind.OWNER)
    return homes.values("dwelling")


def _ticked(told: QuerySet[Told], way: Way) -> QuerySet:
    return told.filter(way=way).values("dwelling")


def coverage_of(
    notice: Notice,
    homes: QuerySet[Dwelling],
    *,
    within: str | None = None,
    boards: dict[int, list[BoardPhoto]] | None = None,
    most: int | None = None,
) -> list[Coverage]:
    """By building, lane or road, in the order of the street. Three queries, however many there are; two where
    its `boards_of` are known. Where they are more than `most`, by what they stand in: one query more."""
    building = Case(When(place__kind=PlaceKind.STAIR, then="place__parent_id"), default="place_id")
    rows = with_reach(homes, notice).annotate(building=building).order_by()
    counts: dict[int, Counter] = defaultdict(Counter)
    for pk, reach, number in rows.values_list("building", "reach").annotate(number=Count("pk")):
        counts[pk][reach] = number
    boards = boards_of(notice) if boards is None else boards
    parts: set[int] = set()
    if most is not None and len(counts) > most:
        counts, boards, parts = _by_part(counts, boards)
    places = Place.objects.filter(pk__in=counts).select_related(AROUND)
    return [
        Coverage(
            place,
            place_name(place, within=within),
            counts[place.pk],
            boards.get(place.pk, []),
            place.pk in parts,
        )
        for place in sorted(places, key=_order)
    ]


def _by_part(
    counts: dict[int, Counter], boards: dict[int, list[BoardPhoto]]
) -> tuple[dict[int, Counter], dict[int, list[BoardPhoto]], set[int]]:
    """Just below what they all stand in: a subdistrict's by community, a community's by estate. And which of
    these are parts; a building that stands there by itself is itself."""
    paths = dict(Place.objects.filter(pk__in=counts).values_list("pk", "path"))
    depth = commonpath(paths.values()).rstrip("/").count("/")
    folded: dict[int, Counter] = defaultdict(Counter)
    hung: dict[int, list[BoardPhoto]] = defaultdict(list)
    parts = set()
    for pk, path in paths.items():
        step = path.strip("/").split("/")
        part = int(step[min(depth, len(step) - 1)])
        folded[part].update(counts[pk])
        hung[part] += boards.get(pk, [])
        parts |= {part} - {pk}
    return folded, hung, parts


def _order(place: Place) -> tuple[int, int, int, int]:
    around = place.parent.position if place.parent else 0
    return around, place.parent_id or 0, place.position, place.pk


def sum_of(rows: Iterable[Coverage]) -> Coverage:
    return Coverage(counts=sum((row.counts for row in rows), Counter()))


def precincts_of(standing: Standing, notice: Notice, *, without: Iterable[str]) -> list[Place]:
    """What this person is captain of where the notice is meant, and what lies in none of the paths `without`.
    No query where nothing is left."""
    left = [path for path in standing.captain_paths if not path.startswith(tuple(without))]
    meant = [row["path"] for row in place_rows(notice)]
    near = [path for path in left if any(path.startswith(top) or top.startswith(path) for top in meant)]
    if not near:
        return []
    places = Place.objects.filter(path__in=near).with_captains().select_related(AROUND)
    return sorted(places, key=_order)


def boards_of(notice: Notice, place: Place | None = None) -> dict[int, list[BoardPhoto]]:
    """By building: what hangs in a stair hangs in its building. All, or those in the place."""
    found: dict[int, list[BoardPhoto]] = defaultdict(list)
    photos = BoardPhoto.objects.filter(notice=notice).select_related(f"place__{AROUND}")
    if place:
        photos = photos.filter(starts_with([place.path], "place__path"))
    for photo in photos.order_by("pk"):
        is_stair = photo.place.kind == PlaceKind.STAIR
        found[photo.place.parent_id if is_stair else photo.place_id].append(photo)
    return found


def reached_by_home(notices: Iterable[int], on: date | None = None) -> Both:
    """For an annotation of homes: of these numbers of notices those that have reached the home, some twice.

    From who lives there to what they read: of all that a neighbour has ever read only these are looked up.
    """
    lives = Residency.objects.current(on).filter(dwelling=OuterRef(OuterRef("pk"))).values("user")
    reads = NoticeRead.objects.filter(notice__in=notices)
    by_anybody = reads.filter(notice__audience__contains=[Group.RESIDENTS], user__in=lives)
    by_owner = reads.filter(user__in=lives.filter(kind=ResidencyKind.OWNER))
    told = Told.objects.filter(notice__in=notices, dwelling=OuterRef("pk"), way__in=TOLD_WAYS)
    return Both(*(ArraySubquery(rows.values("notice")) for rows in (by_anybody, by_owner, told)))
