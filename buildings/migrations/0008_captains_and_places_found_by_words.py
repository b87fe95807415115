"""What a captain and a place are found by, kept beside them, so that a search need not put it together.

It is made of rows of three tables, so triggers write it: of a place its own name behind that of what it stands
in, and its address; of a captain the names around the place, and the person's. Django knows neither column.
The rows that there are already come with the next migration: this one holds the tables for a moment only.
"""

from django.conf import settings
from django.db import migrations

CREATE = """
ALTER TABLE buildings_place ADD COLUMN search_text text NOT NULL DEFAULT '';
ALTER TABLE buildings_captaincy ADD COLUMN search_text text NOT NULL DEFAULT '';

CREATE FUNCTION buildings_captaincy_words(place bigint, person bigint) RETURNS text LANGUAGE sql STABLE
RETURN (
    SELECT linli_fold(coalesce(wider.name, '') || coalesce(upper.name, '') || own.name)
        || '␞' || linli_fold(person_.display_name)
    FROM buildings_place own
    LEFT JOIN buildings_place upper ON upper.id = own.parent_id
    LEFT JOIN buildings_place wider ON wider.id = upper.parent_id,
    people_user person_
    WHERE own.id = place AND person_.id = person
);

CREATE FUNCTION buildings_captaincy_set_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := coalesce(buildings_captaincy_words(NEW.place_id, NEW.user_id), '');
    RETURN NEW;
END $$;
CREATE TRIGGER captaincy_words BEFORE INSERT OR UPDATE OF place_id, user_id ON buildings_captaincy
    FOR EACH ROW EXECUTE FUNCTION buildings_captaincy_set_words();

CREATE FUNCTION buildings_person_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE buildings_captaincy SET user_id = user_id WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER captain_renamed AFTER UPDATE OF display_name ON people_user
    FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name)
    EXECUTE FUNCTION buildings_person_renamed();

CREATE FUNCTION buildings_place_set_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := linli_fold(
        coalesce((SELECT name FROM buildings_place WHERE id = NEW.parent_id), '') || NEW.name
        || '␞' || NEW.address
    );
    RETURN NEW;
END $$;
CREATE TRIGGER place_words BEFORE INSERT OR UPDATE OF name, address, parent_id ON buildings_place
    FOR EACH ROW EXECUTE FUNCTION buildings_place_set_words();

CREATE FUNCTION buildings_place_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE buildings_place SET address = address WHERE parent_id = NEW.id;
    UPDATE buildings_captaincy SET user_id = user_id WHERE place_id IN (
        SELECT id FROM buildings_place WHERE NEW.id IN (id, parent_id)
        UNION ALL
        SELECT own.id FROM buildings_place own JOIN buildings_place upper ON upper.id = own.parent_id
        WHERE upper.parent_id = NEW.id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER place_renamed AFTER UPDATE OF name, parent_id ON buildings_place
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.parent_id IS DISTINCT FROM NEW.parent_id)
    EXECUTE FUNCTION buildings_place_renamed();
"""
DROP = """
DROP TRIGGER place_renamed ON buildings_place;
DROP TRIGGER place_words ON buildings_place;
DROP TRIGGER captain_renamed ON people_user;
DROP TRIGGER captaincy_words ON buildings_captaincy;
DROP FUNCTION buildings_place_renamed();
DROP FUNCTION buildings_place_set_words();
DROP FUNCTION buildings_person_renamed();
DROP FUNCTION buildings_captaincy_set_words();
DROP FUNCTION buildings_captaincy_words(bigint, bigint);
ALTER TABLE buildings_captaincy DROP COLUMN search_text;
ALTER TABLE buildings_place DROP COLUMN search_text;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0007_unsold_or_not_handed_over"),
        ("kit", "0001_words_for_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
