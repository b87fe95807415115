from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def current(self, on: date | None = None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), started_on__lte=on)

    def held(self):
        """Without what was taken back: that never was anything for a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=F("started_on")))


class Dated(models.Model):
    """Holds from `started_on` until the day before `ended_on`: what it allows ends on that day.

    One that ends on the day on which it starts was taken back: it holds on no day, and stays as history.
    """

    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until, that day not included"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_current(self, on: date) -> bool:
        return self.started_on <= on and (self.ended_on is None or on < self.ended_on)

    @property
    def is_taken_back(self) -> bool:
        return self.ended_on is not None and self.ended_on <= self.started_on

    def earliest_end(self, today: date) -> date:
        """What was only entered today, or is still to begin, can be taken back; what held for a day, held."""
        return max(today, self.started_on)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
        name=name,
        violation_error_message=_("The end must come after the start."),
    )


def ends_after_it_starts_or_was_taken_back(name: str) -> models.CheckConstraint:
    """That nothing begins with such an end is the operations' business: `buildings.operations.sentences`."""
    return models.CheckConstraint(
        condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
        name=name,
        violation_error_message=_("The end must come after the start."),
    )
