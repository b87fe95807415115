"""表决: a question, who answers it, with what effect, and by which rule it is counted."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models.proposals import Proposal
from ballots.thresholds import MOST_PRINCIPALS, LawClass
from buildings.models import Organisation, Place
from buildings.models.places import around, inside
from buildings.standing import standing_of
from committees.models import Resolution
from kit.quick_addresses import address
from kit.together import among
from notices.models import Notice

USER = settings.AUTH_USER_MODEL


class Electorate(models.TextChoices):
    """Three that must never mix (DOMAIN part 0), and a list for what is none of them."""

    OWNERS = "owners", _("Owners")
    RESIDENTS = "residents", _("Residents from 18")
    MEMBERS = "members", _("Members of a council")
    NAMED = "named", _("People on a list")


class LegalEffect(models.TextChoices):
    ADVISORY = "advisory", _("Opinion poll")  # 民意征询: never "the estate has decided"
    INTERNAL = "internal", _("Internal decision")  # of a council or club about itself
    FORMAL = "formal", _("Formal decision")


class BallotKind(models.TextChoices):
    YESNO = "yesno", _("Yes, no, or abstain")
    CHOOSE = "choose", _("Choose among several")
    RANKING = "ranking", _("Put in order")
    ELECTION = "election", _("Elect people")


class Secrecy(models.TextChoices):
    OPEN = "open", _("Open: everyone here can read who chose what, after the close")
    NAMED = "named", _("By name, for those on the roll")
    SECRET = "secret", _("Secret: nobody can tell who chose what")


class Unit(models.TextChoices):
    """Of a residents' ballot."""

    PERSON = "person", _("One vote for each person")
    HOME = "home", _("One vote for each home")


class PaperRule(models.TextChoices):
    """What a paper counts when the same voter has voted on a phone already."""

    FIRST = "first", _("The vote that came first counts")
    PAPER = "paper", _("The paper counts, and takes the place of the vote on the phone")


class Quorum(models.TextChoices):
    """Of whoever is no owner; for owners the law says it."""

    NONE = "none", _("Any number may take part")
    HALF = "half", _("More than half must take part")
    TWO_THIRDS = "two_thirds", _("At least two thirds must take part")


class Majority(models.TextChoices):
    MORE_THAN_HALF = "half", _("More than half of those who take part")
    TWO_THIRDS = "two_thirds", _("At least two thirds of those who take part")
    THREE_QUARTERS = "three_quarters", _("At least three quarters of those who take part")


class ElectedAs(models.TextChoices):
    COUNCIL = "council", _("Seats of a council")
    CAPTAIN = "captain", _("Captain of a place")


LAW_CLASSES = [
    (LawClass.ORDINARY, _("More than half of those who take part")),
    (LawClass.SPECIAL, _("At least three quarters of those who take part")),
    (LawClass.UNANIMOUS, _("Every owner concerned")),
]


class Matter(models.Model):
    """What owners decide, and how many of them it takes (Civil Code, articles 278, 279). Data, not code."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("matter"), max_length=80)
    law_class = models.CharField(_("how many it takes"), max_length=9, choices=LAW_CLASSES)
    article = models.CharField(_("where it is written"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class BallotState(models.TextChoices):
    """Never stored: it follows from the hours and from what was done."""

    DRAFT = "draft", _("Being prepared")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Voting is on")
    COUNTING = "counting", _("Being counted")
    COUNTED = "counted", pgettext_lazy("state of a ballot", "Counted")
    VOIDED = "voided", _("Called off")


class BallotQuerySet(models.QuerySet):
    def announced(self) -> "BallotQuerySet":
        return self.filter(announced_at__isnull=False, voided_at=None)

    def open(self, now: datetime) -> "BallotQuerySet":
        return self.announced().filter(opens_at__lte=now, closes_at__gt=now, closed_at=None)

    def visible_to(self, user) -> "BallotQuerySet":
        """Announced: neighbours of the place, whoever serves it or is captain of it, whoever is on the roll
        or votes for somebody there by proxy, wherever they live. A draft: those who prepare it, which is the
        organisation that asks and the community's staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        standing = standing_of(user)
        near = around(standing.neighbour_paths)
        near |= inside([*standing.service_paths(), *standing.captain_paths])
        held = {"proxies__agent": user, "proxies__ended_at": None, "proxies__confirmed_at__isnull": False}
        for votes in ({"electors__voters__user": user}, held):
            near |= Q(among(ArraySubquery(self.model.objects.filter(**votes).values("pk"))))
        own = Q(organisation__in=standing.organisation_ids) & inside(standing.service_paths())
        prepares = own | inside(standing.staff_paths)
        return self.filter(Q(announced_at__isnull=False) & near | prepares)


