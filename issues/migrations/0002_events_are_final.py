"""A timeline is added to and never rewritten, by whichever way in."""

from django.db import migrations

CREATE = """
CREATE FUNCTION issues_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of an issue are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON issues_issueevent
    FOR EACH ROW EXECUTE FUNCTION issues_event_is_final();
"""
DROP = """
DROP TRIGGER event_is_final ON issues_issueevent;
DROP FUNCTION issues_event_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
