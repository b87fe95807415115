from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def current(self, on: date | None = None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), started_on__lte=on)


class Dated(models.Model):
    """Holds from `started_on` until the day before `ended_on`: what it allows ends on that day."""

    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until, that day not included"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_current(self, on: date) -> bool:
        return self.started_on <= on and (self.ended_on is None or on < self.ended_on)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
        name=name,
        violation_error_message=_("The end must come after the start."),
    )
