"""A wording is voted on, counted, and becomes a resolution. The rule decides the outcome, no tired hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.models import Invitation, Meeting, Motion, MotionVote, Party, Resolution
from committees.models.kinds import Counted
from committees.models.resolutions import Outcome
from committees.models.room import Choice, Method, MotionState
from committees.operations.actions import ActionPlan
from committees.operations.ground import insist_on_running, insist_on_standing, locked, touch
from committees.operations.resolutions import insist_on_quorum, record_resolution
from committees.operations.room import insist_on_open, locked_to_run
from committees.queries.room import parties_present
from committees.quorum import is_adopted
from journal.operations import record
from kit.refused import Refused
from people.models import User


@dataclass(frozen=True)
class Votes:
    """How many said what; of parties or of delegates, as the meeting's rules have it."""

    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0

    @property
    def total(self) -> int:
        return self.votes_for + self.votes_against + self.abstentions


def votes_on(motion: Motion) -> Votes:
    counts = dict(motion.votes.values_list("choice").annotate(n=Sum("count")))
    return Votes(counts.get("for", 0), counts.get("against", 0), counts.get("abstain", 0))


@transaction.atomic
def open_vote(*, by: User, motion: Motion, method: str, now: datetime | None = None) -> Motion:
    """From now on its words are fixed. By hands the secretary counts, by phones the delegates tap."""
    now = now or timezone.now()
    meeting = locked_to_run(by, motion.meeting)
    insist_on_open(meeting)
    motion = Motion.objects.select_for_update().get(pk=motion.pk)
    if motion.state == MotionState.VOTING and motion.method == method:
        return motion
    if method not in (Method.HANDS, Method.PHONES):
        raise Refused(_("Choose how you vote: by hands or on phones."), field="method")
    insist_on_words(motion)
    if meeting.voters == Counted.NOBODY:
        raise Refused(_("At this kind of meeting nothing is voted on. Say what all agree on, or note it."))
    insist_on_quorum(meeting)
    if meeting.motions.filter(state=MotionState.VOTING).exists():
        raise Refused(_("A vote is open. Close it first."))
    motion.state, motion.method, motion.opened_at = MotionState.VOTING, method, now
    motion.save(update_fields=["state", "method", "opened_at"])
    meeting.speeches.filter(ended_at=None).update(ended_at=now)  # debate is over once the vote is open
    record(
        by=by,
        verb="committees.open_vote",
        subject=meeting,
        data={"motion": motion.pk, "method": method},
        now=now,
    )
    touch(meeting)
    return motion


def no_words() -> str:
    return _("Write down what is to be decided, word for word.")


def insist_on_words(motion: Motion) -> None:
    if motion.state != MotionState.DRAFT:
        raise Refused(_("This motion was dealt with already."))
    if not motion.text.strip():
        raise Refused(no_words(), field="text")


@transaction.atomic
def cast_vote(*, by: User, motion: Motion, choice: str, now: datetime | None = None) -> MotionVote:
    """On the delegate's own phone, for the party or for oneself; changed at will until the vote is closed."""
    now = now or timezone.now()
    meeting = locked(motion.meeting)
    insist_on_standing(meeting)
    motion = voting(motion, Method.PHONES)
    if choice not in Choice.values:
        raise Refused(_("Say yes, no, or that you abstain."), field="choice")
    invitation = delegate_here(by, meeting)
    whole_party = meeting.voters == Counted.PARTIES
    found = {"party": invitation.party} if whole_party else {"invitation": invitation}
    vote = motion.votes.filter(**found).first()
    if vote and vote.choice == choice:
        return vote
    if vote is None:
        insist_on_a_seat_to_vote(motion, invitation, whole_party)
        vote = MotionVote(motion=motion, party=invitation.party)
        vote.invitation = None if whole_party else invitation
    vote.choice, vote.cast_by, vote.cast_at = choice, by, now
    vote.save()
    data = {"motion": motion.pk, "party": invitation.party_id, "choice": choice}
    record(by=by, verb="committees.vote", subject=meeting, data=data, now=now)
    touch(meeting)
    return vote


def voting(motion: Motion, method: str) -> Motion:
    motion = Motion.objects.select_for_update().get(pk=motion.pk)
    if motion.state != MotionState.VOTING or motion.method != method:
        raise Refused(_("This vote is not open any more."))
    return motion


def delegate_here(by: User, meeting: Meeting) -> Invitation:
    """A delegate who still is what they were called as, and who is in the room or on the line."""
    invitation = (
        meeting.invitations.standing_for(by).select_related("party").filter(party__isnull=False).first()
    )
    if invitation is None:
        raise Refused(_("The parties' delegates vote."))
    if not invitation.attendances.here().exists():
        raise Refused(_("Check in first; then you can vote."))
    return invitation


def insist_on_a_seat_to_vote(motion: Motion, invitation: Invitation, whole_party: bool) -> None:
    if whole_party:
        return
    same_seat = Q(invitation=invitation.stands_in_for_id) | Q(invitation__stands_in_for=invitation)
    if motion.votes.filter(same_seat, invitation__isnull=False).exists():
        raise Refused(_("Somebody has voted for this seat already."))
    cast = motion.votes.filter(party=invitation.party).aggregate(n=Sum("count"))["n"] or 0
    if cast >= invitation.party.seats:
        sentence = ngettext(
            "The one vote of %(party)s is cast.", "All %(count)d votes of %(party)s are cast.", cast
        )
        raise Refused(sentence % {"count": cast, "party": invitation.party.name})


