"""Who may do what about a meeting. Each question is asked by one operation and by the page that offers it."""

from django.contrib.auth.models import AnonymousUser

from buildings.models import Organisation, Place, Service
from buildings.models.organisations import STAFF_KINDS, Office, OrganisationKind
from buildings.models.places import prefixes
from buildings.standing import standing_of
from committees.models import ActionItem, Meeting, Party
from people.models import User

# The others are invited (DOMAIN 1.3).
CONVENING_KINDS = STAFF_KINDS | {
    OrganisationKind.STREET_OFFICE,
    OrganisationKind.NEIGHBOUR_COUNCIL,
    OrganisationKind.OWNERS_COMMITTEE,
}
COUNCIL_KINDS = {OrganisationKind.NEIGHBOUR_COUNCIL, OrganisationKind.OWNERS_COMMITTEE}


def serves(organisation: Organisation, place: Place) -> bool:
    """This place lies at or below one that the organisation serves today."""
    above = prefixes([place.path])
    return Service.objects.current().filter(organisation=organisation, place__path__in=above).exists()


def may_convene(*, user: User, organisation: Organisation, place: Place) -> bool:
    """Members of a convening organisation, and community staff for it, at the places that it serves."""
    if organisation.kind not in CONVENING_KINDS or not serves(organisation, place):
        return False
    standing = standing_of(user)
    return user.is_superuser or standing.is_member_of(organisation.pk) or standing.is_staff_at(place)


def convenes_at(user: User | AnonymousUser, place: Place) -> bool:
    """Is there an organisation in whose name this person could convene here?"""
    if not user.is_authenticated:
        return False
    return user.is_superuser or standing_of(user).serves(place, *CONVENING_KINDS)


def may_run(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """Move it, call it off, write what was decided: the convenors, community staff, the chair."""
    if not user.is_authenticated:
        return False
    standing = standing_of(user)
    return (
        user.is_superuser
        or standing.is_member_of(meeting.organisation_id)
        or standing.is_staff_at(meeting.place)
        or chairs(user=user, meeting=meeting)
    )


def chairs(*, user: User, meeting: Meeting) -> bool:
    """Leads it, and still is what they were called as: whoever leaves an office leaves its chair."""
    return meeting.chair_id == user.pk and meeting.invitations.standing_for(user).exists()


def may_invite(*, user: User | AnonymousUser, party: Party) -> bool:
    """A party names its own delegates; who runs the meeting may do it for all of them."""
    if may_run(user=user, meeting=party.meeting):
        return True
    return party.organisation_id is not None and standing_of(user).is_member_of(party.organisation_id)


def may_sign_up(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """An open meeting is for whoever is a neighbour at its place."""
    if not (user.is_authenticated and meeting.is_open):
        return False
    return any(path.startswith(meeting.place.path) for path in standing_of(user).neighbour_paths)


def may_report(*, user: User | AnonymousUser, action_item: ActionItem) -> bool:
    """Who owes it, any colleague of theirs, and whoever runs the meeting that asked for it."""
    if not user.is_authenticated:
        return False
    owes = action_item.person_id == user.pk or standing_of(user).is_member_of(action_item.organisation_id)
    return owes or may_run(user=user, meeting=action_item.meeting)


def may_seat(*, user: User, council: Organisation) -> bool:
    """The council's own head, and the staff of the community that it serves."""
    if user.is_superuser:
        return True
    standing = standing_of(user)
    heads = {c.organisation_id for c in standing.capacities if c.office == Office.HEAD}
    places = (service.place for service in council.services.current().select_related("place"))
    return council.pk in heads or any(standing.is_staff_at(place) for place in places)
