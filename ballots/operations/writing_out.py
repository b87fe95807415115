"""The file of a count: all that was asked, each paper, and the result, chained line by line."""

from collections.abc import Iterable
from typing import Any

from ballots import chain, tally
from ballots.document import rule_of
from ballots.models import Ballot
from ballots.operations.tallying import as_paper, lots_of, roll_of


def written_out(ballot: Ballot, papers: Iterable[dict[str, Any]], counted: tally.Tally) -> str:
    header = chain.header(
        public_id=str(ballot.public_id),
        title=ballot.title,
        kind=ballot.kind,
        secrecy=ballot.secrecy,
        electorate=ballot.electorate,
        legal_effect=ballot.legal_effect,
        unit=ballot.unit,
        options=[
            chain.Choice(option.key, option.label, option.withdrawn_at is not None)
            for option in ballot.options.all()
        ],
        rule=rule_of(ballot),
        roll=roll_of(ballot),
        seal=ballot.seal,
        seats=ballot.seats,
        most_choices=ballot.most_choices,
        lots=lots_of(ballot),
        silence_joins=ballot.silence_joins,
        silence_rule=ballot.silence_rule,
    )
    lines = [chain.paper_line(paper["receipt"], as_paper(paper), **whose(paper)) for paper in papers]
    return chain.lines(header, lines, tally.to_json(counted))


def whose(paper: dict[str, Any]) -> dict[str, str]:
    """Where votes are by name: the number on the roll, and the home. Of a secret ballot nothing."""
    return {"label": paper["label"]} if "label" in paper else {}


def chain_head_of(file: str) -> str:
    return chain.head(file)
