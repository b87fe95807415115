"""Reads for pages, for the home pages above, and for the panels on pages below."""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, ExtractYear, JSONObject

from buildings.models import Membership, Organisation, Place, Service
from buildings.models.places import AROUND, PlaceKind, prefixes, starts_with
from buildings.standing import standing_of
from committees.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    CouncilSeat,
    Invitation,
    Meeting,
    MeetingKind,
    Party,
    Resolution,
)
from committees.models.left import has_left
from committees.models.meetings import PRESENT, MeetingState, Reply
from committees.queries.parties import PARTY_ORDER, captains_below
from committees.rules import CONVENING_KINDS, COUNCIL_KINDS
from issues.models import Issue
from kit.carried import carried, partly, unpacked
from kit.nearest import ids_of
from kit.together import among
from kit.together import counted as how_many
from people.models import User

# --- for the home pages: one query each -----------------------------------------------------------------


def meetings_for(user: User | AnonymousUser) -> QuerySet[Meeting]:
    """With what a row shows: its place, who calls it, and this person's own answer as `my_reply`."""
    return _with_reply(Meeting.objects.visible_to(user), user)


def _with_reply(rows: QuerySet[Meeting], user: User | AnonymousUser) -> QuerySet[Meeting]:
    rows = rows.select_related(f"place__{AROUND}", "organisation", "kind")
    mine = Invitation.objects.filter(meeting=OuterRef("pk"), user=user.pk)
    return rows.annotate(my_reply=Subquery(mine.values("reply")[:1]))


def upcoming_for(user: User | AnonymousUser, limit: int = 3) -> list[Meeting]:
    """The next ones that concern this person; for a visitor the next open ones."""
    return list(upcoming_rows(user, limit))


def upcoming_rows(
    user: User | AnonymousUser, limit: int = 3, now: datetime | None = None
) -> QuerySet[Meeting]:
    """The few numbers first: PostgreSQL would plan the names' joins together with who may see what."""
    order = ("starts_at", "id")
    near = Meeting.objects.visible_to(user).upcoming(now).concerning(user, MeetingState.CONVENED)
    near = near.order_by(*order).values("pk")[:limit]
    return _with_reply(Meeting.objects.filter(among(ArraySubquery(near))), user).order_by(*order)


def next_for(user: User | AnonymousUser) -> Meeting | None:
    return next(iter(upcoming_for(user, limit=1)), None)


def owed_by(user: User | AnonymousUser) -> list[ActionItem]:
    """What this person, or an organisation of theirs, promised and has not done; the most urgent first."""
    return list(owed_rows(user)) if user.is_authenticated else []


def owed_lists(user: User, most: int) -> dict[str, QuerySet]:
    """The most urgent, and how many there are, of which the sum is meant. Theirs are found before they are
    sorted: in the order of the days, all promises of a city would be passed."""
    theirs = ids_of(ActionItem.objects.owed_by(user).order_by())
    first = ActionItem.objects.filter(among(theirs)).order_by("due_on", "id")[:most]
    rows = ActionItem.objects.filter(among(ids_of(first))).select_related("meeting")
    return {
        "owed": rows.order_by("due_on", "id"),
        "owed_in_all": how_many(ActionItem.objects.owed_by(user)),
    }


def owed_rows(user: User) -> QuerySet[ActionItem]:
    rows = ActionItem.objects.owed_by(user).select_related("meeting__place", "organisation", "person")
    return rows.order_by("due_on", "id")


def kinds_held() -> list[MeetingKind]:
    return list(MeetingKind.objects.filter(is_active=True))


# --- one meeting -----------------------------------------------------------------


def meeting_for(user: User | AnonymousUser) -> QuerySet[Meeting]:
    """One page's worth in one query; see `detail.html` for what is shown. `parties_of`, `agenda_of` and
    `seat_of` read the rows that come with it."""
    invitations = Invitation.objects.filter(meeting=OuterRef("pk"))
    mine = invitations.filter(user=user.pk)
    signed_up = invitations.filter(party=None).exclude(reply__in=[Reply.DECLINED, Reply.ONLINE])
    return (
        Meeting.objects.visible_to(user)
        .select_related(
            "place__parent",
            "organisation",
            "chair",
            "previous",
            "minutes_notice",
            "kind",
            "minutes",
            "posting",
        )
        .annotate(
            my_reply=Subquery(mine.values("reply")[:1]),
            my_words=Subquery(mine.values("says")[:1]),
            my_reason=Subquery(mine.values("reason")[:1]),
            my_party=Subquery(mine.values("party__name")[:1]),
            guest=guest(user),
            seat_rows=ArraySubquery(seats_held(user)),
            party_rows=carried(
                parties_called(OuterRef("pk"), standing_of(user).on),
                called="called",
                coming="coming",
                came="came",
                has_left="has_left",
            ),
            delegate_rows=carried(delegates_of(user), name="user__display_name"),
            agenda_rows=carried(agenda_for(user), shows_issue="shows_issue", issue_state="issue__state"),
            chair_party=Subquery(invitations.filter(user=OuterRef("chair")).values("party__name")[:1]),
            signed_up=counted(signed_up, "meeting"),
            ordinal=counted(same_series().filter(starts_at__lte=OuterRef("starts_at")), "place"),
        )
    )


