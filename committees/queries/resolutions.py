"""What meetings resolved, with what was promised for it."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from committees.models import ActionItem, Meeting, Resolution
from committees.models.resolutions import UNSETTLED
from kit.kept_questions import kept
from kit.nearest import TheseIfFull, ids_of
from kit.together import among
from people.models import User

LATEST = 60  # meetings that are looked at first


def with_actions(rows: QuerySet[Resolution]) -> QuerySet[Resolution]:
    actions = ActionItem.objects.select_related("organisation", "person").order_by("due_on", "id")
    return rows.select_related("meeting").prefetch_related(Prefetch("action_items", actions))


def resolutions_of(meeting: Meeting) -> list[Resolution]:
    return _resolutions(meeting.pk)


@kept
def _resolutions(meeting: int) -> QuerySet[Resolution]:
    return with_actions(Resolution.objects.filter(meeting=meeting).order_by("number"))


def carried_over(meeting: Meeting, user: User | AnonymousUser) -> QuerySet[Resolution]:
    """The last meeting's resolutions, and older ones of the same kind and place with a promise still open."""
    before = [meeting.previous_id] if meeting.previous_id else []
    return left_over(user, before, meeting.place_id, meeting.kind_id, meeting.starts_at)


def left_over(
    user: User | AnonymousUser,
    before: Collection[int],
    place: int,
    kind: int | str,
    starts_at: datetime,
    most: int | None = None,
) -> QuerySet[Resolution]:
    """Of the meetings right `before` all resolutions, and older ones of the same kind and place of which a
    promise is still open. Of hundreds that a place has held the latest alone, where these left enough."""
    older = Q(place=place, kind=kind, starts_at__lt=starts_at)
    meetings = Meeting.objects.visible_to(user).filter(Q(pk__in=before) | older)
    ids = _left_by(meetings, before, most)
    if most:
        latest = among(ids_of(meetings.order_by("-starts_at", "-id")[:LATEST]))
        ids = TheseIfFull(_left_by(Meeting.objects.filter(latest), before, most), ids, most=most)
    return with_actions(Resolution.objects.filter(among(ids))).order_by("-meeting__starts_at", "number")


def _left_by(meetings: QuerySet[Meeting], before: Collection[int], most: int | None) -> ArraySubquery:
    still_open = ActionItem.objects.filter(resolution=OuterRef("resolutions"), state__in=UNSETTLED)
    theirs = meetings.filter(Q(pk__in=before) | Q(Exists(still_open)), resolutions__isnull=False)
    return ArraySubquery(theirs.order_by("-starts_at", "resolutions__number").values("resolutions")[:most])
