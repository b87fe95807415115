"""What happens while a meeting is held: who is there, who speaks, what is put to the vote."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models.agenda import AgendaItem
from committees.models.meetings import Invitation, Meeting, Party


class AttendanceQuerySet(models.QuerySet):
    def here(self) -> "AttendanceQuerySet":
        return self.filter(left_at=None)


class Attendance(models.Model):
    """签到: one stay in the room or on the line. Who leaves and comes back has two.

    A delegate whom the system knows has an invitation; a policeman without an account is written by name.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="attendances")
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.PROTECT, related_name="attendances"
    )
    name = models.CharField(_("name"), max_length=40, blank=True)
    is_online = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(invitation__isnull=False) | ~Q(name=""), name="attendance_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="attendance_leaves_after_it_comes",
            ),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(left_at__isnull=True), name="attendance_here_once"
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        return self.invitation.user.display_name if self.invitation else self.name


class Side(models.TextChoices):
    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")
    NEITHER = "neither", _("A question or a fact")


class Speech(models.Model):
    """A raised hand, and what came of it (萝卜规则: hand up, side first, two minutes, two speeches)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="speeches")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="speeches")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="speeches")
    side = models.CharField(max_length=7, choices=Side)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # without a start: the hand went down again
    off_topic = models.PositiveSmallIntegerField(default=0)  # how often the chair said 跑题
    off_topic_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "speeches"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "attendance"],
                condition=Q(ended_at__isnull=True),
                name="speech_one_hand_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
                name="speech_one_speaks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance}, {self.side}"


class MotionState(models.TextChoices):
    DRAFT = "draft", _("Being worded")
    VOTING = "voting", _("Being voted on")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Taken back")


class Method(models.TextChoices):
    HANDS = "hands", _("By show of hands")
    PHONES = "phones", _("On the delegates' phones")
    CONSENSUS = "consensus", _("Nobody objects")
    NOTED = "noted", _("Noted, without a vote")


class Motion(models.Model):
    """动议: the wording that is put to the vote. Once a vote on it is open its words are fixed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="motions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="motions")
    text = models.TextField(_("exact wording"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=MotionState, default=MotionState.DRAFT)
    method = models.CharField(max_length=9, choices=Method, blank=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="voting"), name="motion_one_vote_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="draft"), name="motion_one_draft_for_an_item"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | ~Q(text=""), name="motion_voted_on_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Choice(models.TextChoices):
    FOR = "for", _("Yes")
    AGAINST = "against", _("No")
    ABSTAIN = "abstain", _("Abstain")


class MotionVote(models.Model):
    """How a party voted, or one of its delegates, or so many of its raised hands. Open, never secret.

    One party, one voice: a single row without `invitation`, count 1, said by delegate or secretary.
    Delegates' votes: by phone a row each; by hand a row for each choice with the number of hands.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="votes")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=7, choices=Choice)
    count = models.PositiveSmallIntegerField(default=1)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "invitation"],
                condition=Q(invitation__isnull=False),
                name="vote_once_for_a_delegate",
            ),
            models.UniqueConstraint(
                fields=["motion", "party", "choice"],
                condition=Q(invitation__isnull=True),
                name="vote_one_row_for_a_choice",
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="vote_counts_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.choice}"
