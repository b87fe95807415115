"""Somebody has everything: all tables with the place and the transaction of each row, the sessions, the queue and
every line that was logged. `link` tries to say who chose what. It knows the truth, to judge what it finds."""

import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d(?::?\d\d)?|Z)?")
WORD = re.compile(r"[\w-]+")
SURE = 0.9  # of 40 voters with two answers, so many by chance: less than once in a million
ORDERED = 0.75  # rank correlation of 40: chance gives less than 0.6 in all but one of ten thousand


class Row(NamedTuple):
    table: str
    xid: int
    values: dict
    text: str


Dump = dict[str, list[Row]]


@dataclass
class Person:
    """In the order in which they voted: what of them stands in rows, what they chose, and what was logged."""

    marks: tuple[str, ...]  # ids, name, phone
    elector: int
    choice: str
    receipt: str = ""
    began: datetime | None = None
    ended: datetime | None = None
    log: list[str] = field(default_factory=list)


def dump() -> Dump:
    """As COPY gives it: in the order in which the rows lie there."""
    tables: Dump = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT xmin::text::bigint, to_jsonb(t), t::text FROM "{table}" t ORDER BY ctid')
            tables[table] = [
                Row(table, xid, as_dict(values), text) for xid, values, text in cursor.fetchall()
            ]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    tables["(sessions)"] = [Row("(sessions)", 0, {"data": text}, text) for text in sessions]
    tables["(queue)"] = [Row("(queue)", 0, {"data": text}, text) for text in queued()]
    return tables


def as_dict(values: object) -> dict:
    return json.loads(values) if isinstance(values, str) else dict(values)


def queued() -> Iterator[str]:
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    for key in client.scan_iter():
        kind = client.type(key)
        if kind == b"list":
            yield from (part.decode(errors="replace") for part in client.lrange(key, 0, -1))
        elif kind == b"hash":
            yield str(client.hgetall(key))
        elif kind == b"string":
            yield str(client.get(key))


@contextmanager
def all_logged(lines: list[str]) -> Iterator[None]:
    """Every logger at DEBUG, each SQL statement with what went into it."""

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.name} {record.getMessage()} {getattr(record, 'params', '')}")

    root, sql = logging.getLogger(), logging.getLogger("django.db.backends")
    before, keeper = (root.level, sql.level, connection.force_debug_cursor), Keeper()
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    sql.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True
    try:
        yield
    finally:
        root.removeHandler(keeper)
        root.setLevel(before[0])
        sql.setLevel(before[1])
        connection.force_debug_cursor = before[2]


@contextmanager
def at_work(person: Person) -> Iterator[None]:
    person.began = timezone.now()
    with all_logged(person.log):
        yield
    person.ended = timezone.now()


# ── the attack ──────────────────────────────────────────────────────────────────────────────────────────────


def link(tables: Dump, people: Sequence[Person]) -> list[str]:
    """What ties a voter to a vote, in words; nothing found is an empty list."""
    phones = [person for person in people if person.receipt]
    found = [*by_value(tables, phones), *by_order(tables, phones), *by_order_of_choices(tables, phones)]
    return found + by_company(tables, people)


def stands_in(mark: str, text: str) -> bool:
    apart = rf"(?<![0-9A-Za-z]){re.escape(mark)}(?![0-9A-Za-z])"
    return mark in text and re.search(apart, text) is not None


def by_value(tables: Dump, people: Sequence[Person]) -> Iterator[str]:
    """A receipt beside an id, a name or a phone: in one row, one session, one line of the log."""
    texts = [(row.table, row.text) for rows in tables.values() for row in rows]
    texts += [("(log)", line) for person in people for line in person.log]
    for person in people:
        forms = {person.receipt, person.receipt.replace("-", "")}
        for table, text in texts:
            if any(form in text for form in forms) and any(stands_in(mark, text) for mark in person.marks):
                yield f"value: {table} has a receipt beside its voter"
        if any(form in line for form in forms for line in person.log):
            yield "value: (log) a receipt stands in what their request logged"


def in_orders_of_coming(tables: Dump, people: Sequence[Person]) -> Iterator[list[Person]]:
    """As participations lie in the dump (in the order of writing, but for places that earlier rows left free),
    and as the times of the requests tell it."""
    places = {row.values["elector_id"]: n for n, row in enumerate(tables["ballots_participation"])}
    yield sorted(people, key=lambda person: places[person.elector])
    if all(person.began for person in people):
        yield sorted(people, key=lambda person: person.began)


def by_order(tables: Dump, people: Sequence[Person]) -> Iterator[str]:
    """Do receipts lie anywhere in the order in which voters came, or in its reverse?"""
    for came in in_orders_of_coming(tables, people):
        for table, rows in tables.items():
            for way, text in orders_of(rows):
                places = [text.find(person.receipt) for person in came]
                if len(places) > 9 and min(places) >= 0 and abs(rank_correlation(places)) > ORDERED:
                    yield f"order: receipts in {table} lie as voters came ({way})"


