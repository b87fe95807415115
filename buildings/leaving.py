"""What somebody must hand over before an office of theirs ends, and what goes on in whose hands then: each
room above says what it knows of.

The rooms above register when they start, so that nothing here imports upward.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Captaincy, Membership, Place, Service
from kit.refused import Refused

Office = Captaincy | Membership
Ending = Membership | Service


@dataclass(frozen=True)
class Held:
    """A sentence for whoever wants to end the office, and the page where it can be handed over."""

    sentence: str
    url: str


@dataclass(frozen=True)
class GoesOn:
    """What stays open, "2 promises of a meeting", and who has it from that day on; "" where nobody would."""

    what: str
    to: str

    def __str__(self) -> str:
        return _("%(what)s: to %(who)s") % {"what": self.what, "who": self.to or _("nobody is there yet")}


Check = Callable[[Office], Held | None]
Look = Callable[[Ending, date], Iterable[GoesOn]]
_checks: list[Check] = []
_looks: list[Look] = []


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def register_look(look: Look) -> None:
    if look not in _looks:
        _looks.append(look)


def still_held(office: Office) -> list[Held]:
    return [held for check in _checks if (held := check(office))]


def refuse_while_held(office: Office) -> None:
    for held in still_held(office):
        raise Refused(held.sentence, url=held.url)


def what_goes_on(ending: Ending, on: date) -> list[GoesOn]:
    """Told before it ends that day. What moves then is moved by the clock of each room."""
    if not ending.is_current(timezone.localdate()):
        return []
    return [found for look in _looks for found in look(ending, on)]


def refuse_without_anybody(ending: Ending, on: date) -> None:
    for found in what_goes_on(ending, on):
        if not found.to:
            sentence = _(
                "Nobody else is there who could go on with this: %(what)s. Please see to that first."
            )
            raise Refused(sentence % {"what": found.what})


# --- for the rooms' own looks ---------------------------------------------------------------------------


def is_last(membership: Membership, on: date) -> bool:
    """Nobody else is of the organisation that day."""
    rows = Membership.objects.current(on).filter(
        organisation=membership.organisation_id, user__is_active=True
    )
    return not rows.exclude(user=membership.user_id).exists()


def places_left(ending: Ending, on: date) -> list[Place]:
    """Where its organisation is not there any more: with its last member wherever it serves."""
    if isinstance(ending, Membership):
        if not is_last(ending, on):
            return []
        rows = Service.objects.current(on).filter(organisation=ending.organisation_id)
        return [service.place for service in rows.select_related("place")]
    return [ending.place]


def still_served(ending: Ending, on: date) -> list[str]:
    """The paths that the organisation goes on serving when one service of several ends."""
    if isinstance(ending, Membership):
        return []
    rows = Service.objects.current(on).filter(organisation=ending.organisation_id).exclude(pk=ending.pk)
    return list(rows.values_list("place__path", flat=True))
