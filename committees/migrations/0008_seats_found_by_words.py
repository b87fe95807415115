"""Councils by who sits in them: a trigger keeps the name and the task beside each seat."""

from django.conf import settings
from django.db import migrations

CREATE = """
ALTER TABLE committees_councilseat ADD COLUMN search_text text NOT NULL DEFAULT '';

CREATE FUNCTION committees_seat_set_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := coalesce((
        SELECT linli_fold(person.display_name || '␞' || NEW.duty)
        FROM buildings_membership holder JOIN people_user person ON person.id = holder.user_id
        WHERE holder.id = NEW.holder_id
    ), '');
    RETURN NEW;
END $$;
CREATE TRIGGER seat_words BEFORE INSERT OR UPDATE OF holder_id, duty ON committees_councilseat
    FOR EACH ROW EXECUTE FUNCTION committees_seat_set_words();

CREATE FUNCTION committees_holder_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE committees_councilseat SET duty = duty
    WHERE holder_id IN (SELECT id FROM buildings_membership WHERE user_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER seat_holder_renamed AFTER UPDATE OF display_name ON people_user
    FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name)
    EXECUTE FUNCTION committees_holder_renamed();

CREATE INDEX committees_councilseat_search ON committees_councilseat
    USING gin (linli_grams(search_text)) WITH (fastupdate = off);
"""
DROP = """
DROP TRIGGER seat_holder_renamed ON people_user;
DROP TRIGGER seat_words ON committees_councilseat;
DROP FUNCTION committees_holder_renamed();
DROP FUNCTION committees_seat_set_words();
ALTER TABLE committees_councilseat DROP COLUMN search_text;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0007_changes_are_noted"),
        ("buildings", "0011_organisations_found_by_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
