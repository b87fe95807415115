"""What is frozen when notice is given: the question, of whom it is asked, and the rules of its count. Pure.

Written down by `committees.seal`, so that whoever holds the document can work out its seal again. Numbers are
whole, areas and hours are text. It names nobody: of the roll it holds the totals and the SHA-256.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ballots.thresholds import Rule, Share, own_rule, owners_rule
from committees.seal import sha256_of

FORM = 2  # of this document: a later form has a higher number


class Roll(NamedTuple):
    heads: int
    area: Decimal | None  # m², where areas count
    sha256: str


def rule_of(ballot: Any) -> Rule:
    """As it was frozen; of a draft as it would be. Owners are counted by law where a matter is named."""
    if ballot.document:
        return rule_from(ballot.document["rule"])
    if ballot.matter:
        return owners_rule(ballot.matter.law_class)
    return own_rule(ballot.quorum, ballot.majority)


def rule_to_json(rule: Rule) -> dict:
    """{"participation": [2, 3, false], "agreement": [1, 2, true], "by_area": true, "of_all": false}"""
    return {
        "participation": list(rule.participation),
        "agreement": list(rule.agreement),
        "by_area": rule.by_area,
        "of_all": rule.of_all,
    }


def rule_from(row: dict) -> Rule:
    return Rule(
        Share(*row["participation"]), Share(*row["agreement"]), by_area=row["by_area"], of_all=row["of_all"]
    )


def area_text(area: Decimal | None) -> str | None:
    return None if area is None else f"{area:.2f}"


def roll_sha256(rows: Iterable[dict]) -> str:
    """Over the entries in their order; see `entry`."""
    return sha256_of({"roll": list(rows)})


def entry(
    *,
    number: int,
    kind: str,
    label: str,
    name: str,
    area: Decimal | None,
    is_joint: bool,
    homes: Iterable[tuple[int, str, Decimal | None, str]],
) -> dict:
    """One head; homes as (id of the dwelling, label, area, where that is from). No phone: it may change."""
    return {
        "number": number,
        "kind": kind,
        "label": label,
        "name": name,
        "heads": 1,
        "area": area_text(area),
        "is_joint": is_joint,
        "homes": [[pk, text, area_text(size), source] for pk, text, size, source in homes],
    }


def document_of(
    ballot: Any,
    *,
    options: Iterable[Any],
    roll: Roll,
    opens_at: datetime,
    closes_at: datetime,
    announced_at: datetime,
) -> dict:
    """`ballot` and `options` are read by their fields; hours are kept in UTC."""
    return {
        "form": FORM,
        "ballot": str(ballot.public_id),
        "title": ballot.title,
        "text": ballot.text,
        "place": ballot.place.name,
        "organisation": ballot.organisation.name,
        "electorate": ballot.electorate,
        "members_of": ballot.members_of.name if ballot.members_of else None,
        "unit": ballot.unit,
        "legal_effect": ballot.legal_effect,
        "kind": ballot.kind,
        "matter": matter_to_json(ballot.matter),
        "rule": rule_to_json(rule_of(ballot)),
        "secrecy": ballot.secrecy,
        "may_change": ballot.may_change,
        "paper_rule": ballot.paper_rule,
        "most_principals": ballot.most_principals,
        "most_choices": ballot.most_choices,
        "seats": ballot.seats,
        "silence_joins": ballot.silence_joins,
        "silence_rule": ballot.silence_rule,
        "options": [{"key": option.key, "label": option.label, "text": option.text} for option in options],
        "roll": {"heads": roll.heads, "area": area_text(roll.area), "sha256": roll.sha256},
        "opens_at": iso(opens_at),
        "closes_at": iso(closes_at),
        "announced_at": iso(announced_at),
    }


SAID_TWICE = ("title", "electorate", "legal_effect", "kind", "secrecy", "unit", "most_choices", "seats")
SAID_TWICE += ("silence_joins", "silence_rule")  # in the document, and in columns by which it is counted


def is_as_sealed(ballot: Any) -> bool:
    """Does the document still give its seal, and do the columns say the same?"""
    said = ballot.document
    options = [(option["key"], option["label"]) for option in said["options"]]
    return (
        sha256_of(said) == ballot.seal
        and all(said.get(name) == getattr(ballot, name) for name in SAID_TWICE)
        and options == [(option.key, option.label) for option in ballot.options.all()]
    )


def matter_to_json(matter: Any) -> dict | None:
    if matter is None:
        return None
    return {
        "key": matter.key,
        "name": matter.name,
        "law_class": str(matter.law_class),
        "article": matter.article,
    }


def iso(at: datetime) -> str:
    """2026-03-01T04:00:00.000000Z"""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
