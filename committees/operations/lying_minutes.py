"""Minutes that lie: whoever runs the meeting hears which step is due, and a week later once more."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from committees import minutes_messages as words
from committees.models import Meeting
from committees.models.meetings import MeetingState
from committees.models.minutes import MinutesState
from committees.operations.action_ground import those_who_run
from committees.operations.ground import locked
from committees.operations.minutes import deadline_of, minutes_of
from notifications.operations import post

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LOOKED_BACK = timedelta(days=90)  # each round would take longer than the last, else


class Step(NamedTuple):
    name: str  # "close", "send", "seal" or "post"
    since: datetime  # when it was due


def remind_of_minutes(*, now: datetime | None = None) -> int:
    """Of those that are over: closed, sent to the parties, sealed, posted. Each is told once, however often
    it is asked."""
    now = now or timezone.now()
    rows = Meeting.objects.exclude(state=MeetingState.CANCELLED).filter(minutes_notice=None)
    rows = rows.filter(ends_at__range=(now - LOOKED_BACK, now)).order_by("pk")
    return sum(_remind(pk, now) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    meeting = locked(Meeting(pk=pk))
    step = step_due(meeting)
    if step is None or step.since > now:
        return 0
    again = " again" if step.since <= now - WEEK else ""
    return post(
        to=those_who_run(meeting),
        kind=words.LYING,
        words=words.lying(meeting, step.name),
        url=words.url_of_minutes(meeting) if meeting.is_closed else meeting.get_absolute_url(),
        subject=meeting,
        dedupe=f"meeting {meeting.pk} lies {step.name} {step.since:%Y%m%d%H%M}{again}",
        due_at=now,
        by_day=True,
    )


def step_due(meeting: Meeting) -> Step | None:
    """What is to be done next with its minutes, and by when it should have been."""
    if meeting.is_convened:
        return Step("close", meeting.ends_at + DAY)
    if not meeting.is_closed or meeting.minutes_notice_id:
        return None
    minutes = minutes_of(meeting)
    if minutes.state == MinutesState.DRAFT:
        return Step("send", meeting.closed_at + DAY)
    if minutes.state == MinutesState.CONFIRMING:
        return Step("seal", deadline_of(minutes))
    latest = meeting.closed_at + meeting.post_within_days * DAY
    return Step("post", max(latest, minutes.sealed_at + DAY)) if meeting.is_open else None
