from django.db import migrations, models

from kit.beside import AddIndexBeside

TOP = models.Q(("kind__in", ["street", "community"]))


class Migration(migrations.Migration):
    atomic = False  # places are looked up by every page while the index is made

    dependencies = [("buildings", "0012_fill_words_of_members")]

    operations = [
        AddIndexBeside("place", models.Index(condition=TOP, fields=["kind"], name="place_on_top"))
    ]
