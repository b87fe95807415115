"""Reads for pages: the bell, the inbox, and for staff what left the house and what could not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from kit.kept_questions import kept
from kit.together import among, counted
from notifications.models import (
    CODE,
    AddressMark,
    Channel,
    Hours,
    Message,
    Preference,
    Robot,
    State,
    TextCount,
)
from people.models import Consent, ConsentItem, User

WAITING = [State.PENDING, State.LEASED, State.SENDING, State.UNKNOWN]
TROUBLED = Q(state__in=[State.FAILED, State.UNKNOWN]) | Q(state=State.PENDING, attempts__gt=0)
# A neighbour whom a captain registered, and who has neither a number nor an address to sign in with.
NOBODY_READS = Q(
    channel=Channel.INBOX,
    recipient__registered_at_desk=True,
    recipient__phone__isnull=True,
    recipient__email__isnull=True,
)

# Which yes a channel needs.
CONSENTS = {Channel.EMAIL: ConsentItem.EMAILS, Channel.SMS: ConsentItem.TEXTS}

# Asked for each message just before it goes, so in one breath.
IS_CLOSED = """
SELECT
    EXISTS (SELECT FROM notifications_addressmark WHERE channel = %s AND address = %s AND cleared_at IS NULL),
    (SELECT bool_and(withdrawn_at IS NOT NULL) FROM people_consent WHERE user_id = %s AND item = %s)
"""


def unread_count(user: User | AnonymousUser) -> int:
    """For the bell; counted on the unread rows of one person only."""
    if not user.is_authenticated:
        return 0
    return sum(_unread(user.pk))


@kept
def _unread(user: int) -> QuerySet[Message]:
    return counted(Message.objects.inbox_of(user).unread())


def texts_are_used_up() -> bool:
    """No more text messages leave today: their cap is reached (`notifications.operations.texts`)."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return TextCount.objects.filter(what="all", since=today, count__gte=settings.SMS_DAILY_CAP).exists()


def address_of(message: Message) -> str:
    """Where a letter or a text message goes."""
    person = message.recipient
    if person is None:
        return message.address
    return (person.email if message.channel == Channel.EMAIL else person.phone) or ""


def closed_way(message: Message) -> str:
    """Why nothing more goes there, though it was posted: it bounced since, or its owner took back their yes.

    A code that somebody asks for goes wherever they say.
    """
    item = CONSENTS.get(message.channel)
    if item is None or message.kind == CODE or message.recipient is None:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(IS_CLOSED, [message.channel, address_of(message), message.recipient_id, item])
        is_marked, is_withdrawn = cursor.fetchone()
    if is_marked:
        return "the address bounced or complained"
    return "the person wants nothing more on this channel" if is_withdrawn else ""


