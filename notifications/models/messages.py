"""The outbox. An operation inserts messages in its own transaction; Celery only empties the table.

One row says to whom, on which channel and how far it has come; what it says is in its letter. A street has
700,000 of them for one notice, so a row is narrow: 64 bytes and its indexes (docs/adr/0015).
"""

from operator import attrgetter

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex, BTreeIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.models.fields import KeyField, SpareCharField, SpareCountField, WordField
from notifications.models.letters import CODE, Letter

__all__ = ["CHANNEL_CODES", "CODE", "STATE_CODES", "Channel", "Message", "State", "key_of", "key_sql"]


class Channel(models.TextChoices):
    INBOX = "inbox", _("Inbox")
    PUSH = "push", _("On the phone's screen")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    ROBOT = "robot", _("Chat group")


class State(models.TextChoices):
    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Taken by a worker")
    SENDING = "sending", _("Being sent")
    UNKNOWN = "unknown", _("Perhaps sent")  # a worker died between the provider's yes and our note of it
    SENT = "sent", _("Sent")
    VOID = "void", _("No longer true")
    EXPIRED = "expired", _("Too late to send")
    FAILED = "failed", _("Could not be sent")
    HELD = "held", _("Kept for the digest")
    TOLD = "told", _("Told in the digest")
    STOPPED = "stopped", _("Held back after a restore")  # a person says whether it still goes out


# In the order of the words, so that the database sorts them as it sorted the words.
CHANNEL_CODES = {"email": 1, "inbox": 2, "push": 3, "robot": 4, "sms": 5}
STATE_CODES = {
    "pending": 1, "leased": 2, "sending": 3, "unknown": 4, "sent": 5, "void": 6, "expired": 7, "failed": 8,
    "held": 9, "told": 10, "stopped": 11,
}  # fmt: skip

# A key is <event: 31 bits><whom: 29 bits><channel: 3 bits>.
EVENT_BITS, WHOM_BITS, CHANNEL_BITS = 32, 29, 3


def key_of(event: int, whom: int, channel: str) -> int:
    """`whom`: a person's number, or a robot's; 0 for an address, whose event is its own."""
    return event << EVENT_BITS | whom << CHANNEL_BITS | CHANNEL_CODES[channel]


def key_sql(event: str, whom: str, code: str) -> str:
    """The same, of expressions in SQL (where all operators of bits bind alike)."""
    return f"((({event})::bigint << {EVENT_BITS}) | (({whom})::bigint << {CHANNEL_BITS}) | {code})"


class MessageQuerySet(models.QuerySet):
    def inbox_of(self, user) -> "MessageQuerySet":
        return self.filter(recipient=user, channel=Channel.INBOX, state=State.SENT)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def about(self, subject_key: str) -> "MessageQuerySet":
        return self.filter(letter__subject=subject_key)


class MessageManager(models.Manager.from_queryset(MessageQuerySet)):
    def get_queryset(self) -> MessageQuerySet:
        """With its letter: hardly anybody reads a delivery without what it says."""
        return super().get_queryset().select_related("letter")


