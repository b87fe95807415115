"""Homes, who owns them by the register, and who lives in or owns them by account."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buildings.models.dated import (
    Dated,
    DatedQuerySet,
    ends_after_it_starts,
    ends_after_it_starts_or_was_taken_back,
)
from buildings.models.places import Place, starts_with
from kit.quick_addresses import address

if TYPE_CHECKING:
    from buildings.standing import Standing


class Presence(models.TextChoices):
    """How a home is lived in. For captains and staff only."""

    UNKNOWN = "unknown", _("Not known")
    HOME = "home", _("Lived in")
    COMMUTER = "commuter", _("Commuter")  # 候鸟: lives here, works in Guangzhou
    RENTED = "rented", _("Rented out")
    VACANT = "vacant", _("Vacant")
    UNSOLD = "unsold", _("Unsold or not handed over")


class AreaSource(models.TextChoices):
    """In the order in which they count (SPC interpretation on building ownership, art. 8)."""

    REGISTER = "register", _("Title register")
    SURVEY = "survey", _("Survey")
    CONTRACT = "contract", _("Sales contract")
    ROSTER = "roster", _("Property company's roster")


def looked_after_by(standing: "Standing", at: str = "") -> Q:
    """Homes that someone looks after: staff, captain of the floor. `at` leads to them: "dwelling__"."""
    return starts_with(standing.staff_paths, f"{at}place__path") | captained_by(standing, at)


def captained_by(standing: "Standing", at: str = "") -> Q:
    """Homes of the floors that someone is captain of."""
    condition = Q(pk__in=[])
    for captain in standing.captain_capacities:
        theirs = Q(**{f"{at}place__path__below": captain.path})
        if captain.floor_from is not None:
            theirs &= Q(**{f"{at}floor__gte": captain.floor_from})
        if captain.floor_to is not None:
            theirs &= Q(**{f"{at}floor__lte": captain.floor_to})
        condition |= theirs
    return condition


class DwellingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DwellingQuerySet":
        """That a door exists is public; how a home is lived in is not (see `looked_after`)."""
        return self

    def looked_after(self, standing: "Standing") -> "DwellingQuerySet":
        """Homes whose state this person may see: staff of the place, captains of the floor."""
        return self.filter(looked_after_by(standing))

    def captained(self, standing: "Standing") -> "DwellingQuerySet":
        """Homes of the floors that this person is captain of."""
        return self.filter(captained_by(standing))

    def below(self, *paths: str) -> "DwellingQuerySet":
        return self.filter(starts_with(paths, "place__path"))


class Dwelling(models.Model):
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="dwellings"
    )
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    door = models.CharField(_("door"), max_length=20)
    area = models.DecimalField(_("exclusive area, m²"), max_digits=9, decimal_places=2, null=True, blank=True)
    area_source = models.CharField(
        _("area is from"), max_length=8, choices=AreaSource, default=AreaSource.ROSTER
    )
    presence = models.CharField(max_length=8, choices=Presence, default=Presence.UNKNOWN)

    objects = DwellingQuerySet.as_manager()

    class Meta:
        verbose_name = _("home")
        verbose_name_plural = _("homes")
        ordering = ["place", "floor", "door"]
        constraints = [
            models.UniqueConstraint(fields=["place", "door"], name="dwelling_door_once_in_its_place"),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__gt=0), name="dwelling_area_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.door}"

    def get_absolute_url(self) -> str:
        return address("buildings:answers", self.pk)


class HomeTieQuerySet(DatedQuerySet):
    def looked_after(self, standing: "Standing") -> "HomeTieQuerySet":
        """Names and phones of a home are for the staff of the place and the captains of the floor."""
        return self.filter(looked_after_by(standing, "dwelling__"))


class Ownership(Dated):
    """What the property company's or the title register says: a name, perhaps a phone. Not an account."""

    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("home"), on_delete=models.PROTECT, related_name="ownerships"
    )
    owner_name = models.CharField(_("name of the owner"), max_length=80)
    phone = models.CharField(_("phone"), max_length=16, blank=True, db_index=True)
    source = models.CharField(_("source"), max_length=8, choices=AreaSource, default=AreaSource.ROSTER)

    objects = HomeTieQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner by the roster")
        verbose_name_plural = _("owners by the roster")
        constraints = [
            ends_after_it_starts("ownership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["dwelling", "owner_name"],
                condition=Q(ended_on__isnull=True),
                name="ownership_once_at_a_time",
            ),
        ]
        # Few of many: what ended is where it may be asked whether somebody still lives there.
        indexes = [
            models.Index(fields=["dwelling"], condition=Q(ended_on__isnull=False), name="ownership_ended")
        ]

    def __str__(self) -> str:
        return f"{self.owner_name}, {self.dwelling}"


class ResidencyKind(models.TextChoices):
    OWNER = "owner", _("Owner")
    TENANT = "tenant", _("Tenant")
    FAMILY = "family", _("Family")


class Residency(Dated):
    """An account's tie to a home, and who vouched for it."""

    # Of the form that made it: a second tap finds the first row by it.
    client_key = models.UUIDField(null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="residencies",
    )
    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("home"), on_delete=models.PROTECT, related_name="residencies"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=ResidencyKind)
    # Empty where the register itself vouched: the phone that signed in is the owner's phone in the roster.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lives_here = models.BooleanField(_("lives here"), default=True)
    # Under 14: a grown-up of the same home answers for what is kept of them (PIPL art. 31).
    is_minor = models.BooleanField(_("under 14"), default=False)
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("guardian"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wards",
    )

    objects = HomeTieQuerySet.as_manager()

    class Meta:
        verbose_name = _("tie to a home")
        verbose_name_plural = _("ties to homes")
        constraints = [
            ends_after_it_starts_or_was_taken_back("residency_ends_after_it_starts"),
            models.UniqueConstraint(fields=["client_key"], name="residency_made_once"),
            models.UniqueConstraint(
                fields=["user", "dwelling", "kind"],
                condition=Q(ended_on__isnull=True),
                name="residency_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(guardian__isnull=False) & ~Q(guardian=F("user")),
                name="residency_of_a_child_has_a_guardian",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.dwelling}"
