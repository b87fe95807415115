from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    dependencies = [("people", "0003_consents"), ("kit", "0002_what_changed_lately")]

    operations = [note("people_user", columns=("display_name", "is_active", "phone"))]
