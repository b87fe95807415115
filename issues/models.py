"""Something that needs doing: who said so, where, who has it now and by when."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Dwelling, Organisation, Place
from buildings.models.organisations import OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of


class Tier(models.TextChoices):
    """How fast (DOMAIN 1.5): minutes to respond and to resolve stand in clock.py."""

    DANGER = "p0", _("Danger")
    UTILITY = "p1", _("Water, power, lifts")
    NORMAL = "p2", _("Everyday")
    COMPLEX = "p3", _("Takes planning")


class Category(models.Model):
    code = models.SlugField(primary_key=True, max_length=20)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    icon = models.CharField(max_length=20)
    lead = models.CharField(max_length=20, choices=OrganisationKind)  # who answers for it by default
    tier = models.CharField(max_length=2, choices=Tier)
    is_private = models.BooleanField(default=False)  # neighbours do not see it at all: disputes
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class IssueState(models.TextChoices):
    REPORTED = "reported", _("Reported")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In hand")
    RESOLVED = "resolved", _("Said to be done")
    CONFIRMED = "confirmed", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = [IssueState.REPORTED, IssueState.ACCEPTED, IssueState.IN_PROGRESS]
CLOSED_STATES = [IssueState.CONFIRMED, IssueState.WITHDRAWN]


class IssueQuerySet(models.QuerySet):
    def open(self) -> "IssueQuerySet":
        """Somebody still has to do something about it."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, now) -> "IssueQuerySet":
        return self.open().filter(resolve_by__lt=now)

    def below(self, *paths: str) -> "IssueQuerySet":
        return self.filter(starts_with(paths, "place__path"))

    def reported_by(self, user) -> "IssueQuerySet":
        return self.filter(Q(reporter=user) | Q(logged_by=user))

    def held_by(self, user) -> "IssueQuerySet":
        """Where this person, or an organisation they are a member of, answers for it now."""
        return self.filter(
            Q(holder=user) | Q(holder=None, holder_organisation__in=standing_of(user).organisation_ids)
        )

    def visible_to(self, user) -> "IssueQuerySet":
        if not user.is_authenticated:
            return self.none()
        standing = standing_of(user)
        neighbours = Q(category__is_private=False) & (
            starts_with(standing.home_paths, "place__path") | Q(place__path__in=prefixes(standing.home_paths))
        )
        concerned = (
            Q(reporter=user)
            | Q(logged_by=user)
            | Q(holder=user)
            | Q(holder_organisation__in=standing.organisation_ids)
            | starts_with(standing.captain_paths, "place__path")
            | starts_with(standing.staff_paths, "place__path")
        )
        served = Q(category__is_private=False) & starts_with(standing.service_paths(), "place__path")
        return self.filter(neighbours | concerned | served)


class Issue(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="issues")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="issues")
    floor = models.SmallIntegerField(null=True, blank=True)
    # The reporter's or the trouble's own door: for captains, staff and whoever has the issue, not for neighbours.
    dwelling = models.ForeignKey(
        Dwelling, null=True, blank=True, on_delete=models.PROTECT, related_name="issues"
    )
    spot = models.CharField(_("exact spot"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("in a few words"), max_length=2000, blank=True)
    is_danger = models.BooleanField(_("dangerous, needs someone at once"), default=False)
    tier = models.CharField(max_length=2, choices=Tier)
    state = models.CharField(max_length=12, choices=IssueState, default=IssueState.REPORTED)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reported_issues"
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="logged_issues"
    )
    # Who answers for it now: an organisation, a person, or a person of an organisation. Never nobody.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="held_issues"
    )
    holder_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="held_issues"
    )
    respond_by = models.DateTimeField()
    resolve_by = models.DateTimeField()
    reported_at = models.DateTimeField(default=timezone.now)
    responded_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    is_satisfied = models.BooleanField(null=True)  # silence stays null: it is never counted as satisfied
    changed_at = models.DateTimeField(default=timezone.now)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False) | Q(holder_organisation__isnull=False),
                name="issue_someone_answers_for_it",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "withdrawn"], closed_at__isnull=False)
                | (~Q(state__in=["confirmed", "withdrawn"]) & Q(closed_at__isnull=True)),
                name="issue_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(resolve_by__gte=F("respond_by")), name="issue_clocks_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-reported_at", "-id"], name="issue_by_place"),
            models.Index(
                fields=["resolve_by"],
                condition=Q(state__in=["reported", "accepted", "in_progress"]),
                name="issue_open_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """Short enough to say on the phone."""
        return f"{timezone.localtime(self.reported_at):%m%d}-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class EventKind(models.TextChoices):
    REPORTED = "reported", _("Reported")
    ACCEPTED = "accepted", _("Accepted")
    DISPATCHED = "dispatched", _("Passed on")
    ANSWERED = "answered", _("Answered")
    STARTED = "started", _("Work began")
    RESOLVED = "resolved", _("Said to be done")
    CONFIRMED = "confirmed", _("Confirmed")
    REOPENED = "reopened", _("Reopened")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LINKED = "linked", _("Brought to a meeting")


class IssueEvent(models.Model):
    """One line of the timeline; never changed, never deleted."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=EventKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_line = models.CharField(
        max_length=60, blank=True
    )  # the capacity then: "Property company", "Captain of Building 3"
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.issue_id}"


class IssuePhoto(models.Model):
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="photos")
    event = models.ForeignKey(IssueEvent, null=True, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(
        upload_to="issues/%Y/%m/"
    )  # random name, served only through a view that asks a rule
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.issue_id}"
