"""What came out of it: sealed with its file, by a trigger."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.models.ballots import Ballot
from ballots.models.by_two import ByTwo, takes_two
from notices.models import Notice

USER = settings.AUTH_USER_MODEL


class Lot(models.Model):
    """A tie, broken by a lot drawn in public."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField()
    tied = models.JSONField()  # keys of options, sorted
    order = models.JSONField()  # the same keys as they were drawn: the first wins
    how = models.CharField(_("how it was drawn"), max_length=200)
    witnesses = models.CharField(_("who watched"), max_length=200)
    drawn_at = models.DateTimeField(_("when"))
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="lot_number_once"),
            models.UniqueConstraint(fields=["ballot", "tied"], name="lot_drawn_once"),
            models.CheckConstraint(condition=~Q(how="") & ~Q(witnesses=""), name="lot_is_drawn_in_public"),
        ]

    def __str__(self) -> str:
        return f"{self.ballot}: {self.order}"


class Result(models.Model):
    ballot = models.OneToOneField(Ballot, primary_key=True, on_delete=models.PROTECT, related_name="result")
    tally = (
        models.JSONField()
    )  # `ballots.counting`: figures, thresholds, margins, whole numbers and text only
    passed = models.BooleanField(null=True)  # none: nothing was to pass (a choice, a ranking, an election)
    file = models.TextField()  # what `python -m ballots.verify` reads, byte for byte
    chain_head = models.CharField(max_length=64)
    papers = models.PositiveIntegerField()
    spoilt = models.JSONField(default=list)  # why papers were left out, a sentence for each, sorted
    counted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(default=timezone.now)
    notice = models.OneToOneField(Notice, null=True, on_delete=models.PROTECT, related_name="ballot_result")
    posted_at = models.DateTimeField(null=True)
    posted_until = models.DateField(null=True)  # 公示期

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_at=None) | Q(posted_until__isnull=False, notice__isnull=False),
                name="result_posted_has_a_period",
            ),
        ]
        indexes = [models.Index(fields=["posted_at"], name="result_posted_when")]

    def __str__(self) -> str:
        return str(self.ballot)


class CallingOff(ByTwo):
    """Of a ballot that was counted: asked for by one person with a reason, and done by a second (a trigger
    lets nobody do it alone). The count stays to be read."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="calling_off")
    reason = models.CharField(_("why it is called off"), max_length=300)

    class Meta(ByTwo.Meta):
        verbose_name_plural = "callings off"
        constraints = [
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(ended_at=None), name="calling_off_one_at_a_time"
            ),
            *takes_two("calling_off"),
        ]

    def __str__(self) -> str:
        return f"{self.ballot}: {self.reason}"
