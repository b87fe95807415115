from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    dependencies = [("issues", "0011_found_by_when_it_was_closed"), ("kit", "0002_what_changed_lately")]

    operations = [note("issues_issue")]
