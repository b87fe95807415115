"""What happened at a meeting, read once for its minutes; and who reads, confirms or is asked about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from buildings.models.places import prefixes
from buildings.standing import standing_of
from committees.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Confirmation,
    Invitation,
    Meeting,
    Minutes,
    MotionVote,
    Party,
    PublicPosting,
    Resolution,
)
from committees.models.left import has_left
from committees.models.meetings import PRESENT
from committees.queries.actions import carried_promises
from committees.queries.meetings import counted, same_series
from journal.models import Entry
from kit.subjects import subject_key
from people.models import User


@dataclass(frozen=True)
class Happened:
    """The rows that minutes are made of. Without any check-in the replies say who came."""

    meeting: Meeting
    ordinal: int  # the how-manieth of its kind at its place in its year
    secretary: str
    parties: list[Party]
    invitations: list[Invitation]
    attendances: list[Attendance]
    agenda: list[AgendaItem]
    resolutions: list[Resolution]
    carried: list[ActionItem]  # with `status` and `status_text`: what was said about it at this meeting

    @property
    def was_checked(self) -> bool:
        return bool(self.attendances)


def what_happened(meeting: Meeting) -> Happened:
    invitations = meeting.invitations.select_related("user", "party", "stands_in_for__user")
    attendances = meeting.attendances.select_related("invitation__user", "party")
    return Happened(
        meeting=meeting,
        ordinal=ordinal_of(meeting),
        secretary=secretary_of(meeting),
        parties=list(parties_of_all(meeting)),
        invitations=list(invitations.order_by("id")),
        attendances=list(attendances.order_by("arrived_at", "id")),
        agenda=list(meeting.agenda.in_order()),
        resolutions=resolved_at(meeting),
        carried=list(carried_into(meeting)),
    )


def parties_of_all(meeting: Meeting) -> QuerySet[Party]:
    return meeting.parties.annotate(has_left=has_left(timezone.localdate())).order_by("position", "id")


def ordinal_of(meeting: Meeting) -> int:
    before = same_series().filter(starts_at__lte=OuterRef("starts_at"))
    same = Meeting.objects.filter(pk=meeting.pk).values("place", "kind", "starts_at")
    row = same.annotate(ordinal=counted(before, "place")).values_list("ordinal", flat=True)
    return row.get()


def secretary_of(meeting: Meeting) -> str:
    """Who closed the meeting and wrote its minutes; nobody yet while it is held."""
    entry = Entry.objects.filter(subject=subject_key(meeting), verb="committees.close")
    entry = entry.select_related("by").order_by("id").last()
    return entry.by.display_name if entry and entry.by else ""


def resolved_at(meeting: Meeting) -> list[Resolution]:
    actions = ActionItem.objects.select_related("organisation", "person").order_by("due_on", "id")
    votes = MotionVote.objects.select_related("party").order_by("party__position", "party_id")
    rows = meeting.resolutions.select_related("meeting", "agenda_item", "motion").order_by("number")
    return list(rows.prefetch_related(Prefetch("action_items", actions), Prefetch("motion__votes", votes)))


def carried_into(meeting: Meeting) -> QuerySet[ActionItem]:
    """Older promises that it looked at. What was promised behind closed doors stands in no open minutes."""
    rows = carried_promises(meeting)
    return rows.filter(meeting__is_open=True) if meeting.is_open else rows


def people_at(meeting: Meeting) -> dict[str, str]:
    """Everybody who was called or came, with the party's name; nobody's for a neighbour who sat in."""
    called = meeting.invitations.values_list("user__display_name", "party__name")
    came = meeting.attendances.filter(invitation=None).values_list("name", "party__name")
    return {name: party or "" for name, party in [*called, *came]}


# --- who reads, and who is asked ----------------------------------------------------------------------


def minutes_for(user: User | AnonymousUser) -> QuerySet[Meeting]:
    """Whoever may read the meeting; what is posted may be read by all neighbours of the place as well."""
    rows = Meeting.objects.visible_to(user)
    if user.is_authenticated and not user.is_superuser:
        posted = Exists(PublicPosting.objects.filter(meeting=OuterRef("pk")))
        near = Q(place__path__in=prefixes(standing_of(user).neighbour_paths))
        rows = rows | Meeting.objects.filter(Q(posted) & near)
    beside = ("place", "organisation", "chair", "kind", "minutes", "posting", "minutes_notice")
    return rows.select_related(*beside)


def parties_there(meeting: Meeting, document: dict) -> list[Party]:
    """Those who are asked to confirm: who was there, by the document that they are asked about."""
    there = {row["party"] for row in document["attendance"] if row["present"]}
    return [party for party in meeting.parties.there().order_by("position", "id") if party.name in there]


def party_of(meeting: Meeting, user: User | AnonymousUser) -> Party | None:
    """The party for which this person may speak today: called, and still what they were called as."""
    if not user.is_authenticated:
        return None
    own = meeting.invitations.standing_for(user).exclude(party=None).select_related("party").first()
    return own.party if own else None


def answers_to(minutes: Minutes) -> dict[int, Confirmation]:
    """By party, of the version that stands now."""
    rows = minutes.confirmations.filter(version=minutes.version)
    return {row.party_id: row for row in rows}


def delegates_there(meeting: Meeting, party: Party) -> list[User]:
    """Who was there for it and still speaks for it; all whom it named, where of those nobody is left."""
    named = meeting.invitations.filter(party=party).select_related("user")
    was_checked = meeting.attendances.exists()
    came = named.filter(attendances__isnull=False) if was_checked else named.filter(reply__in=PRESENT)
    return _speaking(party, came) or _speaking(party, named)


def _speaking(party: Party, invitations: Iterable[Invitation]) -> list[User]:
    people = {invitation.user_id: invitation.user for invitation in invitations}.values()
    here = [user for user in people if user.is_active]
    return [user for user in here if party.invitations.standing_for(user).exists()]


def delegates_of_all(meeting: Meeting) -> list[User]:
    return [i.user for i in meeting.invitations.exclude(party=None).select_related("user").order_by("id")]
