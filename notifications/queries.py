"""Reads for pages: the bell, the inbox, and for staff what left the house and what could not."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from notifications.models import Channel, Message, State
from people.models import User

WAITING = [State.PENDING, State.LEASED, State.SENDING, State.UNKNOWN]
TROUBLED = Q(state__in=[State.FAILED, State.UNKNOWN]) | Q(state=State.PENDING, attempts__gt=0)


def unread_count(user: User | AnonymousUser) -> int:
    """For the bell; counted on the unread rows of one person only."""
    if not user.is_authenticated:
        return 0
    return Message.objects.inbox_of(user).unread().count()


@dataclass(frozen=True)
class Tally:
    """What became of the messages of one kind on one channel."""

    kind: str
    channel: str
    sent: int
    waiting: int
    troubled: int
    void: int
    expired: int
    last_sent_at: datetime | None

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label


def tallies(messages: QuerySet[Message], *, since: datetime) -> list[Tally]:
    """By kind and channel, the kinds with trouble first."""
    rows = (
        messages.filter(created_at__gte=since)
        .order_by()
        .values("kind", "channel")
        .annotate(
            sent=Count("id", filter=Q(state=State.SENT)),
            waiting=Count("id", filter=Q(state__in=WAITING)),
            troubled=Count("id", filter=TROUBLED),
            void=Count("id", filter=Q(state=State.VOID)),
            expired=Count("id", filter=Q(state=State.EXPIRED)),
            last_sent_at=Max("sent_at"),
        )
    )
    return sorted(
        (Tally(**row) for row in rows), key=lambda tally: (-tally.troubled, tally.kind, tally.channel)
    )


def left_the_house(messages: QuerySet[Message], *, now: datetime) -> QuerySet[Message]:
    """Texts and mails that went out, or should have by now, the newest first.

    Not what was taken back or came too late: nobody was told it. Not what is for a later hour.
    """
    gone = messages.exclude(channel=Channel.INBOX).exclude(state__in=[State.VOID, State.EXPIRED])
    gone = gone.filter(due_at__lte=now).annotate(at=Coalesce("sent_at", "due_at"))
    return gone.select_related("recipient").order_by("-at", "-id")


def troubled(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Rows a person should look at: failed, perhaps sent, or tried in vain so far."""
    return messages.filter(TROUBLED).select_related("recipient")
