"""The answer that is owed: whose power it is, what becomes of it, and why. And two proposals made one."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import proposals as words
from ballots.models import Endorsement, Proposal
from ballots.models.proposals import ANSWERED, WAITING_PROPOSALS, ProposalState
from ballots.operations.proposal_ground import (
    ask_for_an_answer,
    insist_on_words,
    lock,
    look_whether_enough,
    moved_on,
)
from ballots.queries.proposals import answering_for, behind, who_answers
from buildings.models import Organisation
from committees.models.topics import Power, Topic
from committees.operations import raise_topic, sort_topic
from committees.operations.topics import FOR_A_MEETING
from journal.operations import record
from kit.refused import Refused
from kit.times import local_date
from kit.workdays import is_workday
from notifications.operations import void
from people.models import User

LONGEST_ANSWER = Proposal._meta.get_field("answer").max_length
LONGEST_TOPIC = Topic._meta.get_field("text").max_length
FOR_A_BALLOT = FOR_A_MEETING


@transaction.atomic
def answer_proposal(
    *,
    by: User,
    proposal: Proposal,
    outcome: str,
    power: str,
    answer: str,
    organisation: Organisation | None = None,
    now: datetime | None = None,
) -> Proposal:
    """Once, with reasons, for everybody to read; its author and all who second it are told."""
    now = now or timezone.now()
    proposal = lock(proposal)
    insist_on_who_answers(by, proposal)
    answer = insist_on_words(
        answer, LONGEST_ANSWER, "answer", _("Say why in a few sentences; all who second it read it.")
    )
    if proposal.state in ANSWERED:
        if (proposal.state, proposal.power, proposal.answer) == (outcome, power, answer):
            return proposal
        raise Refused(_("It was answered already."))
    if proposal.state not in WAITING_PROPOSALS:
        raise Refused(moved_on(proposal))
    insist_on_an_outcome(power, outcome)
    proposal.answered_for = speaking_for(by, proposal, organisation)
    if outcome == ProposalState.TO_MEETING:
        proposal.topic = topic_of(by, proposal, power, now)
    proposal.state, proposal.power, proposal.answer = outcome, power, answer
    proposal.answered_by, proposal.answered_at, proposal.changed_at = by, now, now
    proposal.save()
    data = {"outcome": outcome, "power": power}
    record(by=by, verb="ballots.answer_proposal", subject=proposal, data=data, now=now)
    words.stop_asking(proposal)
    tell_of_the_answer(proposal, by=by, now=now)
    return proposal


def insist_on_who_answers(by: User, proposal: Proposal) -> None:
    if proposal.author_id == by.pk:
        raise Refused(_("You wrote it yourself. Please ask a colleague to answer it."))
    if not rules.may_answer(user=by, proposal=proposal):
        raise Refused(_("Proposals are answered by those who may convene a meeting here."))


def insist_on_an_outcome(power: str, outcome: str) -> None:
    if power not in Power.values:
        raise Refused(_("Say whose power it is."), field="power")
    if outcome not in ANSWERED:
        raise Refused(_("Say what becomes of it."), field="outcome")
    if outcome == ProposalState.TO_MEETING and power not in FOR_A_MEETING:
        raise Refused(
            _("A meeting here can do nothing about it. Decline it, and say who can decide it."),
            field="outcome",
        )
    if outcome == ProposalState.TO_BALLOT and power not in FOR_A_BALLOT:
        raise Refused(
            _("A ballot here can do nothing about it. Decline it, and say who can decide it."),
            field="outcome",
        )


def speaking_for(by: User, proposal: Proposal, organisation: Organisation | None) -> Organisation | None:
    """In whose name; the site's administrator speaks for nobody."""
    own = answering_for(by, proposal.place)
    if organisation is None:
        return own[0] if own else None
    if organisation not in own:
        raise Refused(
            _("You can speak only for an organisation of yours that serves here."), field="organisation"
        )
    return organisation


def topic_of(by: User, proposal: Proposal, power: str, now: datetime) -> Topic:
    """Waits for a meeting from now on. It is its author's: they hear when it stands on an agenda."""
    text = proposal.text
    if len(text) > LONGEST_TOPIC:
        text = f"{text[: LONGEST_TOPIC - 1]}…"  # all of it stands on the page of the proposal
    topic = raise_topic(
        by=by,
        on_behalf_of=proposal.author,
        place=proposal.place,
        title=proposal.title,
        text=text,
        now=now,
    )
    topic = sort_topic(by=by, topic=topic, power=power, anyway=True, now=now)
    void(subject=topic, to=[proposal.author])  # the answer tells them, with its reasons
    return topic


def tell_of_the_answer(proposal: Proposal, *, by: User, now: datetime) -> None:
    row = {"kind": words.NEWS, "proposal": proposal, "event": "answered", "by": by, "now": now}
    words.tell([proposal.author], words=words.answered(proposal, mine=True), **row)
    others = [person for person in behind([proposal]) if person.pk != proposal.author_id]
    words.tell(others, words=words.answered(proposal, mine=False), **row)


