"""What a code said is not kept once it has served, or can no longer serve."""

from django.db import models

from notifications.models import CODE, Letter, Message


def forget_codes(rows: models.QuerySet[Message]) -> None:
    """Of these rows. Whoever calls it ends them in the same transaction."""
    Letter.objects.filter(kind=CODE, pk__in=rows.filter(letter__kind=CODE).values("letter")).update(body="")
