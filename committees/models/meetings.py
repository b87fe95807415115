"""A meeting of several parties: who is called, what is on the agenda, when and where."""

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from buildings.models.places import around, inside, prefixes, starts_with
from buildings.standing import standing_of
from committees.models.kinds import MeetingKind, Rules, shares_are_shares
from committees.models.left import has_left
from committees.models.series import MeetingSeries, is_web_address
from kit.quick_addresses import address
from kit.together import among
from notices.models import Notice


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
            readable |= inside(standing.staff_paths)
            readable |= Q(organisation__in=standing.organisation_ids)
        return self.filter(readable)

    def near(self, user) -> "MeetingQuerySet":
        """At the places where this person is a neighbour or serves."""
        return self.filter(self._near(user))

    @staticmethod
    def _near(user) -> Q:
        standing = standing_of(user)
        homes, wide, narrow = standing.neighbour_paths, set(), set()
        for path in homes | standing.service_paths():
            (narrow if path.strip("/").count("/") else wide).add(path)
        within = Place.objects.filter(starts_with(narrow)).order_by().values("pk")
        return around(homes) | Q(place__in=within) | starts_with(wide, "place__path")

    def concerning(self, user, state: str = "") -> "MeetingQuerySet":
        """Near, or with an invitation; to a visitor every one may be of interest.

        Each by an index of its own: a city's other meetings are not gone through. Nor are a person's other
        invitations, where all that are asked for have one `state` and it is said here.
        """
        if not user.is_authenticated:
            return self
        mine = Invitation.objects.standing_for(user).order_by().values("meeting")
        mine = mine.filter(meeting__state=state) if state else mine
        return self.filter(self._near(user) | Q(among(ArraySubquery(mine))))

    @staticmethod
    def _invited(user) -> Exists:
        return Exists(Invitation.objects.standing_for(user).filter(meeting=OuterRef("pk")))


def new_code() -> str:
    return secrets.token_urlsafe(12)


def usual_channels() -> list[str]:
    return ["inbox", "email"]


class Meeting(Rules):
    """A call of parties to a date. Its rules are its kind's, as they were on the day it was called."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(
        MeetingKind,
        verbose_name=_("kind of meeting"),
        default="joint",
        db_column="kind",
        on_delete=models.PROTECT,
        related_name="meetings",
    )
    series = models.ForeignKey(
        MeetingSeries,
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
    )
    series_on = models.DateField(
        _("day of the series"), null=True
    )  # which of the series' days this is, wherever it was moved since
    title = models.CharField(_("what it is called"), max_length=80)
    lead = models.CharField(_("what it is about"), max_length=200, blank=True)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="meetings"
    )  # whose meeting it is
    venue = models.CharField(_("where we meet"), max_length=80)
    venue_note = models.CharField(
        _("how to get in"), max_length=80, blank=True
    )  # "lift to the door, wheelchair ramp"
    online_url = models.CharField(
        _("link for those online"), max_length=200, blank=True, validators=[is_web_address]
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("called by"), on_delete=models.PROTECT, related_name="convened_meetings"
    )
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("convened by"), on_delete=models.PROTECT, related_name="+"
    )
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("chair"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_open = models.BooleanField(_("residents may sit in"), default=True)
    seats_for_residents = models.PositiveSmallIntegerField(
        _("seats for neighbours"), default=0
    )  # 0: as many as come
    state = models.CharField(_("state"), max_length=9, choices=MeetingState, default=MeetingState.CONVENED)
    # Counts moves, and the calling off. Reminders carry it in their key, so each date is reminded of once and
    # an old one never again; calendars tell an update from what they have by it.
    revision = models.PositiveIntegerField(_("times moved, and one"), default=1)
    cancel_reason = models.CharField(_("why it is called off"), max_length=200, blank=True)
    previous = models.ForeignKey(
        "self",
        verbose_name=_("meeting before"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next",
    )
    # A number that the convenor named instead of the rules' share.
    quorum_fixed = models.PositiveSmallIntegerField(_("quorum"), null=True, blank=True)
    # Own words and ways of this meeting's reminders; `reminder_round` counts changes, and is in their key.
    reminder_words = models.CharField(_("added to each reminder"), max_length=200, blank=True)
    reminder_channels = ArrayField(
        models.CharField(max_length=8), verbose_name=_("reminders go out by"), default=usual_channels
    )
    reminder_round = models.PositiveSmallIntegerField(_("changes of the reminders"), default=0)
    # The room: `pulse` counts what happened in it, so that a screen knows whether it is behind.
    opened_at = models.DateTimeField(_("opened at"), null=True)
    live_item = models.ForeignKey(
        "committees.AgendaItem",
        verbose_name=_("item on the table"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    pulse = models.PositiveIntegerField(_("count of what happened"), default=0)
    checkin_code = models.CharField(
        _("code to check in"), max_length=32, default=new_code
    )  # in the QR at the door
    screen_code = models.CharField(
        _("code of the projector"), max_length=32, default=new_code
    )  # the projector's address
    minutes_notice = models.OneToOneField(
        Notice,
        verbose_name=_("notice of the minutes"),
        null=True,
        on_delete=models.PROTECT,
        related_name="minutes_of_meeting",
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
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
            *shares_are_shares("meeting"),
            models.CheckConstraint(
                condition=Q(quorum_fixed__isnull=True) | Q(quorum_fixed__gt=0),
                name="meeting_quorum_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["series", "series_on"],
                condition=Q(series__isnull=False),
                name="meeting_once_for_a_day_of_a_series",
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="meeting_newest"),
            # What is to come, without going through all that was.
            models.Index(
                fields=["starts_at", "id"], condition=Q(state=MeetingState.CONVENED), name="meeting_to_come"
            ),
            models.Index(
                fields=["ends_at"], condition=~Q(state=MeetingState.CLOSED), name="meeting_not_over"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("committees:detail", self.pk)

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
        return self.has_begun_by(timezone.now())

    def has_begun_by(self, now: datetime) -> bool:
        """Opened in the room, or its hour has come."""
        return self.opened_at is not None or self.starts_at <= now

    @property
    def is_on(self) -> bool:
        """Opened in the room and not closed yet."""
        return self.is_convened and self.opened_at is not None

    @property
    def calendar_uid(self) -> str:
        return f"meeting-{self.client_key}@linli"


class PartyQuerySet(models.QuerySet):
    def there(self) -> "PartyQuerySet":
        """Without those that serve there no more: they neither count nor vote, and are shown so."""
        return self.exclude(has_left(timezone.localdate()))


class Party(models.Model):
    """One party to a meeting: an organisation, or the captains or residents of the place."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["meeting", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="party_once_in_a_meeting"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="party_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name