# --- two that want the same ----------------------------------------------------------------------------


@transaction.atomic
def merge_proposals(*, by: User, proposal: Proposal, into: Proposal, now: datetime | None = None) -> Proposal:
    """`proposal` goes on in `into`; whoever seconds either, or wrote the first, counts there once."""
    now = now or timezone.now()
    if proposal.pk == into.pk:
        raise Refused(_("It cannot be joined with itself."), field="into")
    by_pk = {row.pk: lock(row) for row in sorted([proposal, into], key=lambda row: row.pk)}
    proposal, into = by_pk[proposal.pk], by_pk[into.pk]
    insist_on_who_merges(by, proposal, into)
    if proposal.merged_into_id == into.pk:
        return proposal
    insist_on_two_open(proposal, into)
    due_on = min(filter(None, [proposal.answer_due_on, into.answer_due_on]), default=None)
    told = behind([proposal, into])
    proposal.state, proposal.merged_into, proposal.changed_at = ProposalState.MERGED, into, now
    proposal.save(update_fields=["state", "merged_into", "changed_at"])
    Proposal.objects.filter(merged_into=proposal).update(merged_into=into)  # what led to it leads on
    take_over_seconders(proposal, into)
    record(by=by, verb="ballots.merge_proposals", subject=proposal, data={"into": into.pk}, now=now)
    record(by=by, verb="ballots.merge_proposals", subject=into, data={"from": proposal.pk}, now=now)
    words.stop_asking(proposal)
    row = {"kind": words.NEWS, "event": f"joined {proposal.pk}", "by": by, "now": now}
    words.tell(told, words=words.merged(proposal, into), proposal=into, **row)
    keep_the_promise(into, due_on, by=by, now=now)
    return proposal


def insist_on_who_merges(by: User, proposal: Proposal, into: Proposal) -> None:
    if by.pk in (proposal.author_id, into.author_id):
        raise Refused(_("One of them is yours. Please ask a colleague to join them."))
    if not (rules.may_merge(user=by, proposal=proposal) and rules.may_merge(user=by, proposal=into)):
        raise Refused(_("Proposals are joined by those who may convene a meeting at both places."))


def insist_on_two_open(proposal: Proposal, into: Proposal) -> None:
    if proposal.state not in WAITING_PROPOSALS:
        raise Refused(moved_on(proposal))
    if into.state not in WAITING_PROPOSALS:
        raise Refused(
            _("“%(title)s” is not open any more: it was answered, joined or taken back.")
            % {"title": into.title},
            field="into",
        )
    if not proposal.place.path.startswith(into.place.path):
        raise Refused(
            _("Not all who second it are neighbours there. Join it with one of the same place or around it."),
            field="into",
        )


def take_over_seconders(proposal: Proposal, into: Proposal) -> None:
    """A union. Its author seconds the other from now on; the other's author is behind it already."""
    rows = {row.user_id: row.at for row in proposal.endorsements.order_by("pk")}
    rows.setdefault(proposal.author_id, proposal.published_at)
    rows.pop(into.author_id, None)
    Endorsement.objects.bulk_create(
        [Endorsement(proposal=into, user_id=user, at=at) for user, at in rows.items()], ignore_conflicts=True
    )


def keep_the_promise(into: Proposal, due_on: date | None, *, by: User, now: datetime) -> None:
    """A day that was promised to either holds for both."""
    if due_on is None:
        look_whether_enough(into, by=by, now=now)
    elif into.state == ProposalState.GATHERING:
        ask_for_an_answer(into, due_on, by=by, now=now)
    elif into.answer_due_on != due_on:
        into.answer_due_on, into.changed_at = due_on, now
        into.save(update_fields=["answer_due_on", "changed_at"])


# --- reminders --------------------------------------------------------------------------------------------


def remind_of_answers(now: datetime | None = None) -> int:
    """From the last working day before it is due, and once it is late; each once, however often called."""
    now = now or timezone.now()
    today = local_date(now)
    rows = Proposal.objects.filter(state=ProposalState.CHECKING, answer_due_on__lte=next_workday(today))
    return sum(remind_of(proposal, now=now) for proposal in rows)


def next_workday(today: date) -> date:
    day = today + timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


@transaction.atomic
def remind_of(proposal: Proposal, *, now: datetime) -> int:
    """Under its lock: what was answered a moment ago is not asked for."""
    proposal = lock(proposal)
    if proposal.state != ProposalState.CHECKING:
        return 0
    due, is_late = proposal.answer_due_on, local_date(now) > proposal.answer_due_on
    told = words.answer_late(proposal, now) if is_late else words.answer_due(proposal, now)
    event = f"answer {'late' if is_late else 'due'} {due}"
    row = {"proposal": proposal, "by": None, "now": now, "event": event}
    owing = [person for person in who_answers(proposal.place) if person.pk != proposal.author_id]
    count = words.tell(owing, kind=words.ANSWER_OWED, words=told, **row)
    if is_late:
        told = words.answer_is_late(proposal, now)
        count += words.tell([proposal.author], kind=words.NEWS, words=told, **row)
    return count
