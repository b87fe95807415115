"""How many text messages were let out: they cost money, and a door that sends them is worth attacking."""

from django.db import models
from django.db.models import Q


class TextCount(models.Model):
    """One row for each hour or day and what is counted in it; a cap is the highest that its count may become.

    Where somebody asked from is kept as a fingerprint made with the site's key, for two days.
    """

    what = models.CharField(max_length=80)
    since = models.DateTimeField()  # the beginning of its hour or day, by PostgreSQL's clock
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "since"], name="texts_counted_once"),
            models.CheckConstraint(condition=Q(count__gte=0), name="texts_counted_from_none"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.since:%Y-%m-%d %H:%M}: {self.count}"
