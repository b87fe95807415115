"""Meetings that come again, and the personal calendar that shows them all."""

import secrets

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from committees.models.kinds import MeetingKind

is_web_address = URLValidator(["https", "http"])


class MeetingSeries(models.Model):
    """Every second Wednesday at 19:30: meetings are called from it one by one, in time (RFC 5545, 3.3.10)."""

    client_key = models.UUIDField(_("key of the form"), unique=True)
    kind = models.ForeignKey(
        MeetingKind, verbose_name=_("kind of meeting"), on_delete=models.PROTECT, related_name="series"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="meeting_series"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("called by"), on_delete=models.PROTECT, related_name="meeting_series"
    )
    title = models.CharField(_("what it is called"), max_length=80)
    venue = models.CharField(_("where we meet"), max_length=80)
    online_url = models.CharField(
        _("link for those online"), max_length=200, blank=True, validators=[is_web_address]
    )
    starts_at = models.DateTimeField(_("the first one"))
    minutes = models.PositiveSmallIntegerField(_("how long"), default=90)
    rule = models.CharField(_("how often"), max_length=200)  # "FREQ=MONTHLY;BYDAY=2WE"
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    ended_on = models.DateField(_("no more from"), null=True)  # no meeting is called for this day or later
    trouble = models.CharField(
        _("why the next one could not be called"), max_length=200, blank=True
    )  # why the next one could not be called

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["place", "title"]
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="series_takes_some_time")]

    def __str__(self) -> str:
        return self.title


class SeriesException(models.Model):
    """A day on which the series is left out (EXDATE), and why."""

    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, related_name="exceptions")
    on = models.DateField(_("which day"))
    reason = models.CharField(_("why"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["series", "on"]
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="series_left_out_once")]

    def __str__(self) -> str:
        return f"{self.series}, {self.on}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


class CalendarAddress(models.Model):
    """A secret address under which a calendar program reads one person's meetings; taken back at any time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_addresses"
    )
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "calendar addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_one_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.created_at:%Y-%m-%d}"
