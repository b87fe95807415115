"""What neighbours say to a proposal: one level of answers, nobody ranked, and what was hidden says why."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.models.proposals import Proposal

USER = settings.AUTH_USER_MODEL


class Side(models.TextChoices):
    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")
    OPEN = "", _("Neither")


class Deliberation(models.Model):
    """议事会 held over several days, in writing: most neighbours are at work in the evening (候鸟)."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="deliberations")
    question = models.CharField(_("what is to be talked over"), max_length=200)
    host = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(_("from"))
    closes_at = models.DateTimeField(_("until"))
    summary = models.TextField(_("what came out of it"), max_length=4000, blank=True)
    summed_up_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    summed_up_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(_("why it is called off"), max_length=300, blank=True)

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="deliberation_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | ~Q(called_off_why=""),
                name="deliberation_called_off_says_why",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(summed_up_at=None, called_off_at=None),
                name="deliberation_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CommentQuerySet":
        """With the proposal. What was hidden keeps its place; the page leaves its words out."""
        return self.filter(proposal__in=Proposal.objects.visible_to(user))


class Comment(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    deliberation = models.ForeignKey(
        Deliberation, null=True, on_delete=models.PROTECT, related_name="comments"
    )
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=7, choices=Side, blank=True, default=Side.OPEN)
    text = models.TextField(_("your words"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)  # by its author; nothing of it is shown
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    hidden_reason = models.CharField(_("why it is hidden"), max_length=200, blank=True)
    # The author may object once; somebody other than who hid it decides.
    appeal = models.CharField(_("why it should be shown"), max_length=500, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_answer = models.CharField(_("answer"), max_length=300, blank=True)
    appeal_decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    appeal_decided_at = models.DateTimeField(null=True)
    is_restored = models.BooleanField(default=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason="") & Q(hidden_by__isnull=False),
                name="comment_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decided_at__isnull=True)
                | ~Q(appeal_answer="") & ~Q(appeal_decided_by=F("hidden_by")),
                name="comment_appeal_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(side=""), name="comment_answer_takes_no_side"
            ),
        ]
        indexes = [models.Index(fields=["proposal", "-at"], name="comment_newest")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None and not self.is_restored


class Agreement(models.Model):
    """ "I think so too", of an argument; never counted per person."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="agreements")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="agreed_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.comment}"
