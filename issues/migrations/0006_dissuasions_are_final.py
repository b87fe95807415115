"""What was said to whom is signed and never rewritten, by whichever way in."""

from django.db import migrations

CREATE = """
CREATE FUNCTION issues_dissuasion_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a dissuasion record is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER dissuasion_is_final BEFORE UPDATE OR DELETE ON issues_dissuasionrecord
    FOR EACH ROW EXECUTE FUNCTION issues_dissuasion_is_final();
"""
DROP = """
DROP TRIGGER dissuasion_is_final ON issues_dissuasionrecord;
DROP FUNCTION issues_dissuasion_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0005_clocks_and_hands_are_firm")]
    operations = [migrations.RunSQL(CREATE, DROP)]
