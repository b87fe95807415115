from django.db import migrations, models

from kit.beside import AddIndexBeside

NOT_CLOSED = models.Q(("state", "closed"), _negated=True)


class Migration(migrations.Migration):
    atomic = False  # meetings are convened while the index is made

    dependencies = [("committees", "0011_changes_of_errata_are_noted")]

    operations = [
        AddIndexBeside(
            "meeting", models.Index(condition=NOT_CLOSED, fields=["ends_at"], name="meeting_not_over")
        )
    ]
