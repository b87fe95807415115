"""Where one channel fails a person, the next one is tried: screen, then e-mail, then text message."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from notifications import ways
from notifications.models import Channel, Mode, Topic
from notifications.operations.reach import ONE_BY_ONE, REACHES

FALL_OVER_AFTER = timedelta(minutes=10)

CHAIN = [str(channel) for channel in ways.BEST_FIRST]


@transaction.atomic
def fall_over(ids: Iterable[int]) -> int:
    """For rows that failed for good. Never twice on a channel: the new row has the same event in its key.

    What is essential goes on to whatever else reaches the person, the channels after this one first, whether
    they switched them off or not; all else goes from the screen to e-mail, as they chose. Nothing follows
    where another channel has told them, or is about to.
    """
    ids = list(ids)
    return _next("id = ANY(%(ids)s::bigint[])", {"ids": ids}) if ids else 0


@transaction.atomic
def leave_dead_channels() -> int:
    """What is essential does not wait for a channel that has been dead for ten minutes.

    Dead for a row: tried in vain. Dead for all: nothing at all went out on it for so long.
    """
    return _next(WAITED, {})


def _next(which: str, params: dict) -> int:
    weekly = [t.value for t in Topic if ways.default_mode(t, Channel.EMAIL) == Mode.DIGEST]
    params |= {"chain": CHAIN, "weekly": weekly, "patience": FALL_OVER_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(which=which), params)
        return cursor.rowcount


WAITED = """
is_essential AND channel = ANY(%(chain)s) AND state IN ('pending', 'unknown')
AND due_at <= now() - %(patience)s
AND (attempts > 0 OR channel <> ALL (ARRAY(
    SELECT DISTINCT went.channel FROM notifications_message went
    WHERE went.created_at > now() - interval '1 day' AND went.sent_at > now() - %(patience)s
)))
"""

INSERT = """
WITH lost AS MATERIALIZED (
    SELECT *, left(dedupe_key, -length(channel)) AS event,
        array_position(%(chain)s::text[], channel::text) AS rank
    FROM notifications_message message
    WHERE {which} AND recipient_id IS NOT NULL AND channel = ANY(%(chain)s)
        AND (expires_at IS NULL OR expires_at > now())
), next AS (
    SELECT DISTINCT ON (lost.id) lost.*, way.channel AS onward, CASE
        WHEN lost.is_essential THEN 'now' WHEN preference.mode IS NOT NULL THEN preference.mode
        WHEN split_part(lost.kind, '.', 1) = ANY(%(weekly)s) THEN 'digest' ELSE 'now' END AS mode
    FROM lost JOIN people_user person ON person.id = lost.recipient_id
    CROSS JOIN unnest(%(chain)s::text[]) WITH ORDINALITY AS way (channel, rank)
    __ONE_BY_ONE__
    LEFT JOIN notifications_preference preference ON preference.user_id = person.id
        AND preference.topic = split_part(lost.kind, '.', 1) AND preference.channel = way.channel
    WHERE (lost.is_essential OR (lost.channel = 'push' AND way.channel = 'email'))
        AND NOT EXISTS (SELECT FROM notifications_message taken WHERE taken.dedupe_key = event || way.channel)
        AND __REACHES__
    ORDER BY lost.id, way.rank < lost.rank, way.rank
)
INSERT INTO notifications_message (
    recipient_id, channel, dedupe_key, address, kind, title, body, url, subject, due_at, expires_at, by_day,
    is_essential, instead_of_id, calendar, state, attempts, error, created_at
)
SELECT recipient_id, onward, event || onward, '', kind, title, body, url, subject,
    now(), expires_at, by_day, is_essential, next.id, '',
    CASE mode WHEN 'digest' THEN 'held' ELSE 'pending' END, 0, '', now()
FROM next
WHERE mode <> 'off' AND NOT EXISTS (
    SELECT FROM notifications_message other
    WHERE other.dedupe_key IN (event || 'push', event || 'email', event || 'sms')
    AND other.id <> next.id AND (
        other.state = 'sent' OR (
            other.state IN ('pending', 'leased', 'sending') AND other.attempts = 0
            AND other.due_at > now() - %(patience)s
        )
    )
)
ORDER BY next.id
ON CONFLICT (dedupe_key) DO NOTHING
"""
for piece, sql in {"__ONE_BY_ONE__": ONE_BY_ONE, "__REACHES__": REACHES}.items():
    INSERT = INSERT.replace(piece, sql)