class Message(models.Model):
    """A delivery. What only rows on their way have is NULL in the others. The widest columns come first, so
    that nothing is lost between two of them."""

    id = KeyField("ID", primary_key=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("for whom"),
        null=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # message_of_person begins with it
    )
    sent_at = models.DateTimeField(_("sent at"), null=True)
    read_at = models.DateTimeField(_("read at"), null=True)
    # While it waits; once it is sent, neither matters any more.
    due_at = models.DateTimeField(_("due to go at"), null=True)
    expires_at = models.DateTimeField(_("too late after"), null=True)
    lease_until = models.DateTimeField(_("with a worker until"), null=True)
    # The digest that told it, once it has gone out.
    digest = models.ForeignKey(
        "self",
        verbose_name=_("told in"),
        null=True,
        on_delete=models.PROTECT,
        related_name="holds",
        db_index=False,
    )
    # The row on the channel before, which failed (`notifications.operations.falling_over`).
    instead_of = models.ForeignKey(
        "self",
        verbose_name=_("instead of"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="messages", db_index=False)
    channel = WordField(_("channel"), choices=Channel, codes=CHANNEL_CODES)
    state = WordField(_("state"), choices=State, codes=STATE_CODES, default=State.PENDING)
    attempts = SpareCountField(_("attempts"))
    lease = models.UUIDField(_("with which worker"), null=True)
    error = SpareCharField(_("what went wrong"), max_length=200)
    # Where there is no account yet: a code to a new phone number, a mail to an unconfirmed address.
    address = SpareCharField(max_length=254)

    objects = MessageManager()

    class Meta:
        db_table = "notifications_delivery"
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(address__isnull=False),
                name="delivery_has_an_addressee",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="told") | Q(digest__isnull=False), name="delivery_told_has_a_digest"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["pending", "leased", "sending", "unknown", "held", "stopped"])
                | Q(due_at__isnull=False),
                name="delivery_waits_for_a_time",
            ),
            # So its number says who is told what on which channel, and the primary key that it is once.
            models.CheckConstraint(
                condition=Q(channel=F("id").bitand(2**CHANNEL_BITS - 1)), name="delivery_key_has_its_channel"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=True)
                | Q(recipient=F("id").bitrightshift(CHANNEL_BITS).bitand(2**WHOM_BITS - 1)),
                name="delivery_key_has_its_person",
            ),
        ]
        indexes = [
            # Of one person: their inbox, the newest first, and whatever else is theirs.
            models.Index(fields=["recipient", "sent_at"], name="delivery_of_person"),
            # Of the few that a person has not read the number stands on every page.
            models.Index(
                fields=["recipient"],
                condition=Q(channel="inbox", state="sent", read_at=None),
                name="delivery_unread",
            ),
            # Added to at its end only, so its pages are filled; so are those of the key (migration 0009).
            BTreeIndex(fields=["letter"], fillfactor=100, name="delivery_letter"),
            # In the order in which they are taken: a batch costs the same however many wait.
            models.Index(
                fields=["channel", "expires_at", "due_at", "id"],
                condition=Q(state__in=["pending", "unknown"]),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["leased", "sending", "unknown"]),
                name="delivery_leased",
            ),
            models.Index(fields=["recipient", "channel"], condition=Q(state="held"), name="delivery_held"),
            models.Index(fields=["due_at"], condition=Q(state="stopped"), name="delivery_stopped"),
            models.Index(fields=["channel"], condition=Q(state="failed"), name="delivery_failed"),
            # The few that a person has to look at (`queries.TROUBLED`), the newest first.
            models.Index(
                fields=["id"],
                condition=Q(state__in=["failed", "unknown"]) | Q(state="pending", attempts__gt=0),
                name="delivery_troubled",
            ),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="delivery_in_digest"),
            models.Index(
                fields=["instead_of"], condition=Q(instead_of__isnull=False), name="delivery_instead_of"
            ),
            models.Index(fields=["address"], condition=Q(address__isnull=False), name="delivery_address"),
            # Rows lie about in the order in which they went out: what did of late is found at no cost.
            BrinIndex(fields=["sent_at"], name="delivery_went"),
        ]

    # What it says, as its letter has it.
    kind = property(attrgetter("letter.kind"))
    title = property(attrgetter("letter.title"))
    body = property(attrgetter("letter.body"))
    url = property(attrgetter("letter.url"))
    subject = property(attrgetter("letter.subject"))
    by_day = property(attrgetter("letter.by_day"))
    is_essential = property(attrgetter("letter.is_essential"))
    created_at = property(attrgetter("letter.created_at"))

    def __str__(self) -> str:
        return f"{self.channel} {self.title}"

    @property
    def calendar(self) -> str:
        return self.letter.calendar if self.channel == Channel.EMAIL else ""

    @property
    def robot_id(self) -> int:
        """Of what a robot says; otherwise 0."""
        return int(self.address.removeprefix("robot:")) if self.channel == Channel.ROBOT else 0

    def key(self) -> int:
        return key_of(self.letter.event_id, self.recipient_id or self.robot_id, self.channel)
