"""Reads for pages, here and in the rooms above. One query each, unless it says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from buildings.models import Captaincy, Place
from buildings.models.captaincies import CaptaincyRole
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import PlaceKind, prefixes, starts_with
from buildings.queries.chain import Answerer, captain_above, captain_answerer
from buildings.standing import HOME, Capacity, standing_of
from journal.models import Entry
from kit.together import among
from notices.models import (
    BoardPhoto,
    FileKind,
    Group,
    Notice,
    NoticeComment,
    NoticeFile,
    NoticeRead,
    NoticeState,
)
from notices.queries.coverage import EMPTY, homes_meant, homes_of, is_meant_for_door, with_reach
from notices.queries.newest import AREA_DEPTH, depth, must_reach, newest_at
from people.models import User

# An urgent notice that names no end leaves the home pages after this.
URGENT_LASTS = timedelta(days=3)
BOARDS_SHOWN = 12  # photos on a notice's page; its page of figures has them all


@dataclass(frozen=True)
class HomeCount:
    """How many homes of one building have said that they know."""

    name: str  # "水岸公馆 3栋"
    building: str  # "3栋"
    confirmed: int
    total: int

    @property
    def silent(self) -> int:
        """Homes that have not said anything, which is neither yes nor no."""
        return self.total - self.confirmed


# --- for home pages and the navigation ----------------------------------------------------------------------


def unread_count(user: User | AnonymousUser) -> int:
    if not user.is_authenticated:
        return 0
    return Notice.objects.unread_by(user).count()


def latest_for(user: User | AnonymousUser, limit: int = 5, now: datetime | None = None) -> list[Notice]:
    """The newest that still hold. Each row has its `organisation` and `is_unread`."""
    return list(latest_rows(user, limit, now))


def latest_rows(user: User | AnonymousUser, limit: int = 5, now: datetime | None = None) -> QuerySet[Notice]:
    rows, paths = _near(user, now or timezone.now())
    chosen = newest_at(rows, paths, limit) if paths else rows
    return chosen.select_related("organisation").with_unread(user)[:limit]


def front_for(
    user: User | AnonymousUser, limit: int = 5, now: datetime | None = None
) -> tuple[Notice | None, list[Notice]]:
    """(what must be known now at their places, where they serve, or, for visitors, in public; the newest as
    by `latest_for`), by one query: the urgent one may be among the newest too."""
    return front_of(front_rows(user, limit, now), limit, now)


def front_rows(user: User | AnonymousUser, limit: int = 5, now: datetime | None = None) -> QuerySet[Notice]:
    """The few numbers first: what a row says beside them is then asked once."""
    now = now or timezone.now()
    rows, paths = _near(user, now)
    latest = (newest_at(rows, paths, limit) if paths else rows).values("pk")[:limit]
    urgent = _urgent(rows, paths, now).values("pk")[:1]
    chosen = Q(among(ArraySubquery(urgent))) | Q(among(ArraySubquery(latest)))
    return Notice.objects.filter(chosen).select_related("organisation").with_unread(user)


def front_of(
    found: Iterable[Notice], limit: int = 5, now: datetime | None = None
) -> tuple[Notice | None, list[Notice]]:
    """What `front_rows` found, as the pages show it."""
    since = (now or timezone.now()) - URGENT_LASTS
    latest = sorted(found, key=lambda notice: (notice.publish_at, notice.pk), reverse=True)
    fresh = (one for one in latest if one.is_urgent and (one.expires_at or one.publish_at > since))
    return next(fresh, None), latest[:limit]


def _urgent(rows: QuerySet[Notice], paths: set[str], now: datetime) -> QuerySet[Notice]:
    """In a whole subdistrict, and for a visitor, the few emergencies are looked through by themselves."""
    fresh = Q(expires_at__isnull=False) | Q(publish_at__gt=now - URGENT_LASTS)
    rows = rows.filter(fresh, is_urgent=True)
    if any(depth(path) < AREA_DEPTH for path in paths):
        return rows.around(paths)
    return rows.filter(must_reach(paths, now)) if paths else rows


def _near(user: User | AnonymousUser, now: datetime) -> tuple[QuerySet[Notice], set[str]]:
    """(what holds and may be shown; around which places: none for a visitor, whom all of it concerns).

    Where somebody serves, all that hangs there; at home, what is meant for them.
    """
    standing, rows = standing_of(user), Notice.objects.visible_to(user).standing(now)
    if served := standing.service_paths():
        return rows, served | standing.neighbour_paths
    return rows.addressed_to(user) if standing.neighbour_paths else rows, standing.neighbour_paths


# --- the list ----------------------------------------------------------------------------------------------


def listed_for(
    user: User | AnonymousUser, *, category: str = "", mine: bool = False, place: Place | None = None
) -> QuerySet[Notice]:
    """Not evaluated. Without a choice, what concerns the communities that this person belongs to."""
    return around(user, *chosen_for(user, category=category, mine=mine, place=place))


def around(user: User | AnonymousUser, rows: QuerySet[Notice], paths: set[str]) -> QuerySet[Notice]:
    """All that `chosen_for` found there, with what a row says."""
    return (rows.around(paths) if paths else rows).select_related("organisation").with_unread(user)


def page_rows(
    user: User | AnonymousUser, rows: QuerySet[Notice], paths: set[str], most: int
) -> QuerySet[Notice]:
    """Of what `chosen_for` found, rows enough for a page."""
    chosen = newest_at(rows, paths, most) if paths else rows
    return chosen.select_related("organisation").with_unread(user)


def chosen_for(
    user: User | AnonymousUser,
    *,
    category: str = "",
    mine: bool = False,
    place: Place | None = None,
    now: datetime | None = None,
) -> tuple[QuerySet[Notice], set[str]]:
    """(what may be shown; around which places it is to hang: none where any will do)."""
    standing, rows = standing_of(user), Notice.objects.visible_to(user).published(now)
    rows = rows.filter(category=category) if category else rows
    if mine:
        return rows.addressed_to(user), standing.neighbour_paths | standing.service_paths()
    return rows, {place.path} if place else area_of(user)


def area_of(user: User | AnonymousUser) -> set[str]:
    """Paths: the communities of one's homes and stairs, and where one serves. Empty for a visitor."""
    standing = standing_of(user)
    return {community_path(path) for path in standing.neighbour_paths} | standing.service_paths()


