"""What the pages of the ballots are about: rows of the demonstration, and those that it has no reason to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ballots.models import (
    Ballot,
    Comment,
    Deliberation,
    Elector,
    Objection,
    Paper,
    Process,
    Proposal,
    ProposalStep,
    ProposedCorrection,
    Proxy,
)
from ballots.operations import (
    announce_ballot,
    cast_vote,
    close_due,
    confirm_paper,
    draft_ballot,
    hand_in_paper,
    mark_paper_voter,
    nominate,
    record_proxy,
    save_draft,
    type_secret_paper,
)
from ballots.operations.corrections import propose_correction
from ballots.operations.objections import object_to
from portal.demo import deciding
from portal.demo.proposing import write_other_proposals
from portal.demo.world import World, read_world
from tests.ballots.voting import scan


@dataclass(frozen=True)
class BallotRows:
    poll: Ballot  # is on, on phones and on paper
    breakfast: Ballot  # owners, announced, an objection to the roll waits
    pipes: Ballot  # owners, carried and posted
    council: Ballot  # elected, secretly
    draft: Ballot  # an election that is being prepared
    tied: Ballot  # waits for its lot
    box: Ballot  # closed, its secret papers are being read
    bag: Ballot  # closed; nobody has said yet that all papers are in
    unposted: Ballot  # counted
    objection: Objection
    paper: Paper  # was read once
    proxy: Proxy
    correction: ProposedCorrection  # of the breakfast's roll, waits for a second person
    elector: Elector  # without a paper yet
    charging: Proposal
    fountain: Proposal
    lockers: Proposal
    unsent: Proposal  # a draft of the council's president
    comment: Comment  # hidden
    deliberation: Deliberation
    step: ProposalStep  # runs
    process: Process


def ballot_rows() -> BallotRows:
    """The second half of the demonstration's deciding, and ballots of the council in rare states."""
    world = read_world(timezone.now())
    write_other_proposals(world)
    poll = Ballot.objects.get(title=deciding.CHARGING)
    breakfast, pipes = deciding.ask_about_breakfast(world), deciding.decide_on_pipes(world)
    council, tied, box = deciding.elect_council(world), _tied(world), _with_a_box(world)
    estate = world.estates["shuian"]
    elector = poll.electors.filter(participation=None, papers=None, voters=None).order_by("number").first()
    return BallotRows(
        poll=poll,
        breakfast=breakfast,
        pipes=pipes,
        council=council,
        draft=_draft(world, "下一届街坊会理事", kind="election", seats=1),
        tied=tied,
        box=box,
        bag=_with_a_bag(world),
        unposted=_unposted(world),
        objection=_objection(breakfast),
        paper=Paper.objects.filter(ballot=poll, state="waiting").first(),
        proxy=record_proxy(
            by=estate.president, elector=elector, scope="本次表决", scan=scan(), agent_name="潘木棉"
        ),
        correction=_correction(world, breakfast),
        elector=elector,
        charging=poll.proposal,
        fountain=Proposal.objects.get(state="checking"),
        lockers=Proposal.objects.get(state="to_meeting"),
        unsent=save_draft(by=estate.president, place=estate.place, title="书屋", text="周末。"),
        comment=Comment.objects.exclude(hidden_at=None).get(),
        deliberation=Deliberation.objects.get(),
        step=ProposalStep.objects.filter(done_at=None).order_by("position").first(),
        process=Process.objects.first(),
    )


def _correction(world: World, ballot: Ballot) -> ProposedCorrection:
    elector = ballot.electors.filter(voters=None).order_by("number").first()
    estate = world.estates["shuian"]
    by = estate.committee.memberships.exclude(user=estate.secretary).first().user
    return propose_correction(by=by, elector=elector, reason="按产权证", area=elector.area + 1)


def _objection(ballot: Ballot) -> Objection:
    owner = ballot.electors.filter(voters__isnull=False).first().voters.get().user
    return object_to(by=owner, ballot=ballot, about="roll", text="面积和房产证上的对不上。")


def _draft(world: World, title: str, **fields) -> Ballot:
    estate = world.estates["shuian"]
    return draft_ballot(
        by=estate.president,
        organisation=estate.council,
        place=estate.place,
        title=title,
        electorate="members",
        members_of=estate.council,
        legal_effect="internal",
        **fields,
    )


def _announced(world: World, ballot: Ballot, opens_at: datetime) -> Ballot:
    hours = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=1)}
    return announce_ballot(by=world.estates["shuian"].president, ballot=ballot, now=opens_at, **hours)


def _cast(ballot: Ballot, votes: list[list[str]]) -> None:
    for elector, choices in zip(ballot.electors.order_by("number"), votes, strict=False):
        voter, key = elector.voters.get().user, elector.ballot.client_key
        key = type(key)(int=key.int ^ elector.pk)
        cast_vote(by=voter, elector=elector, choices=choices, client_key=key, now=ballot.opens_at)


def _tied(world: World) -> Ballot:
    estate, opens_at = world.estates["shuian"], world.at(-3)
    draft = _draft(world, "谁来管共享书屋", kind="election", seats=2, now=world.at(-5))
    for member in estate.councillors[:3]:
        nominate(by=member, ballot=draft, user=member, now=world.at(-4))
    ballot = _announced(world, draft, opens_at)
    _cast(ballot, [["o1", "o2"], ["o1", "o3"], ["o2", "o3"]])
    close_due(now=ballot.closes_at, ballot=ballot)
    return ballot


def _with_a_box(world: World) -> Ballot:
    estate = world.estates["shuian"]
    ballot = _announced(world, _draft(world, "会长由谁来当", secrecy="secret"), world.at(-3))
    for elector in ballot.electors.exclude(voters__user=estate.secretary)[:3]:
        mark_paper_voter(by=estate.secretary, elector=elector, now=ballot.opens_at)
    close_due(now=ballot.closes_at, ballot=ballot)
    type_secret_paper(by=estate.secretary, ballot=ballot, choices=["yes"], number=1)
    return ballot


def _with_a_bag(world: World) -> Ballot:
    estate = world.estates["shuian"]
    ballot = _announced(world, _draft(world, "换届前的会开不开"), world.at(-3))
    paper = hand_in_paper(
        by=estate.secretary,
        elector=ballot.electors.exclude(voters__user=estate.secretary).first(),
        handed_in_at=ballot.opens_at,
        choices=["yes"],
    )
    confirm_paper(
        by=estate.committee.memberships.exclude(user=estate.secretary).first().user,
        paper=paper,
        choices=["yes"],
    )
    close_due(now=ballot.closes_at, ballot=ballot)
    return ballot


def _unposted(world: World) -> Ballot:
    ballot = _announced(world, _draft(world, "敬老饭定在冬至"), world.at(-3))
    _cast(ballot, [["yes"], ["yes"], ["no"]])
    close_due(now=ballot.closes_at, ballot=ballot)
    return ballot
