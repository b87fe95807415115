from django.db import migrations, models

from kit.beside import AddIndexBeside

UNREAD = models.Q(("channel", "inbox"), ("read_at", None), ("state", "sent"))


class Migration(migrations.Migration):
    atomic = False  # messages are sent while the index of a large table is made

    dependencies = [("notifications", "0010_what_was_told_before")]

    operations = [
        AddIndexBeside(
            "message", models.Index(condition=UNREAD, fields=["recipient"], name="delivery_unread")
        )
    ]
