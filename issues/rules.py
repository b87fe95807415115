"""Who may do what to an issue. `may_*` asks for the person alone; `verbs` adds what its state allows."""

from datetime import timedelta

from buildings.models import Organisation, Place
from buildings.models.organisations import OrganisationKind
from buildings.models.places import PlaceKind, prefixes
from buildings.standing import standing_of
from issues.models import OPEN_STATES, RUNNING_STATES, Issue
from issues.models import IssueState as S
from people.models import User

AFTERWARDS = {S.RESOLVED, S.UNRATED}
# From which states each verb leads on.
FROM_STATES = {
    "accept": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},  # the two later ones when it was offered
    "dispatch": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},
    "dispute": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},
    "decide": {S.DISPUTED},
    "answer": {*OPEN_STATES, S.RESOLVED},
    "start": {S.REPORTED, S.ACCEPTED},
    "suspend": {S.ACCEPTED, S.IN_PROGRESS},
    "resume": {S.SUSPENDED},
    "escalate": set(RUNNING_STATES),
    "resolve": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},
    "confirm": AFTERWARDS,
    "reopen": AFTERWARDS,
    "withdraw": set(OPEN_STATES),
    "merge": set(OPEN_STATES),
    "mediate": {*OPEN_STATES, S.RESOLVED},
    "dissuade": {*OPEN_STATES, S.RESOLVED},
    "join": set(OPEN_STATES),
    "leave": {*OPEN_STATES, S.RESOLVED},
}
REOPENED_WITHIN = timedelta(days=30)  # after it was closed without the reporter's word
LONGEST_SUSPENSION = timedelta(days=60)


def may_report(*, user: User, place: Place) -> bool:
    """Anywhere in one's own estate (or community, without an estate), and where one is captain or serves."""
    if not user.is_authenticated:
        return False
    standing = standing_of(user)
    if user.is_superuser or standing.serves(place) or standing.is_captain_at(place):
        return True
    around = place.path in prefixes(standing.home_paths) and place.kind != PlaceKind.STREET
    return around or any(place.path.startswith(area) for area in standing.neighbourhood_paths)


def may_log_for(*, user: User, place: Place) -> bool:
    """Log what someone else said on the phone or on the stairs."""
    standing = standing_of(user)
    return user.is_superuser or standing.is_captain_at(place) or standing.serves(place)


def is_reporter(*, user: User, issue: Issue) -> bool:
    """Who said it; who wrote it down for them, as long as they serve there: what an office lets one read ends
    with it."""
    if user.pk == issue.reporter_id:
        return True
    return user.pk == issue.logged_by_id and may_log_for(user=user, place=issue.place)


def is_in_charge(*, user: User, issue: Issue) -> bool:
    """Holds it today: by a captaincy that still runs, or as a member of the organisation that has it."""
    standing = standing_of(user)
    if issue.holder_organisation_id:
        return standing.is_member_of(issue.holder_organisation_id)
    return issue.holder_id == user.pk and standing.is_captain_at(issue.place)


def is_offered_to(*, user: User, issue: Issue) -> bool:
    """Passed on to them; a named person alone where one was named."""
    if issue.offered_organisation_id is None:
        return False
    named = issue.offered_to_id in (None, user.pk)
    return named and standing_of(user).is_member_of(issue.offered_organisation_id)


def went_past(*, user: User, issue: Issue) -> bool:
    """Had it until the next level was called, and may finish what was begun."""
    standing = standing_of(user)
    if issue.previous_organisation_id:
        return standing.is_member_of(issue.previous_organisation_id)
    return issue.previous_holder_id == user.pk and standing.is_captain_at(issue.place)


def is_staff(*, user: User, issue: Issue) -> bool:
    return user.is_superuser or standing_of(user).is_staff_at(issue.place)


def may_accept(*, user: User, issue: Issue) -> bool:
    return (
        is_in_charge(user=user, issue=issue)
        or is_offered_to(user=user, issue=issue)
        or is_staff(user=user, issue=issue)
    )


