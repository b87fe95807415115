from django.db import migrations, models
from django.db.models import CheckConstraint, F, Q

from kit.beside import ReplaceCheckBeside


class Migration(migrations.Migration):
    """An end on the day of the start takes back a seat that was given by mistake."""

    atomic = False  # the table is read by every page about a council

    dependencies = [("committees", "0016_changes_of_attendance_are_noted")]

    operations = [
        migrations.AlterField(
            model_name="councilseat",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("term", "The term is over"),
                    ("resigned", "Stepped down"),
                    ("moved", "Moved away"),
                    ("recalled", "Voted out"),
                    ("died", "Passed away"),
                    ("mistake", "Entered by mistake"),
                    ("other", "Other"),
                ],
                max_length=8,
                verbose_name="why it ended",
            ),
        ),
        ReplaceCheckBeside(
            "councilseat",
            CheckConstraint(
                condition=Q(
                    ("ended_on__isnull", True), ("ended_on__gte", F("started_on")), _connector="OR"
                ),
                name="seat_ends_after_it_starts",
                violation_error_message="The end must come after the start.",
            ),
        ),
    ]
