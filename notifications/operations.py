"""Posting, voiding and reading. Nothing here talks to a provider: that is delivery, after the commit."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kit.refused import Refused
from kit.subjects import subject_key
from notifications.models import Channel, Message, State
from notifications.nudge import nudge
from people.models import User

# Makes (title, body) in whatever language is active when it is called; see each room's messages.py.
Words = Callable[[], tuple[str, str]]


@dataclass(frozen=True)
class Cap:
    """At most `count` messages to one address `within` this time."""

    count: int
    within: timedelta


DEFAULT_CHANNELS = (Channel.INBOX, Channel.EMAIL)
NOT_BEGUN = [State.PENDING, State.LEASED, State.UNKNOWN]
PATIENCE, GLANCE = 2.0, 0.02  # seconds: for what is in hand, and between two looks at it


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
    by_day: bool = False,
    calendar: str = "",
) -> int:
    """Puts one row per person and channel in the outbox; returns how many are new.

    `dedupe` names the event ("meeting 12 r3 -2h"); with person and channel it is unique: twice tells once.
    `by_day`: never in the quiet hours. `calendar`: an iCalendar file for the e-mail.
    Costs one statement per language, however many people and channels there are.
    """
    due_at = due_at or timezone.now()
    new = 0
    for language, people in _by_language(to).items():
        with translation.override(language):
            title, body = words()
        row = {
            "kind": kind,
            "title": title[:200],
            "body": body,
            "url": url,
            "subject": subject_key(subject),
            "dedupe": dedupe,
            "due_at": due_at,
            "expires_at": expires_at,
            "by_day": by_day,
            "people": people,
        }
        new += _insert(row | {"channels": [str(channel) for channel in channels], "calendar": calendar})
    return new


def _by_language(to: Iterable[User]) -> dict[str, list[int]]:
    rows = (
        to.values_list("language", "pk")
        if isinstance(to, models.QuerySet)
        else ((p.language, p.pk) for p in to)
    )
    people = defaultdict(list)
    for language, pk in rows:
        people[language].append(pk)
    return people


def _insert(row: dict) -> int:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
        return cursor.rowcount


# Columns with a default of Django's have none in the database, so all are named.
INSERT = """
INSERT INTO notifications_message (
    recipient_id, channel, dedupe_key, address, kind, title, body, url, subject,
    due_at, expires_at, by_day, is_essential, calendar, state, attempts, error, created_at
)
SELECT person.id, channel, %(dedupe)s || ' u' || person.id || ' ' || channel, '', %(kind)s, %(title)s,
    %(body)s, %(url)s, %(subject)s, %(due_at)s, %(expires_at)s, %(by_day)s, false,
    CASE channel WHEN 'email' THEN %(calendar)s ELSE '' END, 'pending', 0, '', now()
FROM unnest(%(channels)s::text[]) WITH ORDINALITY AS way (channel, place)
CROSS JOIN people_user person
WHERE person.id = ANY(%(people)s) AND person.is_active AND (channel <> 'email' OR person.email IS NOT NULL)
ORDER BY place, person.id
ON CONFLICT (dedupe_key) DO NOTHING
"""


@transaction.atomic
def post_to_address(
    *,
    channel: str,
    address: str,
    kind: str,
    title: str,
    body: str,
    dedupe: str,
    expires_at: datetime | None = None,
    caps: Iterable[Cap] = (),
) -> Message:
    """For an address that no account answers for yet: a sign-in code; someone is waiting for it."""
    _keep_within(caps, channel, address)
    message = Message.objects.create(
        channel=channel,
        address=address,
        kind=kind,
        title=title[:200],
        body=body,
        dedupe_key=dedupe,
        expires_at=expires_at,
    )
    nudge()
    return message


def _keep_within(caps: Iterable[Cap], channel: str, address: str) -> None:
    """Hard: two requests at the same moment are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{channel} {address}"])
    sent = Message.objects.filter(channel=channel, address=address)
    for cap in caps:
        if sent.filter(created_at__gt=timezone.now() - cap.within).count() >= cap.count:
            raise Refused(
                _(
                    "Too many codes have gone there lately. Please try again in an hour, "
                    "or call your community: someone will help you in."
                )
            )


@transaction.atomic
def void(
    *, subject: models.Model, kinds: Iterable[str] | None = None, to: Iterable[User] | None = None
) -> int:
    """What is no longer true is not told; nor what a worker holds but has not begun to send.

    What is being sent at this moment is let go first, so that nothing leaves after our commit.
    """
    rows = Message.objects.about(subject_key(subject))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if to is not None:
        rows = rows.filter(recipient__in=list(to))
    count = _void_not_begun(rows)
    in_hand = rows.filter(state=State.SENDING)
    if in_hand.exists():
        count += _void_in_hand(in_hand) + _void_not_begun(rows)  # a try that failed meanwhile waits again
    return count


def _void_not_begun(rows: models.QuerySet[Message]) -> int:
    return rows.filter(state__in=NOT_BEGUN).update(state=State.VOID, lease=None, lease_until=None)


def _void_in_hand(rows: models.QuerySet[Message]) -> int:
    """Usually over in a moment. When its worker died, or the provider hangs, the row is void all the same and
    never tried again; it keeps its lease, by which a worker that lives can still say that it went out.
    """
    until = time.monotonic() + PATIENCE
    while rows.exists() and time.monotonic() < until:
        time.sleep(GLANCE)
    return rows.update(state=State.VOID, lease_until=None)


@transaction.atomic
def mark_read(*, by: User, messages: models.QuerySet[Message], now: datetime | None = None) -> int:
    return messages.filter(recipient=by, read_at=None).update(read_at=now or timezone.now())


def open_message(*, by: User, message: Message, now: datetime | None = None) -> str:
    """Reads it; returns the page it leads to."""
    mark_read(by=by, messages=Message.objects.filter(pk=message.pk), now=now)
    return message.url


@transaction.atomic
def settle(*, before: datetime) -> int:
    """For a history written afterwards (the demo): what was due is read, and no e-mail of it goes out."""
    old = Message.objects.filter(due_at__lt=before, state=State.PENDING)
    old.exclude(channel=Channel.INBOX).update(state=State.VOID)
    return old.filter(channel=Channel.INBOX).update(
        state=State.SENT, sent_at=models.F("due_at"), read_at=models.F("due_at")
    )
