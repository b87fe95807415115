from issues.models.categories import Category, Tier
from issues.models.events import ByRole, EventKind, IssueEvent, IssuePhoto
from issues.models.followers import Follower
from issues.models.issues import (
    CLOSED_STATES,
    OPEN_STATES,
    RUNNING_STATES,
    Issue,
    IssueQuerySet,
    IssueState,
    Spot,
)
from issues.models.records import DissuasionRecord
from issues.models.saved_views import SavedView
from issues.models.tallies import Tally

__all__ = [
    "CLOSED_STATES",
    "OPEN_STATES",
    "RUNNING_STATES",
    "ByRole",
    "Category",
    "DissuasionRecord",
    "EventKind",
    "Follower",
    "Issue",
    "IssueEvent",
    "IssuePhoto",
    "IssueQuerySet",
    "IssueState",
    "SavedView",
    "Spot",
    "Tally",
    "Tier",
]
