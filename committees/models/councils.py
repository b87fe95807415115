from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buildings.models import Membership, Organisation
from buildings.models.dated import Dated, DatedQuerySet, ends_after_it_starts


class CouncilSeat(Dated):
    """A seat of a neighbourhood council: its task, and who sits on it; an empty one is shown as vacant."""

    council = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("seat"))
    duty = models.CharField(_("task"), max_length=40, blank=True)  # 会长, 调解, 长者关怀
    holder = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["council", "number"]
        constraints = [
            ends_after_it_starts("seat_ends_after_it_starts"),
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
        ]

    def __str__(self) -> str:
        return f"{self.council} {self.number}"
