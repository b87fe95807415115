"""Once a week, one e-mail with what could wait: titles and links, by topic."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone, translation

from notifications import messages, ways
from notifications.models import Channel, Hours, Message, State
from notifications.operations.caps import one_at_a_time
from notifications.operations.reach import JOINS, REACHES, SETS
from people.models import User

KIND = "people.digest"
AT = time(18)
FRIDAY = Hours._meta.get_field("digest_day").default
WEEK = timedelta(days=7)
BATCH = 1000  # people, in one transaction


def send_digests(*, now: datetime | None = None) -> int:
    """Returns how many digests are new. May run as often as it likes: one per person and week."""
    now = now or timezone.now()
    count, after = 0, 0
    while people := _people_with_something(after):
        count += _digest(people, now)
        after = people[-1]
    return count


def moment(day: int, now: datetime) -> datetime:
    """The last hour of a digest for those who chose this day (0 is Monday), however late the machine wakes:
    what slept from Sunday evening on is made up for on Monday."""
    here = timezone.localtime(now)
    that_day = here.date() - timedelta(days=(here.weekday() - day) % 7)
    hour = timezone.make_aware(datetime.combine(that_day, AT))
    return hour if hour <= now else timezone.make_aware(datetime.combine(that_day - WEEK, AT))


def _people_with_something(after: int) -> list[int]:
    held = Message.objects.filter(state=State.HELD, channel=Channel.EMAIL, recipient__gt=after)
    ids = held.values("recipient").annotate(n=Count("pk")).order_by("recipient")
    return list(ids.values_list("recipient", flat=True)[:BATCH])


@transaction.atomic
def _digest(people: list[int], now: datetime) -> int:
    one_at_a_time("digests")
    held, hours = _held(people, now)
    already = _made_before(hours)
    digests, holds = [], []
    for user, rows in groupby(held, key=lambda row: row.recipient):
        if (key := _key(user.pk, hours[user.pk])) in already:
            continue
        rows = list(rows)
        digests.append(_letter(user, rows, key, now))
        holds.append([row.pk for row in rows])
    made = Message.objects.bulk_create(digests)
    _note({pk: digest.pk for digest, pks in zip(made, holds, strict=True) for pk in pks})
    return len(made)


def _held(people: list[int], now: datetime) -> tuple[list[Message], dict[int, datetime]]:
    """What is still worth telling, by person and age, and each person's hour. The rest is let go."""
    days = list(range(7))
    params = {
        "people": people,
        "friday": FRIDAY,
        "days": days,
        "moments": [moment(day, now) for day in days],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(LET_GO, params)
        cursor.execute(WORTH, params)
        found = cursor.fetchall()
    rows = Message.objects.filter(pk__in=[row[0] for row in found]).select_related("recipient")
    return list(rows.order_by("recipient_id", "created_at", "id")), {row[1]: row[-1] for row in found}


def _made_before(hours: dict[int, datetime]) -> set[str]:
    keys = [_key(user_id, hour) for user_id, hour in hours.items()]
    return set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))


def _key(user_id: int, hour: datetime) -> str:
    """One for the week in which their hour was, though the letter may be made in the next."""
    week = timezone.localtime(hour).isocalendar()
    return f"digest {user_id} {week.year}-W{week.week:02d}"


def _letter(user: User, rows: list[Message], key: str, now: datetime) -> Message:
    title, body = _words(user, rows)
    return Message(
        recipient=user,
        channel=Channel.EMAIL,
        kind=KIND,
        title=title[:200],
        body=body,
        dedupe_key=key,
        due_at=now,
        expires_at=now + timedelta(days=3),
        by_day=True,
    )


def _words(user: User, rows: Iterable[Message]) -> tuple[str, str]:
    by_topic = defaultdict(list)
    for row in rows:
        by_topic[ways.topic_of(row.kind)].append(row)
    with translation.override(user.language):
        return messages.digest_of(by_topic)


@transaction.atomic
def freshen(*, letter: Message) -> bool:
    """Just before it goes out: without what was voided since it was made. False where nothing is left of it.

    It is being sent, so whoever voids now waits for it (`voiding`), and what they voided before is seen here.
    """
    held = list(Message.objects.filter(digest=letter).order_by("created_at", "id"))
    alive = [row for row in held if row.state == State.TOLD]
    if len(alive) < len(held) and alive:
        _title, letter.body = _words(letter.recipient, alive)
        letter.save(update_fields=["body"])
    return bool(alive) or not held


def _note(told: dict[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [list(told), list(told.values())])


# Whose hour has come, and what was kept before it.
DUE = """
SELECT held.id, held.recipient_id, held.dedupe_key, held.expires_at, week.moment
FROM notifications_message held
LEFT JOIN notifications_hours hours ON hours.user_id = held.recipient_id
JOIN unnest(%(days)s::int[], %(moments)s::timestamptz[]) AS week (day, moment)
    ON week.day = COALESCE(hours.digest_day, %(friday)s)
WHERE held.state = 'held' AND held.channel = 'email' AND held.recipient_id = ANY(%(people)s)
    AND week.moment <= %(now)s AND held.created_at <= week.moment
"""

# Read in the inbox meanwhile, over, or for somebody whom no e-mail reaches: it will never be told.
LET_GO = f"""
WITH people AS MATERIALIZED (SELECT unnest(%(people)s::bigint[]) AS id), {SETS}, due AS ({DUE})
UPDATE notifications_message message SET state = CASE
    WHEN due.expires_at <= %(now)s THEN 'expired' ELSE 'void' END
FROM due
JOIN people_user person ON person.id = due.recipient_id
JOIN (VALUES ('email')) AS way (channel) ON true
{JOINS}
LEFT JOIN notifications_message inbox ON inbox.dedupe_key = left(due.dedupe_key, -5) || 'inbox'
WHERE message.id = due.id AND message.state = 'held'
    AND (due.expires_at <= %(now)s OR inbox.read_at IS NOT NULL OR NOT ({REACHES}))
"""  # noqa: S608 (the pieces are constants)

WORTH = f"{DUE} FOR UPDATE OF held"

TOLD = """
UPDATE notifications_message SET state = 'told', digest_id = told.digest
FROM unnest(%s::bigint[], %s::bigint[]) AS told (id, digest)
WHERE notifications_message.id = told.id
"""