def counted(rows: QuerySet, by: str) -> Coalesce:
    """How many rows a subquery has; `by` is a field that they all share."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), Value(0))


def same_series() -> QuerySet[Meeting]:
    """Of the same place, kind and year as the outer meeting, and not called off."""
    return Meeting.objects.exclude(state=MeetingState.CANCELLED).filter(
        place=OuterRef("place"),
        kind=OuterRef("kind"),
        starts_at__year=ExtractYear(OuterRef("starts_at")),
    )


def guest(user: User | AnonymousUser) -> Subquery | Value:
    """This person's number, while they stand invited to the outer meeting."""
    if not user.is_authenticated:
        return Value(None, output_field=BigIntegerField())
    return Subquery(Invitation.objects.standing_for(user).filter(meeting=OuterRef("pk")).values("user")[:1])


def seats_held(user: User | AnonymousUser) -> QuerySet:
    """(party, its organisation), where this person sits as a delegate of the outer meeting; else nothing."""
    if not user.is_authenticated:
        return Invitation.objects.none().values_list(JSONObject(party="party"))
    mine = Invitation.objects.standing_for(user).filter(meeting=OuterRef("pk"), party__isnull=False)
    return mine.values_list(JSONObject(party="party", organisation="party__organisation"))[:1]


def parties_called(meeting: Meeting | OuterRef, on: date) -> QuerySet[Party]:
    """With `called`, `coming` (said so), `came` (was checked in, if only for a while) and `has_left`."""
    here = Invitation.objects.filter(party=OuterRef("pk"))
    return (
        Party.objects.filter(meeting=meeting)
        .order_by("position", "id")
        .annotate(
            called=counted(here, "party"),
            coming=counted(here.filter(reply__in=PRESENT), "party"),
            came=Coalesce(Subquery(seats_of_those(Attendance.objects.all())), 0),
            has_left=has_left(on),
        )
    )


def seats_of_those(attendances: QuerySet) -> QuerySet:
    """Of the outer party. A delegate and the one who was sent instead sit on one seat, if both are there."""
    seat = Coalesce("invitation__stands_in_for", "invitation", -F("id"))
    rows = attendances.filter(party=OuterRef("pk")).order_by().values("party")
    return rows.annotate(n=Count(seat, distinct=True)).values("n")


def delegates_of(user: User | AnonymousUser) -> QuerySet[Invitation]:
    """Of the outer meeting, those of this person's own organisations."""
    own = standing_of(user).organisation_ids if user.is_authenticated else set()
    rows = Invitation.objects.filter(meeting=OuterRef("pk"), party__organisation__in=own)
    return rows.filter(stands_in_for=None).order_by("id")


def agenda_for(user: User | AnonymousUser) -> QuerySet[AgendaItem]:
    """`shows_issue`: this person may open the issue that the item was raised from."""
    visible = Issue.objects.visible_to(user).filter(pk=OuterRef("issue"))
    shows = Value(False) if not user.is_authenticated else Exists(visible)
    return AgendaItem.objects.filter(meeting=OuterRef("pk")).annotate(shows_issue=shows).order_by("position")


def parties_of(meeting: Meeting) -> list[Party]:
    """With `called`, `coming`, `came`, and of one's own `delegates`. No query.

    Where nobody was checked in, the answers say who came, as in the minutes.
    """
    parties = unpacked(Party, meeting.party_rows)
    if not any(party.came for party in parties):
        for party in parties:
            party.came = party.coming
    invitations = unpacked(Invitation, meeting.delegate_rows)
    for invitation in invitations:
        invitation.user = partly(User, id=invitation.user_id, display_name=invitation.name)
    for party in parties:
        party.delegates = [invitation for invitation in invitations if invitation.party_id == party.pk]
    return parties


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """With `shows_issue`. No query."""
    items = unpacked(AgendaItem, meeting.agenda_rows)
    for item in items:
        if item.issue_id:
            item.issue = partly(Issue, id=item.issue_id, state=item.issue_state)
    return items


def invitations_of(meeting: Meeting) -> QuerySet[Invitation]:
    return meeting.invitations.select_related("user", "party").order_by(
        F("party__position").asc(nulls_last=True), "id"
    )


# --- panels on the pages of lower rooms -----------------------------------------------------------------


