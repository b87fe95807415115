"""提案: what a neighbour wants changed, from the first line of a draft to an answer with reasons."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.thresholds import MOST_OPEN
from buildings.models import Organisation, Place
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from committees.models import Topic
from committees.models.topics import Power
from kit.quick_addresses import address

USER = settings.AUTH_USER_MODEL


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    GATHERING = "gathering", _("Looking for seconders")
    CHECKING = "checking", _("Waiting for an answer")  # enough seconders: an answer is owed by answer_due_on
    TO_MEETING = "to_meeting", _("For a meeting")
    TO_BALLOT = "to_ballot", _("For a ballot")
    DECLINED = "declined", _("Not taken up")
    MERGED = "merged", _("Joined with another")
    WITHDRAWN = "withdrawn", _("Taken back")


OPEN_PROPOSALS = (
    ProposalState.GATHERING,
    ProposalState.CHECKING,
    ProposalState.TO_MEETING,
    ProposalState.TO_BALLOT,
)
# Neighbours may still second it, it may be joined with another or taken back, and an answer is owed.
WAITING_PROPOSALS = (ProposalState.GATHERING, ProposalState.CHECKING)
ANSWERED = (ProposalState.TO_MEETING, ProposalState.TO_BALLOT, ProposalState.DECLINED)


class ProposalRule(models.Model):
    """How many neighbours must second a proposal here and below, how soon it is answered then, and how many
    one person may have going at one place.

    The nearest rule above a place counts; without any, the figures of `ballots.thresholds`.
    """

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="proposal_rule")
    seconders = models.PositiveSmallIntegerField(_("neighbours who must second it"))
    answer_days = models.PositiveSmallIntegerField(_("working days until it is answered"))
    most_open = models.PositiveSmallIntegerField(_("open at a time, of one person"), default=MOST_OPEN)
    version = models.PositiveIntegerField(default=1)  # of two who change it, the later sees both
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__range=(1, 60)), name="proposal_is_answered_in_time"
            ),
            models.CheckConstraint(condition=Q(seconders__lte=1000), name="proposal_can_find_its_seconders"),
            models.CheckConstraint(condition=Q(most_open__range=(1, 20)), name="proposal_may_be_made"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.seconders}"


class ProposalQuerySet(models.QuerySet):
    def open(self) -> "ProposalQuerySet":
        return self.filter(state__in=OPEN_PROPOSALS)

    def visible_to(self, user) -> "ProposalQuerySet":
        """Neighbours of the place and whoever serves it; a draft for its author alone."""
        if not user.is_authenticated:
            return self.none()
        out = Q(published_at__isnull=False)  # a draft that was taken back stays its author's
        if user.is_superuser:
            return self.filter(out | Q(author=user))
        standing = standing_of(user)
        near = Q(place__path__in=prefixes(standing.neighbour_paths))
        near |= starts_with(standing.service_paths(), "place__path")
        return self.filter(out & near | Q(author=user))


class Proposal(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(_("what should change"), max_length=80)
    text = models.TextField(_("why, and how you would do it"), max_length=4000, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    # What the draft was saved as last: two tabs that write the same draft see each other's words.
    version = models.PositiveIntegerField(default=1)
    has_columns = models.BooleanField(_("arguments in two columns, for and against"), default=False)
    seconders_needed = models.PositiveSmallIntegerField(null=True)  # of the day it was published
    published_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)
    power = models.CharField(max_length=9, choices=Power, blank=True)  # empty: nobody has looked yet
    answer = models.TextField(_("answer, with reasons"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    answered_for = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    topic = models.OneToOneField(Topic, null=True, on_delete=models.PROTECT, related_name="proposal")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(published_at__isnull=False),
                name="proposal_out_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["to_meeting", "to_ballot", "declined"])
                | ~Q(power="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="proposal_is_answered_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into=None),
                name="proposal_merged_says_into_which",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="proposal_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state="checking") | Q(answer_due_on__isnull=False),
                name="proposal_with_enough_seconders_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="proposal_at_place"),
            models.Index(
                fields=["answer_due_on"], condition=Q(state="checking"), name="proposal_waits_for_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("ballots:proposal", self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROPOSALS


class Endorsement(models.Model):
    """附议. Of a proposal that was joined with another, its seconders count there too, each person once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="endorsements")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="proposal_endorsed_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.proposal}"
