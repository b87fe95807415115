from django.db import migrations, models

from kit.beside import AddIndexBeside

UNCOUNTED = models.Q(("announced_at__isnull", False), ("counted_at", None), ("voided_at", None))


class Migration(migrations.Migration):
    atomic = False  # people vote while the indexes are made

    dependencies = [("ballots", "0013_few_at_a_time")]

    operations = [
        AddIndexBeside(
            "ballot", models.Index(condition=UNCOUNTED, fields=["closes_at"], name="ballot_to_count")
        ),
        AddIndexBeside("result", models.Index(fields=["posted_at"], name="result_posted_when")),
    ]
