"""The hour by which an emergency is counted; of those known so far, when they were told."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    went_out = apps.get_model("notices", "Notice").objects.filter(
        is_urgent=True, state__in=["published", "withdrawn"]
    )
    went_out.update(alarm_at=Coalesce(F("announced_at"), F("publish_at")))


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_urgent_and_by_kind")]
    operations = [
        migrations.AddField("notice", "alarm_at", models.DateTimeField(null=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
