"""What readers ask or say under a notice, and what its publisher answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.models.notices import Notice


class NoticeCommentQuerySet(models.QuerySet):
    def standing(self) -> "NoticeCommentQuerySet":
        return self.filter(hidden_at=None)

    def waiting(self) -> "NoticeCommentQuerySet":
        return self.standing().filter(answered_at=None)


class NoticeComment(models.Model):
    """One question, one answer. Hidden ones stay in the table, with the reason."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="comments")
    client_key = models.UUIDField(unique=True)
    text = models.TextField(_("your question or comment"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_reason = models.CharField(max_length=200, blank=True)

    objects = NoticeCommentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="notice_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | Q(hidden_by__isnull=False) & ~Q(hidden_reason=""),
                name="notice_comment_hidden_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text
