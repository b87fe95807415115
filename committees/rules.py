"""Who may do what about a meeting. Each question is asked by one operation and by the page that offers it."""

from django.contrib.auth.models import AnonymousUser

from buildings.models import Organisation, Place, Service
from buildings.models.organisations import STAFF_KINDS, Office, OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from committees.models import ActionItem, Meeting, Party, Topic
from committees.models.resolutions import ActionState
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
    return acts_for(user=user, organisation=organisation, place=place)


def acts_for(*, user: User, organisation: Organisation, place: Place) -> bool:
    """Its members; community staff for those that serve within their community, not for what is above it."""
    standing = standing_of(user)
    if user.is_superuser or standing.is_member_of(organisation.pk):
        return True
    if not standing.is_staff_at(place):
        return False
    within = starts_with(standing.staff_paths, "place__path")
    serving = Service.objects.current().filter(within, place__path__in=prefixes([place.path]))
    return serving.filter(organisation=organisation).exists()


def convenes_at(user: User | AnonymousUser, place: Place) -> bool:
    """Is there an organisation in whose name this person could convene here?"""
    if not user.is_authenticated:
        return False
    return user.is_superuser or standing_of(user).serves(place, *CONVENING_KINDS)


def may_run(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """Move it, call it off, write what was decided: the convenors while they serve there, the community's
    staff, the chair."""
    if not user.is_authenticated:
        return False
    standing = standing_of(user)
    return (
        user.is_superuser
        or convened(user=user, meeting=meeting)
        or standing.is_staff_at(meeting.place)
        or chairs(user=user, meeting=meeting)
    )


def convened(*, user: User, meeting: Meeting) -> bool:
    """A member of those who called it, who serve around its place or in a part of it today."""
    theirs = [c.path for c in standing_of(user).capacities if c.organisation_id == meeting.organisation_id]
    return any(
        path and (meeting.place.path.startswith(path) or path.startswith(meeting.place.path))
        for path in theirs
    )


def chairs(*, user: User, meeting: Meeting) -> bool:
    """Leads it, and still is what they were called as: whoever leaves an office leaves its chair."""
    if meeting.chair_id != user.pk:
        return False
    known = getattr(meeting, "guest", None) == user.pk  # of a meeting by `meeting_for`
    return known or meeting.invitations.standing_for(user).exists()


def may_invite(*, user: User | AnonymousUser, party: Party) -> bool:
    """A party names its own delegates; who runs the meeting may do it for all of them. None is named for one
    that serves there no more."""
    own = party.organisation_id is not None and standing_of(user).is_member_of(party.organisation_id)
    return (own or may_run(user=user, meeting=party.meeting)) and still_there(party)


def still_there(party: Party) -> bool:
    return party.organisation_id is None or Party.objects.there().filter(pk=party.pk).exists()


def may_sign_up(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """An open meeting is for whoever is a neighbour at its place. Who signs up stands in a list of names: a
    child under 14 comes along with a grown-up (PIPL art. 31)."""
    if not (user.is_authenticated and meeting.is_open) or is_child(user):
        return False
    return any(path.startswith(meeting.place.path) for path in standing_of(user).neighbour_paths)


def is_child(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and standing_of(user).is_minor


def may_report(*, user: User | AnonymousUser, action_item: ActionItem) -> bool:
    """Who owes it, any colleague of theirs, and whoever runs the meeting that asked for it."""
    if not user.is_authenticated:
        return False
    owes = action_item.person_id == user.pk or standing_of(user).is_member_of(action_item.organisation_id)
    return owes or may_run(user=user, meeting=action_item.meeting)


def settles(*, user: User | AnonymousUser, action_item: ActionItem, meeting: Meeting) -> bool:
    """Lets go of a promise, or gives it another day: who runs `meeting` (which asked for it, or is a later
    one that looks at it), but nobody for themselves."""
    if action_item.person_id == user.pk or not may_run(user=user, meeting=meeting):
        return False
    is_own_house = action_item.organisation_id == meeting.organisation_id
    return is_own_house or not owes_as_a_whole(user, action_item)


def may_accept(*, user: User | AnonymousUser, action_item: ActionItem, meeting: Meeting) -> bool:
    """Done is what another says of it: never the one who promised, nor the one who said that it is done."""
    if not settles(user=user, action_item=action_item, meeting=meeting):
        return False
    said = action_item.reports.filter(state=ActionState.REPORTED).first()
    if action_item.state != ActionState.REPORTED or said is None:
        return not owes_as_a_whole(user, action_item)
    return said.by_id != user.pk


def owes_as_a_whole(user: User | AnonymousUser, action_item: ActionItem) -> bool:
    """The organisation promised it, nobody of it by name, and this is one of its members."""
    return action_item.person_id is None and standing_of(user).is_member_of(action_item.organisation_id)


def may_seat(*, user: User, council: Organisation) -> bool:
    """The council's own head, and the staff of the community that it serves."""
    if user.is_superuser:
        return True
    standing = standing_of(user)
    heads = {c.organisation_id for c in standing.capacities if c.office == Office.HEAD}
    places = (service.place for service in council.services.current().select_related("place"))
    return council.pk in heads or any(standing.is_staff_at(place) for place in places)


def may_set_kinds(*, user: User | AnonymousUser) -> bool:
    """What meetings there are, and by which rules, is the subdistrict office's to say."""
    if not user.is_authenticated:
        return False
    kinds = {capacity.organisation_kind for capacity in standing_of(user).capacities}
    return user.is_superuser or OrganisationKind.STREET_OFFICE in kinds


# A topic in the name of one of these needs no seconders.
PARTY_KINDS = CONVENING_KINDS | {OrganisationKind.PROPERTY_COMPANY}


def may_raise_topic(*, user: User | AnonymousUser, place: Place) -> bool:
    """A neighbour of the place, or whoever serves it."""
    if not user.is_authenticated:
        return False
    standing = standing_of(user)
    is_near = any(path.startswith(place.path) for path in standing.neighbour_paths)
    return user.is_superuser or is_near or standing.serves(place)


def may_sort_topic(*, user: User | AnonymousUser, topic: Topic) -> bool:
    """Whoever could convene there says whose power it is."""
    return convenes_at(user, topic.place)


def may_withdraw_topic(*, user: User | AnonymousUser, topic: Topic) -> bool:
    """Who raised it, and the colleagues of those in whose name it was raised."""
    if not user.is_authenticated:
        return False
    return topic.raised_by_id == user.pk or standing_of(user).is_member_of(topic.organisation_id)


def may_add_papers(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """Who runs it, and the delegates of its parties: the presenter is one of them."""
    if may_run(user=user, meeting=meeting):
        return True
    if not user.is_authenticated:
        return False
    return meeting.invitations.standing_for(user).exclude(party=None).exists()


def may_read_whole_minutes(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """With names and reasons: the parties' delegates, and who runs it."""
    if may_run(user=user, meeting=meeting):
        return True
    called = meeting.invitations.exclude(party=None)
    return user.is_authenticated and called.standing_for(user).exists()


def may_answer_for(*, user: User, party: Party) -> bool:
    """Confirm the minutes or object: a delegate of the party who still belongs to it."""
    return party.invitations.standing_for(user).exists()


def may_comment(*, user: User | AnonymousUser, meeting: Meeting) -> bool:
    """On what is posted: neighbours of the place."""
    if not user.is_authenticated:
        return False
    return any(path.startswith(meeting.place.path) for path in standing_of(user).neighbour_paths)
