"""The path of a place is written by the database alone, so that no code can make the tree lie."""

from django.db import migrations

CREATE = """
CREATE FUNCTION buildings_place_set_path() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above text;
BEGIN
    IF NEW.parent_id IS NULL THEN
        NEW.path := '/' || NEW.id || '/';
        RETURN NEW;
    END IF;
    SELECT path INTO above FROM buildings_place WHERE id = NEW.parent_id FOR SHARE;
    IF position('/' || NEW.id || '/' IN above) > 0 THEN
        RAISE EXCEPTION 'place % cannot contain itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_does_not_contain_itself';
    END IF;
    NEW.path := above || NEW.id || '/';
    RETURN NEW;
END $$;

CREATE TRIGGER place_path BEFORE INSERT OR UPDATE ON buildings_place
    FOR EACH ROW EXECUTE FUNCTION buildings_place_set_path();

-- Whoever moves takes everything below along: touching the children runs the trigger above for each of them.
CREATE FUNCTION buildings_place_carry_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE buildings_place SET parent_id = parent_id WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER place_path_below AFTER UPDATE ON buildings_place
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION buildings_place_carry_children();
"""
DROP = """
DROP TRIGGER place_path_below ON buildings_place;
DROP TRIGGER place_path ON buildings_place;
DROP FUNCTION buildings_place_carry_children();
DROP FUNCTION buildings_place_set_path();
"""


class Migration(migrations.Migration):
    dependencies = [("buildings", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
