"""Who lives on in a home that they no longer own, by the word of whoever knows the door."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from buildings.models.dwellings import Ownership


class StillHere(models.Model):
    """Of one ownership that ended: this person still lives there. It is not asked again for that one.

    Whether it is to be asked follows from the rows as they stand: `buildings.queries.still_here`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ownership = models.ForeignKey(Ownership, on_delete=models.PROTECT, related_name="still_here")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "still here"
        constraints = [
            models.UniqueConstraint(fields=["ownership", "user"], name="still_here_said_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.ownership.dwelling}"
