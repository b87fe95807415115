"""From the rows of a closed ballot to its count: the papers as the file holds them, and what still stands in
the way. Reads only; who may see what comes out is asked by whoever calls."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum

from ballots import tally
from ballots.document import rule_of
from ballots.models import Ballot, Elector, Paper, SecretBox, SecretPaper, Vote
from ballots.models.rolls import ElectorKind
from ballots.models.votes import PaperState
from ballots.operations.secret_box import papers_in
from ballots.queries.papers import put_into_the_box
from kit.refused import Refused
from kit.unseen import sensitive_variables

UNREAD = (PaperState.WAITING, PaperState.DIFFERS)


class Waiting(NamedTuple):
    """What has to be done before a count: papers that were not read twice, papers that nobody typed in, and
    whose typed number does not fit those who handed one in."""

    unread: int
    missing: int

    def __bool__(self) -> bool:
        return bool(self.unread or self.missing)


def waits_for(ballot: Ballot) -> Waiting:
    if not ballot.is_secret:
        return Waiting(Paper.objects.filter(ballot=ballot, state__in=UNREAD).count(), 0)
    handed_in = put_into_the_box(ballot)
    typed = SecretPaper.objects.filter(ballot=ballot).aggregate(
        all=Count("pk"), unread=Count("pk", filter=Q(state__in=UNREAD))
    )
    return Waiting(typed["unread"], handed_in - typed["all"])


def roll_of(ballot: Ballot) -> tally.Roll:
    """Everybody who is on the roll now: whoever a correction took off counts for nothing."""
    rows = ballot.electors.filter(removed_at=None)
    sums = rows.aggregate(heads=Sum("heads"), area=Sum("area"))
    return tally.Roll(sums["heads"] or 0, sums["area"])


def options_of(ballot: Ballot) -> list:
    return list(ballot.options.filter(withdrawn_at=None))


def withdrawn_of(ballot: Ballot) -> list[str]:
    return list(ballot.options.filter(withdrawn_at__isnull=False).values_list("key", flat=True))


def as_paper(paper: dict[str, Any]) -> tally.Paper:
    return tally.Paper(paper["heads"], paper["area"], tuple(paper["choices"]))


@sensitive_variables()
def papers_of(ballot: Ballot) -> list[dict[str, Any]]:
    """In the order of their receipts, which are random: no order in which they came is left."""
    papers = _secret_papers(ballot) if ballot.is_secret else _named_papers(ballot)
    return sorted(papers, key=lambda paper: paper["receipt"])


def _named_papers(ballot: Ballot) -> list[dict[str, Any]]:
    """By the number on the roll, and the home. A person's name stands on the roll alone, and can go."""
    votes = Vote.objects.current().filter(ballot=ballot, elector__removed_at=None)
    return [
        {
            "receipt": vote.receipt,
            "choices": vote.choices,
            "heads": vote.elector.heads,
            "area": vote.elector.area,
            "label": label_in_file(vote.elector),
        }
        for vote in votes.select_related("elector")
    ]


def label_in_file(elector: Elector) -> str:
    """ "#12 3栋902"; of a person "#12" """
    number = f"#{elector.number}"
    return number if elector.kind == ElectorKind.PERSON else f"{number} {elector.label}"


@sensitive_variables()
def _secret_papers(ballot: Ballot) -> list[dict[str, Any]]:
    """Nothing says which came over a phone and which out of the box downstairs."""
    box = SecretBox.objects.filter(ballot=ballot).first()
    papers = papers_in(ballot, box) if box else []
    return [{**paper, "heads": 1, "area": None} for paper in papers]


def lots_of(ballot: Ballot) -> list[list[str]]:
    return list(ballot.lots.order_by("number").values_list("order", flat=True))


def tally_of(ballot: Ballot, papers: Sequence[dict[str, Any]]) -> tally.Tally:
    return tally.count(
        kind=ballot.kind,
        rule=rule_of(ballot),
        roll=roll_of(ballot),
        papers=[as_paper(paper) for paper in papers],
        options=[option.key for option in options_of(ballot)],
        seats=ballot.seats,
        most_choices=ballot.most_choices,
        lots=lots_of(ballot),
        silence_joins=ballot.silence_joins,
        withdrawn=withdrawn_of(ballot),
    )


def tie_of(ballot: Ballot) -> tuple[str, ...] | None:
    """Keys between which a lot has to be drawn; nothing else of the count leaves this function, and nothing
    at all until all papers are in: a paper typed in later could make a tie, or break it."""
    if ballot.papers_in_at is None:
        return None
    try:
        return tally_of(ballot, papers_of(ballot)).tie
    except Refused:  # the box does not open: the count says so
        return None
