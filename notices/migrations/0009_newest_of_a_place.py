from django.db import migrations, models

from kit.beside import AddIndexBeside

HANGS = models.Q(("publish_at__isnull", False))
IN_HAND = models.Q(("state__in", ["draft", "review"]))
POSTING = models.Q(("category", "posting"), ("expires_at__isnull", False), ("state", "published"))
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
        AddIndexBeside(
            "notice", models.Index(condition=IN_HAND, fields=["organisation"], name="notice_in_hand")
        ),
        AddIndexBeside(
            "notice",
            models.Index(condition=POSTING, fields=["expires_at", "id"], name="notice_posting_ends"),
        ),
    ]
