from django.db import migrations

# For a while the page took the chat group's channel for a person's: no reminder can be posted by it.
MEND = """
UPDATE committees_meeting SET reminder_channels = array_remove(reminder_channels, 'robot')
WHERE 'robot' = ANY(reminder_channels)
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0012_those_not_over")]

    operations = [migrations.RunSQL(MEND, migrations.RunSQL.noop)]
