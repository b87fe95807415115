"""Whoever leaves takes their name off a roll: it may be emptied, never be put in another's place, and no
figure of the count changes with it. A person's entry keeps its number instead of a name."""

from django.db import migrations

FROZEN = """
CREATE OR REPLACE FUNCTION ballots_elector_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_ballot record; free text[] := ARRAY['phone', 'revision'];
BEGIN
    SELECT announced_at INTO of_ballot FROM ballots_ballot
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.ballot_id ELSE OLD.ballot_id END;
    IF of_ballot.announced_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'nobody is deleted from a frozen roll' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.revision <> 1 THEN
            RAISE EXCEPTION 'a frozen roll grows by a correction only' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSE{names}
        IF to_jsonb(OLD) - free <> to_jsonb(NEW) - free AND NEW.revision <> OLD.revision + 1 THEN
            RAISE EXCEPTION 'a frozen roll changes by a correction only' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
NAMES = """
        IF NEW.name = '' THEN free := free || ARRAY['name']; END IF;
        IF NEW.representative = '' THEN free := free || ARRAY['representative']; END IF;
        IF OLD.kind = 'person' AND NEW.label = '#' || OLD.number THEN
            free := free || ARRAY['label'];
        END IF;"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0005_found_by_words")]
    operations = [
        migrations.RunSQL(FROZEN.replace("{names}", NAMES), FROZEN.replace("{names}", "")),
    ]
