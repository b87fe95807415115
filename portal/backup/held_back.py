"""What is held back after a restore, as whoever decides about it sees it: by kind and by how old it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from buildings.models import Membership
from buildings.models.places import starts_with
from buildings.queries import neighbours_of
from buildings.standing import standing_of
from notifications.models import Message, State
from people.models import User
from portal.backup.rules import street_paths

# From the youngest: up to how long before the moment at which the page was made.
AGES = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "older": timedelta(days=36500),
}


@dataclass(frozen=True)
class Group:
    """Messages of one kind and age, which are ticked together."""

    kind: str
    age: str
    count: int

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.age}"


def held_below(user: User) -> QuerySet[Message]:
    """To people of the streets that they serve in the subdistrict's office; the superuser has all of them."""
    held = Message.objects.filter(state=State.STOPPED)
    if user.is_superuser:
        return held
    paths = list(street_paths(user))
    if not paths:
        return held.none()
    serving = starts_with(paths, "organisation__services__place__path")
    # Asked of each message: few are held back, and those who live there are hundreds of thousands.
    on = standing_of(user).on
    neighbour = neighbours_of(paths, on).filter(pk=OuterRef("recipient"))
    staff = Membership.objects.current(on).filter(serving, user=OuterRef("recipient"))
    return held.filter(Q(Exists(neighbour)) | Q(Exists(staff)))


def groups(messages: QuerySet[Message], *, as_of: datetime) -> list[Group]:
    """One query. The youngest first: it is the likeliest to be still worth sending."""
    age = Case(*(When(due_at__gt=as_of - span, then=Value(name)) for name, span in AGES.items()))
    rows = (
        messages.order_by()
        .annotate(age=age)
        .values("age", kind=F("letter__kind"))
        .annotate(count=Count("pk"))
    )
    ages = list(AGES)
    return sorted((Group(**row) for row in rows), key=lambda group: (ages.index(group.age), group.kind))


def chosen(messages: QuerySet[Message], keys: Iterable[str], *, as_of: datetime) -> QuerySet[Message]:
    """Those of the groups with these keys, as they were when the page was made."""
    wanted = Q(pk__in=[])
    for key in keys:
        kind, _slash, age = key.rpartition("/")
        if age in AGES:
            wanted |= Q(letter__kind=kind) & _of_age(age, as_of)
    return messages.filter(wanted)


def _of_age(age: str, as_of: datetime) -> Q:
    names = list(AGES)
    older = Q(due_at__gt=as_of - AGES[age])
    younger = names[: names.index(age)]
    return older & Q(due_at__lte=as_of - AGES[younger[-1]]) if younger else older