def may_start(*, user: User, issue: Issue) -> bool:
    """To begin is to accept."""
    return may_accept(user=user, issue=issue)


def may_resolve(*, user: User, issue: Issue) -> bool:
    return may_accept(user=user, issue=issue) or went_past(user=user, issue=issue)


def may_steer(*, user: User, issue: Issue) -> bool:
    """Whoever has it, and staff."""
    return is_in_charge(user=user, issue=issue) or is_staff(user=user, issue=issue)


def may_suspend(*, user: User, issue: Issue) -> bool:
    return may_steer(user=user, issue=issue)


def may_dispatch(*, user: User, issue: Issue) -> bool:
    return may_steer(user=user, issue=issue) or standing_of(user).is_captain_at(issue.place, issue.floor)


def may_dispatch_to(*, organisation: Organisation, issue: Issue) -> bool:
    return organisation.services.current().filter(place__path__in=prefixes([issue.place.path])).exists()


def may_dispute(*, user: User, issue: Issue) -> bool:
    """ "Not ours": whoever has it, and whoever it was offered to."""
    return is_in_charge(user=user, issue=issue) or is_offered_to(user=user, issue=issue)


def may_decide(*, user: User, issue: Issue) -> bool:
    """Whose it is, community staff say; neither side does."""
    return is_staff(user=user, issue=issue)


def may_escalate(*, user: User, issue: Issue) -> bool:
    """吹哨: whoever has it or had it, the captain there, and anyone who answers for the place."""
    standing = standing_of(user)
    return (
        may_resolve(user=user, issue=issue)
        or standing.is_captain_at(issue.place, issue.floor)
        or (not issue.is_private and standing.answers_at(issue.place))
    )


def may_answer(*, user: User, issue: Issue) -> bool:
    """Whoever has it, was offered it or had it, staff, the captain there; the reporter adds a word."""
    return answers_for(user=user, issue=issue) or is_reporter(user=user, issue=issue)


def answers_for(*, user: User, issue: Issue) -> bool:
    """Whose answer counts as a response."""
    return (
        may_dispatch(user=user, issue=issue)
        or is_offered_to(user=user, issue=issue)
        or went_past(user=user, issue=issue)
    )


def may_confirm(*, user: User, issue: Issue) -> bool:
    """Only who reported it says that it is done, and nobody says it of their own work."""
    return is_reporter(user=user, issue=issue) and user.pk != issue.resolved_by_id


def may_reopen(*, user: User, issue: Issue) -> bool:
    return is_reporter(user=user, issue=issue)


def may_withdraw(*, user: User, issue: Issue) -> bool:
    return is_reporter(user=user, issue=issue)


def may_merge(*, user: User, issue: Issue) -> bool:
    return is_staff(user=user, issue=issue)


def may_mediate(*, user: User, issue: Issue) -> bool:
    """Pass it to mediation: staff, and the captain or organisation that has it."""
    return may_steer(user=user, issue=issue)


def may_dissuade(*, user: User, issue: Issue) -> bool:
    """Note a dissuasion: whoever has it, the captain there, staff."""
    return may_dispatch(user=user, issue=issue)


def may_read_dissuasions(*, user: User, issue: Issue) -> bool:
    return may_dissuade(user=user, issue=issue)


def may_join(*, user: User, issue: Issue) -> bool:
    """ "This is mine too": a neighbour of the same neighbourhood who did not report it."""
    near = may_report(user=user, place=issue.place)
    return near and not issue.is_private and not is_reporter(user=user, issue=issue)


def may_leave(*, user: User, issue: Issue) -> bool:
    return not is_reporter(user=user, issue=issue)


def may_link(*, user: User, issue: Issue) -> bool:
    """Bring it to a meeting: whoever serves there, in whichever organisation."""
    standing = standing_of(user)
    serves = user.is_superuser or standing.serves(issue.place) or standing.is_captain_at(issue.place)
    return serves and may_read(user=user, issue=issue)


def may_see_reporter(*, user: User, issue: Issue) -> bool:
    """Who reported it: captain of the floor, staff, a committee that has it; not the property company."""
    return is_reporter(user=user, issue=issue) or knows_the_reporter(user=user, issue=issue)