def orders_of(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """One long text for the physical order, and for each column whose values give another."""
    yield "as it lies", "\n".join(row.text for row in rows)
    for column in rows[0].values if rows else ():
        try:
            ordered = sorted(rows, key=lambda row: row.values[column])
        except TypeError:  # some are empty
            continue
        yield f"by {column}", "\n".join(row.text for row in ordered)


def rank_correlation(places: Sequence[int]) -> float:
    """Spearman's, of distinct places with 0, 1, 2 …"""
    ranks = {place: rank for rank, place in enumerate(sorted(places))}
    n = len(places)
    return 1 - 6 * sum((ranks[place] - at) ** 2 for at, place in enumerate(places)) / (n * (n * n - 1))


def by_order_of_choices(tables: Dump, people: Sequence[Person]) -> Iterator[str]:
    """Does what was chosen stand anywhere as a row of answers that fits those who came, one by one?"""
    answer = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted({person.choice for person in people}))})(?![a-z])")
    seen = [
        (table, way, answer.findall(text)) for table, rows in tables.items() for way, text in orders_of(rows)
    ]
    for came in in_orders_of_coming(tables, people):
        wanted = [person.choice for person in came]
        for table, way, answers in seen:
            if len(wanted) > 9 and (lies_in(answers, wanted) or lies_in(answers[::-1], wanted)):
                yield f"order: answers in {table} lie as voters came ({way})"


def lies_in(answers: Sequence[str], wanted: Sequence[str]) -> bool:
    for start in range(len(answers) - len(wanted) + 1):
        part = answers[start : start + len(wanted)]
        if sum(a == b for a, b in zip(part, wanted, strict=True)) > SURE * len(wanted):
            return True
    return False


def by_company(tables: Dump, people: Sequence[Person]) -> list[str]:
    """What was written in the transaction of a participation, or just before or after it, or while the request
    ran, or names the voter, or was logged: does any word of it tell one answer from the others?"""
    xids = {row.values["elector_id"]: row.xid for row in tables["ballots_participation"]}
    timed = [(row, times_in(row.text)) for rows in tables.values() for row in rows]
    beside = {person.elector: words_beside(timed, person) for person in people}
    found = set()
    for way in (in_the_same, just_before, just_after):
        company = {elector: set(words) for elector, words in beside.items()}
        for elector, near in way(xids).items():
            company[elector].update(*(words_of(row) for row, _times in timed if row.xid in near))
        found |= set(telling(company, people))
    return sorted(found)


def in_the_same(xids: dict[int, int]) -> dict[int, range]:
    return {elector: range(xid, xid + 1) for elector, xid in xids.items()}


def just_before(xids: dict[int, int]) -> dict[int, range]:
    """Since the participation before: an outer transaction, whose savepoint this one was."""
    ordered = [0, *sorted(xids.values())]
    return {elector: range(ordered[ordered.index(xid) - 1] + 1, xid + 1) for elector, xid in xids.items()}


def just_after(xids: dict[int, int]) -> dict[int, range]:
    ordered = [*sorted(xids.values()), 2**62]
    return {elector: range(xid, ordered[ordered.index(xid) + 1]) for elector, xid in xids.items()}


def telling(company: dict[int, set[str]], people: Sequence[Person]) -> Iterator[str]:
    having: dict[str, set[int]] = defaultdict(set)
    for elector, words in company.items():
        for word in words:
            having[word].add(elector)
    for choice in {person.choice for person in people}:
        those = {person.elector for person in people if person.choice == choice}
        if not 4 < len(those) < len(people):
            continue
        for word, electors in having.items():
            same = len(people) - len(electors ^ those)
            if max(same, len(people) - same) > SURE * len(people):
                yield f"company: {word.partition('=')[0]} tells who chose {choice}"


def words_beside(timed: Sequence[tuple[Row, list[datetime]]], person: Person) -> set[str]:
    words = {f"(log) {word}=" for line in person.log for word in WORD.findall(line)}
    for row, times in timed:
        is_in_time = any(person.began <= at <= person.ended for at in times)
        if is_in_time or any(stands_in(mark, row.text) for mark in person.marks):
            words |= words_of(row)
    return words


def words_of(row: Row) -> set[str]:
    return {f"{row.table}.{name}={value}" for name, value in row.values.items()}


def times_in(text: str) -> list[datetime]:
    found = [datetime.fromisoformat(part) for part in TIME.findall(text)]
    return [at if at.tzinfo else timezone.make_aware(at) for at in found]
