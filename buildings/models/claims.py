"""How a newcomer becomes a neighbour: says which door is theirs, and someone who knows the door agrees."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models.dwellings import Dwelling, Residency, ResidencyKind, looked_after_by
from kit.times import last_day

if TYPE_CHECKING:
    from buildings.standing import Standing


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the captain")
    CONFIRMED = "confirmed", pgettext_lazy("claim", "Confirmed")
    REFUSED = "refused", pgettext_lazy("claim", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("claim", "Nobody answered in 30 days")


LASTS = timedelta(days=30)  # what nobody answers in that time ends


class ResidencyClaimQuerySet(models.QuerySet):
    def waiting(self) -> "ResidencyClaimQuerySet":
        return self.filter(state=ClaimState.WAITING)

    def to_answer(self, standing: "Standing") -> "ResidencyClaimQuerySet":
        """For the captain of the floor and staff of the place; nobody answers what they asked themselves."""
        return (
            self.waiting()
            .filter(looked_after_by(standing, "dwelling__"), vouched_by=None)
            .exclude(user=standing.user.pk)
        )

    def for_guardian(self, user) -> "ResidencyClaimQuerySet":
        """Waiting for the yes of this grown-up."""
        return self.waiting().filter(guardian=user, guardian_agreed_at=None)


class ResidencyClaim(models.Model):
    """ "I live here." Until it is confirmed it shows nothing of the home."""

    client_key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=6, choices=ResidencyKind)
    lives_here = models.BooleanField(default=True)
    is_minor = models.BooleanField(_("under 14"), default=False)
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # As the child wrote it. Whether it is somebody's of that home is not said to whoever writes it.
    guardian_phone = models.CharField(max_length=16, blank=True)
    guardian_agreed_at = models.DateTimeField(null=True)
    # The captain who wrote the child down: then only the guardian's yes is missing.
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lease_until = models.DateField(_("lease until, that day not included"), null=True, blank=True)
    note = models.CharField(_("a word to whoever confirms"), max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=ClaimState, default=ClaimState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    residency = models.OneToOneField(
        Residency, null=True, blank=True, on_delete=models.PROTECT, related_name="claim"
    )

    objects = ResidencyClaimQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dwelling"], condition=Q(state="waiting"), name="claim_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="claim_decided_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="claim_refused_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(residency__isnull=False), name="claim_confirmed_is_a_home"
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False)
                | Q(guardian__isnull=False) & ~Q(guardian=F("user"))
                | Q(guardian__isnull=True) & ~Q(guardian_phone=""),
                name="claim_of_a_child_has_a_guardian",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(is_minor=False) | Q(guardian_agreed_at__isnull=False),
                name="claim_of_a_child_is_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.dwelling}"

    @property
    def lapses_at(self) -> datetime:
        """Unless somebody answers before."""
        return self.asked_at + LASTS


class DoorCode(models.Model):
    """Paper from the door: whoever types it, once, belongs to the home. Only its digest is kept."""

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="door_codes")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 with the site's key, hex
    kind = models.CharField(max_length=6, choices=ResidencyKind)  # what whoever hands it out vouches for
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="door_code_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, revoked_at__isnull=True),
                name="door_code_used_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling}, {last_day(self.expires_at)}"


class DoorTry(models.Model):
    """A wrong code, so that nobody tries a thousand. Kept for an hour."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=64)  # digest of where it came from, with the site's key
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "door tries"
        indexes = [
            models.Index(fields=["user", "at"], name="door_try_user"),
            models.Index(fields=["address", "at"], name="door_try_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
