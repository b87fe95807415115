"""A home that was counted with others (the developer's unsold ones, or somebody else of the same name) becomes an
entry of its own: it moves between two entries that were both corrected, and nothing else of it changes."""

from django.db import migrations

FROZEN = """
CREATE OR REPLACE FUNCTION ballots_roll_part_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found_ record; free text[] := ARRAY['ended_at'];
BEGIN
    SELECT e.revision, b.announced_at INTO found_ FROM ballots_elector e JOIN ballots_ballot b ON b.id = e.ballot_id
        WHERE e.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.elector_id ELSE OLD.elector_id END;
    IF found_.announced_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'nothing is deleted from a frozen roll' USING ERRCODE = 'restrict_violation';
        ELSIF TG_OP = 'INSERT' AND found_.revision = 0 THEN
            RAISE EXCEPTION 'a frozen roll grows by a correction only' USING ERRCODE = 'restrict_violation';
        ELSIF TG_OP = 'UPDATE' THEN{moves}
            IF to_jsonb(OLD) - free <> to_jsonb(NEW) - free THEN
                RAISE EXCEPTION 'a frozen roll changes by a correction only' USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""
MOVES = """
            IF TG_TABLE_NAME = 'ballots_rollhome' AND found_.revision > 0 THEN
                IF EXISTS (SELECT FROM ballots_elector
                    WHERE id = NEW.elector_id AND ballot_id = OLD.ballot_id AND revision > 0) THEN
                    free := free || ARRAY['elector_id'];
                END IF;
            END IF;"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0007_deliberation_called_off_says_why")]
    operations = [
        migrations.RunSQL(FROZEN.replace("{moves}", MOVES), FROZEN.replace("{moves}", "")),
    ]
