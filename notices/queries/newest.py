"""The newest notices at some places, found place by place: however many ever hung there, of each a page's
worth is looked at. What an address knows for it the database keeps (migration 0007).
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Count, Func, OuterRef, Q, QuerySet

from buildings.models import Place
from buildings.models.places import around, inside, numbers_in, prefixes, starts_with
from kit.together import among
from notices.models import Notice, NoticePlace

AREA_DEPTH = 2  # a subdistrict is the top, its communities stand in it


def newest_at(
    rows: QuerySet[Notice], paths: Iterable[str], most: int, *, oldest: bool = False
) -> QuerySet[Notice]:
    """Of these, as many of the newest (or oldest) at each of the places as are needed of all; the caller
    sorts and cuts.

    `paths` mean what stands in them and what they stand in, as for `Notice.objects.around`.
    """
    hung = NoticePlace.objects.filter(publish_at__isnull=False, notice__in=rows.order_by().values("pk"))
    # Grouped, in the order of the index: a notice may name several floors, or several places of an area.
    hung = hung.values("publish_at", "notice").annotate(named=Count("pk"))
    hung = hung.order_by("publish_at", "notice") if oldest else hung.order_by("-publish_at", "-notice")
    near, areas = spots(paths)
    chosen = _each(near, hung.filter(place=OuterRef("pk"))[:most])
    if areas:
        chosen |= _each(areas, hung.filter(area=OuterRef("pk"))[:most])
    return Notice.objects.filter(chosen)


def all_at(rows: QuerySet[Notice], paths: Iterable[str]) -> QuerySet[Notice]:
    """As `rows.around(paths)`, where all of them are counted. In a whole subdistrict by the numbers of its
    communities: PostgreSQL knows how much hangs in each, and takes what a path holds for a tenth of it."""
    tops = {path for path in paths if depth(path) == 1}
    if not tops:
        return rows.around(paths)
    own = {number_of(path) for path in tops}
    areas = Place.objects.filter(Q(pk__in=own) | Q(parent__in=own)).order_by().values_list("pk", flat=True)
    hung = Q(area__in=list(areas))
    if others := set(paths) - tops:
        hung |= Q(place__path__in=prefixes(others)) | starts_with(others, "place__path")
    return rows.filter(pk__in=NoticePlace.objects.filter(hung).values("notice"))


def must_reach(paths: Iterable[str], now: datetime) -> Q:
    """Numbers of the notices at these places, in them or around them that ask every home, and still hold."""
    stands = Q(expires_at=None) | Q(expires_at__gt=now)
    near = around(paths) | inside(paths)
    hung = NoticePlace.objects.filter(stands, near, publish_at__isnull=False, must_reach=True)
    return Q(among(ArraySubquery(hung.values("notice"))))


def spots(paths: Iterable[str]) -> tuple[Q, Q]:
    """Places whose own addresses count, and areas of which all do: communities, and a subdistrict's own."""
    paths = set(paths)
    deep = {path for path in paths if depth(path) > AREA_DEPTH}
    wide = paths - deep
    own, below = {number_of(path) for path in wide}, {number_of(path) for path in wide if depth(path) == 1}
    areas = Q(pk__in=own) | Q(parent__in=below) if wide else Q()
    return Q(pk__in=numbers_in(paths)) | starts_with(deep), areas


def _each(places: Q, numbers: QuerySet[NoticePlace]) -> Q:
    """Those among so many of each place, as ids found before anything is joined."""
    one = Func(ArraySubquery(numbers.values("notice")), function="unnest", output_field=BigIntegerField())
    return Q(among(ArraySubquery(Place.objects.filter(places).order_by().values(one=one))))


def number_of(path: str) -> int:
    return int(path.strip("/").rpartition("/")[2])


def depth(path: str) -> int:
    return path.strip("/").count("/") + 1
