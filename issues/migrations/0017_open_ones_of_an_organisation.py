from django.db import migrations, models

from kit.beside import AddIndexBeside

OPEN = models.Q(("state__in", ["reported", "accepted", "in_progress", "disputed", "suspended"]))
HANDED_ON = models.Q(
    ("previous_organisation__isnull", False),
    ("state__in", ["reported", "accepted", "in_progress", "disputed", "suspended"]),
)
DONE = models.Q(("state__in", ["resolved", "confirmed", "unrated"]))
RESOLVED = models.Q(("resolved_by__isnull", False))


class Migration(migrations.Migration):
    atomic = False  # issues are reported while the indexes of a large table are made

    dependencies = [("issues", "0016_open_ones_by_place")]

    operations = [
        AddIndexBeside(
            "issue", models.Index(condition=OPEN, fields=["holder_organisation"], name="issue_open_held_by")
        ),
        AddIndexBeside(
            "issue",
            models.Index(
                condition=HANDED_ON, fields=["previous_organisation"], name="issue_open_handed_on_by"
            ),
        ),
        AddIndexBeside(
            "issue",
            models.Index(
                condition=RESOLVED, fields=["resolved_by", "resolved_at"], name="issue_resolved_by"
            ),
        ),
        AddIndexBeside(
            "issue",
            models.Index(condition=DONE, fields=["place", "resolved_at"], name="issue_done_at_place"),
        ),
    ]
