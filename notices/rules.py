"""Who may write, put out and take down. An organisation speaks for itself, where it serves."""

from collections.abc import Iterable

from buildings.models import Dwelling, Membership, Organisation, Place, Service
from buildings.models.organisations import STAFF_KINDS, Office, OrganisationKind
from buildings.standing import MEMBER, Capacity, Standing, standing_of
from notices.models import Group, Notice, NoticeCategory, NoticeState
from people.models import User

# Invited to meetings, but outside the programme: a water company's word goes out through those who live here.
SILENT_KINDS = {OrganisationKind.PARTNER}


def may_write(*, user: User) -> bool:
    return user.is_superuser or bool(writing_capacities(standing_of(user)))


def may_write_for(*, user: User, organisation: Organisation) -> bool:
    return user.is_superuser or any(
        c.organisation_id == organisation.pk for c in writing_capacities(standing_of(user))
    )


def may_address(*, user: User, organisation: Organisation, places: Iterable[Place]) -> bool:
    """Every place lies where this organisation serves."""
    if user.is_superuser:
        return True
    capacities = writing_capacities(standing_of(user))
    served = [c.path for c in capacities if c.organisation_id == organisation.pk]
    return all(any(place.path.startswith(path) for path in served) for place in places)


def may_publish(*, user: User, organisation: Organisation) -> bool:
    """Plain members of a council or a club prepare; who holds an office there lets it go out."""
    return user.is_superuser or any(
        c.organisation_id == organisation.pk and _speaks(c) for c in writing_capacities(standing_of(user))
    )


def may_publish_somewhere(*, user: User) -> bool:
    return user.is_superuser or any(_speaks(c) for c in writing_capacities(standing_of(user)))


def may_always_alarm(*, user: User, organisation: Organisation, places: Iterable[Place]) -> bool:
    """The community's staff, and the subdistrict, may send as many emergencies as there are."""
    if user.is_superuser or organisation.kind in {*STAFF_KINDS, OrganisationKind.STREET_OFFICE}:
        return True
    standing = standing_of(user)
    return all(standing.is_staff_at(place) for place in places)


def may_edit(*, user: User, notice: Notice) -> bool:
    """Their own organisation's only: nobody changes another's words."""
    if notice.state == NoticeState.WITHDRAWN:
        return False
    if notice.state == NoticeState.PUBLISHED:
        return may_publish(user=user, organisation=notice.organisation)
    return may_write_for(user=user, organisation=notice.organisation)


def may_withdraw(*, user: User, notice: Notice) -> bool:
    """Whoever may let it out; and community staff, when all of it is addressed within their community."""
    if notice.state != NoticeState.PUBLISHED:
        return False
    if may_publish(user=user, organisation=notice.organisation):
        return True
    standing = standing_of(user)
    # Most of those who ask are not staff anywhere: spare them the places' query.
    return bool(standing.staff_paths) and all(standing.is_staff_at(place) for place in notice.places.all())


def may_acknowledge(*, user: User, notice: Notice) -> bool:
    """For a home of theirs that the notice is meant for, while it can be read."""
    standing = standing_of(user)
    if not (notice.asks_acknowledgement and notice.is_out and standing.home_paths):
        return False
    return Notice.objects.filter(pk=notice.pk).at_homes_of(user).exists()


# --- reaching people, and what they say ---------------------------------------------------------------------


def may_open_papers(*, user: User, notice: Notice) -> bool:
    """Files, pictures and photos of boards come down with the notice; its own organisation keeps them."""
    if notice.state != NoticeState.WITHDRAWN:
        return True
    return user.is_superuser or standing_of(user).is_member_of(notice.organisation_id)


def takes_questions(notice: Notice) -> bool:
    """Neighbours may say something while it stands; always under a public posting."""
    asks = notice.allows_comments or notice.category == NoticeCategory.POSTING
    return asks and notice.is_out and not notice.is_over


