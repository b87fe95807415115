"""Objections as their readers see them: what was said and answered, by a neighbour of a building."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Objection
from ballots.models.ballots import BallotState
from ballots.models.rolls import ObjectionAbout, ObjectionState
from ballots.queries.reached import building_of
from buildings.models import Residency
from buildings.models.places import AROUND, one_estate
from buildings.wording import place_name
from kit.times import local_date

ORDER = ("-at", "-pk")
TONES = {ObjectionState.OPEN: "wait", ObjectionState.ACCEPTED: "done", ObjectionState.REFUSED: "plain"}


@dataclass
class Shown:
    objection: Objection
    who: str
    is_late: bool
    is_own: bool

    @property
    def is_open(self) -> bool:
        return self.objection.state == ObjectionState.OPEN

    @property
    def tone(self) -> str:
        return "late" if self.is_open and self.is_late else TONES[ObjectionState(self.objection.state)]


def objections_on(ballot: Ballot) -> QuerySet[Objection]:
    return ballot.objections.select_related("by", "elector")


def shown(rows: Sequence[Objection], ballot: Ballot, *, reader, sees_names: bool) -> list[Shown]:
    """One statement, however many there are."""
    buildings = {} if sees_names else buildings_of(ballot, {row.by_id for row in rows})
    today = timezone.localdate()
    return [
        Shown(row, who_said(row, buildings, sees_names), was_late(row, today), row.by_id == reader.pk)
        for row in rows
    ]


def was_late(objection: Objection, today: date) -> bool:
    answered = local_date(objection.answered_at) if objection.answered_at else today
    return answered > objection.due_on


def who_said(objection: Objection, buildings: dict[int, str], sees_names: bool) -> str:
    if sees_names:
        name, whom = objection.by.display_name, objection.on_behalf_of
        return _("%(name)s for %(whom)s") % {"name": name, "whom": whom} if whom else name
    if building := buildings.get(objection.by_id):
        return _("A neighbour of %(building)s") % {"building": building}
    return _("A neighbour")


def buildings_of(ballot: Ballot, people: set[int]) -> dict[int, str]:
    within = one_estate([ballot.place.path])
    homes = Residency.objects.current().filter(
        user__in=people, dwelling__place__path__startswith=ballot.place.path
    )
    rows = homes.select_related(f"dwelling__place__{AROUND}").order_by("pk")
    found: dict[int, str] = {}
    for row in rows:
        found.setdefault(row.user_id, place_name(building_of(row.dwelling.place), within=within))
    return found


def may_be_about(ballot: Ballot) -> list[str]:
    """The roll until voting closes, the result while it is posted."""
    now = timezone.now()
    if ballot.state(now) in (BallotState.ANNOUNCED, BallotState.OPEN):
        return [ObjectionAbout.ROLL]
    result = getattr(ballot, "result", None)
    is_posted = result and result.posted_at and local_date(now) <= result.posted_until
    return [ObjectionAbout.RESULT] if is_posted and ballot.voided_at is None else []
