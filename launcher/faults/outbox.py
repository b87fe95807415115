"""What the judge asks of the outbox's rows, and of the books outside, about messages named "trial 17"."""

import re
from collections import Counter
from collections.abc import Sequence

from launcher.faults.figures import Figure
from launcher.faults.house import House

ENDED = ("sent", "failed", "void", "expired", "told")
ROWS = """SELECT id, substr(title, 7)::int, channel, state, extract(epoch FROM due_at)::float8,
  extract(epoch FROM sent_at)::float8, attempts, error
  FROM notifications_outbox WHERE title LIKE 'trial %%'"""
WAITING = """SELECT count(*) FROM notifications_outbox WHERE title LIKE 'trial %%' AND due_at <= now()
  AND state IN ('pending', 'leased', 'sending', 'unknown') AND (%s = '' OR channel = %s)"""
# The clock put forward: what waits before it is tried again need not wait half a day for a trial.
FORWARD = """UPDATE notifications_delivery SET lease_until = now() WHERE lease_until > now() AND id IN (
  SELECT id FROM notifications_outbox WHERE title LIKE 'trial %%' AND state IN ('pending', 'unknown'))"""


class Row:
    def __init__(self, pk, number, channel, state, due_at, sent_at, attempts, error) -> None:
        self.pk, self.number, self.channel, self.state = pk, number, channel, state
        self.due_at, self.sent_at, self.attempts, self.error = due_at, sent_at, attempts, error


def rows_of(house: House) -> list[Row]:
    return [Row(*values) for values in house.rows(ROWS)]


def waiting(house: House, channel: str = "") -> int:
    """A thousand while the database does not answer."""
    return (house.rows(WAITING, channel, channel) or [(1000,)])[0][0]


def taken(house: House) -> dict[int, list[float]]:
    """By the mail server's book: number of the row, and each time that it was taken."""
    found: dict[int, list[float]] = {}
    for mail in house.mails():
        if "id" in mail:
            pk = int(re.match(r"<message-(\d+)", mail["id"])[1])  # and what nobody can guess
            found.setdefault(pk, []).append(mail["taken_at"])
    return found


def arrivals(house: House, rows: Sequence[Row]) -> dict[int, list[float]]:
    """When each row reached somebody: by who took it outside; in the inbox the row is the message."""
    mails, texts = taken(house), {}
    for number, at in house.gateway.texts:
        texts.setdefault(number, []).append(at)
    return {
        row.pk: {
            "email": lambda row=row: mails.get(row.pk, []),
            "sms": lambda row=row: texts.get(row.number, []),
        }.get(row.channel, lambda row=row: [row.sent_at] if row.sent_at else [])()
        for row in rows
    }


def figures(house: House, *, again: int, channels: int, refused: int = 0) -> list[Figure]:
    """Figures of every scenario: `channels` rows for each number, at most `again` copies of e-mails; so many
    were `refused` for good by whoever should have taken them."""
    rows = rows_of(house)
    times = arrivals(house, rows)
    of_number = Counter(row.number for row in rows)
    missing = sum(max(0, channels - count) for count in of_number.values())
    copies = sum(len(times[row.pk]) - 1 for row in rows if row.channel == "email" and times[row.pk])
    others = sum(len(times[row.pk]) - 1 for row in rows if row.channel != "email" and times[row.pk])
    early = sum(any(at < row.due_at - 60 for at in times[row.pk]) for row in rows)
    return [
        Figure("messages", len(rows), least=1),
        Figure("lost", max(0, missing + sum(not times[row.pk] for row in rows) - refused), most=0),
        Figure("twice", others, most=0),
        Figure("again", copies, most=again),
        Figure("early", early, most=0),
        Figure("unfinished", sum(row.state not in ENDED for row in rows), most=0),
    ]


def longest_wait(house: House, channel: str, numbers: Sequence[int]) -> float:
    rows = [row for row in rows_of(house) if row.channel == channel and row.number in numbers]
    times = arrivals(house, rows)
    return max((min(times[row.pk]) - row.due_at if times[row.pk] else 1e6 for row in rows), default=0.0)
