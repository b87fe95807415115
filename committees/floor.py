"""Who speaks next. Pure: hands in, an order out (萝卜规则: who has not spoken first, sides take turns)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

FOR, AGAINST = "for", "against"
OPPOSITE = {FOR: AGAINST, AGAINST: FOR}


class Hand(NamedTuple):
    key: int
    side: str  # FOR, AGAINST, or anything else for a question or a fact
    spoken: int  # how often this person has spoken on the item
    asked_at: datetime


def in_turn(hands: Iterable[Hand], last_side: str | None = None) -> list[int]:
    """The keys in the order in which they get the floor; `last_side` is that of the last for or against."""
    waiting, order = list(hands), []
    while waiting:
        first = min(
            waiting, key=lambda hand: (hand.spoken, rank(hand.side, last_side), hand.asked_at, hand.key)
        )
        waiting.remove(first)
        order.append(first.key)
        last_side = first.side if first.side in OPPOSITE else last_side
    return order


def rank(side: str, last_side: str | None) -> int:
    """The other side first, then who takes none, then the same side again."""
    if last_side is None or side == OPPOSITE[last_side]:
        return 0
    return 2 if side == last_side else 1
