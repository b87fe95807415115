"""The triggers of 0008 write the words of the rows that were there before; pages are served meanwhile."""

from django.db import migrations

FILL = """
UPDATE buildings_place SET address = address;
UPDATE buildings_captaincy SET user_id = user_id;
"""


class Migration(migrations.Migration):
    dependencies = [("buildings", "0008_captains_and_places_found_by_words")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
