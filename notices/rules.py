"""Who may write, put out and take down. An organisation speaks for itself, where it serves."""

from collections.abc import Iterable

from buildings.models import Organisation, Place
from buildings.models.organisations import STAFF_KINDS, Office, OrganisationKind
from buildings.standing import MEMBER, Capacity, Standing, standing_of
from notices.models import Notice, NoticeState
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


def writing_capacities(standing: Standing) -> list[Capacity]:
    return [
        c
        for c in standing.capacities
        if c.source == MEMBER and c.path and c.organisation_kind not in SILENT_KINDS
    ]


def _speaks(capacity: Capacity) -> bool:
    return capacity.organisation_kind in STAFF_KINDS or capacity.office != Office.MEMBER