def community_path(path: str) -> str:
    """ "/1/5/23/" -> "/1/5/": the subdistrict is the top of the tree, its communities stand in it."""
    return "/" + "/".join(path.strip("/").split("/")[:2]) + "/"


def prepared_by(user: User | AnonymousUser) -> QuerySet[Notice]:
    """Not evaluated: drafts, and what waits for its hour, of one's own organisations."""
    waiting = Q(state=NoticeState.DRAFT) | Q(state=NoticeState.PUBLISHED, publish_at__gt=timezone.now())
    return _of_own(user).filter(waiting).select_related("organisation", "author")


def waiting_for_review(user: User | AnonymousUser, limit: int = 50) -> list[Notice]:
    """Of one's own organisations, the first to be submitted first."""
    notices = _of_own(user).filter(state=NoticeState.REVIEW)
    rows = notices.select_related("organisation", "author", "submitted_by").order_by("submitted_at", "pk")
    return list(rows[:limit])


def _of_own(user: User | AnonymousUser) -> QuerySet[Notice]:
    """What is still in hand is for them alone: said by itself, it is found by their number."""
    rows = Notice.objects.visible_to(user)
    return rows if user.is_superuser else rows.filter(organisation__in=standing_of(user).organisation_ids)


# --- one notice --------------------------------------------------------------------------------------------


def readable_by(user: User | AnonymousUser) -> QuerySet[Notice]:
    """Not evaluated: for one notice's page, with `file_rows`, `board_rows` and `has_comments`."""
    notices = Notice.objects.visible_to(user).select_related("organisation", "author")
    return notices.with_places().with_my_reading(user).annotate(**_what_hangs_on())


def _what_hangs_on() -> dict:
    """By the same query."""
    here = {"notice": OuterRef("pk")}
    papers = NoticeFile.objects.filter(**here, kind=FileKind.PAPER).order_by("pk")
    paper = JSONObject(pk="pk", name="name", size="size", mime="mime")
    photos = BoardPhoto.objects.filter(**here).order_by("place__position", "place_id", "pk")
    facts = {"name": "place__name", "kind": "place__kind", "building": "place__parent__name"}
    photo = JSONObject(pk="pk", on="hung_on", width="width", height="height", **facts)
    return {
        "file_rows": ArraySubquery(papers.values_list(paper)),
        "board_rows": ArraySubquery(photos.values_list(photo)[:BOARDS_SHOWN]),
        "has_comments": Exists(NoticeComment.objects.filter(**here)),
    }


def home_for(user: User | AnonymousUser, notice: Notice) -> Capacity | None:
    """The home of this person that the notice is meant for, else any of theirs. No query."""
    homes = [capacity for capacity in standing_of(user).capacities if capacity.source == HOME]
    meant = (home for home in homes if is_meant_for(notice, home))
    return next(meant, homes[0] if homes else None)


def is_meant_for(notice: Notice, home: Capacity) -> bool:
    """By its door, and by who they are there. No query; the notice comes with `place_rows`."""
    is_theirs = Group.RESIDENTS in notice.audience or home.tie == ResidencyKind.OWNER
    return is_theirs and is_meant_for_door(
        notice, path=home.path, floor=home.floor_from, dwelling_id=home.dwelling_id
    )


