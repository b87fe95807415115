"""What a person has read; and a history written afterwards."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from kit.subjects import subject_key
from notifications.models import Channel, Letter, Message, State
from people.models import User

DONE = {"due_at": None, "expires_at": None}  # what only matters while a row waits


@transaction.atomic
def mark_read(*, by: User, messages: models.QuerySet[Message], now: datetime | None = None) -> int:
    return messages.filter(recipient=by, read_at=None).update(read_at=now or timezone.now())


def open_message(*, by: User, message: Message, now: datetime | None = None) -> str:
    """Reads it; returns the page it leads to."""
    mark_read(by=by, messages=Message.objects.filter(pk=message.pk), now=now)
    return message.url


@transaction.atomic
def settle_texts(*, about: models.Model) -> int:
    """Of such a history, too: the provider has taken the text messages about this."""
    waiting = Message.objects.about(subject_key(about)).filter(channel=Channel.SMS, state=State.PENDING)
    return waiting.update(state=State.SENT, sent_at=models.F("due_at"), **DONE)


@transaction.atomic
def settle(*, before: datetime) -> int:
    """For a history written afterwards (the demo): what was due is read, and no e-mail of it goes out."""
    old = Message.objects.filter(state=State.PENDING, due_at__lt=before)
    old.exclude(channel=Channel.INBOX).update(state=State.VOID)
    there = Message.objects.filter(state=State.SENT, channel=Channel.INBOX, read_at=None)
    for letter in Letter.objects.filter(due_at__lt=before, messages__in=there).distinct():
        there.filter(letter=letter).update(sent_at=letter.due_at, read_at=letter.due_at)
    return old.filter(channel=Channel.INBOX).update(
        state=State.SENT, sent_at=models.F("due_at"), read_at=models.F("due_at"), **DONE
    )
