"""Where one channel fails a person, the next one is tried: screen, then e-mail, then text message."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from notifications import ways
from notifications.models import CHANNEL_CODES, STATE_CODES, Channel, Mode, Topic, key_sql
from notifications.operations.reach import ONE_BY_ONE, REACHES

FALL_OVER_AFTER = timedelta(minutes=10)

CHAIN = [str(channel) for channel in ways.BEST_FIRST]
CODES = [CHANNEL_CODES[channel] for channel in CHAIN]


@transaction.atomic
def fall_over(ids: Iterable[int]) -> int:
    """For rows that failed for good. Never twice on a channel: the new row has the same event in its key.

    What is essential goes on to whatever else reaches the person, the channels after this one first, whether
    they switched them off or not; all else goes from the screen to e-mail, as they chose. Nothing follows
    where another channel has told them, or is about to.
    """
    ids = list(ids)
    return _next("message.id = ANY(%(ids)s::bigint[])", {"ids": ids}) if ids else 0


@transaction.atomic
def leave_dead_channels() -> int:
    """What is essential does not wait for a channel that has been dead for ten minutes.

    Dead for a row: tried in vain. Dead for all: nothing at all went out on it for so long.
    """
    return _next(WAITED, {})


def _next(which: str, params: dict) -> int:
    weekly = [t.value for t in Topic if ways.default_mode(t, Channel.EMAIL) == Mode.DIGEST]
    params |= {"chain": CHAIN, "codes": CODES, "weekly": weekly, "patience": FALL_OVER_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(which=which), params)
        return cursor.rowcount


S = STATE_CODES
WAITED = f"""
letter.is_essential AND message.channel = ANY(%(codes)s) AND state IN ({S["pending"]}, {S["unknown"]})
AND message.due_at <= now() - %(patience)s
AND (attempts > 0 OR message.channel <> ALL (ARRAY(
    SELECT DISTINCT went.channel FROM notifications_delivery went
    WHERE went.sent_at > now() - %(patience)s AND went.channel = ANY(%(codes)s)
)))
"""  # noqa: S608 (the pieces are constants)

# What follows says what was said: it has the same letter.
INSERT = f"""
WITH lost AS MATERIALIZED (
    SELECT message.id, message.recipient_id, message.channel, message.letter_id, letter.kind,
        letter.is_essential, COALESCE(message.expires_at, letter.expires_at) AS expires_at,
        message.id >> 32 AS event, array_position(%(codes)s::int[], message.channel::int) AS rank
    FROM notifications_delivery message JOIN notifications_letter letter ON letter.id = message.letter_id
    WHERE {{which}} AND recipient_id IS NOT NULL AND message.channel = ANY(%(codes)s)
        AND COALESCE(COALESCE(message.expires_at, letter.expires_at) > now(), true)
), next AS (
    SELECT DISTINCT ON (lost.id) lost.*, way.code AS onward, CASE
        WHEN lost.is_essential THEN 'now' WHEN preference.mode IS NOT NULL THEN preference.mode
        WHEN split_part(lost.kind, '.', 1) = ANY(%(weekly)s) THEN 'digest' ELSE 'now' END AS mode
    FROM lost JOIN people_user person ON person.id = lost.recipient_id
    CROSS JOIN unnest(%(chain)s::text[], %(codes)s::int[]) WITH ORDINALITY AS way (channel, code, rank)
    {ONE_BY_ONE}
    LEFT JOIN notifications_preference preference ON preference.user_id = person.id
        AND preference.topic = split_part(lost.kind, '.', 1) AND preference.channel = way.channel
    WHERE (lost.is_essential
            OR (lost.channel = {CHANNEL_CODES["push"]} AND way.code = {CHANNEL_CODES["email"]}))
        AND NOT EXISTS (
            SELECT FROM notifications_delivery taken
            WHERE taken.id = {key_sql("lost.event", "lost.recipient_id", "way.code")}
        )
        AND {REACHES}
    ORDER BY lost.id, way.rank < lost.rank, way.rank
)
INSERT INTO notifications_delivery (
    id, recipient_id, letter_id, channel, state, due_at, expires_at, instead_of_id
)
SELECT {key_sql("next.event", "next.recipient_id", "next.onward")}, recipient_id, letter_id, onward,
    CASE mode WHEN 'digest' THEN {S["held"]} ELSE {S["pending"]} END, now(), expires_at, next.id
FROM next
WHERE mode <> 'off' AND NOT EXISTS (
    SELECT FROM notifications_delivery other
    WHERE other.id IN ({", ".join(key_sql("next.event", "next.recipient_id", str(code)) for code in CODES)})
    AND other.id <> next.id AND (
        other.state = {S["sent"]} OR (
            other.state IN ({S["pending"]}, {S["leased"]}, {S["sending"]}) AND other.attempts IS NULL
            AND other.due_at > now() - %(patience)s
        )
    )
)
ORDER BY next.id
ON CONFLICT (id) DO NOTHING
"""  # noqa: S608 (the pieces are constants)
