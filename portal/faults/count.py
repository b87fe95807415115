"""The rows of the outbox against the mail server's book."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from committees.messages import ABOUT_THE_DATE, REMINDER
from notifications.models import Channel, Message, State
from notifications.queries import WAITING
from portal.faults.acts import Act

FIRST = 1  # revision of a meeting
COLUMNS = {
    "recipient": "recipient_id",
    "subject": "letter__subject",
    "kind": "letter__kind",
    "event": "letter__event__dedupe",
    "due_at": "letter__due_at",
}


class Row(NamedTuple):
    pk: int
    recipient: int
    subject: str
    channel: str
    kind: str
    event: str
    state: str
    due_at: datetime
    sent_at: datetime | None

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
        number = int(mail["id"].removeprefix("<message-").partition("@")[0])
        found.append(Mail(number, mail["begun_at"], mail["taken_at"]))
    return found


def read_acts(path: Path) -> list[Act]:
    return [Act(**fields) for fields in json.loads(path.read_text())]


def read_rows() -> list[Row]:
    rows = Message.objects.filter(letter__subject__startswith="committees.meeting:")
    return [Row(*values) for values in rows.values_list(*(COLUMNS.get(name, name) for name in Row._fields))]


def count(
    rows: Sequence[Row], mails: Sequence[Mail], acts: Sequence[Act], invited: int, until: datetime
) -> dict[str, int]:
    """What was due by `until`, and what became of it; of what was not due yet, whether anybody was told."""
    taken = defaultdict(list)
    for mail in mails:
        taken[mail.message].append(mail)
    due = [row for row in rows if row.due_at <= until]
    reminders = [row for row in due if row.kind == REMINDER]
    times = {row.pk: told_at(row, taken) for row in rows}
    cancelled = {act.meeting: act.cancelled_at for act in acts if act.cancelled_at}
    moved = {act.meeting: act.moved_at for act in acts if act.moved_at}
    return {
        "reminders": len(reminders),
        "void": sum(row.state == State.VOID and not times[row.pk] for row in reminders),
        "inbox": sum(row.channel == Channel.INBOX and bool(times[row.pk]) for row in reminders),
        "mail": sum(row.channel == Channel.EMAIL and bool(times[row.pk]) for row in reminders),
        "others": len(due) - len(reminders),
        "cancelled": len(cancelled),
        "moved": len(moved),
        "lost": unposted(due, acts, invited)
        + sum(row.state != State.VOID and not times[row.pk] for row in due),
        "inbox_twice": repeated(row.told for row in rows if row.channel == Channel.INBOX and times[row.pk]),
        "mail_twice": repeated(row.told for row in rows if row.channel == Channel.EMAIL and times[row.pk]),
        "mail_again": sum(len(copies) - 1 for copies in taken.values()),
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
    }  # fmt: skip


def told_at(row: Row, taken: dict[int, list[Mail]]) -> list[float]:
    """When it reached somebody: by the server's own clock, not by what the row says."""
    if row.channel == Channel.EMAIL:
        return [mail.taken_at for mail in taken.get(row.pk, ())]
    return [row.sent_at.timestamp()] if row.state == State.SENT and row.sent_at else []


def unposted(rows: Sequence[Row], acts: Sequence[Act], invited: int) -> int:
    """Reminders for which there is not even a row: of the last date of each meeting, two for everybody."""
    found = Counter((row.meeting, row.revision) for row in rows if row.kind == REMINDER)
    wanted = {(act.meeting, FIRST + bool(act.moved_at)): 2 * invited for act in acts}
    return sum(max(0, count - found[each]) for each, count in wanted.items())


def repeated(told: Iterable[tuple]) -> int:
    return sum(times - 1 for times in Counter(told).values())


def of_date(row: Row) -> bool:
    return row.kind in ABOUT_THE_DATE


def later(times: Sequence[float], change: float | None) -> bool:
    return change is not None and any(at > change for at in times)
