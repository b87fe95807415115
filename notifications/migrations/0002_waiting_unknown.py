from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="message", options={"verbose_name": "message", "verbose_name_plural": "messages"}
        ),
        migrations.RemoveIndex(model_name="message", name="message_waiting"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["due_at"], condition=Q(("state__in", ["pending", "unknown"])), name="message_waiting"
            ),
        ),
    ]
