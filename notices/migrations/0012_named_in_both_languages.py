from django.db import migrations

from kit.named import Named

COLUMNS = {
    "notice": {
        "announced_at": "announced at",
        "author": "author",
        "body": "text as it is shown",
        "confirmed_by": "confirmed by",
        "created_at": "created at",
        "organisation": "in the name of",
        "places": "places",
        "sent_back_reason": "why it was sent back",
        "state": "state",
        "submitted_by": "submitted by",
        "updated_at": "changed after it went out",
        "withdrawn_reason": "why it was withdrawn",
    },
    "noticeplace": {
        "dwelling": "home",
        "notice": "notice",
        "place": "place",
    },
}
TABLES = {
    "notice": ("notice", "notices"),
    "noticeplace": ("place of a notice", "places of a notice"),
}


class Migration(migrations.Migration):
    dependencies = [("notices", "0011_ids_in_feeds_stay")]

    operations = [Named(COLUMNS, TABLES)]
