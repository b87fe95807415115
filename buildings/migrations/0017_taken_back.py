from django.db import migrations
from django.db.models import CheckConstraint, F, Q

from kit.beside import ReplaceCheckBeside


def not_before_it_starts(name: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(("ended_on__isnull", True), ("ended_on__gte", F("started_on")), _connector="OR"),
        name=name,
        violation_error_message="The end must come after the start.",
    )


class Migration(migrations.Migration):
    """An end on the day of the start takes back what was entered by mistake."""

    atomic = False  # the tables are read by every page

    dependencies = [("buildings", "0016_named_in_both_languages")]

    operations = [
        ReplaceCheckBeside("captaincy", not_before_it_starts("captaincy_ends_after_it_starts")),
        ReplaceCheckBeside("membership", not_before_it_starts("membership_ends_after_it_starts")),
        ReplaceCheckBeside("residency", not_before_it_starts("residency_ends_after_it_starts")),
        ReplaceCheckBeside("service", not_before_it_starts("service_ends_after_it_starts")),
    ]
