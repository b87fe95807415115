import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="meeting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("joint", "Joint meeting"),
                    ("hall", "Residents' hall"),
                    ("captains", "Captains' meeting"),
                    ("council", "Council meeting"),
                ],
                default="joint",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="title",
            field=models.CharField(max_length=80, verbose_name="what it is called"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="returns",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="resolution",
            name="client_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
