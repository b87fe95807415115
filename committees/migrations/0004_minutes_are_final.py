"""Sealed minutes, and what a party said about them, are never rewritten, by whichever way in."""

from django.db import migrations

CREATE = """
CREATE FUNCTION committees_minutes_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'sealed' THEN
        RAISE EXCEPTION 'sealed minutes are never changed, and none are deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_are_final BEFORE UPDATE OR DELETE ON committees_minutes
    FOR EACH ROW EXECUTE FUNCTION committees_minutes_are_final();
CREATE FUNCTION committees_word_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a party said about minutes, and a correction, is never changed or deleted'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER confirmation_is_final BEFORE UPDATE OR DELETE ON committees_confirmation
    FOR EACH ROW EXECUTE FUNCTION committees_word_is_final();
CREATE TRIGGER erratum_is_final BEFORE UPDATE OR DELETE ON committees_erratum
    FOR EACH ROW EXECUTE FUNCTION committees_word_is_final();
CREATE TRIGGER action_report_is_final BEFORE UPDATE OR DELETE ON committees_actionreport
    FOR EACH ROW EXECUTE FUNCTION committees_word_is_final();
"""
DROP = """
DROP TRIGGER action_report_is_final ON committees_actionreport;
DROP TRIGGER erratum_is_final ON committees_erratum;
DROP TRIGGER confirmation_is_final ON committees_confirmation;
DROP TRIGGER minutes_are_final ON committees_minutes;
DROP FUNCTION committees_word_is_final();
DROP FUNCTION committees_minutes_are_final();
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0003_minutes_of_their_own")]
    operations = [
        migrations.RemoveField(model_name="meeting", name="old_minutes"),
        migrations.RunSQL(CREATE, DROP),
    ]
