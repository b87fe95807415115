"""Who may let a notice go out, asked of the organisation: the same as `rules.may_publish` of one person."""

from django.db.models import QuerySet

from buildings.models import Membership, Organisation
from buildings.models.organisations import STAFF_KINDS, Office
from people.models import User


def reviewers_of(organisation: Organisation) -> QuerySet[User]:
    """Not evaluated."""
    rows = Membership.objects.current().filter(organisation=organisation)
    if organisation.kind not in STAFF_KINDS:
        rows = rows.exclude(office=Office.MEMBER)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True)
