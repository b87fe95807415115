"""Organisations by their names and by who heads them, captains and places by an index: none is gone through.

What a member is found by is made of two tables, so a trigger writes it, as in 0008: the person's name and the
title. The rows that there are already come with the next migration.
"""

from django.conf import settings
from django.db import migrations

from kit.search import search_column

CREATE = """
ALTER TABLE buildings_membership ADD COLUMN search_text text NOT NULL DEFAULT '';

CREATE FUNCTION buildings_membership_set_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := coalesce(
        (SELECT linli_fold(display_name || '␞' || NEW.title) FROM people_user WHERE id = NEW.user_id), ''
    );
    RETURN NEW;
END $$;
CREATE TRIGGER membership_words BEFORE INSERT OR UPDATE OF user_id, title ON buildings_membership
    FOR EACH ROW EXECUTE FUNCTION buildings_membership_set_words();

CREATE FUNCTION buildings_member_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE buildings_membership SET user_id = user_id WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER member_renamed AFTER UPDATE OF display_name ON people_user
    FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name)
    EXECUTE FUNCTION buildings_member_renamed();

CREATE INDEX buildings_membership_search ON buildings_membership
    USING gin (linli_grams(search_text)) WITH (fastupdate = off);
CREATE INDEX buildings_captaincy_search ON buildings_captaincy
    USING gin (linli_grams(search_text)) WITH (fastupdate = off);
CREATE INDEX buildings_place_search ON buildings_place
    USING gin (linli_grams(search_text)) WITH (fastupdate = off);
"""
DROP = """
DROP INDEX buildings_place_search;
DROP INDEX buildings_captaincy_search;
DROP TRIGGER member_renamed ON people_user;
DROP TRIGGER membership_words ON buildings_membership;
DROP FUNCTION buildings_member_renamed();
DROP FUNCTION buildings_membership_set_words();
ALTER TABLE buildings_membership DROP COLUMN search_text;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0010_changes_are_noted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        search_column("buildings_organisation", ["name", "short_name"]),
        migrations.RunSQL(CREATE, DROP),
    ]
