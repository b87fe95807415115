from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_found_by_words")]
    operations = [
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["-publish_at", "-id"],
                condition=Q(state="published", is_urgent=True),
                name="notice_urgent",
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["category", "-publish_at", "-id"],
                condition=Q(state="published"),
                name="notice_of_a_kind",
            ),
        ),
    ]
