from django.db import migrations, models


class Migration(migrations.Migration):
    """With defaults in the database: code that does not know them yet goes on adding devices."""

    dependencies = [("notifications", "0011_unread_ones")]

    operations = [
        migrations.AddField(
            "pushdevice",
            "session_key",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            "pushdevice", "signed_out", models.BooleanField(db_default=False, default=False, editable=False)
        ),
    ]
