from datetime import datetime

from django.db import transaction
from django.utils import timezone

from issues import clock, messages
from issues.models import EventKind, Issue, IssueState
from issues.operations.dispatch import take
from issues.operations.steps import (
    MOST_PHOTOS_OF_AN_ANSWER,
    Photos,
    ask,
    cleaned,
    lock,
    needs_words,
    step,
)
from people.models import User


@transaction.atomic
def resolve_issue(
    *, by: User, issue: Issue, text: str, photos: Photos = (), now: datetime | None = None
) -> Issue:
    """Says that it is done, and asks the reporter whether it is."""
    now = now or timezone.now()
    lock(issue)
    if issue.state == IssueState.RESOLVED and issue.resolved_by_id == by.pk:
        return issue
    ask("resolve", by=by, issue=issue)
    text, photos = needs_words(text), cleaned(photos, MOST_PHOTOS_OF_AN_ANSWER)
    take(issue, by, now)
    issue.state, issue.resolved_at, issue.resolved_by = IssueState.RESOLVED, now, by
    event = step(issue=issue, kind=EventKind.RESOLVED, by=by, now=now, text=text, photos=photos)
    messages.void_for_holders(issue)
    messages.tell_resolved(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def confirm_issue(
    *, by: User, issue: Issue, is_satisfied: bool | None = None, text: str = "", now: datetime | None = None
) -> Issue:
    """The reporter says that it is done. `is_satisfied` stays None when nothing was said about that."""
    now = now or timezone.now()
    lock(issue)
    if issue.state == IssueState.CONFIRMED and issue.is_satisfied == is_satisfied and _reported(by, issue):
        return issue
    ask("confirm", by=by, issue=issue)
    issue.state, issue.closed_at, issue.is_satisfied = IssueState.CONFIRMED, now, is_satisfied
    event = step(issue=issue, kind=EventKind.CONFIRMED, by=by, now=now, text=text.strip())
    messages.void_for_reporter(issue)
    messages.tell_holders(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def reopen_issue(*, by: User, issue: Issue, text: str, now: datetime | None = None) -> Issue:
    """Not done after all: it goes back to whoever said it was, with as much time as at first."""
    now = now or timezone.now()
    lock(issue)
    if issue.state == IssueState.ACCEPTED and issue.reopened_count and _reported(by, issue):
        return issue
    ask("reopen", by=by, issue=issue)
    text = needs_words(text)
    issue.state, issue.resolved_at, issue.resolved_by = IssueState.ACCEPTED, None, None
    issue.reopened_count += 1
    issue.resolve_by = clock.deadlines(issue.tier, now).resolve_by
    event = step(issue=issue, kind=EventKind.REOPENED, by=by, now=now, text=text)
    messages.void_for_reporter(issue)
    messages.tell_holders(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def withdraw_issue(*, by: User, issue: Issue, text: str, now: datetime | None = None) -> Issue:
    """It settled itself, or was a mistake; the reason stays on the timeline."""
    now = now or timezone.now()
    lock(issue)
    if issue.state == IssueState.WITHDRAWN and _reported(by, issue):
        return issue
    ask("withdraw", by=by, issue=issue)
    text = needs_words(text)
    issue.state, issue.closed_at = IssueState.WITHDRAWN, now
    event = step(issue=issue, kind=EventKind.WITHDRAWN, by=by, now=now, text=text)
    messages.void_for_holders(issue)
    messages.tell_holders(issue=issue, event=event, by=by)
    return issue


def _reported(by: User, issue: Issue) -> bool:
    return by.pk in (issue.reporter_id, issue.logged_by_id)
