from django.db import migrations, models

from kit.beside import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False  # an import may be at work on them while the index is made

    dependencies = [("buildings", "0014_still_here")]

    operations = [
        AddIndexBeside(
            "ownership",
            models.Index(
                condition=models.Q(("ended_on__isnull", False)), fields=["dwelling"], name="ownership_ended"
            ),
        )
    ]
