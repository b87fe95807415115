"""What waits for one person, from every room, in one list: the most pressing first."""

from dataclasses import dataclass
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.chips import action_chip
from committees.models import ActionItem, Meeting
from committees.models.meetings import Reply
from committees.queries import owed_by, upcoming_for
from issues.queries import held, needs_confirmation
from issues.rows import Row
from kit.times import span
from people.models import User

LIMIT = 7  # DOMAIN part 5: a captain's list has seven things at most


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    tone: str
    label: str
    meta: str
    due: datetime | None = None


def tasks_of(user: User, now: datetime) -> list[Task]:
    """Four queries. What has no hour of its own stands after what has."""
    tasks = [of_issue(row) for row in held(user, limit=LIMIT + 1)]
    tasks += [of_confirmation(row) for row in needs_confirmation(user)]
    tasks += [of_promise(action, now) for action in owed_by(user)]
    tasks += [of_meeting(m, now) for m in upcoming_for(user, limit=5) if m.my_reply == Reply.NONE]
    far = timezone.make_aware(datetime.max.replace(year=9000))
    return sorted(tasks, key=lambda task: task.due or far)


def of_issue(row: Row) -> Task:
    return Task(row.title, row.url, row.tone, row.label, row.meta, row.issue.due_at)


def of_confirmation(row: Row) -> Task:
    title = _("Is it really done? %(title)s") % {"title": row.title}
    return Task(title, row.url, row.tone, row.label, row.where, row.issue.resolved_at)


def of_promise(action: ActionItem, now: datetime) -> Task:
    chip = action_chip(action, timezone.localdate(now))
    due = timezone.make_aware(datetime.combine(action.due_on, time(23, 59)))
    url = reverse("committees:detail", args=[action.meeting_id])
    return Task(
        action.text, url, chip.tone, chip.label, _("from %(meeting)s") % {"meeting": action.meeting}, due
    )


def of_meeting(meeting: Meeting, now: datetime) -> Task:
    title = _("Do you come? %(meeting)s") % {"meeting": meeting}
    url = reverse("committees:detail", args=[meeting.pk])
    when = span(meeting.starts_at, meeting.ends_at, now=now)
    return Task(title, url, "new", _("Waiting for your answer"), when, meeting.starts_at)
