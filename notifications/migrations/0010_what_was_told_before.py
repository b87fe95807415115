"""Carries the old outbox over, beside the work on it (docs/adr/0015).

The old table stays, and release by release: as long as an older one serves, what that inserts or changes there
is carried over by triggers, and nothing that waits there is sent from there. A later migration drops it. In a
new copy, which has told nobody anything, it goes at once.
"""

from django.db import migrations, transaction

CHANNEL = "array_position(ARRAY['email', 'inbox', 'push', 'robot', 'sms'], {row}.channel::text)"
STATE = """array_position(ARRAY['pending', 'leased', 'sending', 'unknown', 'sent', 'void', 'expired', 'failed',
    'held', 'told', 'stopped'], {row}.state::text)"""
WAITS = "('pending', 'unknown')"
EVENT = "notifications_event_name(told.dedupe_key, told.recipient_id, told.channel, told.address)"
KEY = "notifications_key(event.id, told.recipient_id, told.channel, told.address)"

# "meeting 12 r3 -2h u7 email" -> "meeting 12 r3 -2h"; a digest's week is one event for everybody.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION notifications_event_name(dedupe_key text, person bigint, channel text, address text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN dedupe_key ~ '^digest \\d+ \\d+-W\\d+$' THEN regexp_replace(dedupe_key, ' \\d+', '')
        WHEN right(dedupe_key, length(ending)) = ending THEN left(dedupe_key, -length(ending))
        ELSE dedupe_key END
    FROM (SELECT CASE channel WHEN 'robot' THEN ' r' || substr(address, 7) || ' robot'
        ELSE COALESCE(' u' || person || ' ' || channel, '-') END AS ending) AS its
$$;
CREATE OR REPLACE FUNCTION notifications_key(event int, person bigint, channel text, address text)
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (event::bigint << 32)
        | (COALESCE(person, CASE channel WHEN 'robot' THEN substr(address, 7)::bigint END, 0) << 3)
        | array_position(ARRAY['email', 'inbox', 'push', 'robot', 'sms'], channel)
$$;
CREATE OR REPLACE FUNCTION notifications_carried(old bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT notifications_key(event.id, recipient_id, channel, address)
    FROM notifications_message AS told JOIN notifications_event AS event ON event.dedupe = {EVENT}
    WHERE told.id = old
$$;
"""

NAME = f"""
INSERT INTO notifications_event (dedupe)
SELECT {EVENT} FROM {{source}} AS told GROUP BY 1 ORDER BY min(told.id)
ON CONFLICT (dedupe) DO NOTHING
"""

CARRY = f"""
WITH rows AS MATERIALIZED (
    SELECT told.*, event.id AS event, {KEY} AS key, md5(row(
        kind, title, body, url, subject, told.created_at, due_at, expires_at, by_day, is_essential
    )::text) AS said
    FROM {{source}} AS told
    JOIN notifications_event AS event ON event.dedupe = {EVENT}
    WHERE NOT EXISTS (
        SELECT FROM notifications_delivery AS there WHERE there.id = {KEY}
    )
), letters AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('notifications_letter', 'id'))::int AS letter, its.* FROM (
        SELECT event, said, min(id) AS first, max(calendar) AS calendar FROM rows
        GROUP BY event, said ORDER BY min(id)
    ) AS its
), made AS (
    INSERT INTO notifications_letter (
        id, event_id, kind, title, body, url, subject, calendar, due_at, expires_at, by_day, is_essential,
        created_at
    )
    SELECT letter, rows.event, kind, title, body, url, subject, letters.calendar, due_at, expires_at, by_day,
        is_essential, created_at
    FROM letters JOIN rows ON rows.id = letters.first
)
INSERT INTO notifications_delivery (
    id, recipient_id, letter_id, channel, state, due_at, expires_at, sent_at, read_at, lease, lease_until,
    attempts, error, address, digest_id, instead_of_id
)
SELECT key, recipient_id, letter, {CHANNEL.format(row="rows")}, {STATE.format(row="rows")},
    CASE WHEN state <> 'sent' THEN due_at END, CASE WHEN state <> 'sent' THEN expires_at END,
    sent_at, read_at, lease, CASE WHEN isfinite(lease_until) THEN lease_until END,
    NULLIF(attempts, 0), NULLIF(error, ''), NULLIF(address, ''),
    CASE WHEN digest_id IS NOT NULL THEN notifications_carried(digest_id) END,
    CASE WHEN instead_of_id IS NOT NULL THEN notifications_carried(instead_of_id) END
FROM rows JOIN letters USING (event, said) ORDER BY rows.id
ON CONFLICT (id) DO NOTHING
"""

FOLLOW = f"""
UPDATE notifications_delivery AS there SET
    state = {STATE.format(row="told")}, sent_at = told.sent_at, read_at = told.read_at, lease = told.lease,
    lease_until = CASE WHEN isfinite(told.lease_until) THEN told.lease_until END,
    attempts = NULLIF(told.attempts, 0), error = NULLIF(told.error, ''),
    due_at = CASE WHEN told.state <> 'sent' THEN told.due_at END,
    expires_at = CASE WHEN told.state <> 'sent' THEN told.expires_at END,
    digest_id = CASE WHEN told.digest_id IS NOT NULL THEN notifications_carried(told.digest_id) END
FROM {{source}} AS told JOIN notifications_event AS event ON event.dedupe = {EVENT}
WHERE there.id = {KEY} AND (
    there.state <> {STATE.format(row="told")}
    OR (there.read_at, there.sent_at, there.lease, COALESCE(there.attempts, 0))
        IS DISTINCT FROM (told.read_at, told.sent_at, told.lease, told.attempts)
)
"""

TRIGGERS = f"""
CREATE OR REPLACE FUNCTION notifications_park() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN {WAITS} THEN NEW.lease_until := 'infinity'; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION notifications_carry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {NAME.format(source="fresh")};
    {CARRY.format(source="fresh")};
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION notifications_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {FOLLOW.format(source="fresh")};
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS notifications_park ON notifications_message;
DROP TRIGGER IF EXISTS notifications_carry ON notifications_message;
DROP TRIGGER IF EXISTS notifications_follow ON notifications_message;
CREATE TRIGGER notifications_park BEFORE INSERT OR UPDATE ON notifications_message
    FOR EACH ROW EXECUTE FUNCTION notifications_park();
CREATE TRIGGER notifications_carry AFTER INSERT ON notifications_message
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION notifications_carry();
CREATE TRIGGER notifications_follow AFTER UPDATE ON notifications_message
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION notifications_follow();
"""

# What waits is not begun any more by an older release; what is in its hands it ends, and that is followed.
PARK = f"UPDATE notifications_message SET lease_until = 'infinity' WHERE state IN {WAITS}"  # noqa: S608

# A restore has filled the old table in the same transaction.
CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def carry(apps, schema_editor) -> None:
    """Each step is committed, where that is possible, and all can be taken again."""
    steps = [
        [CHECKED, FUNCTIONS, TRIGGERS],
        [PARK],
        [NAME.format(source="notifications_message"), CARRY.format(source="notifications_message")],
        [FOLLOW.format(source="notifications_message")],
        ["ANALYZE notifications_event, notifications_letter, notifications_delivery"],
    ]
    if not apps.get_model("people", "User").objects.exists():
        steps = [[CHECKED, "DROP TABLE notifications_message"]]
    for step in steps:
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            for statement in step:
                cursor.execute(statement)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notifications", "0009_letters_and_narrow_rows"), ("people", "__first__")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop, elidable=False)]
