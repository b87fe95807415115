"""Once a week, one e-mail with what could wait: titles and links, by topic."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone, translation

from notifications import messages, ways
from notifications.models import CHANNEL_CODES, STATE_CODES, Channel, Hours, Letter, Message, State, key_of
from notifications.models.messages import EVENT_BITS
from notifications.operations.caps import one_at_a_time
from notifications.operations.insert import event_of
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
    keys = _keys(hours)
    already = set(Message.objects.filter(pk__in=keys.values()).values_list("pk", flat=True))
    digests, told = [], {}
    for user, rows in groupby(held, key=lambda row: row.recipient):
        if (key := keys[user.pk]) not in already:
            rows = list(rows)
            digests.append(_digest_of(user, rows, key, now))
            told |= dict.fromkeys((row.pk for row in rows), key)
    Letter.objects.bulk_create(digest.letter for digest in digests)
    Message.objects.bulk_create(digests)
    _note(told)
    return len(digests)


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
    return list(rows.order_by("recipient_id", "letter__created_at", "id")), {row[1]: row[-1] for row in found}


def _keys(hours: dict[int, datetime]) -> dict[int, int]:
    """Of each person's digest: one for the week in which their hour was, even if it is made in the next."""
    weeks = {user_id: _week(hour) for user_id, hour in hours.items()}
    events = {week: event_of(f"digest {week}") for week in set(weeks.values())}
    return {user_id: key_of(events[week], user_id, Channel.EMAIL) for user_id, week in weeks.items()}


def _week(hour: datetime) -> str:
    week = timezone.localtime(hour).isocalendar()
    return f"{week.year}-W{week.week:02d}"


def _digest_of(user: User, rows: list[Message], key: int, now: datetime) -> Message:
    title, body = _words(user, rows)
    event, until = key >> EVENT_BITS, now + timedelta(days=3)
    letter = Letter(
        event_id=event, kind=KIND, title=title[:200], body=body, due_at=now, expires_at=until, by_day=True
    )
    return Message(pk=key, recipient=user, channel=Channel.EMAIL, letter=letter, due_at=now, expires_at=until)


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
    held = list(Message.objects.filter(digest=letter).order_by("letter__created_at", "id"))
    alive = [row for row in held if row.state == State.TOLD]
    if len(alive) < len(held) and alive:
        _title, letter.letter.body = _words(letter.recipient, alive)
        letter.letter.save(update_fields=["body"])
    return bool(alive) or not held


def _note(told: dict[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [list(told), list(told.values())])


HELD, EMAIL = STATE_CODES["held"], CHANNEL_CODES["email"]
# Whose hour has come, and what was kept before it.
DUE = f"""
SELECT held.id, held.recipient_id, held.expires_at, week.moment
FROM notifications_delivery held
JOIN notifications_letter letter ON letter.id = held.letter_id
LEFT JOIN notifications_hours hours ON hours.user_id = held.recipient_id
JOIN unnest(%(days)s::int[], %(moments)s::timestamptz[]) AS week (day, moment)
    ON week.day = COALESCE(hours.digest_day, %(friday)s)
WHERE held.state = {HELD} AND held.channel = {EMAIL} AND held.recipient_id = ANY(%(people)s)
    AND week.moment <= %(now)s AND letter.created_at <= week.moment
"""  # noqa: S608 (the pieces are constants)

# Read in the inbox meanwhile, over, or for somebody whom no e-mail reaches: it will never be told.
LET_GO = f"""
WITH people AS MATERIALIZED (SELECT unnest(%(people)s::bigint[]) AS id), {SETS}, due AS ({DUE})
UPDATE notifications_delivery message SET state = CASE
    WHEN due.expires_at <= %(now)s THEN {STATE_CODES["expired"]} ELSE {STATE_CODES["void"]} END
FROM due
JOIN people_user person ON person.id = due.recipient_id
JOIN (VALUES ('email')) AS way (channel) ON true
{JOINS}
LEFT JOIN notifications_delivery inbox ON inbox.id = due.id - {EMAIL} + {CHANNEL_CODES["inbox"]}
WHERE message.id = due.id AND message.state = {HELD}
    AND (due.expires_at <= %(now)s OR inbox.read_at IS NOT NULL OR NOT ({REACHES}))
"""  # noqa: S608 (the pieces are constants)

WORTH = f"{DUE} FOR UPDATE OF held"

TOLD = f"""
UPDATE notifications_delivery SET state = {STATE_CODES["told"]}, digest_id = told.digest
FROM unnest(%s::bigint[], %s::bigint[]) AS told (id, digest)
WHERE notifications_delivery.id = told.id
"""  # noqa: S608 (the pieces are constants)
