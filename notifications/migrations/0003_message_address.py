from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_waiting_unknown")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["address", "created_at"], condition=~Q(("address", "")), name="message_address"
            ),
        ),
    ]
