from issues.operations.answering import answer_issue, link_issue
from issues.operations.bulk import (
    Outcome,
    accept_issues,
    dispatch_issues,
    gather_issues,
    start_issues,
)
from issues.operations.closing import (
    close_silent,
    confirm_issue,
    lapse_issue,
    reopen_issue,
    resolve_issue,
    withdraw_issue,
)
from issues.operations.dispatch import (
    accept_issue,
    decide_issue,
    dispatch_issue,
    dispute_issue,
    start_issue,
)
from issues.operations.escalation import (
    escalate_issue,
    resume_issue,
    sound_alarm,
    sound_alarms,
    suspend_issue,
)
from issues.operations.exporting import note_export
from issues.operations.handing import hand_over_issues, pass_on_orphans
from issues.operations.holidays import warn_of_unknown_holidays
from issues.operations.joining import join_issue, leave_issue, merge_issues
from issues.operations.leaving import leave_captaincy, leave_membership
from issues.operations.offers import take_back_offers
from issues.operations.records import mediate_issue, record_dissuasion
from issues.operations.reporting import report_issue
from issues.operations.saved_views import remove_view, save_view
from issues.operations.tallies import fold_tallies, mend_tallies

__all__ = [
    "Outcome",
    "accept_issue",
    "accept_issues",
    "answer_issue",
    "close_silent",
    "confirm_issue",
    "decide_issue",
    "dispatch_issue",
    "dispatch_issues",
    "dispute_issue",
    "escalate_issue",
    "fold_tallies",
    "gather_issues",
    "hand_over_issues",
    "join_issue",
    "lapse_issue",
    "leave_captaincy",
    "leave_issue",
    "leave_membership",
    "link_issue",
    "mediate_issue",
    "mend_tallies",
    "merge_issues",
    "note_export",
    "pass_on_orphans",
    "record_dissuasion",
    "remove_view",
    "reopen_issue",
    "report_issue",
    "resolve_issue",
    "resume_issue",
    "save_view",
    "sound_alarm",
    "sound_alarms",
    "start_issue",
    "start_issues",
    "suspend_issue",
    "take_back_offers",
    "warn_of_unknown_holidays",
    "withdraw_issue",
]
