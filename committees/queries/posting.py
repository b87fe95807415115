"""What stands on the page of a posting: the comments, in whose name they are shown, and how long it is up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from buildings.models import Captaincy, Residency
from buildings.models.places import AROUND
from buildings.wording import place_name
from committees.models import Meeting, PostingComment, PublicPosting


@dataclass(frozen=True)
class Period:
    """From when to when, and whether it began in time after the meeting."""

    starts_on: date
    ends_on: date
    days_late: int
    is_over: bool
    is_soon: bool  # the last day

    @classmethod
    def of(cls, meeting: Meeting, posting: PublicPosting, today: date) -> "Period":
        latest = timezone.localdate(meeting.closed_at) + timedelta(days=meeting.post_within_days)
        late = max(0, (posting.starts_on - latest).days)
        over = today > posting.ends_on
        return cls(posting.starts_on, posting.ends_on, late, over, today == posting.ends_on)


def comments_on(posting: PublicPosting) -> QuerySet[PostingComment]:
    return posting.comments.select_related("by")


def shown_as(comments: Iterable[PostingComment], meeting: Meeting) -> dict[int, str]:
    """By person the building from which they speak, never the name; nothing for who lives there no more.

    Two queries, however many comments there are.
    """
    people = {comment.by_id for comment in comments}
    if not people:
        return {}
    path, found = meeting.place.path, {}
    captains = Captaincy.objects.current().filter(user__in=people, place__path__startswith=path)
    for captaincy in captains.select_related(f"place__{AROUND}"):
        found[captaincy.user_id] = place_name(captaincy.place, within=path)
    homes = Residency.objects.current().filter(user__in=people, dwelling__place__path__startswith=path)
    for residency in homes.select_related(f"dwelling__place__{AROUND}"):
        found[residency.user_id] = place_name(residency.dwelling.place, within=path)
    return found


def is_overdue(comment: PostingComment, now: datetime) -> bool:
    return comment.answered_at is None and comment.answer_by < now
