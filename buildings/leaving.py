"""What somebody must hand over before an office of theirs ends: each room above says what it knows of.

The rooms above register a check when they start, so that nothing here imports upward.
"""

from collections.abc import Callable
from dataclasses import dataclass

from buildings.models import Captaincy, Membership
from kit.refused import Refused

Office = Captaincy | Membership


@dataclass(frozen=True)
class Held:
    """A sentence for whoever wants to end the office, and the page where it can be handed over."""

    sentence: str
    url: str


Check = Callable[[Office], Held | None]
_checks: list[Check] = []


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def refuse_while_held(office: Office) -> None:
    for check in _checks:
        if held := check(office):
            raise Refused(held.sentence, url=held.url)
