"""Found by words: what is asked, and what a neighbour proposes. Whoever sees the row sees all of these words.

The column is made by the database after the triggers have looked, so the one that holds an announced ballot
to what it was must not miss it; no column that it is made of can change then.
"""

from django.db import migrations

from kit.search import search_column

LOOKS = """
CREATE OR REPLACE FUNCTION ballots_ballot_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb; now_ jsonb; open_columns text[] := ARRAY['notice_id', 'closed_at', 'counted_at', 'voided_at',
        'voided_by_id', 'void_reason'{more}];
BEGIN
    IF OLD.announced_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a ballot that was announced is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    was := to_jsonb(OLD) - open_columns;
    now_ := to_jsonb(NEW) - open_columns;
    IF was <> now_ THEN
        RAISE EXCEPTION 'a ballot that was announced is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
        OR (OLD.counted_at IS NOT NULL AND NEW.counted_at IS DISTINCT FROM OLD.counted_at)
        OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at)
        OR (OLD.notice_id IS NOT NULL AND NEW.notice_id IS DISTINCT FROM OLD.notice_id) THEN
        RAISE EXCEPTION 'a ballot is closed, counted and called off once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0004_named_list_and_doubts"), ("kit", "0001_words_for_search")]
    operations = [
        migrations.RunSQL(LOOKS.replace("{more}", ", 'search_text'"), LOOKS.replace("{more}", "")),
        search_column("ballots_ballot", ["title", "text"]),
        search_column("ballots_proposal", ["title", "text", "answer"]),
    ]