@dataclass(frozen=True)
class Tally:
    """What became of the messages of one kind on one channel.

    `unread`: in an inbox that nobody opens, because its owner has no way to sign in. They are told in person.
    `fell_over`: sent here because the channel before failed. `stopped`: held back after a restore.
    """

    kind: str
    channel: str
    sent: int
    unread: int
    held: int
    stopped: int
    told: int
    fell_over: int
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
        messages.filter(letter__created_at__gte=since)
        .order_by()
        .values("channel", kind=F("letter__kind"))
        .annotate(
            sent=Count("id", filter=Q(state=State.SENT) & ~NOBODY_READS),
            unread=Count("id", filter=Q(state=State.SENT) & NOBODY_READS),
            held=Count("id", filter=Q(state=State.HELD)),
            stopped=Count("id", filter=Q(state=State.STOPPED)),
            told=Count("id", filter=Q(state=State.TOLD)),
            fell_over=Count("id", filter=Q(instead_of__isnull=False)),
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


@dataclass(frozen=True)
class Marked:
    person: User
    mark: AddressMark


def marked_among(people: QuerySet[User], limit: int) -> list[Marked]:
    """Whose address bounced or complained, the newest mark first.

    The few marks lead to their people: to ask each of a subdistrict's 700,000 for a mark took half a minute.
    """
    mine = Q(channel=Channel.EMAIL, address=OuterRef("email")) | Q(
        channel=Channel.SMS, address=OuterRef("phone")
    )
    marks = AddressMark.objects.filter(cleared_at=None)
    by_email, by_phone = (
        User.objects.filter(**{f"{field}__in": marks.filter(channel=channel).values("address")}).values("pk")
        for field, channel in (("email", Channel.EMAIL), ("phone", Channel.SMS))
    )
    whose = ArraySubquery(by_email.union(by_phone, all=True))
    found = people.filter(among(whose)).annotate(
        marked_at=Subquery(marks.filter(mine).order_by("-at").values("at")[:1])
    )
    by_address = {}
    for person in found.order_by("-marked_at", "pk")[:limit]:
        by_address |= {(Channel.EMAIL, person.email): person, (Channel.SMS, person.phone): person}
    open_marks = AddressMark.objects.filter(cleared_at=None, address__in=[a for _c, a in by_address if a])
    marks_of = [(by_address.get((mark.channel, mark.address)), mark) for mark in open_marks.order_by("-at")]
    return [Marked(person, mark) for person, mark in marks_of if person]


@dataclass(frozen=True)
class Voice:
    """What one robot said since then, and what it could not say."""

    robot: Robot
    sent: int
    troubled: int
    last_sent_at: datetime | None


def voices(robots: Iterable[Robot], *, since: datetime) -> list[Voice]:
    robots = list(robots)
    said = Message.objects.filter(
        address__in=[robot.address for robot in robots], letter__created_at__gte=since
    )
    rows = (
        said.order_by()
        .values("address")
        .annotate(
            sent=Count("id", filter=Q(state=State.SENT)),
            troubled=Count("id", filter=TROUBLED),
            last_sent_at=Max("sent_at"),
        )
    )
    found = {row.pop("address"): row for row in rows}
    nothing = {"sent": 0, "troubled": 0, "last_sent_at": None}
    return [Voice(robot, **found.get(robot.address, nothing)) for robot in robots]


# --- what a person chose ------------------------------------------------------------------------------------


def chosen_by(user: User) -> dict:
    """As `operations.choose` takes it, the defaults filled in."""
    rows = Preference.objects.filter(user=user).values_list("topic", "channel", "mode")
    modes = {(topic, channel): mode for topic, channel, mode in rows}
    hours = Hours.objects.filter(user=user).first() or Hours()
    return {
        "modes": modes,
        "quiet_from": hours.quiet_from,
        "quiet_until": hours.quiet_until,
        "digest_day": hours.digest_day,
    }


@dataclass(frozen=True)
class Way:
    """A channel as it stands for one person."""

    channel: str
    address: str
    is_refused: bool  # they took back their yes
    mark: AddressMark | None

    @property
    def works(self) -> bool:
        return bool(self.address) and not self.is_refused and self.mark is None


def ways_of(user: User) -> list[Way]:
    """E-mail and text messages; of the screens there is a list of devices."""
    addresses = {
        Channel.EMAIL: user.email or "",
        Channel.SMS: (user.phone or "") if user.phone_verified else "",
    }
    marks = AddressMark.objects.filter(
        cleared_at=None, channel__in=addresses, address__in=[a for a in addresses.values() if a]
    )
    by_channel = {mark.channel: mark for mark in marks if mark.address == addresses[Channel(mark.channel)]}
    given = Consent.objects.filter(user=user, item__in=CONSENTS.values()).values_list("item", "withdrawn_at")
    alive = {item for item, withdrawn in given if withdrawn is None}
    asked = {item for item, _withdrawn in given}
    return [
        Way(channel, address, CONSENTS[channel] in asked - alive, by_channel.get(channel))
        for channel, address in addresses.items()
    ]
