"""The published file of a count: one line for what was asked, one for each paper, one for the result. Pure.

A line is `<JSON>\\t<number>\\n`, and its number is the SHA-256 of the number before it and its JSON (the
first line has none before it). So the last number stands for every byte of the file: whoever knows it from
the notice downstairs sees any change. `ballots.verify` reads the file.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ballots.tally import Paper, Roll, area_text, share_text
from ballots.thresholds import Rule

FORMAT = 1


class Choice(NamedTuple):
    """An option as the file names it."""

    key: str
    label: str
    withdrawn: bool = False


def header(
    *,
    public_id: str,
    title: str,
    kind: str,
    secrecy: str,
    electorate: str,
    legal_effect: str,
    unit: str = "person",
    options: Iterable[Choice],
    rule: Rule,
    roll: Roll,
    seal: str,
    seats: int = 1,
    most_choices: int = 1,
    lots: Sequence[Sequence[str]] = (),
    silence_joins: bool = False,
    silence_rule: str = "",
) -> dict:
    """All that a recount needs, and the seal of the announcement."""
    return {
        "line": "ballot",
        "format": FORMAT,
        "ballot": str(public_id),
        "title": title,
        "kind": str(kind),
        "secrecy": str(secrecy),
        "electorate": str(electorate),
        "legal_effect": str(legal_effect),
        "unit": str(unit),
        "options": [choice._asdict() for choice in options],
        "rule": _rule_json(rule),
        "roll": {"heads": roll.heads, "area": area_text(roll.area)},
        "seal": seal,
        "seats": seats,
        "most_choices": most_choices,
        "lots": [list(lot) for lot in lots],
        "silence_joins": silence_joins,
        "silence_rule": silence_rule,
    }


def _rule_json(rule: Rule) -> dict:
    return {
        "participation": share_text(rule.participation),
        "agreement": share_text(rule.agreement),
        "by_area": rule.by_area,
        "of_all": rule.of_all,
    }


def paper_line(receipt: str, paper: Paper, **more: str) -> dict:
    """`more`: where votes are by name, whose it is ("label")."""
    weight = {"heads": paper.heads, "area": area_text(paper.area)}
    return {"line": "paper", "receipt": receipt, "choices": list(paper.choices), **weight, **more}


def lines(header: Mapping, papers: Iterable[Mapping], tally: Mapping) -> str:
    """The whole file. Papers in the order of their receipts, which are random: nothing tells when."""
    papers = sorted(papers, key=lambda paper: paper["receipt"])
    if len({paper["receipt"] for paper in papers}) < len(papers):
        raise ValueError("two papers with one receipt")
    number, written = "", []
    for line in (header, *papers, {"line": "tally", **tally}):
        words = canonical(line)
        number = hashlib.sha256((number + words).encode()).hexdigest()
        written.append(f"{words}\t{number}\n")
    return "".join(written)


def head(text: str) -> str:
    """The number that goes on the notice."""
    return text.removesuffix("\n").rpartition("\t")[2]


def canonical(line: Mapping) -> str:
    """One way to write it: keys sorted, no spaces, letters as they are. A float or NaN is refused."""
    _refuse_floats(line)
    return json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError(f"whole numbers and text only: {value}")
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for part in inner:
        _refuse_floats(part)
