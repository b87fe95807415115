from ballots.models import Ballot
from buildings.models import Organisation
from buildings.models.organisations import STAFF_KINDS
from buildings.standing import standing_of
from people.models import User


def speaking_for(user: User, ballot: Ballot) -> Organisation:
    """In whose name a notice about it goes out: of the organisation that asks; community staff who run
    another's ballot publish in their own name."""
    standing = standing_of(user)
    if user.is_superuser or standing.is_member_of(ballot.organisation_id):
        return ballot.organisation
    own = {
        c.organisation_id
        for c in standing.capacities
        if c.organisation_kind in STAFF_KINDS and c.path and ballot.place.path.startswith(c.path)
    }
    return Organisation.objects.filter(pk__in=own).first() or ballot.organisation
