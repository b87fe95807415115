"""Who may do what to an issue. `may_*` asks for the person alone; `verbs` adds what its state allows."""

from buildings.models import Organisation, Place
from buildings.models.places import PlaceKind, prefixes
from buildings.standing import Standing, standing_of
from issues.models import Issue
from issues.models import IssueState as S
from people.models import User

# From which states each verb leads on.
FROM_STATES = {
    "accept": {S.REPORTED},
    "dispatch": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},
    "answer": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS, S.RESOLVED},
    "start": {S.REPORTED, S.ACCEPTED},
    "resolve": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},
    "confirm": {S.RESOLVED},
    "reopen": {S.RESOLVED},
    "withdraw": {S.REPORTED, S.ACCEPTED, S.IN_PROGRESS},
}


def may_report(*, user: User, place: Place) -> bool:
    """Anywhere in one's own estate (or community, without an estate), and where one is captain or serves."""
    if not user.is_authenticated:
        return False
    standing = standing_of(user)
    if user.is_superuser or standing.serves(place) or standing.is_captain_at(place):
        return True
    around = place.path in prefixes(standing.home_paths) and place.kind != PlaceKind.STREET
    return around or any(place.path.startswith(area) for area in neighbourhood_paths(standing))


def neighbourhood_paths(standing: Standing) -> set[str]:
    """The estate around each home or place looked after, else the community. One query."""
    paths = standing.neighbour_paths
    rows = Place.objects.above(*paths).filter(kind__in=[PlaceKind.ESTATE, PlaceKind.COMMUNITY])
    wide = [path for (path,) in rows.values_list("path")]
    return {max((w for w in wide if path.startswith(w)), key=len, default=path) for path in paths}


def may_log_for(*, user: User, place: Place) -> bool:
    """Log what someone else said on the phone or on the stairs."""
    standing = standing_of(user)
    return user.is_superuser or standing.is_captain_at(place) or standing.serves(place)


def is_reporter(*, user: User, issue: Issue) -> bool:
    return user.pk in (issue.reporter_id, issue.logged_by_id)


def is_in_charge(*, user: User, issue: Issue) -> bool:
    """Holds it today: by a captaincy that still runs, or as a member of the organisation that has it."""
    standing = standing_of(user)
    if issue.holder_organisation_id:
        return standing.is_member_of(issue.holder_organisation_id)
    return issue.holder_id == user.pk and standing.is_captain_at(issue.place)


def is_staff(*, user: User, issue: Issue) -> bool:
    return user.is_superuser or standing_of(user).is_staff_at(issue.place)


def may_accept(*, user: User, issue: Issue) -> bool:
    return is_in_charge(user=user, issue=issue) or is_staff(user=user, issue=issue)


def may_start(*, user: User, issue: Issue) -> bool:
    return may_accept(user=user, issue=issue)


def may_resolve(*, user: User, issue: Issue) -> bool:
    return may_accept(user=user, issue=issue)


def may_dispatch(*, user: User, issue: Issue) -> bool:
    return may_accept(user=user, issue=issue) or standing_of(user).is_captain_at(issue.place, issue.floor)


def may_dispatch_to(*, organisation: Organisation, issue: Issue) -> bool:
    return organisation.services.current().filter(place__path__in=prefixes([issue.place.path])).exists()


def may_answer(*, user: User, issue: Issue) -> bool:
    """Whoever has it, staff, the captain there, and the reporter, who may add a word."""
    return may_dispatch(user=user, issue=issue) or is_reporter(user=user, issue=issue)


def may_confirm(*, user: User, issue: Issue) -> bool:
    """Only who reported it says that it is done, and nobody says it of their own work."""
    return is_reporter(user=user, issue=issue) and user.pk != issue.resolved_by_id


def may_reopen(*, user: User, issue: Issue) -> bool:
    return is_reporter(user=user, issue=issue)


def may_withdraw(*, user: User, issue: Issue) -> bool:
    return is_reporter(user=user, issue=issue)


def may_link(*, user: User, issue: Issue) -> bool:
    """Bring it to a meeting: whoever serves there, in whichever organisation."""
    standing = standing_of(user)
    return user.is_superuser or standing.serves(issue.place) or standing.is_captain_at(issue.place)


def may_see_reporter(*, user: User, issue: Issue) -> bool:
    """Who reported it, and the door: not for neighbours."""
    return (
        is_reporter(user=user, issue=issue)
        or is_in_charge(user=user, issue=issue)
        or is_staff(user=user, issue=issue)
        or standing_of(user).is_captain_at(issue.place, issue.floor)
    )


MAY = {
    "accept": may_accept,
    "dispatch": may_dispatch,
    "answer": may_answer,
    "start": may_start,
    "resolve": may_resolve,
    "confirm": may_confirm,
    "reopen": may_reopen,
    "withdraw": may_withdraw,
}


def verbs(*, user: User, issue: Issue) -> set[str]:
    """What this person may do to it as it stands now."""
    return {
        verb
        for verb, states in FROM_STATES.items()
        if issue.state in states and MAY[verb](user=user, issue=issue)
    }
