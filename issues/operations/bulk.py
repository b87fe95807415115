"""Many at once: each as if it were alone. What is refused leaves no trace, and stops none of the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from buildings.models import Organisation
from issues.models import Issue
from issues.operations.dispatch import accept_issue, dispatch_issue, start_issue
from issues.operations.joining import merge_issues
from kit.refused import Refused
from people.models import User


@dataclass
class Outcome:
    done: list[Issue] = field(default_factory=list)
    refused: list[tuple[Issue, str]] = field(default_factory=list)  # with the sentence that says why


def each(issues: Iterable[Issue], act: Callable[[Issue], object]) -> Outcome:
    """Each in a transaction of its own, always in the order of their numbers."""
    outcome = Outcome()
    for issue in sorted(issues, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                act(issue)
        except Refused as refused:
            outcome.refused.append((issue, str(refused)))
        else:
            outcome.done.append(issue)
    return outcome


def accept_issues(*, by: User, issues: Iterable[Issue], now: datetime | None = None) -> Outcome:
    return each(issues, lambda issue: accept_issue(by=by, issue=issue, now=now))


def start_issues(*, by: User, issues: Iterable[Issue], now: datetime | None = None) -> Outcome:
    return each(issues, lambda issue: start_issue(by=by, issue=issue, now=now))


def dispatch_issues(
    *,
    by: User,
    issues: Iterable[Issue],
    organisation: Organisation,
    holder: User | None = None,
    text: str = "",
    now: datetime | None = None,
) -> Outcome:
    def act(issue: Issue) -> None:
        dispatch_issue(by=by, issue=issue, organisation=organisation, holder=holder, text=text, now=now)

    return each(issues, act)


def gather_issues(*, by: User, issues: Iterable[Issue], into: Issue, now: datetime | None = None) -> Outcome:
    """All the others become part of `into`."""
    others = [issue for issue in issues if issue.pk != into.pk]
    return each(others, lambda issue: merge_issues(by=by, issue=issue, into=into, now=now))
