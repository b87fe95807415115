from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from committees.models import CalendarAddress, Invitation
from people.models import User


@transaction.atomic
def forget_person(*, person: User, now: datetime | None = None) -> None:
    """Nobody reads their meetings under a secret address any more, nor why they could not come to one;
    minutes and votes stay as they were."""
    rows = CalendarAddress.objects.filter(user=person, revoked_at=None)
    rows.update(revoked_at=now or timezone.now())
    with translation.override(settings.LANGUAGE_CODE):
        Invitation.objects.filter(user=person).exclude(reason="").update(reason=_("Not said any more"))
