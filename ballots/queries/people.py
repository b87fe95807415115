"""Who is to be told of something about a ballot."""

from collections.abc import Iterable

from django.db.models import Q

from ballots.models import Ballot, Elector, RollVoter
from buildings.models import Captaincy, Membership
from buildings.models.places import prefixes, starts_with
from people.models import User


def runners_of(ballot: Ballot) -> list[User]:
    """The members of the organisation that asks, today."""
    members = Membership.objects.current().filter(organisation=ballot.organisation_id)
    return list(User.objects.filter(pk__in=members.values("user")))


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
