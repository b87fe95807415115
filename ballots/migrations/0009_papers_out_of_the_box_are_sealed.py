"""What stands on a paper out of the box downstairs lies sealed until two have read it. Papers that were typed in
openly and are not counted yet are typed in again."""

from django.db import migrations, models
from django.db.models import Q


def type_them_again(apps, schema_editor):
    apps.get_model("ballots", "SecretPaper").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("ballots", "0008_homes_move_by_correction")]
    operations = [
        migrations.RunPython(type_them_again, type_them_again),
        migrations.RemoveField("secretpaper", "choices"),
        migrations.RemoveField("secretpaper", "second_choices"),
        migrations.AddField("secretpaper", "reading", models.BinaryField(null=True)),
        migrations.AddField("secretpaper", "second_reading", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "secretpaper",
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "differs"], reading__isnull=False)
                | Q(state__in=["counted", "spoilt"], reading=None, second_reading=None),
                name="secret_paper_is_read_or_in_the_box",
            ),
        ),
    ]
