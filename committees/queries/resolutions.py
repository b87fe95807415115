"""What meetings resolved, with what was promised for it."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from committees.models import ActionItem, Meeting, Resolution
from committees.models.resolutions import UNSETTLED
from kit.kept_questions import kept
from people.models import User


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
    user: User | AnonymousUser, before: Collection[int], place: int, kind: int | str, starts_at: datetime
) -> QuerySet[Resolution]:
    """Of the meetings right `before` all resolutions, and older ones of the same kind and place of which a
    promise is still open."""
    still_open = ActionItem.objects.filter(resolution=OuterRef("pk"), state__in=UNSETTLED)
    is_older = Q(place=place, kind=kind, starts_at__lt=starts_at)
    meetings = Meeting.objects.visible_to(user).filter(Q(pk__in=before) | is_older)  # few, before the others
    rows = Resolution.objects.filter(Q(meeting__in=before) | Q(Exists(still_open)), meeting__in=meetings)
    return with_actions(rows).order_by("-meeting__starts_at", "number")