def seats_at(place: Place) -> QuerySet[CouncilSeat]:
    """The seats of the councils that serve this place, vacant ones too."""
    serving = Service.objects.current().filter(
        organisation=OuterRef("council"), place__path__in=prefixes([place.path])
    )
    rows = CouncilSeat.objects.current().filter(Exists(serving)).select_related("council", "holder__user")
    return rows.order_by("council", "number")


def seats_of(council: Organisation) -> list[CouncilSeat]:
    rows = CouncilSeat.objects.current().filter(council=council).select_related("holder__user")
    return list(rows.order_by("number"))


def members_of(council: Organisation) -> list[Membership]:
    return list(council.memberships.current().select_related("user").order_by("id"))


def councils_at(place: Place) -> list[Organisation]:
    """The councils that serve this place, those without any seat too."""
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    rows = Organisation.objects.filter(kind__in=COUNCIL_KINDS, services__in=serving)
    return list(rows.distinct().order_by("name"))


def items_about(issue: Issue, user: User | AnonymousUser) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(issue=issue, meeting__in=Meeting.objects.visible_to(user))
    resolutions = Resolution.objects.order_by("number").select_related("meeting")
    return (
        rows.exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("meeting__place", "meeting__kind")
        .prefetch_related(Prefetch("resolutions", resolutions))
        .order_by("-meeting__starts_at")
    )


# --- what the convening page offers -----------------------------------------------------------------

# In the order in which parties are named; whom a meeting calls at first its kind says.
MEETING_PLACES = [PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE, PlaceKind.LANE, PlaceKind.ROAD]
MOST_ISSUES = 60


def places_to_convene(user: User | AnonymousUser) -> QuerySet[Place]:
    rows = Place.objects.filter(kind__in=MEETING_PLACES).order_by("path")
    if user.is_superuser:
        return rows
    return rows.filter(starts_with(standing_of(user).service_paths(*CONVENING_KINDS)))


def organisations_to_convene(user: User | AnonymousUser, place: Place) -> list[Organisation]:
    """In whose name: one's own first."""
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    standing = standing_of(user)
    own = standing.organisation_ids
    if not user.is_superuser:  # see `rules.acts_for`
        within = starts_with(standing.staff_paths, "place__path")
        serving = serving.filter(Q(organisation__in=own) | within)
    rows = Organisation.objects.filter(kind__in=CONVENING_KINDS, services__in=serving).distinct()
    return sorted(rows, key=lambda o: (o.pk not in own, PARTY_ORDER.index(o.kind), o.pk))


def issues_to_raise(user: User | AnonymousUser, place: Place) -> list[Issue]:
    known = Issue.objects.all() if user.is_superuser else Issue.objects.visible_to(user)
    rows = known.open().below(place.path).select_related(f"place__{AROUND}")
    return list(rows.order_by("-reported_at")[:MOST_ISSUES])


def delegates_missing(parties: Iterable[Party], called: set[int]) -> dict[int, list[User]]:
    """By party: the members of its organisation who are not called yet."""
    party_of = {party.organisation_id: party.pk for party in parties if party.organisation_id}
    members = Membership.objects.current().filter(organisation__in=party_of, user__is_active=True)
    members = members.exclude(user__in=called)
    missing: dict[int, list[User]] = {pk: [] for pk in party_of.values()}
    for member in members.select_related("user").order_by("id"):
        missing[party_of[member.organisation_id]].append(member.user)
    return missing


def members_to_call(meeting: Meeting, organisations: Iterable[int | None]) -> list[Membership]:
    """Of these parties' organisations; `is_called` says that they sit there already."""
    known = {pk for pk in organisations if pk}
    if not known:
        return []
    called = called_as_delegates(meeting).filter(user=OuterRef("user"))
    rows = Membership.objects.current().filter(organisation__in=known, user__is_active=True)
    rows = rows.annotate(is_called=Exists(called))
    return list(rows.select_related("user").order_by("id"))


def called_as_delegates(meeting: Meeting) -> QuerySet[Invitation]:
    return Invitation.objects.filter(meeting=meeting, party__isnull=False, stands_in_for=None)


def seat_of(meeting: Meeting) -> dict[str, int | None] | None:
    """{"party", "organisation"} of the delegate who looks at it. No query."""
    return next(iter(meeting.seat_rows or ()), None)


def substitutes_for(meeting: Meeting, members: Iterable[Membership] | None = None) -> list[User]:
    """Who could sit on this delegate's seat: of the same organisation, or a captain there; not called yet.
    One query, none where the page has the members."""
    seat = seat_of(meeting)
    if seat is None:
        return []
    if organisation := seat["organisation"]:
        known = members_to_call(meeting, [organisation]) if members is None else members
        return [m.user for m in known if m.organisation_id == organisation and not m.is_called]
    called = called_as_delegates(meeting).values("user")
    return [person for person, _line in captains_below(meeting.place, but=called)]
