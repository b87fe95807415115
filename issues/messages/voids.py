"""What is no longer true is not told."""

from issues.models import Issue
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


def void_for_reporter(issue: Issue) -> None:
    notifications.void(subject=issue, kinds=FOR_REPORTER)
