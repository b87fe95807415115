"""One trouble, many neighbours: "this is mine too", and two reports of the same thing made one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from issues import messages
from issues.models import EventKind, Follower, Issue, IssueState
from issues.operations.closing import end
from issues.operations.steps import ask, lock, moved_on, step
from journal.operations import record
from kit.refused import Refused
from people.models import User


@transaction.atomic
def join_issue(*, by: User, issue: Issue, now: datetime | None = None) -> Issue:
    """ "This is mine too": counted, and told how it goes on. Twice is once."""
    now = lock(issue, now)
    ask("join", by=by, issue=issue)
    _, is_new = Follower.objects.get_or_create(issue=issue, user=by, defaults={"at": now})
    if is_new:
        _count(issue)
        record(by=by, verb="issues.joined", subject=issue, now=now)
    return issue


@transaction.atomic
def leave_issue(*, by: User, issue: Issue, now: datetime | None = None) -> Issue:
    now = lock(issue, now)
    gone, _rows = Follower.objects.filter(issue=issue, user=by).delete()
    if gone:
        _count(issue)
        record(by=by, verb="issues.left", subject=issue, now=now)
    return issue


@transaction.atomic
def merge_issues(*, by: User, issue: Issue, into: Issue, now: datetime | None = None) -> Issue:
    """`issue` becomes part of `into`, where it goes on; its reporter and joiners follow that one, and may
    open it wherever it lies (`IssueQuerySet.open_to`)."""
    first, second = sorted([issue, into], key=lambda one: one.pk)  # always in this order: no deadlock
    now = max(lock(first, now), lock(second, now))
    if issue.state == IssueState.MERGED and issue.merged_into_id == into.pk:
        return into
    if issue.pk == into.pk:
        raise Refused(_("Please choose another issue to join it with."), field="into")
    ask("merge", by=by, issue=issue)
    ask("merge", by=by, issue=into)
    if into.is_private and not issue.is_private:
        raise Refused(_("A public issue cannot disappear into a private one."), field="into")
    if into.is_private and issue.reporter_id != into.reporter_id:
        raise Refused(_("Two people's private issues stay apart: neither reads the other's."), field="into")
    if not into.is_open:
        raise Refused(moved_on(into), field="into")
    followers = {issue.reporter_id, *issue.followers.values_list("user_id", flat=True)}
    followers -= {into.reporter_id}
    rows = [Follower(issue=into, user_id=pk, at=now, merged_from=issue) for pk in followers]
    Follower.objects.bulk_create(rows, ignore_conflicts=True)
    _count(into)
    end(issue, IssueState.MERGED, now)
    issue.merged_into = into
    event = step(issue=issue, kind=EventKind.MERGED, by=by, now=now, text=into.number)
    step(issue=into, kind=EventKind.GATHERED, by=by, now=now, text=issue.number)
    messages.void_for_holders(issue)
    messages.void_for_reporter(issue)
    messages.tell_merged(issue=issue, into=into, event=event, by=by)
    return into


def _count(issue: Issue) -> None:
    issue.joined_count = issue.followers.count()
    issue.save(update_fields=["joined_count"])
