"""Of a notice to very many: who is still to be told (docs/adr/0023-very-many-are-told-in-shares.md)."""

from django.db import models
from django.db.models import F, Q

from notices.models.notices import Notice


class NoticeShare(models.Model):
    """Those of its audience whose numbers lie in a range. The row goes with the commit that tells them."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="shares")
    again = models.PositiveSmallIntegerField(default=0)  # how often it was told again; 0: for the first time
    first = models.BigIntegerField()
    until = models.BigIntegerField()  # this one not any more
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("first")), name="notice_share_holds_somebody")
        ]

    def __str__(self) -> str:
        return f"{self.notice}, {self.first} to {self.until}"