def may_ask(*, user: User, notice: Notice) -> bool:
    """Whoever it is meant for."""
    if not (user.is_authenticated and takes_questions(notice)):
        return False
    return _is_at_home(user, notice) or Notice.objects.filter(pk=notice.pk).addressed_to(user).exists()


def _is_at_home(user: User, notice: Notice) -> bool:
    """Of a notice with its `place_rows`: all of a place is told where this person lives. No query."""
    told = [row["path"] for row in getattr(notice, "place_rows", ()) if _is_whole(row)]
    homes = standing_of(user).home_paths if Group.RESIDENTS in notice.audience else ()
    return any(home.startswith(path) for home in homes for path in told)


def _is_whole(row: dict) -> bool:
    return row["floor_from"] is None and row["dwelling"] is None


def may_answer(*, user: User, notice: Notice) -> bool:
    """Its publisher; where nobody of it is left, the staff at its places."""
    return may_write_for(user=user, organisation=notice.organisation) or stands_in(user=user, notice=notice)


def stands_in(*, user: User, notice: Notice) -> bool:
    """Most who ask are staff nowhere: spared the queries."""
    if not standing_of(user).staff_paths or speaks_still(notice.organisation):
        return False
    return any(standing_of(user).is_staff_at(place) for place in notice.places.all())


def speaks_still(organisation: Organisation) -> bool:
    """Somebody of it is here, and it serves some place."""
    members = Membership.objects.current().filter(organisation=organisation, user__is_active=True)
    return members.filter(organisation__services__in=Service.objects.current()).exists()


def looks_after_some(*, user: User, notice: Notice) -> bool:
    """Staff or captain at some of its places; the notice comes with `place_rows`. No query."""
    standing = standing_of(user)
    duties = standing.staff_paths | standing.captain_paths
    return user.is_superuser or any(
        row["path"].startswith(duty) or duty.startswith(row["path"])
        for row in notice.place_rows
        for duty in duties
    )


def may_tell(*, user: User, dwelling: Dwelling) -> bool:
    """Captains tick the doors of their floors, staff those of their places."""
    return user.is_superuser or standing_of(user).looks_after(dwelling.place, dwelling.floor)


def may_hang_up(*, user: User, notice: Notice, place: Place) -> bool:
    """Its publisher, the staff and the captains of the building where it hangs."""
    standing = standing_of(user)
    is_there = standing.is_staff_at(place) or standing.is_captain_at(place)
    return is_there or may_write_for(user=user, organisation=notice.organisation)


def may_see_names(*, user: User, notice: Notice) -> bool:
    """Staff, where they are; of its publisher those who may let it out. Captains ask home by home."""
    if may_see_all_names(user=user, notice=notice):
        return True
    paths = standing_of(user).staff_paths
    return any(row["path"].startswith(path) for row in notice.place_rows for path in paths)


def may_see_all_names(*, user: User, notice: Notice) -> bool:
    """By having published. A property company learns nobody's name that way (DOMAIN 2), nor does the site's
    administrator, who reads no household."""
    if user.is_superuser or notice.organisation.kind == OrganisationKind.PROPERTY_COMPANY:
        return False
    return may_publish(user=user, organisation=notice.organisation)


def leading_paths(user: User) -> set[str]:
    """Where this person may publish."""
    return {c.path for c in writing_capacities(standing_of(user)) if _speaks(c)}


def may_lead_robots(*, user: User, place: Place) -> bool:
    return user.is_superuser or any(place.path.startswith(path) for path in leading_paths(user))


def may_send_back(*, user: User, notice: Notice) -> bool:
    if notice.state != NoticeState.REVIEW:
        return False
    return notice.submitted_by_id == user.pk or may_publish(user=user, organisation=notice.organisation)


def writing_capacities(standing: Standing) -> list[Capacity]:
    return [
        c
        for c in standing.capacities
        if c.source == MEMBER and c.path and c.organisation_kind not in SILENT_KINDS
    ]


def _speaks(capacity: Capacity) -> bool:
    return capacity.organisation_kind in STAFF_KINDS or capacity.office != Office.MEMBER
