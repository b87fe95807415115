from django.db import migrations, models

TOPICS = [
    ("notices", "Notices"),
    ("issues", "Issues"),
    ("committees", "Meetings and promises"),
    ("ballots", "Proposals and ballots"),
    ("buildings", "My home and my office"),
]


class Migration(migrations.Migration):
    """What comes of proposals and ballots can be chosen apart from meetings."""

    dependencies = [("notifications", "0005_falling_over_and_rows_by_day")]

    operations = [
        migrations.AlterField("preference", "topic", models.CharField(choices=TOPICS, max_length=10)),
    ]
