"""What people should know, where, from when until when."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of


class NoticeCategory(models.TextChoices):
    UTILITIES = "utilities", _("Water and power")
    DELIBERATION = "deliberation", _("Meetings and votes")
    SAFETY = "safety", _("Safety")
    ACTIVITY = "activity", _("Activities")
    POSTING = "posting", _("Public posting")
    OTHER = "other", _("Other")


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")  # from `publish_at` on: until then it is scheduled and hidden
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NoticeQuerySet(models.QuerySet):
    def published(self, now: datetime | None = None) -> "NoticeQuerySet":
        """Its hour has come. Asked of the clock, so that nothing leaks early and nothing waits for a worker."""
        return self.filter(state=NoticeState.PUBLISHED, publish_at__lte=now or timezone.now())

    def standing(self, now: datetime | None = None) -> "NoticeQuerySet":
        """Published and not yet over."""
        now = now or timezone.now()
        return self.published(now).filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def addressed_to(self, user) -> "NoticeQuerySet":
        """Meant for the places where this person is a neighbour."""
        paths = prefixes(standing_of(user).neighbour_paths)
        return self.filter(Exists(NoticePlace.objects.filter(notice=OuterRef("pk"), place__path__in=paths)))

    def visible_to(self, user) -> "NoticeQuerySet":
        standing = standing_of(user)
        readable = Q(is_public=True)
        readable |= self._placed(Q(place__path__in=prefixes(standing.neighbour_paths)))
        readable |= self._placed(starts_with(standing.service_paths(), "place__path"))
        mine = Q(organisation__in=standing.organisation_ids) | self._placed(
            starts_with(standing.staff_paths, "place__path")
        )
        return self.filter((Q(state=NoticeState.PUBLISHED, publish_at__lte=timezone.now()) & readable) | mine)

    def unread_by(self, user) -> "NoticeQuerySet":
        return self.exclude(Exists(NoticeRead.objects.filter(notice=OuterRef("pk"), user=user)))

    @staticmethod
    def _placed(condition: Q) -> Exists:
        return Exists(NoticePlace.objects.filter(condition, notice=OuterRef("pk")))


class Notice(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=80)
    category = models.CharField(
        _("kind"), max_length=12, choices=NoticeCategory, default=NoticeCategory.OTHER
    )
    is_urgent = models.BooleanField(_("urgent"), default=False)
    # The three facts that a reader needs first; each may be empty.
    when_text = models.CharField(_("when"), max_length=80, blank=True)
    where_text = models.CharField(_("where"), max_length=80, blank=True)
    ask_text = models.CharField(_("what to do"), max_length=120, blank=True)
    body = models.TextField(_("text"), help_text=_("Cleaned HTML."))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    places = models.ManyToManyField(Place, through="NoticePlace", related_name="notices")
    is_public = models.BooleanField(_("readable without signing in"), default=True)
    asks_acknowledgement = models.BooleanField(_("ask each home to confirm"), default=False)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)
    announced_at = models.DateTimeField(null=True, editable=False)  # when its messages were posted
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(null=True)  # shown only when someone changed it after publication

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-publish_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(publish_at__isnull=False),
                name="notice_published_has_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(expires_at__gt=F("publish_at")),
                name="notice_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="notice_withdrawn_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], condition=Q(state="published"), name="notice_newest"),
            models.Index(
                fields=["publish_at"],
                condition=Q(state="published", announced_at__isnull=True),
                name="notice_to_announce",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_scheduled(self) -> bool:
        return self.state == NoticeState.PUBLISHED and self.publish_at > timezone.now()


class NoticePlace(models.Model):
    """Addressed to this place and everyone below it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="addresses")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "place"], name="notice_once_per_place")]

    def __str__(self) -> str:
        return f"{self.notice}, {self.place}"


class NoticeRead(models.Model):
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.notice}"
