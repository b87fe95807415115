"""The one statement that posting is: who is reached how, worked out where the rows are."""

from django.db import connection

from kit.kept_plans import KeptPlan
from notifications.models import CHANNEL_CODES, STATE_CODES, key_sql
from notifications.operations.reach import JOINS, NEAR, REACHES, SETS, SETS_OF_SHARE

# A number is drawn for a new event only. Whoever posts it at the same moment waits here for our commit.
EVENT = """
known AS (
    SELECT id FROM notifications_event WHERE dedupe = %(dedupe)s
), named AS (
    INSERT INTO notifications_event (dedupe) SELECT %(dedupe)s WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (dedupe) DO UPDATE SET dedupe = EXCLUDED.dedupe RETURNING id
), event AS MATERIALIZED (
    SELECT id FROM known UNION ALL SELECT id FROM named
)
"""

# Columns with a default of Django's have none in the database, so all are named.
#
# reached: each person with each offered channel that gets to them, in the mode they chose or the default.
# chosen: without what is off; of an essential message that is off everywhere, the best channel stays.
# fresh: whom the event has not been told to on this channel; without any there is no letter either.
# Of an event of long ago only the inboxes are left (`pruning`); who has it there was told by other ways, too.
# What goes to very many inboxes at once is there at once: for the rest see `posting.AT_ONCE`.
ITS, INBOX = "(SELECT event.id FROM event)", str(CHANNEL_CODES["inbox"])


def statement(*, sets: str, lately: str, near: str, told: tuple[str, str], clash: str) -> str:
    return f"""
WITH people AS MATERIALIZED (
    SELECT DISTINCT unnest(%(people)s::bigint[]) AS id
), {EVENT}, {sets}, lately AS MATERIALIZED (
    SELECT recipient_id, channel, count(*) AS told FROM {lately}
    JOIN people ON recipient_id = people.id
    WHERE %(cap)s::int IS NOT NULL AND kind = %(kind)s AND created_at > %(since)s::timestamptz
        AND state NOT IN ({STATE_CODES["void"]}, {STATE_CODES["expired"]})
    GROUP BY recipient_id, channel
), reached AS (
    SELECT person.id, way.channel, way.code, way.place, way.rank, COALESCE(preference.mode, way.mode) AS mode
    FROM people JOIN people_user person ON person.id = people.id AND person.is_active{near}
    CROSS JOIN unnest(%(channels)s::text[], %(codes)s::smallint[], %(modes)s::text[], %(ranks)s::int[])
        WITH ORDINALITY AS way (channel, code, mode, rank, place)
    {JOINS}
    LEFT JOIN lately ON lately.recipient_id = person.id AND lately.channel = way.code
    LEFT JOIN notifications_preference preference ON preference.user_id = person.id
        AND preference.topic = %(topic)s AND preference.channel = way.channel
    WHERE way.channel = 'inbox' OR (
        {REACHES} AND (%(cap)s::int IS NULL OR COALESCE(lately.told, 0) < %(cap)s::int)
    )
), ranked AS (
    SELECT *, bool_and(mode = 'off') OVER outside AS is_silent, row_number() OVER outside_best AS best
    FROM reached
    WINDOW outside AS (PARTITION BY id, channel = 'inbox'), outside_best AS (outside ORDER BY rank)
), chosen AS (
    SELECT {key_sql(ITS, "id", "code")} AS key, id, code, place, CASE
        WHEN mode = 'digest' AND NOT %(essential)s THEN {STATE_CODES["held"]}
        WHEN channel = 'inbox' AND %(at_once)s AND %(due_at)s <= clock_timestamp()
            AND COALESCE(%(expires_at)s::timestamptz > clock_timestamp(), true) THEN {STATE_CODES["sent"]}
        ELSE {STATE_CODES["pending"]} END AS state
    FROM ranked WHERE mode <> 'off' OR (%(essential)s AND is_silent AND best = 1)
), fresh AS MATERIALIZED (
    SELECT * FROM chosen WHERE NOT EXISTS (
        SELECT FROM notifications_delivery told WHERE told.id = chosen.key
            AND told.id BETWEEN {told[0]} AND {told[1]}
    ) AND NOT (
        EXISTS (SELECT FROM notifications_letter WHERE event_id = {ITS} AND is_thinned)
        AND EXISTS (
            SELECT FROM notifications_delivery told WHERE told.id = {key_sql(ITS, "chosen.id", INBOX)}
        )
    )
), letter AS (
    INSERT INTO notifications_letter (
        event_id, kind, title, body, url, subject, calendar, due_at, expires_at, by_day, is_essential,
        created_at
    )
    SELECT {ITS}, %(kind)s, %(title)s, %(body)s, %(url)s, %(subject)s, %(calendar)s, %(due_at)s,
        %(expires_at)s::timestamptz, %(by_day)s, %(essential)s, now()
    WHERE EXISTS (SELECT FROM fresh)
    RETURNING id
)
INSERT INTO notifications_delivery (id, recipient_id, letter_id, channel, state, due_at, expires_at, sent_at)
SELECT key, fresh.id, letter.id, code, state,
    CASE WHEN state <> {STATE_CODES["sent"]} THEN %(due_at)s END,
    CASE WHEN state <> {STATE_CODES["sent"]} THEN %(expires_at)s::timestamptz END,
    CASE state WHEN {STATE_CODES["sent"]} THEN now() END
FROM fresh CROSS JOIN letter ORDER BY place, key
{clash}
"""  # noqa: S608 (the pieces are constants)


