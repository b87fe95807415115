from datetime import datetime

from django.db import transaction

from issues.models import Follower, SavedView
from people.models import User


@transaction.atomic
def forget_person(*, person: User, now: datetime | None = None) -> None:
    """What served only them goes; what they reported is history, and names nobody any more."""
    SavedView.objects.filter(user=person).delete()
    Follower.objects.filter(user=person).delete()
