"""What one person asks for has no effect until a second one confirms it; or it is sent back with a reason."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class ByTwo(models.Model):
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    refused_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    refused_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)  # confirmed, or sent back

    class Meta:
        abstract = True
        ordering = ["at", "id"]


def takes_two(name: str) -> list[models.CheckConstraint]:
    """It says why, nobody confirms their own, and it ends once: confirmed, or sent back with a reason."""
    return [
        models.CheckConstraint(condition=~Q(reason=""), name=f"{name}_says_why"),
        models.CheckConstraint(
            condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")), name=f"{name}_takes_two"
        ),
        models.CheckConstraint(
            condition=Q(ended_at=None, confirmed_by=None, refused_by=None)
            | Q(ended_at__isnull=False, confirmed_by__isnull=False, refused_by=None)
            | Q(ended_at__isnull=False, confirmed_by=None, refused_by__isnull=False) & ~Q(refused_reason=""),
            name=f"{name}_ends_once",
        ),
    ]
