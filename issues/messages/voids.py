"""What is no longer true is not told."""

from issues.models import Issue, IssueState
from notifications import operations as notifications

FOR_HOLDERS = [
    "issues.received",
    "issues.dispatched",
    "issues.reopened",
    "issues.escalated",
    "issues.handed",
    "issues.warning",
]
FOR_REPORTER = ["issues.resolved"]


def void_for_holders(issue: Issue) -> None:
    """It has moved on: what asks its former holders to act is no longer true."""
    notifications.void(subject=issue, kinds=FOR_HOLDERS)


def void_for_deciders(issue: Issue) -> None:
    """Asked while it is still disputed: nothing is left to decide, it is somebody's or it is over."""
    if issue.state == IssueState.DISPUTED:
        notifications.void(subject=issue, kinds=["issues.disputed"])


def void_warnings(issue: Issue) -> None:
    """Its clock stands still."""
    notifications.void(subject=issue, kinds=["issues.warning"])


def void_for_reporter(issue: Issue) -> None:
    notifications.void(subject=issue, kinds=FOR_REPORTER)
