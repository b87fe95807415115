from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    """A meeting's page counts who came: kept for visitors, it is made anew when somebody else did."""

    dependencies = [("committees", "0015_named_in_both_languages")]

    operations = [note("committees_attendance")]
