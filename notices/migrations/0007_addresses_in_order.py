"""Each address knows when its notice hangs: of a place the newest are found without looking at all it ever had.

The database copies it, so that no code can forget it. What was written before is filled in here; whatever the
running release writes meanwhile goes through the triggers.
"""

from django.db import migrations, models
from django.db.models import deletion

CREATE = """
CREATE FUNCTION notices_area_of(path text) RETURNS bigint IMMUTABLE PARALLEL SAFE RETURN
    coalesce(nullif(split_part(path, '/', 3), ''), split_part(path, '/', 2))::bigint;

CREATE FUNCTION notices_address_knows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN state = 'published' THEN publish_at END, expires_at, asks_acknowledgement OR is_urgent
      INTO NEW.publish_at, NEW.expires_at, NEW.must_reach FROM notices_notice WHERE id = NEW.notice_id FOR SHARE;
    SELECT notices_area_of(path) INTO NEW.area_id FROM buildings_place WHERE id = NEW.place_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE TRIGGER address_knows BEFORE INSERT OR UPDATE OF notice_id, place_id ON notices_noticeplace
    FOR EACH ROW EXECUTE FUNCTION notices_address_knows();

CREATE FUNCTION notices_tell_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notices_noticeplace
       SET publish_at = CASE WHEN NEW.state = 'published' THEN NEW.publish_at END, expires_at = NEW.expires_at,
           must_reach = NEW.asks_acknowledgement OR NEW.is_urgent
     WHERE notice_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER addresses_told AFTER UPDATE OF state, publish_at, expires_at, asks_acknowledgement, is_urgent
    ON notices_notice FOR EACH ROW
    WHEN ((OLD.state, OLD.publish_at, OLD.expires_at, OLD.asks_acknowledgement, OLD.is_urgent)
          IS DISTINCT FROM (NEW.state, NEW.publish_at, NEW.expires_at, NEW.asks_acknowledgement, NEW.is_urgent))
    EXECUTE FUNCTION notices_tell_addresses();

CREATE FUNCTION notices_move_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notices_noticeplace SET area_id = notices_area_of(NEW.path) WHERE place_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER addresses_moved AFTER UPDATE ON buildings_place
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION notices_move_addresses();
"""
# In the order in which whoever publishes takes them: taken as the operations below come to them, the two could wait
# for each other.
LOCK = "LOCK TABLE buildings_place, notices_notice IN SHARE ROW EXCLUSIVE MODE"
DROP = """
DROP TRIGGER addresses_moved ON buildings_place;
DROP TRIGGER addresses_told ON notices_notice;
DROP TRIGGER address_knows ON notices_noticeplace;
DROP FUNCTION notices_move_addresses();
DROP FUNCTION notices_tell_addresses();
DROP FUNCTION notices_address_knows();
DROP FUNCTION notices_area_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_changes_are_noted"), ("buildings", "0001_initial")]

    operations = [
        migrations.RunSQL(LOCK, migrations.RunSQL.noop),
        migrations.AddField("noticeplace", "publish_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("noticeplace", "expires_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "noticeplace",
            "must_reach",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            "noticeplace",
            "area",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=deletion.PROTECT,
                related_name="+",
                to="buildings.place",
            ),
        ),
        migrations.AlterField(
            "notice",
            "places",
            models.ManyToManyField(
                related_name="notices",
                through="notices.NoticePlace",
                through_fields=("notice", "place"),
                to="buildings.place",
            ),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
