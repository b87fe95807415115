"""What the outbox holds about a meeting: for the convenor, who sees what was sent to whom and when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from committees import messages, minutes_messages
from committees.models import Meeting
from kit.subjects import subject_key
from notifications.models import Message, State

WAITING = [State.PENDING, State.LEASED, State.SENDING]


@dataclass(frozen=True)
class Wave:
    """All the messages of one kind that are due at one moment."""

    kind: str
    due_at: datetime
    sent: int
    read: int
    waiting: int
    void: int
    trouble: int

    @property
    def label(self) -> str:
        return kind_label(self.kind)


def kind_label(kind: str) -> str:
    return {
        messages.INVITATION: _("Invitation"),
        messages.REMINDER: _("Reminder"),
        messages.MOVED: _("New date or room"),
        messages.CANCELLED: _("Called off"),
        messages.SUBSTITUTE: _("Who takes a seat"),
        minutes_messages.ASKED: _("Minutes to confirm"),
        minutes_messages.DUE: _("Reminder to confirm"),
        minutes_messages.ANSWERED: _("An objection"),
        minutes_messages.SEALED: _("Minutes sealed"),
        minutes_messages.LYING: _("Minutes that wait for a step"),
        minutes_messages.ERRATUM: _("Correction"),
    }.get(kind, kind)


def about(meeting: Meeting) -> QuerySet[Message]:
    return Message.objects.about(subject_key(meeting))


def summary_of(meeting: Meeting) -> list[Wave]:
    """One query. `sent` counts messages, `read` the inbox ones that were opened."""
    rows = (
        about(meeting)
        .order_by("letter__due_at", "letter__kind")
        .values(kind=F("letter__kind"), at=F("letter__due_at"))
        .annotate(
            sent=Count("id", filter=Q(state=State.SENT)),
            read=Count("id", filter=Q(read_at__isnull=False)),
            waiting=Count("id", filter=Q(state__in=WAITING)),
            void=Count("id", filter=Q(state__in=[State.VOID, State.EXPIRED])),
            trouble=Count("id", filter=Q(state__in=[State.FAILED, State.UNKNOWN])),
        )
    )
    return [Wave(due_at=row.pop("at"), **row) for row in rows]


def log_of(meeting: Meeting) -> QuerySet[Message]:
    return about(meeting).select_related("recipient")
