from django.db import migrations, models

from kit.beside import AddIndexBeside

THEY = models.Q(("is_staff", True), ("is_superuser", True), _connector="OR")


class Migration(migrations.Migration):
    atomic = False  # people sign in while the index of a large table is made

    dependencies = [("people", "0005_named_in_both_languages")]

    operations = [
        AddIndexBeside("user", models.Index(condition=THEY, fields=["id"], name="person_runs_the_site"))
    ]
