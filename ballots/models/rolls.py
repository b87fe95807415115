"""The frozen roll: who counts, for how much, as the register stood when notice was given."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ballots.models.ballots import Ballot
from ballots.models.by_two import ByTwo, takes_two
from buildings.models import Dwelling, Place
from buildings.models.dwellings import AreaSource, captained_by
from buildings.standing import standing_of

USER = settings.AUTH_USER_MODEL


class ElectorKind(models.TextChoices):
    OWNER = "owner", _("Owner")
    UNSOLD = "unsold", _("Unsold or not handed over")  # all of them one head (SPC interpretation, art. 9)
    HOME = "home", _("Home")
    PERSON = "person", _("Person")


class Elector(models.Model):
    """One head: an owner with all their homes, co-owners together, the developer's unsold homes, a resident,
    a member. Columns that count are frozen by a trigger: only a correction that says why changes them."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="electors")
    number = models.PositiveIntegerField()  # on the roll, from 1
    kind = models.CharField(max_length=6, choices=ElectorKind)
    label = models.CharField(
        max_length=120
    )  # "3栋902", "3栋902 and 2 more": what others on the roll may read
    name = models.CharField(max_length=200, blank=True)  # of the register: for whoever runs the ballot
    phone = models.CharField(max_length=16, blank=True)
    place = models.ForeignKey(  # the building, for turnout: of several homes, of the first
        Place, null=True, on_delete=models.PROTECT, related_name="+"
    )
    heads = models.PositiveSmallIntegerField(default=1)
    area = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # m², of owners only
    is_joint = models.BooleanField(default=False)  # co-owned: one vote, by the representative on record
    representative = models.CharField(_("who votes for them"), max_length=80, blank=True)
    removed_at = models.DateTimeField(null=True)  # by a correction: not entitled after all
    revision = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["ballot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="elector_number_once"),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__gt=0), name="elector_area_is_positive"
            ),
            models.CheckConstraint(condition=Q(heads=1), name="elector_is_one_head"),
        ]
        indexes = [models.Index(fields=["ballot", "place"], name="elector_of_building")]

    def __str__(self) -> str:
        return self.label


class RollHome(models.Model):
    """A home that counts for an elector: no home counts twice in a ballot."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="homes")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    area = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    area_source = models.CharField(max_length=8, choices=AreaSource, blank=True)

    class Meta:
        ordering = ["elector", "id"]
        constraints = [models.UniqueConstraint(fields=["ballot", "dwelling"], name="roll_home_counts_once")]

    def __str__(self) -> str:
        return self.label


class RollVoter(models.Model):
    """An account that may vote for an elector on a phone, as register and accounts stood at notice."""

    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)  # another represents them now: a correction says why

    class Meta:
        constraints = [models.UniqueConstraint(fields=["elector", "user"], name="roll_voter_once")]
        indexes = [models.Index(fields=["user", "elector"], name="roll_voter_of_user")]

    def __str__(self) -> str:
        return f"{self.user}, {self.elector}"


class ObjectionAbout(models.TextChoices):
    ROLL = "roll", _("The roll")
    RESULT = "result", _("The result")


class ObjectionState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Right, and put right")
    REFUSED = "refused", _("Stays as it is")


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ObjectionQuerySet":
        """Whoever sees the ballot; the captains of the home that it is about; and whoever objected, wherever
        they live by now."""
        if not user.is_authenticated:
            return self.none()
        homes = RollHome.objects.filter(captained_by(standing_of(user), "dwelling__"))
        near = Q(by=user) | Q(elector__in=homes.values("elector"))
        return self.filter(near | Q(ballot__in=Ballot.objects.visible_to(user).values("pk")))


class Objection(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="objections")
    about = models.CharField(max_length=6, choices=ObjectionAbout)
    elector = models.ForeignKey(Elector, null=True, on_delete=models.PROTECT, related_name="objections")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(_("for whom, if not for yourself"), max_length=80, blank=True)
    text = models.CharField(_("what is wrong"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()  # by when it is answered
    state = models.CharField(max_length=8, choices=ObjectionState, default=ObjectionState.OPEN)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(answer="") & Q(answered_by__isnull=False),
                name="ballot_objection_is_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("by")),
                name="ballot_objection_is_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def state_in_words(self) -> str:
        """A roll was put right; a count never is: what is wrong about it leads to calling it off."""
        if (self.state, self.about) == (ObjectionState.ACCEPTED, ObjectionAbout.RESULT):
            return pgettext("an objection", "Right")
        return self.get_state_display()


class ProposedCorrection(ByTwo):
    """What one person wants changed on a frozen roll. It has no effect until a second one confirms it, whose
    name stands beside the correction then; sent back or taken back, it never had any."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="proposed_corrections")
    # None: an entry to be added; once it is, that entry.
    elector = models.ForeignKey(Elector, null=True, on_delete=models.PROTECT, related_name="proposed")
    # What the entry was when the change was asked for.
    seen_revision = models.PositiveSmallIntegerField(default=0)
    objection = models.ForeignKey(Objection, null=True, on_delete=models.PROTECT, related_name="proposed")
    wanted = models.JSONField()  # {"area": "89.60", "voter": 12}; areas as text, accounts and homes by number

    class Meta(ByTwo.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["elector"], condition=Q(ended_at=None), name="roll_correction_one_proposed"
            ),
            *takes_two("roll_correction_proposed"),
        ]

    def __str__(self) -> str:
        return f"{self.elector or self.ballot}: {self.reason}"

    @property
    def is_addition(self) -> bool:
        return "label" in self.wanted


class RollCorrection(models.Model):
    """What was changed on a frozen roll, from what to what, why, and by which two; never rewritten."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="corrections")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="corrections")
    revision = models.PositiveSmallIntegerField()
    objection = models.ForeignKey(Objection, null=True, on_delete=models.PROTECT, related_name="corrections")
    before = models.JSONField()  # {"area": "89.60"}
    after = models.JSONField()
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # None of those from before a second person was asked for; a trigger lets no other be without.
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")), name="roll_correction_takes_two"
            ),
            models.UniqueConstraint(fields=["elector", "revision"], name="roll_correction_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="roll_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.elector}: {self.reason}"


class DeliveryWay(models.TextChoices):
    READ = "read", _("Read in Linli")
    SMS = "sms", _("Text message")
    DOOR = "door", _("Told at the door")
    MAIL = "mail", _("Posted letter")


class Delivery(models.Model):
    """That notice of the ballot reached a home or a voter, by which way, and what proves it."""

    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="deliveries")
    home = models.ForeignKey(RollHome, null=True, on_delete=models.PROTECT, related_name="deliveries")
    way = models.CharField(max_length=4, choices=DeliveryWay)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(_("proof: number of the letter, who opened"), max_length=120, blank=True)
    photo = models.FileField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["elector", "home", "way"], nulls_distinct=False, name="delivery_once_by_each_way"
            ),
            models.CheckConstraint(
                condition=~Q(way="mail") | ~Q(proof=""), name="delivery_by_mail_has_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.elector}, {self.way}"
