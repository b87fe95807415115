from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations, models

FIELD = {"blank": True, "default": "", "editable": False, "max_length": 253}


class Migration(migrations.Migration):
    """Those that are out keep the id that they have had: with the host of today. No row is written for it."""

    dependencies = [("notices", "0010_private_since")]

    operations = [
        migrations.AddField(
            "notice",
            "feed_host",
            models.CharField(db_default=urlsplit(settings.BASE_URL).hostname or "", **FIELD),
        ),
        migrations.AlterField("notice", "feed_host", models.CharField(db_default="", **FIELD)),
    ]
