"""Who is to be told of something about a ballot."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q

from ballots.models import Ballot, Elector, RollVoter
from buildings.models import Captaincy, Membership, Service
from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.queries import staff_there
from people.models import User


def runners_of(ballot: Ballot) -> list[User]:
    """The members of the organisation that asks, today; where nobody of it is left, or it serves there no
    more, the community's staff, who hold it as well (`rules.may_run`)."""
    serving = Service.objects.current().filter(place__path__in=prefixes([ballot.place.path]))
    members = Membership.objects.current().filter(organisation=ballot.organisation_id)
    members = members.filter(organisation__services__in=serving)
    found = list(User.objects.filter(pk__in=members.values("user"), is_active=True))
    return found or staff_there(ballot.place)


def voters_of(electors: Iterable[Elector]) -> list[User]:
    """The accounts that may vote for any of these, each once."""
    rows = RollVoter.objects.filter(elector__in=electors, ended_at=None)
    return list(User.objects.filter(pk__in=rows.values("user")))


def voters_of_ballot(ballot: Ballot) -> list[User]:
    return voters_of(ballot.electors.filter(removed_at=None))


def captains_of(ballot: Ballot) -> list[User]:
    """Whoever looks after homes at its place, today."""
    near = starts_with([ballot.place.path], "place__path") | Q(place__path__in=prefixes([ballot.place.path]))
    captains = Captaincy.objects.current().filter(near)
    return list(User.objects.filter(pk__in=captains.values("user"), is_active=True))


def held_by(who: str, at: str = "ballot", on: date | None = None) -> Q:
    """`rules.may_run`, asked of the database about somebody else: rows whose column `who` is one of those who
    hold the ballot that `at` leads to."""
    members = Membership.objects.current(on).filter(user=OuterRef(who))
    place = ExpressionWrapper(OuterRef(f"{at}__place__path"), CharField())
    there = members.annotate(held_at=place).filter(
        organisation__services__in=Service.objects.current(on),
        held_at__startswith=F("organisation__services__place__path"),
    )
    own = there.filter(organisation=OuterRef(f"{at}__organisation"))
    staff = there.filter(organisation__kind__in=[*STAFF_KINDS, OrganisationKind.STREET_OFFICE])
    return Q(Exists(own)) | Q(Exists(staff)) | Q(**{f"{who}__is_superuser": True})
