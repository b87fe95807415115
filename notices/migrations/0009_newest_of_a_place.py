from django.db import migrations, models

from kit.beside import AddIndexBeside

HANGS = models.Q(("publish_at__isnull", False))
MUST = models.Q(("must_reach", True), ("publish_at__isnull", False))


class Migration(migrations.Migration):
    atomic = False  # notices are written while the indexes are made

    dependencies = [("notices", "0008_fill_addresses")]

    operations = [
        AddIndexBeside(
            "noticeplace",
            models.Index(condition=HANGS, fields=["place", "-publish_at", "-notice"], name="notice_newest_at_place"),
        ),
        AddIndexBeside(
            "noticeplace",
            models.Index(condition=HANGS, fields=["area", "-publish_at", "-notice"], name="notice_newest_in_area"),
        ),
        AddIndexBeside(
            "noticeplace",
            models.Index(condition=MUST, fields=["place", "expires_at"], name="notice_must_at_place"),
        ),
    ]