@transaction.atomic
def count_hands(
    *, by: User, motion: Motion, party: Party, votes: Votes, now: datetime | None = None
) -> list[MotionVote]:
    """The hands of one party; counted again, the new count replaces the old one."""
    now = now or timezone.now()
    meeting = locked_to_run(by, motion.meeting)
    motion = voting(motion, Method.HANDS)
    party = meeting.parties.filter(pk=party.pk).first()
    if party is None:
        raise Refused(_("This party was not invited to this meeting."))
    insist_on_the_hands(meeting, party, votes)
    numbers = {
        Choice.FOR: votes.votes_for,
        Choice.AGAINST: votes.votes_against,
        Choice.ABSTAIN: votes.abstentions,
    }
    motion.votes.filter(party=party).delete()
    rows = MotionVote.objects.bulk_create(
        MotionVote(motion=motion, party=party, choice=choice, count=count, cast_by=by, cast_at=now)
        for choice, count in numbers.items()
        if count
    )
    data = {"motion": motion.pk, "party": party.pk, "count": [int(n) for n in numbers.values()]}
    record(by=by, verb="committees.count_hands", subject=meeting, data=data, now=now)
    touch(meeting)
    return rows


def insist_on_the_hands(meeting: Meeting, party: Party, votes: Votes) -> None:
    present = parties_present(meeting).get(pk=party.pk)
    here = 0 if present.has_left else present.here
    most = min(1, here) if meeting.voters == Counted.PARTIES else min(party.seats, here)
    if min(votes.votes_for, votes.votes_against, votes.abstentions) < 0 or votes.total > most:
        sentence = ngettext(
            "%(party)s has %(most)d vote in the room.", "%(party)s has %(most)d votes in the room.", most
        )
        raise Refused(sentence % {"party": party.name, "most": most}, field="votes")


@transaction.atomic
def withdraw_motion(*, by: User, motion: Motion, now: datetime | None = None) -> Motion:
    """It is taken back, also while it is voted on; another wording may follow."""
    now = now or timezone.now()
    meeting = locked_to_run(by, motion.meeting)
    motion = Motion.objects.select_for_update().get(pk=motion.pk)
    if motion.state == MotionState.WITHDRAWN:
        return motion
    if motion.state == MotionState.DECIDED:
        raise Refused(_("This motion was dealt with already."))
    motion.state, motion.closed_at = MotionState.WITHDRAWN, now
    motion.save(update_fields=["state", "closed_at"])
    record(by=by, verb="committees.withdraw_motion", subject=meeting, data={"motion": motion.pk}, now=now)
    touch(meeting)
    return motion


@transaction.atomic
def decide_motion(
    *,
    by: User,
    motion: Motion,
    method: str | None = None,
    is_beyond_power: bool = False,
    budget: Decimal | None = None,
    actions: Sequence[ActionPlan] = (),
    now: datetime | None = None,
) -> Resolution:
    """It becomes a resolution: by the votes cast, by consensus, or noted. A second tap gets the same one."""
    now = now or timezone.now()
    meeting = locked(motion.meeting)
    insist_on_running(by, meeting)
    motion = Motion.objects.select_for_update().select_related("item").get(pk=motion.pk)
    if known := Resolution.objects.filter(motion=motion).first():
        return known
    insist_on_standing(meeting)
    let_go_of_votes(meeting, motion)
    votes = votes_on(motion)
    outcome = outcome_of(meeting, motion, method, votes)
    motion.method = motion.method if motion.state == MotionState.VOTING else method
    motion.state, motion.closed_at = MotionState.DECIDED, now
    motion.save(update_fields=["state", "method", "closed_at"])
    return record_resolution(
        by=by,
        meeting=meeting,
        agenda_item=motion.item,
        text=motion.text,
        motion=motion,
        outcome=outcome,
        votes_for=votes.votes_for,
        votes_against=votes.votes_against,
        abstentions=votes.abstentions,
        is_beyond_power=is_beyond_power,
        budget=budget,
        actions=actions if outcome != Outcome.REJECTED else (),
        now=now,
    )


def let_go_of_votes(meeting: Meeting, motion: Motion) -> None:
    """Of who left before it was decided: the minutes name what was counted. The journal keeps all."""
    if motion.state == MotionState.VOTING:
        motion.votes.exclude(party__in=meeting.parties.there()).delete()


def outcome_of(meeting: Meeting, motion: Motion, method: str | None, votes: Votes) -> str:
    if motion.state == MotionState.VOTING:
        if not votes.total:
            raise Refused(_("Nobody has voted yet. Count the votes, or take the motion back."))
        return Outcome.ADOPTED if wins(meeting, votes) else Outcome.REJECTED
    insist_on_words(motion)
    if method == Method.NOTED:
        return Outcome.NOTED
    if method == Method.CONSENSUS:
        return Outcome.ADOPTED
    raise Refused(_("Choose how you decide: by a vote, by consensus, or noted without one."), field="method")


def wins(meeting: Meeting, votes: Votes) -> bool:
    of_all = None
    if meeting.majority_is_of_all:
        parties = list(meeting.parties.there().values_list("seats", flat=True))
        of_all = len(parties) if meeting.voters == Counted.PARTIES else sum(parties)
    counts = (votes.votes_for, votes.votes_against, votes.abstentions)
    return is_adopted(*counts, meeting.majority_share, of_all=of_all)
