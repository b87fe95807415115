from django.db import migrations, models

from kit.beside import AddIndexBeside

TROUBLED = models.Q(
    ("state__in", ["failed", "unknown"]), models.Q(("attempts__gt", 0), ("state", "pending")), _connector="OR"
)


class Migration(migrations.Migration):
    """What staff have to look at was found by reading every message of the town."""

    atomic = False  # messages go out while it is made

    dependencies = [("notifications", "0013_longer_push_addresses")]

    operations = [
        AddIndexBeside("message", models.Index(condition=TROUBLED, fields=["id"], name="delivery_troubled")),
    ]
