from issues.operations.answering import answer_issue, link_issue
from issues.operations.closing import confirm_issue, reopen_issue, resolve_issue, withdraw_issue
from issues.operations.dispatch import accept_issue, dispatch_issue, start_issue
from issues.operations.reporting import report_issue

__all__ = [
    "accept_issue",
    "answer_issue",
    "confirm_issue",
    "dispatch_issue",
    "link_issue",
    "reopen_issue",
    "report_issue",
    "resolve_issue",
    "start_issue",
    "withdraw_issue",
]
