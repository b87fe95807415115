"""四议两公开, 五步议事法: ways of deciding, as data. A proposal takes a copy of its steps with it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ballots.models.proposals import Proposal

USER = settings.AUTH_USER_MODEL


class StepKind(models.TextChoices):
    """What shows that a step was taken."""

    WORD = "word", _("A sentence about it")
    MEETING = "meeting", _("A meeting")
    BALLOT = "ballot", _("A ballot")
    POSTING = "posting", _("A public posting")


class Actor(models.TextChoices):
    """Who must act: an organisation that serves the place, its captains, or whoever wrote the proposal."""

    AUTHOR = "author", _("Whoever proposed it")
    PARTY = "party_committee", _("Community Party committee")
    COMMITTEE = "residents_committee", _("Residents' committee")
    COUNCIL = "neighbour_council", _("Neighbourhood council")
    OWNERS = "owners_committee", _("Owners' committee")
    PROPERTY = "property_company", _("Property company")
    CAPTAINS = "captains", _("Building captains")


class Process(models.Model):
    key = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)  # offered no more; what runs by it runs on

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """Fields that a template's step and a proposal's copy of it share."""

    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("step"), max_length=60)
    who = models.CharField(_("who must act"), max_length=20, choices=Actor)
    days = models.PositiveSmallIntegerField(_("working days"))
    kind = models.CharField(_("what shows it"), max_length=7, choices=StepKind, default=StepKind.WORD)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class ProcessStep(Step):
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        constraints = [
            models.UniqueConstraint(fields=["process", "position"], name="process_step_has_its_place"),
            models.CheckConstraint(condition=Q(days__range=(1, 120)), name="process_step_has_a_time"),
        ]


class ProposalStep(Step):
    """Only the first step that is not done has a day: the next one's counts from when it is done."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="steps")
    process_name = models.CharField(max_length=40)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("what happened"), max_length=500, blank=True)
    meeting = models.ForeignKey(
        "committees.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ballot = models.ForeignKey(
        "ballots.Ballot", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notice = models.ForeignKey(
        "notices.Notice", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Step.Meta):
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="proposal_step_has_its_place"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(note="") & Q(done_by__isnull=False),
                name="proposal_step_done_says_what_happened",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at=None), name="proposal_step_due"),
        ]
