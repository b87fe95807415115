"""The board of months gone by, what hangs as a public posting now, and what a feed of a place says."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractMonth, Greatest
from django.utils import timezone

from buildings.models import Place
from kit.together import among
from notices.models import Notice, NoticeCategory
from notices.models.notices import WENT_OUT
from notices.queries.newest import all_at, newest_at
from people.models import User

FEED_LENGTH = 50
POSTINGS_ORDER = ("expires_at", "id")


def month_of(notices: QuerySet[Notice], year: int, month: int) -> QuerySet[Notice]:
    """Not evaluated."""
    return notices.filter(publish_at__gte=_first(year, month), publish_at__lt=_first(*after(year, month)))


def counts_of(notices: QuerySet[Notice], paths: set[str], year: int) -> dict[int, int]:
    """How many in each month of the year that has any. One query, and one more of a whole subdistrict."""
    notices = all_at(notices, paths) if paths else notices
    rows = notices.filter(publish_at__gte=_first(year, 1), publish_at__lt=_first(year + 1, 1)).order_by()
    months = rows.annotate(month=ExtractMonth("publish_at", tzinfo=timezone.get_default_timezone()))
    return dict(months.values_list("month").annotate(number=Count("pk")).order_by("month"))


def years_of(notices: QuerySet[Notice], paths: set[str]) -> list[int]:
    """From the newest to the oldest that hangs around these places, around any where there are none; no year
    where nothing was ever published. One query."""
    if paths:
        notices = newest_at(notices, paths, 1) | newest_at(notices, paths, 1, oldest=True)
    ends = notices.order_by().aggregate(first=Min("publish_at"), last=Max("publish_at"))
    if ends["first"] is None:
        return []
    first, last = (timezone.localtime(ends[end]).year for end in ("first", "last"))
    return list(range(last, first - 1, -1))


def after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _first(year: int, month: int) -> datetime:
    return timezone.make_aware(datetime(year, month, 1), timezone.get_default_timezone())


def postings_for(user: User | AnonymousUser, *, place: Place | None = None) -> QuerySet[Notice]:
    """Not evaluated: what hangs now, with its last day; the first to come down first."""
    now = timezone.now()
    notices = Notice.objects.visible_to(user).published(now)
    notices = notices.filter(category=NoticeCategory.POSTING, expires_at__gt=now)
    if place:
        notices = notices.around({place.path})
    return notices


def first_postings(notices: QuerySet[Notice], most: int) -> QuerySet[Notice]:
    """With how many comments and photos each has, counted for these alone; the caller sorts them."""
    first = notices.order_by(*POSTINGS_ORDER).values("pk")[:most]
    counted = Count("comments", filter=Q(comments__hidden_at=None), distinct=True)
    boards = Count("board_photos", distinct=True)
    rows = Notice.objects.filter(among(ArraySubquery(first))).select_related("organisation")
    return rows.annotate(said=counted, boards=boards)


# --- the feed ----------------------------------------------------------------------------------------------


def feed_of(place: Place) -> list[Notice]:
    """What everybody may read at or around the place and still holds, the newest first. One query."""
    notices = newest_at(Notice.objects.visible_to(AnonymousUser()).standing(), {place.path}, FEED_LENGTH)
    return list(
        notices.select_related("organisation").defer("body").order_by("-publish_at", "-id")[:FEED_LENGTH]
    )


def changed_at(place: Place, now: datetime) -> datetime | None:
    """When the feed last became another one: something came, changed, was withdrawn, ran out, or ceased to be
    for everybody. One query, and one more of a whole subdistrict."""
    once_public = Q(is_public=True) | Q(private_since__gte=F("publish_at"))
    public = all_at(Notice.objects.filter(once_public, state__in=WENT_OUT), {place.path})
    last = Greatest(
        "publish_at", Coalesce("updated_at", "publish_at"), Coalesce("withdrawn_at", "publish_at")
    )
    ends = public.filter(publish_at__lte=now).aggregate(
        last=Max(last),
        over=Max("expires_at", filter=Q(expires_at__lte=now) & Q(expires_at__gt=F("publish_at"))),
    )
    return max(filter(None, ends.values()), default=None)
