"""Where it is asked whether somebody still lives there: an ownership ended, and the person is registered on.

It follows from the rows as they stand. In doubt is a grown-up who is registered without an end and
- whose ownership ended while they were: known by the name or the phone, or registered as an owner;
- and who is none of today's owners, by name or by phone: a name that is spelled anew beside the same number
  puts nobody in doubt, and names are never guessed at (brothers' differ by one character too);
- and of whom nobody has said, for that ownership, that they still live there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from buildings.models import Dwelling, Ownership, Place, Residency, StillHere
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import starts_with
from buildings.standing import Standing, standing_of
from kit.together import among, counted
from people.models import User

NAME, PHONE = OuterRef("user__display_name"), OuterRef("user__phone")
SAME = Q(owner_name=NAME) | Q(phone=PHONE) & ~Q(phone="")


def residencies_in_doubt(on: date) -> QuerySet[Residency]:
    here = Ownership.objects.filter(dwelling=OuterRef("dwelling"))
    said = StillHere.objects.filter(ownership=OuterRef("pk"), user=OuterRef(OuterRef("user")))
    changed = here.filter(ended_on__lte=on, ended_on__gte=OuterRef("started_on"))
    ended = changed.exclude(Exists(said))
    theirs = Q(Exists(ended), kind=ResidencyKind.OWNER) | Exists(ended.filter(SAME))
    rows = Residency.objects.current(on).filter(ended_on=None, is_minor=False, user__is_active=True)
    # The first by itself, for the database: few homes change hands, and the rest is asked of those alone.
    return rows.filter(Exists(changed), theirs, ~Exists(here.current(on).filter(SAME)))


def in_doubt(standing: Standing) -> QuerySet[Residency]:
    """Those of the doors that this person answers for; of themselves nobody is asked."""
    return residencies_in_doubt(standing.on).looked_after(standing).exclude(user=standing.user.pk)


def doors_in_doubt(standing: Standing, place: Place | None = None) -> QuerySet[Dwelling]:
    """All, or those in the place. Found first: joined, a page of the few is looked for among all homes of the
    town, and those of one estate among a subdistrict's. And before them the homes that changed hands: of each
    other one all who live there would be looked at."""
    changed = Ownership.objects.filter(dwelling=OuterRef("pk"), ended_on__lte=standing.on)
    doors = Dwelling.objects.looked_after(standing).filter(Exists(changed))
    if place:
        doors = doors.below(place.path)
    asked = in_doubt(standing).filter(among(ArraySubquery(doors.values("pk")), "dwelling"))
    return Dwelling.objects.filter(among(ArraySubquery(asked.values("dwelling"))))


def with_last_end(doors: QuerySet[Dwelling], on: date) -> QuerySet[Dwelling]:
    """Each with the day on which an owner of it was last replaced."""
    ended = Ownership.objects.filter(dwelling=OuterRef("pk"), ended_on__lte=on).order_by("-ended_on")
    return doors.annotate(changed_on=Subquery(ended.values("ended_on")[:1]))


def doors_counted(user: User) -> QuerySet:
    """How many there are, to be asked together with other lists."""
    return counted(doors_in_doubt(standing_of(user)))


def is_in_doubt(standing: Standing) -> Expression:
    """Of a home, for an annotation: false for whoever answers for none, without a question."""
    if not (standing.staff_paths or standing.captain_paths):
        return Value(False)
    return Exists(in_doubt(standing).filter(dwelling=OuterRef("pk")))


def is_in_doubt_below(path: str, standing: Standing) -> Expression:
    """The same of many homes below a place: found once, not asked home by home."""
    if not (standing.staff_paths or standing.captain_paths):
        return Value(False)
    here = in_doubt(standing).filter(starts_with([path], "dwelling__place__path"))
    return ExpressionWrapper(Q(pk__in=here.values("dwelling")), output_field=BooleanField())


@dataclass(frozen=True)
class Doubt:
    """One person at one door, with all that they are registered as there."""

    user: User
    ties: list[Residency]
    ended: list[Ownership]  # the last one first

    @property
    def was_owner(self) -> bool:
        return any(tie.kind == ResidencyKind.OWNER for tie in self.ties)

    @property
    def lives_here(self) -> bool:
        return any(tie.lives_here for tie in self.ties)

    @property
    def named(self) -> Ownership:
        """What ended and was theirs by name or number; else what ended last."""
        name, phone = self.user.display_name, self.user.phone
        own = (each for each in self.ended if each.owner_name == name or (phone and each.phone == phone))
        return next(own, self.ended[0])


def doubts_at(dwelling: Dwelling, on: date, *, but: User) -> list[Doubt]:
    """Who is asked about at a door. Two queries."""
    rows = residencies_in_doubt(on).filter(dwelling=dwelling).exclude(user=but)
    ties: dict[int, list[Residency]] = {}
    for tie in rows.select_related("user").order_by("pk"):
        ties.setdefault(tie.user_id, []).append(tie)
    ended = list(
        Ownership.objects.filter(dwelling=dwelling, ended_on__lte=on).order_by("-ended_on", "-pk")
        if ties
        else ()
    )
    return [Doubt(own[0].user, own, _while_there(own, ended)) for own in ties.values()]


def _while_there(ties: Iterable[Residency], ended: Iterable[Ownership]) -> list[Ownership]:
    since = min(tie.started_on for tie in ties)
    return [ownership for ownership in ended if ownership.ended_on >= since]
