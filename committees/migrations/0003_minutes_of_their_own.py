"""Minutes written so far become rows of their own; each meeting gets codes that nobody guesses."""

import secrets

from django.db import migrations

COPY = """
INSERT INTO committees_minutes (meeting_id, text, version, state, sha256)
SELECT id, old_minutes, 1, 'draft', '' FROM committees_meeting WHERE state = 'closed'
"""


def give_codes(apps, schema_editor):
    Meeting = apps.get_model("committees", "Meeting")
    meetings = list(Meeting.objects.only("pk"))
    for meeting in meetings:
        meeting.checkin_code, meeting.screen_code = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
    Meeting.objects.bulk_update(meetings, ["checkin_code", "screen_code"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("committees", "0002_meetings_in_full")]
    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
