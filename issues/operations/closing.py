from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import messages, rules
from issues.models import EventKind, Issue, IssueState
from issues.operations import clocks
from issues.operations.dispatch import take, take_back
from issues.operations.steps import (
    MOST_PHOTOS_OF_AN_ANSWER,
    Photos,
    ask,
    cleaned,
    lock,
    needs_words,
    step,
)
from kit.refused import Refused
from people.models import User

SILENT_FOR = timedelta(days=7)  # after that it is closed as not rated: silence says nothing


@transaction.atomic
def resolve_issue(
    *, by: User, issue: Issue, text: str, photos: Photos = (), now: datetime | None = None
) -> Issue:
    """Says that it is done, and asks the reporter whether it is."""
    now = lock(issue, now)
    if issue.state == IssueState.RESOLVED and issue.resolved_by_id == by.pk:
        return issue
    ask("resolve", by=by, issue=issue)
    text, photos = needs_words(text), cleaned(photos, MOST_PHOTOS_OF_AN_ANSWER)
    if rules.went_past(user=by, issue=issue) and not rules.may_accept(user=by, issue=issue):
        issue.responded_at = (
            issue.responded_at or now
        )  # finished by whoever began it; the level above keeps it
        take_back(issue)
    else:
        take(issue, by, now)
    issue.state, issue.resolved_at, issue.resolved_by = IssueState.RESOLVED, now, by
    clocks.stop(issue)
    event = step(issue=issue, kind=EventKind.RESOLVED, by=by, now=now, text=text, photos=photos)
    messages.void_for_holders(issue)
    messages.tell_resolved(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def confirm_issue(
    *, by: User, issue: Issue, is_satisfied: bool | None = None, text: str = "", now: datetime | None = None
) -> Issue:
    """The reporter says that it is done. `is_satisfied` stays None when nothing was said about that."""
    now = lock(issue, now)
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
    """Not done after all: it goes back to whoever answers for it, with as much time as at first."""
    now = lock(issue, now)
    if issue.state == IssueState.ACCEPTED and issue.reopened_count and _reported(by, issue):
        return issue
    ask("reopen", by=by, issue=issue)
    if issue.closed_at and now - issue.closed_at > rules.REOPENED_WITHIN:
        raise Refused(_("This was closed more than a month ago. Please report it anew."))
    text = needs_words(text)
    issue.state, issue.resolved_at, issue.resolved_by = IssueState.ACCEPTED, None, None
    issue.closed_at = None
    issue.reopened_count += 1
    clocks.promise_again(issue, now)
    clocks.wind(issue, now)
    event = step(issue=issue, kind=EventKind.REOPENED, by=by, now=now, text=text)
    messages.void_for_reporter(issue)
    messages.tell_holders(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def withdraw_issue(*, by: User, issue: Issue, text: str, now: datetime | None = None) -> Issue:
    """It settled itself, or was a mistake; the reason stays on the timeline."""
    now = lock(issue, now)
    if issue.state == IssueState.WITHDRAWN and _reported(by, issue):
        return issue
    ask("withdraw", by=by, issue=issue)
    text = needs_words(text)
    end(issue, IssueState.WITHDRAWN, now)
    event = step(issue=issue, kind=EventKind.WITHDRAWN, by=by, now=now, text=text)
    messages.void_for_holders(issue)
    messages.tell_holders(issue=issue, event=event, by=by)
    return issue


def end(issue: Issue, state: str, now: datetime) -> None:
    """Closed without being done: no clock runs, nothing is offered or put off."""
    messages.void_for_deciders(issue)
    issue.state, issue.closed_at = state, now
    issue.suspended_at = issue.suspended_until = None
    take_back(issue)
    clocks.stop(issue)


def close_silent(now: datetime | None = None) -> int:
    """Said to be done a week ago, and nobody said how it was: closed as not rated. Returns how many."""
    now = now or timezone.now()
    silent = Issue.objects.filter(state=IssueState.RESOLVED, resolved_at__lte=now - SILENT_FOR)
    return sum(lapse_issue(issue=issue, now=now) for issue in silent.order_by("resolved_at")[:500])


@transaction.atomic
def lapse_issue(*, issue: Issue, now: datetime) -> bool:
    """Closed as not rated, unless somebody has said a word meanwhile."""
    now = lock(issue, now)
    if issue.state != IssueState.RESOLVED or issue.resolved_at > now - SILENT_FOR:
        return False
    issue.state, issue.closed_at = IssueState.UNRATED, now
    step(issue=issue, kind=EventKind.LAPSED, by=None, now=now)
    messages.void_for_reporter(issue)
    return True


def _reported(by: User, issue: Issue) -> bool:
    return rules.is_reporter(user=by, issue=issue)
