"""The trigger of 0008 writes the words of the seats that were there before; pages are served meanwhile."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("committees", "0008_seats_found_by_words")]
    operations = [migrations.RunSQL("UPDATE committees_councilseat SET duty = duty", migrations.RunSQL.noop)]
