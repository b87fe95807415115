"""What waits for one person, from every room, in one list: the most pressing first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.models import Place
from buildings.terms import Term
from committees.chips import action_chip
from committees.models import ActionItem, Meeting
from committees.models.meetings import Reply
from committees.queries import owed_by, upcoming_for
from issues.models import IssueState
from issues.queries.today import Day, day_of
from issues.rows import Row
from kit.times import left, moment, span
from notices.models import Notice
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
    left: str = ""  # where the label does not say it


def tasks_of(user: User, now: datetime, day: Day | None = None, more: Iterable[Task] = ()) -> list[Task]:
    """Three queries. What has no hour of its own stands after what has."""
    day = day or day_of(user, now)
    tasks = [*more, *(of_issue(row, now) for row in day.held)]
    tasks += [of_confirmation(row) for row in day.to_confirm]
    tasks += [of_promise(action, now) for action in owed_by(user)]
    tasks += [of_meeting(m, now) for m in upcoming_for(user, limit=5) if m.my_reply == Reply.NONE]
    far = timezone.make_aware(datetime.max.replace(year=9000))
    return sorted(tasks, key=lambda task: task.due or far)


def of_issue(row: Row, now: datetime) -> Task:
    """By the clock that runs out next; what was put off comes on its day."""
    issue, due = row.issue, row.issue.due_at
    if issue.state == IssueState.SUSPENDED:
        due = _at(issue.suspended_until, time(9))
    rest = left(due, now=now) if row.due else ""
    return Task(row.title, row.url, row.tone, row.label, row.where, due, rest)


def of_confirmation(row: Row) -> Task:
    title = _("Is it really done? %(title)s") % {"title": row.title}
    return Task(title, row.url, row.tone, row.label, row.where, row.issue.resolved_at)


def of_promise(action: ActionItem, now: datetime) -> Task:
    chip = action_chip(action, timezone.localdate(now))
    url = reverse("committees:detail", args=[action.meeting_id])
    meta = _("from %(meeting)s") % {"meeting": action.meeting}
    return Task(action.text, url, chip.tone, chip.label, meta, _at(action.due_on, time(23, 59)))


def of_meeting(meeting: Meeting, now: datetime) -> Task:
    title = _("Do you come? %(meeting)s") % {"meeting": meeting}
    url = reverse("committees:detail", args=[meeting.pk])
    when = span(meeting.starts_at, meeting.ends_at, now=now)
    return Task(title, url, "new", _("Waiting for your answer"), when, meeting.starts_at)


# --- a captain's own ---------------------------------------------------------------------------------------


def of_notice(notice: Notice, silent: int, now: datetime) -> Task:
    """Homes that nobody has told yet, and that have not read it: somebody has to knock."""
    words = ngettext("%(n)d home has not heard yet", "%(n)d homes have not heard yet", silent)
    label = _("Please knock")
    if notice.expires_at:
        label = _("by %(moment)s") % {"moment": moment(notice.expires_at, now=now)}
    url = reverse("notices:doors", args=[notice.pk])
    return Task(notice.title, url, "new", label, words % {"n": silent}, notice.expires_at)


def of_claims(count: int) -> Task:
    """Newcomers at doors of theirs; who they are is opened one by one."""
    title = ngettext(
        "%(n)d newcomer says that they live here", "%(n)d newcomers say that they live here", count
    )
    meta = _("You know the door: say whether it is so")
    return Task(title % {"n": count}, reverse("buildings:claims"), "new", _("Waiting for your answer"), meta)


def of_term(term: Term, role: str) -> Task:
    days = ngettext("Your term ends in %(n)d day", "Your term ends in %(n)d days", term.days_left)
    title = days % {"n": term.days_left}
    if term.followers:
        label, follower = _("Hand over in time"), _("%(name)s follows") % {"name": term.followers[0].user}
    else:
        label, follower = _("No successor yet"), ""
    meta = " · ".join(filter(None, [role, follower]))
    return Task(title, reverse("desk_term"), "wait", label, meta, _at(term.captaincy.ended_on, time()))


def of_vacancy(place: Place, name: str, floors: str) -> Task:
    words = {"place": name, "floors": floors}
    title = (
        _("%(place)s %(floors)s has no captain") % words if floors else _("%(place)s has no captain") % words
    )
    return Task(title, place.get_absolute_url(), "wait", _("Vacant"), _("Ask the community to find someone"))


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
