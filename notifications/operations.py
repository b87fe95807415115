"""Posting, voiding and reading. Nothing here talks to a provider: that is delivery, after the commit."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone, translation

from kit.subjects import subject_key
from notifications.models import Channel, Message, State
from people.models import User

# Makes (title, body) in whatever language is active when it is called; see each room's messages.py.
Words = Callable[[], tuple[str, str]]

DEFAULT_CHANNELS = (Channel.INBOX, Channel.EMAIL)


@transaction.atomic
def post(
    *,
    to: Iterable[User],
    kind: str,
    words: Words,
    url: str,
    subject: models.Model,
    dedupe: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    channels: Iterable[str] = DEFAULT_CHANNELS,
) -> int:
    """Puts one row per person and channel in the outbox; returns how many are new.

    `dedupe` names the event ("meeting 12 r3 -2h"); with person and channel it is unique, so posting twice tells once.
    """
    people = defaultdict(list)
    for person in to:
        people[person.language].append(person)
    rows = []
    for language, group in people.items():
        with translation.override(language):
            title, body = words()
        for person in group:
            for channel in channels:
                if channel == Channel.EMAIL and not person.email:
                    continue
                rows.append(
                    Message(
                        recipient=person,
                        channel=channel,
                        kind=kind,
                        title=title[:200],
                        body=body,
                        url=url,
                        subject=subject_key(subject),
                        dedupe_key=f"{dedupe} u{person.pk} {channel}",
                        due_at=due_at or timezone.now(),
                        expires_at=expires_at,
                    )
                )
    keys = {row.dedupe_key for row in rows}
    known = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    Message.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(keys - known)


@transaction.atomic
def post_to_address(*, channel: str, address: str, kind: str, title: str, body: str, dedupe: str) -> Message:
    """For an address that no account answers for yet: a sign-in code, a confirmation."""
    return Message.objects.create(
        channel=channel, address=address, kind=kind, title=title[:200], body=body, dedupe_key=dedupe
    )


@transaction.atomic
def void(
    *, subject: models.Model, kinds: Iterable[str] | None = None, to: Iterable[User] | None = None
) -> int:
    """What is no longer true is not told. A row that a worker holds but has not begun to send is voided as well."""
    rows = Message.objects.about(subject_key(subject)).filter(
        state__in=[State.PENDING, State.LEASED, State.UNKNOWN]
    )
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if to is not None:
        rows = rows.filter(recipient__in=list(to))
    return rows.update(state=State.VOID, lease=None, lease_until=None)


@transaction.atomic
def mark_read(*, by: User, messages: models.QuerySet[Message], now: datetime | None = None) -> int:
    return messages.filter(recipient=by, read_at=None).update(read_at=now or timezone.now())
