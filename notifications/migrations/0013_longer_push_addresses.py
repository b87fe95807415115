from django.db import migrations, models


class Migration(migrations.Migration):
    """Some of Edge's are longer than 500 characters. A wider column is no rewriting, and old code reads it."""

    dependencies = [("notifications", "0012_devices_end_with_their_session")]

    operations = [
        migrations.AlterField("pushdevice", "endpoint", models.CharField(max_length=1024, unique=True)),
    ]
