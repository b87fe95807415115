"""Something that needs doing: who said so, where, who has it now and by when."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Dwelling, Organisation, Place
from buildings.models.organisations import OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from buildings.wording import captain_title


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

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Spot(models.TextChoices):
    """The usual spots of a floor; any other is written in words."""

    LIFT = "lift", _("Lift lobby")
    CORRIDOR = "corridor", _("Corridor")
    STAIRS = "stairs", _("Stairs")
    SHAFT = "shaft", _("Pipe shaft")


class IssueState(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("state of an issue", "Reported")
    ACCEPTED = "accepted", pgettext_lazy("state of an issue", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("state of an issue", "In hand")
    RESOLVED = "resolved", pgettext_lazy("state of an issue", "Said to be done")
    CONFIRMED = "confirmed", pgettext_lazy("state of an issue", "Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an issue", "Withdrawn")


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
        """Where this person, or an organisation they are a member of, answers for it now.

        Being named as holder is not enough: the captaincy or membership behind it must still hold today.
        """
        standing = standing_of(user)
        ours = Q(holder_organisation__in=standing.organisation_ids)
        as_captain = Q(holder_organisation=None) & starts_with(standing.captain_paths, "place__path")
        return self.filter((Q(holder=user) & (ours | as_captain)) | (Q(holder=None) & ours))

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
    # The trouble's own door: for captains, staff and whoever has the issue, not for neighbours.
    dwelling = models.ForeignKey(
        Dwelling, null=True, blank=True, on_delete=models.PROTECT, related_name="issues"
    )
    spot = models.CharField(_("exact spot"), max_length=40, blank=True)
    title = models.CharField(pgettext_lazy("of an issue", "title"), max_length=80)
    text = models.TextField(_("In a few words"), max_length=2000, blank=True)
    is_danger = models.BooleanField(_("Dangerous, someone must come at once"), default=False)
    tier = models.CharField(max_length=2, choices=Tier)
    state = models.CharField(max_length=12, choices=IssueState, default=IssueState.REPORTED)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reported_issues"
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="logged_issues"
    )
    # Who rang, when they have no account; then whoever logged it stands in as reporter.
    caller = models.CharField(_("who rang"), max_length=40, blank=True)
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
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
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
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "confirmed"])
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="issue_resolved_by_someone_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_satisfied__isnull=True) | Q(state="confirmed"),
                name="issue_satisfaction_is_said_not_guessed",
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

    def get_absolute_url(self) -> str:
        return reverse("issues:detail", args=[self.pk])

    @property
    def number(self) -> str:
        """Short enough to say on the phone."""
        return f"{timezone.localtime(self.reported_at):%m%d}-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def due_at(self):
        """The clock that runs out next: an answer first, then the work."""
        return self.resolve_by if self.responded_at else self.respond_by

    @property
    def spot_label(self) -> str:
        return Spot(self.spot).label if self.spot in Spot.values else self.spot


class EventKind(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("event of an issue", "Reported")
    ACCEPTED = "accepted", pgettext_lazy("event of an issue", "Accepted")
    DISPATCHED = "dispatched", pgettext_lazy("event of an issue", "Passed on")
    ANSWERED = "answered", pgettext_lazy("event of an issue", "Answered")
    STARTED = "started", pgettext_lazy("event of an issue", "Work began")
    RESOLVED = "resolved", pgettext_lazy("event of an issue", "Said to be done")
    CONFIRMED = "confirmed", pgettext_lazy("event of an issue", "Confirmed")
    REOPENED = "reopened", pgettext_lazy("event of an issue", "Reopened")
    WITHDRAWN = "withdrawn", pgettext_lazy("event of an issue", "Withdrawn")
    LINKED = "linked", pgettext_lazy("event of an issue", "Brought to a meeting")


class ByRole(models.TextChoices):
    """In what capacity someone did it, then. A neighbour's name is not for other neighbours."""

    NEIGHBOUR = "neighbour", _("Neighbour")
    BUILDING_CAPTAIN = "building", _("Building captain")
    STAIR_CAPTAIN = "stair", _("Stair captain")
    LANE_CAPTAIN = "lane", _("Lane captain")
    ROAD_CAPTAIN = "road", _("Street captain")
    MEMBER = "member", _("Member of an organisation")


class IssueEvent(models.Model):
    """One line of the timeline; never changed, never deleted: a trigger in the database holds that."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=EventKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=9, choices=ByRole, blank=True)
    # The proper names of that capacity: "3栋", "水岸物业 工程主管"; `capacity` says it in words.
    by_line = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.issue_id}"

    @property
    def capacity(self) -> str:
        """ "3栋居民", "3栋楼长", "水岸物业 工程主管" """
        if self.by_role == ByRole.NEIGHBOUR:
            return (
                _("%(place)s neighbour") % {"place": self.by_line} if self.by_line else str(_("A neighbour"))
            )
        if self.by_role in ("", ByRole.MEMBER):
            return self.by_line
        return captain_title(self.by_role, self.by_line)


class IssuePhoto(models.Model):
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="photos")
    event = models.ForeignKey(IssueEvent, null=True, on_delete=models.PROTECT, related_name="photos")
    # A random name under MEDIA_ROOT (photo_files.py); the view asks who may see the issue.
    file = models.FileField(max_length=100)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.issue_id}"
