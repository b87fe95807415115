"""Who is told what about an issue, in the reader's language; nobody is told of their own step."""

from issues.messages.clock import tell_escalated, tell_last_level, tell_vacant, tell_warning
from issues.messages.people import followers_of, holders_of, reporters_of, staff_of
from issues.messages.steps import (
    tell_answered,
    tell_captain,
    tell_decided,
    tell_dispatched,
    tell_disputed,
    tell_handed,
    tell_holders,
    tell_linked,
    tell_mediation,
    tell_merged,
    tell_receivers,
    tell_reported_for_you,
    tell_reporter,
    tell_resolved,
    tell_resumed,
    tell_stays,
)
from issues.messages.voids import (
    void_for_deciders,
    void_for_holders,
    void_for_reporter,
    void_warnings,
)

__all__ = [
    "followers_of",
    "holders_of",
    "reporters_of",
    "staff_of",
    "tell_answered",
    "tell_captain",
    "tell_decided",
    "tell_dispatched",
    "tell_disputed",
    "tell_escalated",
    "tell_handed",
    "tell_holders",
    "tell_last_level",
    "tell_linked",
    "tell_mediation",
    "tell_merged",
    "tell_receivers",
    "tell_reported_for_you",
    "tell_reporter",
    "tell_resolved",
    "tell_resumed",
    "tell_stays",
    "tell_vacant",
    "tell_warning",
    "void_for_deciders",
    "void_for_holders",
    "void_for_reporter",
    "void_warnings",
]
