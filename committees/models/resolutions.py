import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation
from buildings.standing import standing_of
from committees.models.agenda import AgendaItem
from committees.models.meetings import Meeting
from committees.models.room import Motion


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Not adopted")
    NOTED = "noted", _("Noted")


class Resolution(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="resolutions"
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("item of the agenda"),
        null=True,
        on_delete=models.PROTECT,
        related_name="resolutions",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("exact wording"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.ADOPTED)
    votes_for = models.PositiveSmallIntegerField(_("parties for"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("against"), default=0)
    abstentions = models.PositiveSmallIntegerField(_("abstaining"), default=0)
    # 属业主共同决定，转业主大会: the meeting may only hand it on (Civil Code 278).
    is_beyond_power = models.BooleanField(_("for the owners to decide together"), default=False)
    motion = models.OneToOneField(
        Motion,
        verbose_name=_("motion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resolution",
    )
    budget = models.DecimalField(  # yuan
        _("budget"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="resolution_number_once"),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="resolution_costs_no_less_than_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{timezone.localtime(self.meeting.starts_at):%Y-%m}-{self.number}"


class ActionState(models.TextChoices):
    OPEN = "open", _("In hand")
    REPORTED = "reported", _("Said to be done")  # until the body that asked for it accepts it
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


UNSETTLED = (ActionState.OPEN, ActionState.REPORTED)


class ActionItemQuerySet(models.QuerySet):
    def open(self) -> "ActionItemQuerySet":
        """Not accepted yet by those who asked for it, whatever its owner says."""
        return self.filter(state__in=UNSETTLED)

    def overdue(self, on: date | None = None) -> "ActionItemQuerySet":
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def visible_to(self, user) -> "ActionItemQuerySet":
        """With the meeting that asked for it; and always to those who owe it."""
        readable = Q(meeting__in=Meeting.objects.visible_to(user))
        return self.filter(readable | self._owed(user) if user.is_authenticated else readable)

    def owed_by(self, user) -> "ActionItemQuerySet":
        return self.open().filter(self._owed(user))

    @staticmethod
    def _owed(user) -> Q:
        organisations = standing_of(user).organisation_ids
        return Q(person=user) | Q(person=None, organisation__in=organisations)


class ActionItem(models.Model):
    """落实事项: who does what by when; open ones come first on the next agenda."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="action_items"
    )
    resolution = models.ForeignKey(
        Resolution,
        verbose_name=_("resolution"),
        null=True,
        on_delete=models.PROTECT,
        related_name="action_items",
    )
    text = models.CharField(_("what is to be done"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_items",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_items",
    )
    due_on = models.DateField(_("by"))
    state = models.CharField(_("state"), max_length=8, choices=ActionState, default=ActionState.OPEN)
    progress = models.CharField(_("how it stands"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("accepted on"), null=True)  # accepted
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False),
                name="action_item_someone_owes_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="action_done_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state__in=UNSETTLED), name="action_open_due")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> str:
        """Who promised it, as it is said aloud: the company, and the person when one is named."""
        names = [str(owner) for owner in (self.organisation, self.person) if owner]
        return " ".join(names)


class ActionReport(models.Model):
    """What was said about a promise on one day: by its owner, or by the body that accepts it or does not."""

    action_item = models.ForeignKey(ActionItem, on_delete=models.PROTECT, related_name="reports")
    # A carried-over promise needs a status at each meeting that looks at it: this one was given there.
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="action_reports"
    )
    state = models.CharField(max_length=8, choices=ActionState)  # after it
    text = models.CharField(max_length=200)
    due_on = models.DateField(null=True)  # a new day, when one was agreed on
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]  # a clock can be set back, and the last word would be another

    def __str__(self) -> str:
        return self.text


class ActionPhoto(models.Model):
    report = models.ForeignKey(ActionReport, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(max_length=100)  # a random name under MEDIA_ROOT; the view asks who may see it
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.report_id}"
