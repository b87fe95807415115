"""A meeting of several parties: who is called, what is on the agenda, when and where."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from issues.models import Issue, IssueState
from notices.models import Notice


class MeetingKind(models.TextChoices):
    JOINT = "joint", _("Joint meeting")
    HALL = "hall", _("Residents' hall")
    CAPTAINS = "captains", _("Captains' meeting")
    COUNCIL = "council", _("Council meeting")


class MeetingState(models.TextChoices):
    CONVENED = "convened", _("Convened")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingQuerySet(models.QuerySet):
    def upcoming(self, now: datetime | None = None) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.CONVENED, ends_at__gt=now or timezone.now())

    def ahead(self, now: datetime | None = None) -> "MeetingQuerySet":
        """Not over yet; those called off too, so that whoever looks for one learns it."""
        return self.exclude(state=MeetingState.CLOSED).filter(ends_at__gt=now or timezone.now())

    def behind(self, now: datetime | None = None) -> "MeetingQuerySet":
        return self.filter(Q(state=MeetingState.CLOSED) | Q(ends_at__lte=now or timezone.now()))

    def visible_to(self, user) -> "MeetingQuerySet":
        """Open ones for all; the others for whoever is invited, staff there, or of those who convene."""
        if user.is_superuser:
            return self
        readable = Q(is_open=True)
        if user.is_authenticated:
            standing = standing_of(user)
            readable |= Q(self._invited(user))
            readable |= starts_with(standing.staff_paths, "place__path")
            readable |= Q(organisation__in=standing.organisation_ids)
        return self.filter(readable)

    def near(self, user) -> "MeetingQuerySet":
        """At the places where this person is a neighbour or serves."""
        return self.filter(self._near(user))

    @staticmethod
    def _near(user) -> Q:
        standing = standing_of(user)
        around = Q(place__path__in=prefixes(standing.neighbour_paths))
        return around | starts_with(standing.neighbour_paths | standing.service_paths(), "place__path")

    def concerning(self, user) -> "MeetingQuerySet":
        """Near, or with an invitation; to a visitor every one may be of interest."""
        if not user.is_authenticated:
            return self
        return self.filter(self._near(user) | Q(self._invited(user)))

    @staticmethod
    def _invited(user) -> Exists:
        return Exists(Invitation.objects.standing_for(user).filter(meeting=OuterRef("pk")))


class Meeting(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=MeetingKind, default=MeetingKind.JOINT)
    title = models.CharField(_("what it is called"), max_length=80)
    lead = models.CharField(_("what it is about"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="meetings")  # whose meeting it is
    venue = models.CharField(_("where we meet"), max_length=80)
    venue_note = models.CharField(max_length=80, blank=True)  # "lift to the door, wheelchair ramp"
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="convened_meetings")
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(_("residents may sit in"), default=True)
    seats_for_residents = models.PositiveSmallIntegerField(default=0)  # 0: as many as come
    state = models.CharField(max_length=9, choices=MeetingState, default=MeetingState.CONVENED)
    # Counts moves, and the calling off. Reminders carry it in their key, so each date is reminded of once and
    # an old one never again; calendars tell an update from what they have by it.
    revision = models.PositiveIntegerField(default=1)
    cancel_reason = models.CharField(max_length=200, blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_notice = models.OneToOneField(
        Notice, null=True, on_delete=models.PROTECT, related_name="minutes_of_meeting"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="meeting_cancelled_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="meeting_closed_has_a_time"
            ),
        ]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="meeting_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("committees:detail", args=[self.pk])

    @property
    def is_convened(self) -> bool:
        return self.state == MeetingState.CONVENED

    @property
    def is_closed(self) -> bool:
        return self.state == MeetingState.CLOSED

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def calendar_uid(self) -> str:
        return f"meeting-{self.client_key}@linli"


class Party(models.Model):
    """One party to a meeting: an organisation, or the captains or residents of the place."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["meeting", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="party_once_in_a_meeting")]

    def __str__(self) -> str:
        return self.name


class Reply(models.TextChoices):
    NONE = "none", _("No answer yet")
    COMING = "coming", _("Coming")
    ONLINE = "online", _("Online")
    LATE = "late", _("Coming late")
    DECLINED = "declined", _("Not coming")


class InvitationQuerySet(models.QuerySet):
    def standing_for(self, user) -> "InvitationQuerySet":
        """This person's, while they are what they were invited as: of that party, or a neighbour there."""
        standing = standing_of(user)
        as_neighbour = Q(meeting__place__path__in=prefixes(standing.neighbour_paths))
        of_no_office = Q(party=None) | Q(party__organisation=None)
        of_the_party = Q(party__organisation__in=standing.organisation_ids)
        return self.filter(of_the_party | of_no_office & as_neighbour, user=user)


class Invitation(models.Model):
    """A delegate of a party, or a resident who signed up (no party)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    reply = models.CharField(max_length=8, choices=Reply, default=Reply.NONE)
    says = models.CharField(_("what you would like to say"), max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True)
    # How often this person declined and then came after all. Reminders carry it in their key: those voided by
    # the "no" stay void, and new ones are posted for the "yes".
    returns = models.PositiveSmallIntegerField(default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "party__position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.meeting}"


class AgendaItemQuerySet(models.QuerySet):
    def in_order(self) -> "AgendaItemQuerySet":
        """With the issue that each was raised from, which its heading asks."""
        return self.select_related("issue").order_by("position")


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("item"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    presenter = models.CharField(_("presented by"), max_length=60, blank=True)
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    is_follow_up = models.BooleanField(default=False)  # 上次决议落实: always first
    summary = models.TextField(_("what was said"), blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def heading(self) -> str:
        """The first item is ours, in the reader's language; the others are as they were written.

        What went to mediation since is nobody's business: its words stand on no agenda any more.
        """
        if self.is_follow_up:
            return str(_("How the last resolutions stand"))
        if self.issue and self.issue.state == IssueState.MEDIATION:
            return str(_("A matter that went to mediation"))
        return self.title
