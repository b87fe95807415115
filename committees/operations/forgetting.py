from datetime import datetime

from django.db import transaction
from django.utils import timezone

from committees.models import CalendarAddress
from people.models import User


@transaction.atomic
def forget_person(*, person: User, now: datetime | None = None) -> None:
    """Nobody reads their meetings under a secret address any more; minutes and votes stay as they were."""
    rows = CalendarAddress.objects.filter(user=person, revoked_at=None)
    rows.update(revoked_at=now or timezone.now())
