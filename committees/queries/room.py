"""What the room shows: who is there, whose turn it is, how the vote stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from committees.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    Motion,
    MotionVote,
    Party,
    Resolution,
    Speech,
)
from committees.models.kinds import Counted
from committees.models.left import has_left
from committees.models.meetings import PRESENT
from committees.models.room import MotionState
from committees.queries.meetings import counted, seats_of_those
from committees.quorum import PartyCount, Quorum, quorum_of


def parties_present(meeting: Meeting) -> QuerySet[Party]:
    """With `here` (in the room or on the line), `expected` (said they come), `called` and `has_left`."""
    called = Invitation.objects.filter(party=OuterRef("pk"))
    rows = meeting.parties.annotate(
        has_left=has_left(timezone.localdate()),
        here=Coalesce(Subquery(seats_of_those(Attendance.objects.here())), 0),
        expected=counted(called.filter(reply__in=PRESENT), "party"),
        called=counted(called.filter(stands_in_for=None), "party"),
    )
    return rows.order_by("position", "id")


def quorum_from(meeting: Meeting, counts: list[PartyCount]) -> Quorum:
    return quorum_of(
        counts,
        share=meeting.quorum_share,
        counts_people=meeting.quorum_of == Counted.PEOPLE,
        fixed=meeting.quorum_fixed,
    )


def quorum_now(meeting: Meeting) -> Quorum:
    """By who is checked in. One query."""
    return quorum_from(meeting, counts_of(parties_present(meeting), "here"))


def counts_of(parties: Iterable[Party], who: str) -> list[PartyCount]:
    """Of each party that is one still, how many are there, or said so."""
    return [PartyCount(party.seats, getattr(party, who)) for party in parties if not party.has_left]


@dataclass
class Room:
    """One look at a meeting that is being held; each part is read once, when it is asked for."""

    meeting: Meeting

    @cached_property
    def agenda(self) -> list[AgendaItem]:
        return list(self.meeting.agenda.in_order())

    @cached_property
    def live(self) -> AgendaItem | None:
        return next((item for item in self.agenda if item.pk == self.meeting.live_item_id), None)

    @property
    def live_number(self) -> int:
        return self.agenda.index(self.live) + 1 if self.live else 0

    @cached_property
    def parties(self) -> list[Party]:
        return list(parties_present(self.meeting).select_related("organisation"))

    @cached_property
    def quorum(self) -> Quorum:
        return quorum_from(self.meeting, counts_of(self.parties, "here"))

    @cached_property
    def attendances(self) -> list[Attendance]:
        rows = self.meeting.attendances.select_related("invitation__user", "party")
        return list(rows.order_by("arrived_at", "id"))

    @cached_property
    def here(self) -> list[Attendance]:
        return [attendance for attendance in self.attendances if attendance.left_at is None]

    @property
    def guests(self) -> int:
        return sum(attendance.party_id is None for attendance in self.here)

    @cached_property
    def invitations(self) -> list[Invitation]:
        rows = self.meeting.invitations.select_related("user", "party", "stands_in_for__user")
        return list(rows.order_by("party__position", "id"))

    def name_list(self) -> list[tuple[Party | None, list[dict]]]:
        """By party: everyone called and everyone who came, with their present stay or their last one."""
        last = {a.invitation_id: a for a in self.attendances if a.invitation_id}
        rows: dict[int | None, list[dict]] = defaultdict(list)
        for invitation in self.invitations:
            rows[invitation.party_id].append({"invitation": invitation, "stay": last.get(invitation.pk)})
        for attendance in self.attendances:
            if attendance.invitation_id is None:
                rows[attendance.party_id].append({"invitation": None, "stay": attendance})
        return [(party, rows.get(party.pk, [])) for party in self.parties] + [(None, rows.get(None, []))]

    @cached_property
    def speaking(self) -> Speech | None:
        rows = self.meeting.speeches.filter(started_at__isnull=False, ended_at=None)
        return rows.select_related("attendance__invitation__user", "attendance__party").first()

    @cached_property
    def motions(self) -> list[Motion]:
        """Those on the item on the table that are worded or voted on, the one being voted on first."""
        states = (MotionState.DRAFT, MotionState.VOTING)
        return list(
            self.meeting.motions.filter(state__in=states).select_related("item").order_by("-state", "id")
        )

    @property
    def voting(self) -> Motion | None:
        return next((motion for motion in self.motions if motion.state == MotionState.VOTING), None)

    def draft_on(self, item: AgendaItem | None) -> Motion | None:
        drafts = (m for m in self.motions if m.state == MotionState.DRAFT)
        return next((m for m in drafts if item and m.item_id == item.pk), None)

    @cached_property
    def votes(self) -> list[MotionVote]:
        """Of those who are a party still: what others said is not counted when it is decided."""
        votes = self.voting.votes.select_related("party", "invitation") if self.voting else []
        left = {party.pk for party in self.parties if party.has_left} if votes else ()
        return [vote for vote in votes if vote.party_id not in left]

    def count(self, choice: str) -> int:
        return sum(vote.count for vote in self.votes if vote.choice == choice)

    @property
    def tally(self) -> dict[str, int]:
        return {name: self.count(choice) for name, choice in TALLY}

    def vote_rows(self) -> list[dict]:
        """By party: what it said so far; with delegates' votes the numbers."""
        of: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for vote in self.votes:
            of[vote.party_id][vote.choice] += vote.count
        rows = []
        for party in self.parties:
            if party.has_left:
                continue
            counts = {name: of[party.pk][choice] for name, choice in TALLY}
            said = next((choice for _name, choice in TALLY if of[party.pk][choice]), "")
            rows.append({"party": party, "said": said, **counts})
        return rows

    @cached_property
    def resolutions(self) -> list[Resolution]:
        actions = ActionItem.objects.select_related("organisation", "person").order_by("due_on", "id")
        rows = self.meeting.resolutions.select_related("meeting", "motion").order_by("number")
        return list(rows.prefetch_related(Prefetch("action_items", actions)))

    @property
    def is_by_party(self) -> bool:
        return self.meeting.voters == Counted.PARTIES

    @property
    def votes_at_all(self) -> bool:
        return self.meeting.voters != Counted.NOBODY


TALLY = (("votes_for", "for"), ("votes_against", "against"), ("abstentions", "abstain"))
