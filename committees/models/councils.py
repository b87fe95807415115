"""Who speaks for the neighbours: a council's charter, its seats, and who has sat on them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buildings.models import Membership, Organisation
from buildings.models.dated import Dated, DatedQuerySet, ends_after_it_starts_or_was_taken_back
from committees.models.kinds import Rules, shares_are_shares


class Charter(Rules):
    """章程: how many seats and which offices, how long a term is, and when the council may decide.

    Its quorum and majority rules stand in for the kind's when this council meets.
    """

    council = models.OneToOneField(
        Organisation, verbose_name=_("council"), on_delete=models.PROTECT, related_name="charter"
    )
    seats = models.PositiveSmallIntegerField(_("seats"))
    term_months = models.PositiveSmallIntegerField(_("a term in months"), default=36)
    # [{"duty": "会长", "seats": 1}, …]: what the seats are for; the rest have no task of their own
    offices = models.JSONField(_("offices"), default=list)
    text = models.TextField(_("the charter's words"), blank=True)
    adopted_on = models.DateField(_("adopted on"))

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        constraints = [
            *shares_are_shares("charter"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="charter_has_seats"),
            models.CheckConstraint(condition=Q(term_months__gt=0), name="charter_has_a_term"),
        ]

    def __str__(self) -> str:
        return str(self.council)


class SeatEnd(models.TextChoices):
    TERM = "term", _("The term is over")
    RESIGNED = "resigned", _("Stepped down")
    MOVED = "moved", _("Moved away")
    RECALLED = "recalled", _("Voted out")
    DIED = "died", _("Passed away")
    MISTAKE = "mistake", _("Entered by mistake")
    OTHER = "other", _("Other")


class CouncilSeat(Dated):
    """A seat of a neighbourhood council: its task, and who sits on it; an empty one is shown as vacant."""

    council = models.ForeignKey(
        Organisation, verbose_name=_("council"), on_delete=models.PROTECT, related_name="seats"
    )
    number = models.PositiveSmallIntegerField(_("seat"))
    duty = models.CharField(_("task"), max_length=40, blank=True)  # 会长, 调解, 长者关怀
    holder = models.ForeignKey(
        Membership,
        verbose_name=_("who sits there"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
    )
    substitute = models.ForeignKey(
        Membership,
        verbose_name=_("who stands in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="substituted_seats",
    )
    term_ends_on = models.DateField(
        _("the term ends on"), null=True, blank=True
    )  # planned; ended_on is what was
    end_reason = models.CharField(_("why it ended"), max_length=8, choices=SeatEnd, blank=True)
    succeeds = models.OneToOneField(
        "self",
        verbose_name=_("follows"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successor",
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat of a council")
        verbose_name_plural = _("seats of a council")
        ordering = ["council", "number"]
        constraints = [
            ends_after_it_starts_or_was_taken_back("seat_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["council", "number"],
                condition=Q(ended_on__isnull=True),
                name="seat_number_once_in_a_council",
            ),
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(ended_on__isnull=True, holder__isnull=False),
                name="seat_one_for_a_member",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=models.F("holder")),
                name="seat_substitute_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council} {self.number}"
