"""In what state an issue can be, and the usual spots where it lies."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Spot(models.TextChoices):
    """The usual spots of a floor; any other is written in words."""

    LIFT = "lift", _("Lift lobby")
    CORRIDOR = "corridor", _("Corridor")
    STAIRS = "stairs", _("Stairs")
    SHAFT = "shaft", _("Pipe shaft")


class IssueState(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("state of an issue", "Reported")  # nobody has taken it on by name
    ACCEPTED = "accepted", pgettext_lazy("state of an issue", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("state of an issue", "In hand")
    DISPUTED = "disputed", pgettext_lazy("state of an issue", "Whose it is, is being decided")
    SUSPENDED = "suspended", pgettext_lazy("state of an issue", "Put off")
    RESOLVED = "resolved", pgettext_lazy("state of an issue", "Said to be done")
    CONFIRMED = "confirmed", pgettext_lazy("state of an issue", "Done")
    UNRATED = "unrated", pgettext_lazy("state of an issue", "Closed, not rated")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an issue", "Withdrawn")
    MERGED = "merged", pgettext_lazy("state of an issue", "Joined with another")
    MEDIATION = "mediation", pgettext_lazy("state of an issue", "Passed to mediation")


# Somebody works against a clock; the clock of a suspended one stands still.
RUNNING_STATES = [
    IssueState.REPORTED,
    IssueState.ACCEPTED,
    IssueState.IN_PROGRESS,
    IssueState.DISPUTED,
]
OPEN_STATES = [*RUNNING_STATES, IssueState.SUSPENDED]
CLOSED_STATES = [
    IssueState.CONFIRMED,
    IssueState.UNRATED,
    IssueState.WITHDRAWN,
    IssueState.MERGED,
    IssueState.MEDIATION,
]
DONE_STATES = [IssueState.RESOLVED, IssueState.CONFIRMED, IssueState.UNRATED]