def building_around(user: User, home: Capacity) -> str:
    """Its path; a stair counts for its building."""
    own = (row.dwelling.place for row in standing_of(user).residencies if row.dwelling_id == home.dwelling_id)
    place = next(own)
    return place.parent.path if place.kind == PlaceKind.STAIR else place.path


def captain_for(user: User | AnonymousUser, home: Capacity) -> Answerer | None:
    """Who looks after this home, with the number that this person may ring."""
    captaincy = captain_above(home.path, floor=home.floor_from)
    return captain_answerer(captaincy, user) if captaincy else None


def updates_of(notice: Notice) -> list[Entry]:
    """What was changed after it went out, newest first. No query when nothing was."""
    if not notice.updated_at:
        return []
    edits = Entry.objects.about(notice).filter(verb="notices.edit", at__gte=notice.publish_at)
    return list(edits.select_related("by").order_by("-id"))


def withdrawal_of(notice: Notice) -> Entry | None:
    """Who took it down, as the journal has it. No query for what was not withdrawn."""
    if notice.state != NoticeState.WITHDRAWN:
        return None
    entries = Entry.objects.about(notice).filter(verb="notices.withdraw")
    return entries.select_related("by").order_by("-id").first()


def homes_confirmed(notice: Notice, paths: set[str]) -> list[HomeCount]:
    """By building, lane or road; the notice comes with `place_rows`.

    A home counts once, while someone who belongs to it, and whom it is for, has said so. Where nobody lives,
    nobody is waited for, as in the figures of coverage.
    """
    confirmed = homes_of(NoticeRead.objects.filter(notice=notice, acknowledged_at__isnull=False), notice)
    rows = (
        with_reach(homes_meant(notice).below(*paths), notice)
        .exclude(reach=EMPTY)
        .order_by()
        .values(
            "place__kind",
            "place__name",
            "place__position",
            "place__parent__name",
            "place__parent__position",
            "place__parent__parent__name",
        )
        .annotate(total=Count("pk"), confirmed=Count("pk", filter=Q(pk__in=confirmed)))
    )
    counts: dict[tuple, list[int]] = {}
    for row in rows:
        total = counts.setdefault(_building_of(row), [0, 0])
        total[0] += row["confirmed"]
        total[1] += row["total"]
    return [HomeCount(f"{key[0]} {key[2]}", key[2], *counts[key]) for key in sorted(counts)]


def asking_homes(
    paths: Iterable[str], user: User, limit: int = 7, now: datetime | None = None
) -> QuerySet[Notice]:
    """Those at these places that must reach every home, emergencies and the first to end first; with
    `place_rows`.

    They ask for an answer, or they are emergencies.
    """
    now = now or timezone.now()
    rows = Notice.objects.visible_to(user).standing(now).filter(must_reach(paths, now))
    soonest = ("-is_urgent", F("expires_at").asc(nulls_last=True), "-publish_at", "-id")
    return rows.with_places().defer("body").order_by(*soonest)[:limit]


def _building_of(row: dict) -> tuple[str, int, str]:
    """(what it stands in, its order there, its name); a stair counts for its building."""
    if row["place__kind"] == PlaceKind.STAIR:
        return (
            row["place__parent__parent__name"] or "",
            row["place__parent__position"],
            row["place__parent__name"],
        )
    return row["place__parent__name"] or "", row["place__position"], row["place__name"]


def looked_after(user: User | AnonymousUser, notice: Notice) -> set[str]:
    """Where both the notice and this person's duty as captain or member reach. No query."""
    standing = standing_of(user)
    duties = standing.captain_paths | standing.service_paths()
    pairs = ((place["path"], duty) for place in notice.place_rows for duty in duties)
    return {
        max(pair, key=len) for pair in pairs if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    }


def posted_captains(notice: Notice, limit: int = 3) -> list[Captaincy]:
    """Whose number may stand on the poster; none where more than fit, since any three would mislead."""
    paths = [place["path"] for place in notice.place_rows]
    near = Q(place__path__in=prefixes(paths)) | starts_with(paths, "place__path")
    captains = Captaincy.objects.current().filter(near, role=CaptaincyRole.LEAD, phone_is_public=True)
    # Of a subdistrict's thousands a few say that they do not fit: nobody's name is looked up for that.
    some = ArraySubquery(captains.exclude(phone="").values("pk")[: limit + 1])
    found = Captaincy.objects.filter(among(some)).select_related("user", "place")
    rows = list(found.order_by("place__position", "pk"))
    return [row for row in rows if row.user.is_active] if len(rows) <= limit else []
