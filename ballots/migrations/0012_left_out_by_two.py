"""That a paper cannot count takes two people, and why stands in the record. What one person alone left out
before stays as it is; a paper that gave way to a vote online is no longer called left out."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

STATES = [
    ("waiting", "Waiting for a second person"),
    ("counted", "Counted"),
    ("differs", "The two readings differ"),
    ("spoilt", "Not counted"),
    ("replaced", "They voted online afterwards"),
]


def person() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def state() -> models.CharField:
    return models.CharField(choices=STATES, default="waiting", max_length=8)


def by_two(name: str) -> models.CheckConstraint:
    two = Q(spoilt_by__isnull=False, spoilt_confirmed_by__isnull=False)
    return models.CheckConstraint(
        condition=~Q(state="spoilt") | two & ~Q(spoilt_by=F("spoilt_confirmed_by")), name=name
    )


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0011_papers_are_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("paper", "spoilt_by", person()),
        migrations.AddField("paper", "spoilt_confirmed_by", person()),
        migrations.AddField("secretpaper", "spoilt_by", person()),
        migrations.AddField("secretpaper", "spoilt_confirmed_by", person()),
        migrations.AlterField("paper", "state", state()),
        migrations.AlterField("secretpaper", "state", state()),
        AddConstraintNotValid("paper", by_two("paper_left_out_by_two")),
        AddConstraintNotValid("secretpaper", by_two("secret_paper_left_out_by_two")),
        migrations.AddField("result", "spoilt", models.JSONField(default=list)),
    ]
