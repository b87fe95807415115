"""What was done, by whom, for whom, when. Rows are only ever added; a trigger in the database holds that."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from kit.subjects import subject_key

SITE = "site"  # the subject of what concerns none of its rows: that it was backed up, say


class EntryQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> "EntryQuerySet":
        return self.filter(subject=subject_key(subject))

    def of_site(self, verb: str) -> "EntryQuerySet":
        return self.filter(subject=SITE, verb=verb)


class Entry(models.Model):
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=60)
    # "issues.issue:12"; text, since the journal lies below the rooms that write in it.
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject", "id"]), models.Index(fields=["by", "-id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"
