from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from buildings.models.dated import Dated, DatedQuerySet, ends_after_it_starts_or_was_taken_back
from buildings.models.places import Place, starts_with


class CaptaincyKind(models.TextChoices):
    BUILDING = "building", _("Building captain")
    STAIR = "stair", _("Stair captain")
    LANE = "lane", _("Lane captain")
    ROAD = "road", _("Street captain")


class CaptaincyRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    DEPUTY = "deputy", _("Deputy")


class Selection(models.TextChoices):
    SELF = "self", _("Put themselves forward")
    RECOMMENDED = "recommended", _("Recommended by residents")
    APPOINTED = "appointed", _("Appointed by the community")


class CaptaincyQuerySet(DatedQuerySet):
    def below(self, *paths: str) -> "CaptaincyQuerySet":
        return self.filter(starts_with(paths, "place__path"))

    def leading(self) -> "CaptaincyQuerySet":
        return self.filter(role=CaptaincyRole.LEAD)


class Captaincy(Dated):
    """Who looks after a place, or some floors of it, for a term (楼长, 单元长, 巷长, 街长)."""

    # Of the form that made it: a second tap finds the first row by it.
    client_key = models.UUIDField(null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="captaincies",
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="captaincies"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CaptaincyKind)
    role = models.CharField(
        _("lead or deputy"), max_length=6, choices=CaptaincyRole, default=CaptaincyRole.LEAD
    )
    floor_from = models.SmallIntegerField(_("from floor"), null=True, blank=True)
    floor_to = models.SmallIntegerField(_("to floor"), null=True, blank=True)
    selection = models.CharField(
        _("how they were chosen"), max_length=11, choices=Selection, default=Selection.RECOMMENDED
    )
    phone = models.CharField(_("phone for neighbours"), max_length=16, blank=True)
    # A captain may put the number on the poster downstairs; else only neighbours who signed in see it.
    phone_is_public = models.BooleanField(_("number on the poster"), default=False)
    about = models.CharField(_("a line about them"), max_length=120, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("appointed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CaptaincyQuerySet.as_manager()

    class Meta:
        verbose_name = _("captain")
        verbose_name_plural = _("captains")
        constraints = [
            ends_after_it_starts_or_was_taken_back("captaincy_ends_after_it_starts"),
            models.UniqueConstraint(fields=["client_key"], name="captaincy_made_once"),
            models.CheckConstraint(
                condition=Q(floor_from__isnull=True)
                | Q(floor_to__isnull=True)
                | Q(floor_from__lte=F("floor_to")),
                name="captaincy_floors_in_order",
                violation_error_message=_("The first floor must not lie above the last."),
            ),
            ExclusionConstraint(
                name="captaincy_one_lead_for_a_floor_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (
                        Func(
                            F("floor_from"),
                            F("floor_to"),
                            Value("[]"),
                            function="int4range",
                            template="int4range(%(expressions)s)",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func(F("started_on"), F("ended_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="lead"),
                violation_error_message=_("Another captain already leads some of these floors in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.place}"

    @property
    def is_lead(self) -> bool:
        return self.role == CaptaincyRole.LEAD

    @property
    def has_all_floors(self) -> bool:
        return self.floor_from is None and self.floor_to is None

    def has_floor(self, floor: int | None) -> bool:
        """Whether this floor is theirs; what has no floor belongs to a captain of the whole place only."""
        if floor is None:
            return self.has_all_floors
        low, high = self.floor_from, self.floor_to
        return (low is None or low <= floor) and (high is None or floor <= high)
