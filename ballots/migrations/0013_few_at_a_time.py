"""How many drafts and proposals one person may have going at one place; of two who change the rule of a place
at once, the later sees both."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ballots", "0012_left_out_by_two")]
    operations = [
        migrations.AddField(
            "proposalrule",
            "most_open",
            models.PositiveSmallIntegerField(default=3, verbose_name="open at a time, of one person"),
        ),
        migrations.AddField("proposalrule", "version", models.PositiveIntegerField(default=1)),
        migrations.AddConstraint(
            "proposalrule",
            models.CheckConstraint(condition=Q(most_open__range=(1, 20)), name="proposal_may_be_made"),
        ),
    ]