class Ballot(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Names the ballot in files and receipts, and is no number that tells how many there were.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="ballots")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ballots")
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    resolution = models.ForeignKey(  # the meeting that handed it on: 转业主大会
        Resolution, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    title = models.CharField(_("question"), max_length=120)
    text = models.TextField(_("what to know before voting"), max_length=8000, blank=True)
    electorate = models.CharField(_("who votes"), max_length=9, choices=Electorate)
    legal_effect = models.CharField(_("effect"), max_length=8, choices=LegalEffect)
    kind = models.CharField(
        _("how it is answered"), max_length=8, choices=BallotKind, default=BallotKind.YESNO
    )
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    members_of = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.CharField(max_length=6, choices=Unit, default=Unit.PERSON)
    secrecy = models.CharField(_("secrecy"), max_length=6, choices=Secrecy, default=Secrecy.NAMED)
    may_change = models.BooleanField(_("a vote may be changed until the close"), default=False)
    paper_rule = models.CharField(
        _("paper after phone"), max_length=5, choices=PaperRule, default=PaperRule.FIRST
    )
    quorum = models.CharField(
        _("how many must take part"), max_length=10, choices=Quorum, default=Quorum.NONE
    )
    majority = models.CharField(
        _("how many must agree"), max_length=14, choices=Majority, default=Majority.MORE_THAN_HALF
    )
    most_choices = models.PositiveSmallIntegerField(_("choose at most"), default=1)
    seats = models.PositiveSmallIntegerField(_("how many are elected"), default=1)
    elected_as = models.CharField(max_length=7, choices=ElectedAs, blank=True)
    elected_to = models.ForeignKey(  # the council whose seats they are
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Disputed (DOMAIN part 2): off, and whoever switches it on writes down which local rule says so.
    silence_joins = models.BooleanField(_("silence joins the majority"), default=False)
    silence_rule = models.CharField(_("the local rule that says so"), max_length=200, blank=True)
    most_principals = models.PositiveSmallIntegerField(  # none where it is 0
        _("for how many others one person may vote by proxy"), default=MOST_PRINCIPALS
    )
    nominations_until = models.DateTimeField(null=True, blank=True)
    # Of a draft alone: lines "name, phone, home" as they were pasted (gone once the roll holds them), and
    # what staff said where the register leaves open whether it is one person: {"陈荔枝": {"of": [1, 4, 7],
    # "one": [[1, 4]]}}, homes 1 and 4 of one person, 7 of another (ballots.heads).
    named_list = models.TextField(_("who is on the list"), max_length=60000, blank=True)
    same_people = models.JSONField(default=dict, blank=True)

    opens_at = models.DateTimeField(_("voting from"), null=True)
    closes_at = models.DateTimeField(_("voting until"), null=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    announced_at = models.DateTimeField(null=True)
    announced_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    # All that was asked, of whom, by which rules: frozen when notice is given, and its SHA-256.
    document = models.JSONField(null=True)
    seal = models.CharField(max_length=64, blank=True)
    notice = models.OneToOneField(Notice, null=True, on_delete=models.PROTECT, related_name="ballot")
    closed_at = models.DateTimeField(null=True)  # by the closing job: the door, not the clock, is shut
    # 收齐: all papers were typed in and read twice. None is added then, and what comes out may be seen.
    papers_in_at = models.DateTimeField(null=True)
    papers_in_by = models.ForeignKey(  # none: nothing was on paper, the closing job said so
        USER, null=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField(_("why it is called off"), max_length=300, blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(electorate="owners") | Q(matter=None), name="ballot_matter_is_for_owners"
            ),
            models.CheckConstraint(
                condition=~Q(electorate="owners", legal_effect="formal", announced_at__isnull=False)
                | Q(matter__isnull=False),
                name="ballot_of_owners_says_its_matter",
            ),
            models.CheckConstraint(
                condition=~Q(electorate="owners") | ~Q(secrecy="secret"), name="ballot_of_owners_is_by_name"
            ),
            models.CheckConstraint(
                condition=~Q(secrecy="secret") | Q(may_change=False, paper_rule="first"),
                name="ballot_secret_vote_cannot_be_found_again",
            ),
            models.CheckConstraint(
                condition=~Q(electorate="members") | Q(members_of__isnull=False),
                name="ballot_of_members_says_of_which",
            ),
            models.CheckConstraint(
                condition=Q(silence_joins=False) | ~Q(silence_rule="") & Q(electorate="owners"),
                name="ballot_silence_counts_only_by_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None)
                | Q(opens_at__isnull=False, closes_at__gt=F("opens_at"), opens_at__gte=F("announced_at"))
                & Q(document__isnull=False, announced_by__isnull=False)
                & ~Q(seal=""),
                name="ballot_announced_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(announced_at__isnull=False),
                name="ballot_closed_was_announced",
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(closed_at__isnull=False), name="ballot_counted_was_closed"
            ),
            models.CheckConstraint(
                condition=Q(papers_in_at=None) | Q(closed_at__isnull=False),
                name="ballot_papers_are_in_after_the_close",
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(papers_in_at__isnull=False),
                name="ballot_counted_had_its_papers_in",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""), name="ballot_voided_says_why"
            ),
            models.CheckConstraint(
                condition=Q(most_choices__gte=1, seats__gte=1), name="ballot_has_something_to_choose"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-closes_at"], name="ballot_at_place"),
            models.Index(
                fields=["closes_at"],
                condition=Q(announced_at__isnull=False, closed_at=None, voided_at=None),
                name="ballot_to_close",
            ),
            models.Index(
                fields=["closes_at"],
                condition=Q(announced_at__isnull=False, counted_at=None, voided_at=None),
                name="ballot_to_count",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("ballots:detail", self.pk)

    @property
    def is_secret(self) -> bool:
        return self.secrecy == Secrecy.SECRET

    @property
    def is_of_owners(self) -> bool:
        return self.electorate == Electorate.OWNERS

    def state(self, now: datetime | None = None) -> BallotState:
        now = now or timezone.now()
        if self.voided_at:
            return BallotState.VOIDED
        if self.announced_at is None:
            return BallotState.DRAFT
        if self.counted_at:
            return BallotState.COUNTED
        if self.closed_at or now >= self.closes_at:
            return BallotState.COUNTING
        return BallotState.OPEN if now >= self.opens_at else BallotState.ANNOUNCED


class Option(models.Model):
    """What can be chosen. The keys of a yes-or-no ballot are "yes", "no" and "abstain"."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="options")
    key = models.CharField(max_length=12)  # in files and in the count: it says nothing about anybody
    label = models.CharField(_("wording"), max_length=120)
    text = models.CharField(_("more about it"), max_length=600, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)  # a candidate who stood back before voting began

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "key"], name="option_key_once"),
            models.UniqueConstraint(fields=["ballot", "label"], name="option_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class CandidateState(models.TextChoices):
    ASKED = "asked", _("Asked whether they would")
    AGREED = "agreed", _("Stands")
    DECLINED = "declined", _("Does not stand")
    WITHDRAWN = "withdrawn", _("Stood back")


class Candidate(models.Model):
    """Named by a neighbour or by themselves; nobody stands who did not say yes."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="candidates")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    home = models.CharField(_("where they live, or what they do"), max_length=60, blank=True)
    statement = models.CharField(_("what they want to do"), max_length=600, blank=True)
    nominated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=CandidateState, default=CandidateState.ASKED)
    answered_at = models.DateTimeField(null=True)
    # Of somebody without an account: who took their word, and how ("signed paper").
    consent_note = models.CharField(max_length=120, blank=True)
    option = models.OneToOneField(Option, null=True, on_delete=models.PROTECT, related_name="candidate")

    class Meta:
        ordering = ["nominated_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "user"], condition=Q(user__isnull=False), name="candidate_once"
            ),
            models.CheckConstraint(
                condition=Q(option__isnull=True) | Q(state__in=["agreed", "withdrawn"]),
                name="candidate_on_the_paper_said_yes",
            ),
        ]

    def __str__(self) -> str:
        return self.name