class Reply(models.TextChoices):
    NONE = "none", _("No answer yet")
    COMING = "coming", _("Coming")
    ONLINE = "online", _("Online")
    LATE = "late", _("Coming late")
    PROXY = "proxy", _("Sends somebody")
    DECLINED = "declined", _("Not coming")


AWAY = (Reply.DECLINED, Reply.PROXY)  # will not be there in person
PRESENT = (Reply.COMING, Reply.ONLINE, Reply.LATE)


class InvitationQuerySet(models.QuerySet):
    def standing_for(self, user) -> "InvitationQuerySet":
        """This person's, while they are what they were invited as: of that party, while it serves there, or a
        neighbour there."""
        standing = standing_of(user)
        as_neighbour = Q(meeting__place__path__in=prefixes(standing.neighbour_paths))
        of_no_office = Q(party=None) | Q(party__organisation=None)
        of_the_party = Q(party__organisation__in=standing.organisation_ids) & ~has_left(
            standing.on, party="party__"
        )
        return self.filter(of_the_party | of_no_office & as_neighbour, user=user)


class Invitation(models.Model):
    """A delegate of a party, or a resident who signed up (no party)."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="invitations"
    )
    party = models.ForeignKey(
        Party, verbose_name=_("party"), null=True, on_delete=models.PROTECT, related_name="invitations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="invitations",
    )
    reply = models.CharField(_("answer"), max_length=8, choices=Reply, default=Reply.NONE)
    reason = models.CharField(_("why you cannot come"), max_length=120, blank=True)  # on top of the minutes
    stands_in_for = models.ForeignKey(  # a substitute; the seat is the other's, and counts once
        "self",
        verbose_name=_("stands in for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="substitutes",
    )
    says = models.CharField(_("what you would like to say"), max_length=300, blank=True)
    replied_at = models.DateTimeField(_("answered at"), null=True)
    # How often this person declined and then came after all. Reminders carry it in their key: those voided by
    # the "no" stay void, and new ones are posted for the "yes".
    returns = models.PositiveSmallIntegerField(_("times they came after all"), default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["meeting", "party__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="invited_once"),
            models.CheckConstraint(
                condition=~Q(reply="declined") | Q(party__isnull=True) | ~Q(reason=""),
                name="delegate_away_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.meeting}"
