"""Meetings that come again: who sees them, and whom each of them calls."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from buildings.models import Membership, Organisation, Place
from buildings.models.organisations import Office
from buildings.models.places import AROUND, starts_with
from buildings.queries.duty import RANK, duty_person
from buildings.standing import standing_of
from committees.models import Meeting, MeetingKind, MeetingSeries
from committees.models.kinds import COUNCIL
from committees.queries.parties import CAPTAINS, PARTY_ORDER, PartyOffer, parties_offered
from people.models import User


def series_for(user: User | AnonymousUser) -> QuerySet[MeetingSeries]:
    """Those of one's own organisations, and of all others where one is community staff."""
    rows = MeetingSeries.objects.select_related(
        "kind", "organisation", f"place__{AROUND}", "created_by"
    ).prefetch_related("exceptions")
    if user.is_superuser:
        return rows
    standing = standing_of(user)
    own = rows.filter(organisation__in=standing.organisation_ids)
    return own | rows.filter(starts_with(standing.staff_paths, "place__path"))


def meetings_of_series(series: MeetingSeries, most: int) -> list[Meeting]:
    return list(series.meetings.select_related("place").order_by("-starts_at")[:most])


def running_series(today: date) -> QuerySet[MeetingSeries]:
    """Those from which a meeting may still be called, in the order in which a worker takes them."""
    called = Prefetch("meetings", Meeting.objects.only("series_id", "series_on").filter(series_on__gte=today))
    rows = MeetingSeries.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today))
    return (
        rows.select_related("kind", "place", "organisation", "created_by")
        .prefetch_related("exceptions", called)
        .order_by("pk")
    )


def heads_of(organisation: Organisation) -> list[User]:
    """Its heads; where there is none, whoever stands in for it."""
    heads = Membership.objects.current().filter(
        organisation=organisation, office=Office.HEAD, user__is_active=True
    )
    found = [membership.user for membership in heads.select_related("user").order_by("pk")]
    return found or [person for person in [duty_person(organisation)] if person]


def parties_by_kind(kind: MeetingKind, place: Place) -> list[PartyOffer]:
    """Whom this kind calls at this place, each person for one party.

    An organisation sends as many as the kind gives it seats, its head first; captains come all, since nobody
    but they can say which of them.
    """
    seats = {row["kind"]: row["seats"] for row in kind.invites}
    wanted = [offer for offer in parties_offered(place) if is_wanted(offer, seats)]
    ranked = members_by_rank([offer.organisation.pk for offer in wanted if offer.organisation])
    taken: set[int] = set()
    for offer in wanted:
        if offer.organisation:
            offer.people = ranked.get(offer.organisation.pk, [])
            offer.seated_first()
        if kind.code != COUNCIL:
            offer.seats = 0
        elif offer.sitting:
            offer.people = [person for person in offer.people if person[0].pk in offer.sitting]
        free = [(user, line) for user, line in offer.people if user.pk not in taken and user.is_active]
        offer.people = free[: seats.get(offer.organisation.kind)] if offer.organisation else free
        taken |= {user.pk for user, _line in offer.people}
    return wanted


def is_wanted(offer: PartyOffer, seats: dict[str, int]) -> bool:
    """Named by the kind. Those who serve only a part of the place are left out, as on the convening page."""
    key = offer.organisation.kind if offer.organisation else CAPTAINS
    if not seats:
        return offer.is_called
    return key in seats and (offer.is_called or PARTY_ORDER.index(key) > PARTY_ORDER.index(CAPTAINS))


def members_by_rank(organisations: list[int]) -> dict[int, list[tuple[User, str]]]:
    members = Membership.objects.current().filter(organisation__in=organisations).select_related("user")
    found: dict[int, list[tuple[User, str]]] = {}
    for member in members.order_by(RANK, "started_on", "pk"):
        line = member.title or member.get_office_display()
        found.setdefault(member.organisation_id, []).append((member.user, line))
    return found
