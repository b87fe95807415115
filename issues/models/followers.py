from django.conf import settings
from django.db import models
from django.utils import timezone

from issues.models.issues import Issue


class Follower(models.Model):
    """A neighbour who said "this is mine too", or whose own report was merged: hears how it goes on."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="followers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="followed_issues"
    )
    at = models.DateTimeField(default=timezone.now)
    # The report of theirs that was merged into this one.
    merged_from = models.ForeignKey(Issue, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "user"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.issue_id}"