def knows_the_reporter(*, user: User, issue: Issue) -> bool:
    if is_staff(user=user, issue=issue) or standing_of(user).is_captain_at(issue.place, issue.floor):
        return True
    outside = (OrganisationKind.PROPERTY_COMPANY, OrganisationKind.PARTNER)
    organisation = issue.holder_organisation
    return is_in_charge(user=user, issue=issue) and (organisation is None or organisation.kind not in outside)


def may_see_door(*, user: User, issue: Issue) -> bool:
    """Where exactly: whoever has to go there as well."""
    return (
        may_see_reporter(user=user, issue=issue)
        or is_in_charge(user=user, issue=issue)
        or is_offered_to(user=user, issue=issue)
        or went_past(user=user, issue=issue)
    )


def may_see_time(*, user: User, issue: Issue) -> bool:
    """The minute, where neighbours read the day: whoever threw it could work out from it who reported."""
    if not issue.category.is_time_blurred:
        return True
    return may_see_door(user=user, issue=issue) or standing_of(user).answers_at(issue.place)


def may_read_relay(*, user: User, issue: Issue) -> bool:
    """What passes between the reporter and whoever answers for it."""
    return may_see_door(user=user, issue=issue)


def may_read(*, user: User, issue: Issue) -> bool:
    """Words and photos: of what went to mediation nobody's, here."""
    return issue.state != S.MEDIATION


# Who answers for a place as an organisation, and so for its figures.
FIGURE_KINDS = (
    OrganisationKind.STREET_OFFICE,
    OrganisationKind.PARTY_COMMITTEE,
    OrganisationKind.RESIDENTS_COMMITTEE,
    OrganisationKind.NEIGHBOUR_COUNCIL,
    OrganisationKind.PROPERTY_COMPANY,
)


def rate_paths(*, user: User) -> set[str]:
    """The places whose rates this person may read, each with all below it."""
    return standing_of(user).service_paths(*FIGURE_KINDS)


def may_see_rates(*, user: User, place: Place) -> bool:
    return user.is_superuser or any(place.path.startswith(path) for path in rate_paths(user=user))


def hides_few(*, user: User, place: Place) -> bool:
    """From the subdistrict one sees figures, not cases: what is too few to be a figure is not shown."""
    return not standing_of(user).serves(place, *FIGURE_KINDS[1:])


def may_print_slip(*, user: User, issue: Issue) -> bool:
    """The paper that says where it stands: whoever logged it, the captain there, staff."""
    logged = user.pk == issue.logged_by_id
    return (
        logged
        or is_staff(user=user, issue=issue)
        or standing_of(user).is_captain_at(issue.place, issue.floor)
    )


def may_export(*, user: User) -> bool:
    """A list to take away: for those who serve, not for neighbours."""
    return bool(standing_of(user).organisation_ids)


MAY = {
    "accept": may_accept,
    "dispatch": may_dispatch,
    "dispute": may_dispute,
    "decide": may_decide,
    "answer": may_answer,
    "start": may_start,
    "suspend": may_suspend,
    "resume": may_suspend,
    "escalate": may_escalate,
    "resolve": may_resolve,
    "confirm": may_confirm,
    "reopen": may_reopen,
    "withdraw": may_withdraw,
    "merge": may_merge,
    "mediate": may_mediate,
    "dissuade": may_dissuade,
    "join": may_join,
    "leave": may_leave,
}


def verbs(*, user: User, issue: Issue, follows: bool = False) -> set[str]:
    """What this person may do to it as it stands now. `follows`: whether they joined it."""
    found = {
        verb
        for verb, states in FROM_STATES.items()
        if issue.state in states and MAY[verb](user=user, issue=issue)
    }
    taken = issue.state in (S.ACCEPTED, S.IN_PROGRESS)
    if taken and not is_offered_to(user=user, issue=issue):
        found.discard("accept")
    found.discard("join" if follows else "leave")
    return found
