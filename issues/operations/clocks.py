"""Winding the clocks of an issue. Called by the steps, which save it."""

from datetime import datetime

from issues import clock
from issues.models import Issue, IssueState


def promise(issue: Issue, start: datetime) -> None:
    """The promise to the reporter, made at `start`."""
    issue.respond_by, issue.resolve_by = clock.deadlines(issue.tier, start)


def promise_again(issue: Issue, now: datetime) -> None:
    """Sent back: as much time for the work as at first; the first answer was given long ago."""
    issue.resolve_by = max(clock.deadlines(issue.tier, now).resolve_by, issue.respond_by)


def wind(issue: Issue, now: datetime) -> None:
    """Whoever has it now has from now on: to take it on, else to do it."""
    responding = issue.state == IssueState.REPORTED
    due = issue.respond_by if responding and not issue.responded_at else issue.resolve_by
    if responding and issue.responded_at:
        due = clock.run_out(clock.LIMITS[issue.tier].respond, now)  # handed on: they have to take it on
    _set(issue, clock.stage(issue.tier, started=now, due=due, now=now, responding=responding))


def carry_on(issue: Issue, now: datetime) -> None:
    """The same person goes on against the clock that runs next: an answer was given."""
    due = issue.resolve_by if issue.responded_at else issue.respond_by
    responding = not issue.responded_at
    _set(
        issue,
        clock.stage(issue.tier, started=issue.stage_started_at, due=due, now=now, responding=responding),
    )


def stop(issue: Issue) -> None:
    issue.next_alarm = issue.next_alarm_at = None


def _set(issue: Issue, stage: clock.Stage) -> None:
    issue.due_at = issue.resolve_by if issue.responded_at else issue.respond_by
    issue.stage_started_at, issue.stage_due_at = stage.started_at, stage.due_at
    issue.next_alarm, issue.next_alarm_at = stage.next_alarm, stage.next_alarm_at
