"""The rows of the outbox against the books of the mail server and of the gateway with keys."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db.models import Q

from committees.messages import ABOUT_THE_DATE, REMINDER
from notifications.bounces import pk_of
from notifications.messages import key_of, topic_of
from notifications.models import Channel, Message, State
from notifications.queries import WAITING
from portal.faults.acts import Act

FIRST = 1  # revision of a meeting
LATE = 60.0  # seconds after it was due
CHANNELS = {"inbox": Channel.INBOX, "mail": Channel.EMAIL, "sms": Channel.SMS, "push": Channel.PUSH}


class Row(NamedTuple):
    pk: int
    recipient: int
    subject: str
    channel: str
    kind: str
    event: str
    state: str
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    key: str  # under which a gateway or a push service takes it

    @property
    def revision(self) -> int:
        return int(self.event.split()[2].removeprefix("r"))

    @property
    def meeting(self) -> int:
        return int(self.subject.rpartition(":")[2])

    @property
    def told(self) -> tuple:
        """Two rows that are alike in this tell one person the same thing twice."""
        return (self.recipient, self.subject, self.channel, self.kind, self.due_at)


@dataclass(frozen=True)
class Mail:
    message: int
    begun_at: float
    taken_at: float


def read_mails(path: Path) -> list[Mail]:
    found = []
    for line in path.read_text().splitlines():
        mail = json.loads(line)
        found.append(Mail(pk_of(mail["id"]) or 0, mail["begun_at"], mail["taken_at"]))
    return found


def read_acts(path: Path) -> list[Act]:
    return [Act(**fields) for fields in json.loads(path.read_text())]


def read_keys(path: Path) -> dict[str, float]:
    return json.loads(path.read_text())


def read_rows() -> list[Row]:
    """Without the reminders that were set anew in the transaction that made them (`acts.convene`)."""
    rows = Message.objects.filter(letter__subject__startswith="committees.meeting:").select_related(
        "letter__event"
    )
    rows = rows.exclude(~Q(letter__event__dedupe__contains=" set"), letter__kind=REMINDER)
    return [row_of(message) for message in rows]


def row_of(message: Message) -> Row:
    letter = message.letter
    return Row(
        pk=message.pk,
        recipient=message.recipient_id,
        subject=letter.subject,
        channel=message.channel,
        kind=letter.kind,
        event=letter.event.dedupe,
        state=message.state,
        due_at=letter.due_at,
        created_at=letter.created_at,
        sent_at=message.sent_at,
        key=key(message),
    )


def key(row: Message) -> str:
    """As each channel sends it."""
    return {Channel.SMS: key_of, Channel.PUSH: topic_of}.get(row.channel, lambda _: "")(row)


def count(
    rows: Sequence[Row],
    mails: Sequence[Mail],
    keys: Mapping[str, float],
    acts: Sequence[Act],
    invited: int,
    until: datetime,
) -> dict[str, float]:
    """What was due by `until`, and what became of it; of what was not due yet, whether anybody was told."""
    taken = defaultdict(list)
    for mail in mails:
        taken[mail.message].append(mail)
    due = [row for row in rows if row.due_at <= until]
    reminders = [row for row in due if row.kind == REMINDER]
    times = {row.pk: told_at(row, taken, keys) for row in rows}
    waits = [min(times[row.pk]) - ready_at(row) for row in due if times[row.pk]]
    cancelled = {act.meeting: act.cancelled_at for act in acts if act.cancelled_at}
    moved = {act.meeting: act.moved_at for act in acts if act.moved_at}
    return {
        "reminders": len(reminders),
        "void": sum(row.state == State.VOID and not times[row.pk] for row in reminders),
        **{name: sum(row.channel == channel and bool(times[row.pk]) for row in reminders)
           for name, channel in CHANNELS.items()},
        "others": len(due) - len(reminders),
        "cancelled": len(cancelled),
        "moved": len(moved),
        "lost": unposted(due, acts, invited)
        + sum(row.state != State.VOID and not times[row.pk] for row in due),
        "twice": repeated(row.told for row in rows if times[row.pk]),
        "again": sum(len(copies) - 1 for copies in taken.values()),
        "after_cancel": sum(later(times[row.pk], cancelled.get(row.meeting)) for row in rows if of_date(row)),
        "old_date": sum(
            later(times[row.pk], moved.get(row.meeting))
            for row in rows
            if of_date(row) and row.revision == FIRST
        ),
        "early": sum(
            any(at < row.due_at.timestamp() for at in times[row.pk]) for row in rows
        ),
        "unfinished": sum(row.state in WAITING for row in due),
        "late": sum(wait > LATE for wait in waits),
        "slowest": max(waits, default=0.0),
    }  # fmt: skip


def told_at(row: Row, taken: dict[int, list[Mail]], keys: Mapping[str, float]) -> list[float]:
    """When it reached somebody: by the clock of whoever took it, not by what the row says."""
    if row.channel == Channel.EMAIL:
        return [mail.taken_at for mail in taken.get(row.pk, ())]
    if row.channel != Channel.INBOX:
        return [keys[row.key]] if row.key in keys else []
    return [row.sent_at.timestamp()] if row.state == State.SENT and row.sent_at else []


def ready_at(row: Row) -> float:
    """One that was convened late waits from then on."""
    return max(row.due_at, row.created_at).timestamp()


def unposted(rows: Sequence[Row], acts: Sequence[Act], invited: int) -> int:
    """Reminders for which there is not even a row: of the last date of each meeting, one on each channel."""
    found = Counter((row.meeting, row.revision) for row in rows if row.kind == REMINDER)
    wanted = {(act.meeting, FIRST + bool(act.moved_at)): len(CHANNELS) * invited for act in acts}
    return sum(max(0, count - found[each]) for each, count in wanted.items())


def repeated(told: Iterable[tuple]) -> int:
    return sum(times - 1 for times in Counter(told).values())


def of_date(row: Row) -> bool:
    return row.kind in ABOUT_THE_DATE


def later(times: Sequence[float], change: float | None) -> bool:
    return change is not None and any(at > change for at in times)
