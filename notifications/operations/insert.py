"""The one statement that posting is: who is reached how, worked out where the rows are."""

from notifications.operations.reach import JOINS, REACHES, SETS

# Columns with a default of Django's have none in the database, so all are named.
#
# reached: each person with each offered channel that gets to them, in the mode they chose or the default.
# chosen: without what is off; of an essential message that is off everywhere, the best channel stays.
INSERT = f"""
WITH people AS MATERIALIZED (
    SELECT DISTINCT unnest(%(people)s::bigint[]) AS id
), {SETS}, lately AS MATERIALIZED (
    SELECT recipient_id, channel, count(*) AS told
    FROM notifications_message JOIN people ON recipient_id = people.id
    WHERE %(cap)s::int IS NOT NULL AND kind = %(kind)s AND created_at > %(since)s::timestamptz
        AND state NOT IN ('void', 'expired')
    GROUP BY recipient_id, channel
), reached AS (
    SELECT person.id, way.channel, way.place, way.rank, COALESCE(preference.mode, way.mode) AS mode
    FROM people JOIN people_user person ON person.id = people.id AND person.is_active
    CROSS JOIN unnest(%(channels)s::text[], %(modes)s::text[], %(ranks)s::int[])
        WITH ORDINALITY AS way (channel, mode, rank, place)
    {JOINS}
    LEFT JOIN lately ON lately.recipient_id = person.id AND lately.channel = way.channel
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
    SELECT *, CASE WHEN mode = 'digest' AND NOT %(essential)s THEN 'held' ELSE 'pending' END AS state
    FROM ranked WHERE mode <> 'off' OR (%(essential)s AND is_silent AND best = 1)
)
INSERT INTO notifications_message (
    recipient_id, channel, dedupe_key, address, kind, title, body, url, subject,
    due_at, expires_at, by_day, is_essential, calendar, state, attempts, error, created_at
)
SELECT id, channel, %(dedupe)s || ' u' || id || ' ' || channel, '', %(kind)s, %(title)s,
    %(body)s, %(url)s, %(subject)s, %(due_at)s, %(expires_at)s, %(by_day)s, %(essential)s,
    CASE channel WHEN 'email' THEN %(calendar)s ELSE '' END, state, 0, '', now()
FROM chosen ORDER BY place, id
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608 (the pieces are constants)
