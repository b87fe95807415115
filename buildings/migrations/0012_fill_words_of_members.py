"""The trigger of 0011 writes the words of the rows that were there before; pages are served meanwhile."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("buildings", "0011_organisations_found_by_words")]
    operations = [
        migrations.RunSQL("UPDATE buildings_membership SET user_id = user_id", migrations.RunSQL.noop)
    ]
