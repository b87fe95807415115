from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    dependencies = [("committees", "0010_open_promises_by_day")]

    operations = [note("committees_erratum")]
