"""Objections as their readers see them: what was said and answered, by a neighbour of a building."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Objection, RollHome
from ballots.models.ballots import BallotState
from ballots.models.rolls import ObjectionAbout, ObjectionState
from ballots.queries.reached import building_of
from buildings.models import Captaincy, Dwelling, Residency
from buildings.models.dwellings import captained_by
from buildings.models.places import AROUND, one_estate, prefixes
from buildings.standing import standing_of
from buildings.wording import place_name
from kit.times import local_date
from people.models import User

ORDER = ("-at", "-pk")
MOST_HOMES = 50  # of an entry with hundreds, as the developer's: its captains are not told one by one
TONES = {ObjectionState.OPEN: "wait", ObjectionState.ACCEPTED: "done", ObjectionState.REFUSED: "plain"}


@dataclass
class Shown:
    objection: Objection
    who: str
    is_late: bool
    is_own: bool
    sees_entry: bool  # whose entry it is about: whoever reads the roll or looks after that home

    @property
    def is_open(self) -> bool:
        return self.objection.state == ObjectionState.OPEN

    @property
    def tone(self) -> str:
        return "late" if self.is_open and self.is_late else TONES[ObjectionState(self.objection.state)]


def objections_on(ballot: Ballot, reader: User) -> QuerySet[Objection]:
    rows = Objection.objects.visible_to(reader).filter(ballot=ballot)
    return rows.select_related("ballot__place", "by", "elector")


def shown(
    rows: Sequence[Objection], ballot: Ballot, *, reader: User, sees_names: bool, reads_roll: bool
) -> list[Shown]:
    """A statement or two, however many there are."""
    buildings = {} if sees_names else buildings_of(ballot, {row.by_id for row in rows})
    near = set() if reads_roll else captained_among(rows, reader)
    today = timezone.localdate()
    return [
        Shown(
            objection=row,
            who=who_said(row, buildings, sees_names),
            is_late=was_late(row, today),
            is_own=row.by_id == reader.pk,
            sees_entry=reads_roll or row.by_id == reader.pk or row.elector_id in near,
        )
        for row in rows
    ]


def captained_among(rows: Sequence[Objection], reader: User) -> set[int]:
    """Entries with a home that this captain looks after."""
    standing = standing_of(reader)
    if not standing.captain_paths:
        return set()
    homes = RollHome.objects.filter(elector__in={row.elector_id for row in rows} - {None})
    return set(homes.filter(captained_by(standing, "dwelling__")).values_list("elector", flat=True))


def captains_concerned(objection: Objection) -> list[User]:
    """Of the homes that it is about; where it names none, of the objector's own within the ballot's place."""
    homes = homes_concerned(objection)
    around = prefixes([home.place.path for home in homes])
    rows = Captaincy.objects.current().filter(place__path__in=around, user__is_active=True)
    rows = rows.select_related("user", "place").order_by("pk")
    return list(
        {row.user_id: row.user for row in rows if any(looks_after(row, home) for home in homes)}.values()
    )


def looks_after(captaincy: Captaincy, home: Dwelling) -> bool:
    if not home.place.path.startswith(captaincy.place.path):
        return False
    return captaincy.has_all_floors or (home.floor is not None and captaincy.has_floor(home.floor))


def homes_concerned(objection: Objection) -> list[Dwelling]:
    if objection.elector_id:
        homes = Dwelling.objects.filter(pk__in=objection.elector.homes.values("dwelling"))
    else:
        own = Residency.objects.current().filter(user=objection.by).values("dwelling")
        homes = Dwelling.objects.below(objection.ballot.place.path).filter(pk__in=own)
    return list(homes.select_related("place").order_by("pk")[:MOST_HOMES])


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
