"""The outbox. An operation inserts messages in its own transaction; Celery only empties the table."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CODE = "people.code"  # the kind of every message that carries a secret: sign-in codes, links that confirm


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


class MessageQuerySet(models.QuerySet):
    def inbox_of(self, user) -> "MessageQuerySet":
        return self.filter(recipient=user, channel=Channel.INBOX, state=State.SENT)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def about(self, subject_key: str) -> "MessageQuerySet":
        return self.filter(subject=subject_key)


class Message(models.Model):
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    # Where there is no account yet: a code to a new phone number, a mail to an unconfirmed address.
    address = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=8, choices=Channel)
    kind = models.CharField(max_length=40)  # "committees.reminder"; preferences and wording hang on it
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    subject = models.CharField(
        max_length=80, blank=True
    )  # "committees.meeting:12": what it is about, to void by
    dedupe_key = models.CharField(max_length=160, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    # Nothing that can wait until the morning goes out in the quiet hours, however late a machine comes back.
    by_day = models.BooleanField(default=False)
    # What may not be lost: no preference switches it off; where a channel fails, the next one follows.
    is_essential = models.BooleanField(default=False)
    # The digest that told it, once it has gone out.
    digest = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="holds")
    # The row on the channel before, which failed (`notifications.operations.falling_over`).
    instead_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    calendar = models.TextField(blank=True)  # an iCalendar file that goes with the e-mail (RFC 6047)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="message_has_an_addressee"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="told") | Q(digest__isnull=False), name="message_told_has_a_digest"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["pending", "unknown"]), name="message_waiting"
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["leased", "sending", "unknown"]),
                name="message_leased",
            ),
            models.Index(
                fields=["recipient", "-sent_at", "-id"],
                condition=Q(channel="inbox", state="sent"),
                name="message_inbox",
            ),
            models.Index(fields=["subject"], name="message_subject"),
            models.Index(fields=["recipient", "channel"], condition=Q(state="held"), name="message_held"),
            models.Index(fields=["kind", "due_at"], condition=Q(state="stopped"), name="message_stopped"),
            # Rows lie in the order in which they were made: what is of today is found at no cost.
            BrinIndex(fields=["created_at"], name="message_made"),
            models.Index(fields=["address", "created_at"], condition=~Q(address=""), name="message_address"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.title}"
