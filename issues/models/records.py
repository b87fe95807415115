from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Organisation
from issues.models.issues import Issue


class Outcome(models.TextChoices):
    STOPPED = "stopped", pgettext_lazy("outcome of a dissuasion", "It stopped")
    PROMISED = "promised", pgettext_lazy("outcome of a dissuasion", "They promised to stop")
    REFUSED = "refused", pgettext_lazy("outcome of a dissuasion", "They would not")
    NOT_MET = "not_met", pgettext_lazy("outcome of a dissuasion", "Nobody was met")


class DissuasionRecord(models.Model):
    """劝阻记录: who spoke to whom about what, when, who saw it, and what came of it.

    A penalty for noise follows dissuasion that did not help (Public Security Administration Punishments Law
    as of 1 January 2026, art. 88): so it is signed by name, and never changed afterwards.
    """

    client_key = models.UUIDField(unique=True, editable=False)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="dissuasions")
    at = models.DateTimeField(_("when"))
    dissuader = models.CharField(_("who spoke to them"), max_length=60)
    dissuaded = models.CharField(_("whom"), max_length=60)  # "10 楼住户": a name only where it was given
    about = models.CharField(_("about what"), max_length=200)
    witness = models.CharField(_("who saw it"), max_length=60, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome)
    note = models.CharField(_("a note"), max_length=400, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.dissuader}, {self.issue_id}"