INSERT = statement(
    sets=SETS,
    lately="notifications_letter letter JOIN notifications_delivery told ON told.letter_id = letter.id",
    near="",
    told=(key_sql(ITS, "0", "0"), key_sql(f"{ITS} + 1", "0", "0")),
    clash="ON CONFLICT (id) DO NOTHING",
)
# Of very many, some whose numbers lie in a range: of each table that part is read, by an index. What was
# told of late is found by key, too, or each share would read what all before it were told. Whoever has a
# share has it alone; if others posted the same to its people at that moment, it would fail and be told anew.
INSERT_SHARE = statement(
    sets=SETS_OF_SHARE,
    lately=f"""(
        SELECT DISTINCT event_id FROM notifications_letter WHERE kind = %(kind)s AND created_at > %(since)s
    ) AS event JOIN notifications_delivery told ON told.id BETWEEN
        {key_sql("event.event_id", "%(first)s", "0")} AND {key_sql("event.event_id", "%(until)s", "0")}
    JOIN notifications_letter letter ON letter.id = told.letter_id""",  # noqa: S608 (the same)
    near=NEAR.replace("{}", "person.id"),
    told=(key_sql(ITS, "%(first)s", "0"), key_sql(ITS, "%(until)s", "0")),
    clash="",
)


FEW = 30  # people; for many a plan is made each time, which knows how many they are
FOR_FEW = KeptPlan(
    "linli_post",
    INSERT,
    dedupe="text",
    kind="text",
    title="text",
    body="text",
    url="text",
    subject="text",
    calendar="text",
    topic="text",
    due_at="timestamptz",
    expires_at="timestamptz",
    since="timestamptz",
    by_day="bool",
    essential="bool",
    at_once="bool",
    cap="int",
    people="bigint[]",
    channels="text[]",
    codes="smallint[]",
    modes="text[]",
    ranks="int[]",
)


def insert(row: dict) -> int:
    """How many are new."""
    row = row | {"codes": [CHANNEL_CODES[channel] for channel in row["channels"]]}
    with connection.cursor() as cursor:
        if row.get("share"):
            first, until = row["share"]
            cursor.execute(INSERT_SHARE, row | {"first": first, "until": until} | _in_one_word(row))
        elif len(row["people"]) <= FEW:
            FOR_FEW.run(cursor, row)
        else:
            cursor.execute(INSERT, row | _in_one_word(row))
        return cursor.rowcount


def _in_one_word(row: dict) -> dict:
    """As the array's own text: of ARRAY[1, 2, ...] PostgreSQL would make an expression for each number."""
    return {"people": f"{{{','.join(map(str, row['people']))}}}"}


def event_of(dedupe: str) -> int:
    """Its number; the same for whoever posts it at the same moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {EVENT} SELECT id FROM event", {"dedupe": dedupe})  # noqa: S608
        return cursor.fetchone()[0]
