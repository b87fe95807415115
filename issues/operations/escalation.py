"""The next level: by the clock when time ran out, or by hand with a reason (吹哨)."""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import clock, messages, rules
from issues.models import EventKind, Issue, IssueState
from issues.operations import clocks
from issues.operations.dispatch import hand_to
from issues.operations.steps import ask, lock, needs_words, step
from issues.receivers import Receiver, next_step
from kit.refused import Refused
from people.models import User


@transaction.atomic
def escalate_issue(*, by: User, issue: Issue, text: str, now: datetime | None = None) -> Issue:
    """Whoever answers for it, or stands by, calls the next level with a reason. It moves there at once."""
    now = lock(issue, now)
    last = issue.events.first()
    if last.kind == EventKind.ESCALATED and last.by_id == by.pk and last.text == text.strip():
        return issue  # the second tap of the same finger
    ask("escalate", by=by, issue=issue)
    text = needs_words(text)
    up = next_step(issue)
    if up is None:
        raise Refused(_("It is with the highest level already: %(who)s.") % {"who": _now_with(issue)})
    _lift(issue, up, by=by, text=text, now=now)
    return issue


@transaction.atomic
def sound_alarm(*, issue: Issue, now: datetime | None = None) -> Issue:
    """What is due by the clock: a warning, the next level, or taking up again what was put off.

    Called for one issue at a time; an alarm that was sounded or moved meanwhile is not sounded again.
    """
    now = lock(issue, now)
    if issue.next_alarm_at is None or issue.next_alarm_at > now:
        return issue
    if issue.state == IssueState.SUSPENDED:
        return resume(issue, by=None, text="", now=now)
    if issue.stage_due_at > now:
        percent, is_last = _latest_percent(issue, now), next_step(issue) is None
        messages.tell_warning(issue=issue, percent=percent, is_last=is_last, now=now)
        _next_alarm(issue, now)
        issue.save(update_fields=["next_alarm", "next_alarm_at"])
        return issue
    up = next_step(issue)
    if up is None:  # nobody stands above: they are told once, and it stays overdue for all to see
        messages.tell_last_level(issue=issue, now=now)
        clocks.stop(issue)
        issue.save(update_fields=["next_alarm", "next_alarm_at"])
        return issue
    _lift(issue, up, by=None, text="", now=now)
    return issue


def _lift(issue: Issue, up: Receiver, *, by: User | None, text: str, now: datetime) -> None:
    """Those it went past may finish what they began, and are told."""
    past = (issue.holder, issue.holder_organisation)
    messages.void_for_holders(issue)
    issue.previous_holder, issue.previous_organisation = past
    issue.escalation_count += 1
    hand_to(issue, up.holder, up.organisation, now)
    event = step(
        issue=issue, kind=EventKind.ESCALATED, by=by, now=now, text=text, organisation=up.organisation
    )
    messages.tell_escalated(issue=issue, event=event, past=past, by=by)
    messages.tell_vacant(issue=issue, steps=up.vacant, now=now)


def _latest_percent(issue: Issue, now: datetime) -> int:
    """Of several that were missed while nothing ran, the latest: nobody is warned of the past."""
    hours = limit_of(issue).hours
    passed = [
        percent
        for percent in clock.WARNINGS
        if clock.alarm_at(issue.stage_started_at, issue.stage_due_at, percent, hours) <= now
    ]
    return max(passed, default=issue.next_alarm)


def _next_alarm(issue: Issue, now: datetime) -> None:
    stage = clock.stage(
        issue.tier,
        started=issue.stage_started_at,
        due=issue.stage_due_at,
        now=now,
        responding=limit_of(issue) is clock.LIMITS[issue.tier].respond,
    )
    issue.next_alarm, issue.next_alarm_at = stage.next_alarm, stage.next_alarm_at


def limit_of(issue: Issue) -> clock.Limit:
    limits = clock.LIMITS[issue.tier]
    return limits.respond if issue.state == IssueState.REPORTED else limits.resolve


def _now_with(issue: Issue) -> str:
    return str(issue.holder_organisation or issue.holder)


# --- put off, and taken up again --------------------------------------------------


@transaction.atomic
def suspend_issue(*, by: User, issue: Issue, text: str, until: date, now: datetime | None = None) -> Issue:
    """It has to wait for something, until a day: the reason is public, and the clock stands still."""
    now = lock(issue, now)
    if issue.state == IssueState.SUSPENDED and issue.suspended_until == until:
        return issue
    ask("suspend", by=by, issue=issue)
    text, today = needs_words(text), timezone.localdate(now)
    if until <= today:
        raise Refused(_("Please choose a day after today."), field="until")
    if until > today + rules.LONGEST_SUSPENSION:
        days = {"days": rules.LONGEST_SUSPENSION.days}
        raise Refused(_("It can be put off for %(days)d days at most.") % days, field="until")
    issue.state, issue.suspended_at, issue.suspended_until = IssueState.SUSPENDED, now, until
    issue.next_alarm, issue.next_alarm_at = clock.RESUME, clock.at(until, time(9))
    event = step(issue=issue, kind=EventKind.SUSPENDED, by=by, now=now, text=text)
    messages.void_warnings(issue)
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def resume_issue(*, by: User, issue: Issue, text: str = "", now: datetime | None = None) -> Issue:
    """Taken up again before its day."""
    now = lock(issue, now)
    if issue.state == IssueState.ACCEPTED and issue.events.first().kind == EventKind.RESUMED:
        return issue
    ask("resume", by=by, issue=issue)
    return resume(issue, by=by, text=text.strip(), now=now)


def resume(issue: Issue, *, by: User | None, text: str, now: datetime) -> Issue:
    stood = now - issue.suspended_at
    issue.resolve_by = clock.put_off(issue.resolve_by, stood, issue.tier)
    issue.state, issue.suspended_at, issue.suspended_until = IssueState.ACCEPTED, None, None
    clocks.wind(issue, now)
    event = step(issue=issue, kind=EventKind.RESUMED, by=by, now=now, text=text)
    messages.tell_resumed(issue=issue, event=event, by=by)
    return issue


# --- the round of the clock --------------------------------------------------

MOST_IN_A_ROUND = 500


def sound_alarms(now: datetime | None = None) -> int:
    """One round: each due alarm in a transaction of its own; two workers never take the same one."""
    for count in range(MOST_IN_A_ROUND):
        with transaction.atomic():
            due = Issue.objects.filter(next_alarm_at__lte=now or Now()).order_by("next_alarm_at")
            issue = due.select_for_update(skip_locked=True, of=["self"]).first()
            if issue is None:
                return count
            sound_alarm(issue=issue, now=now)
    return MOST_IN_A_ROUND
