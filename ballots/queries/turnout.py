"""Who took part, by heads and by area: from `Participation` alone, which says nothing of what was chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ballots.document import rule_of
from ballots.models import Ballot, Elector, RollHome
from ballots.thresholds import Share
from buildings.models import Place

NOTHING = Decimal("0.00")
TOOK_PART = Q(participation__isnull=False)


class Measure(NamedTuple):
    """Heads (whole numbers) or m² (two decimals): how much took part, of how much, and what is enough."""

    done: int | Decimal
    whole: int | Decimal
    share: Share  # of the whole that has to take part

    @property
    def is_met(self) -> bool:
        above = self.done * self.share.denominator - self.whole * self.share.numerator
        return above > 0 if self.share.is_strict else above >= 0

    @property
    def missing(self) -> int | Decimal:
        """The least that still has to come: 2 heads, 12.35 m²."""
        if self.is_met:
            return self.done - self.done
        step = 1 if isinstance(self.whole, int) else Decimal("0.01")
        units, whole = int(self.done / step), int(self.whole / step)
        needed, rest = divmod(whole * self.share.numerator, self.share.denominator)
        needed += 1 if rest or self.share.is_strict else 0
        return (needed - units) * step

    @property
    def percent(self) -> Decimal:
        """64.58, rounded down: nothing looks reached that is not."""
        if not self.whole:
            return NOTHING
        return Decimal(int(self.done * 10_000 / self.whole)) / 100


class Turnout(NamedTuple):
    heads: Measure
    area: Measure | None  # none where areas do not count

    @property
    def is_enough(self) -> bool:
        return self.heads.is_met and (self.area is None or self.area.is_met)


def turnout_of(ballot: Ballot) -> Turnout:
    """One statement."""
    found = Elector.objects.filter(ballot=ballot, removed_at=None).aggregate(
        whole=Count("pk"),
        done=Count("pk", filter=TOOK_PART),
        whole_area=Coalesce(Sum("area"), NOTHING),
        done_area=Coalesce(Sum("area", filter=TOOK_PART), NOTHING),
    )
    return turnout_from(ballot, found)


def turnout_from(ballot: Ballot, found: Mapping[str, int | Decimal]) -> Turnout:
    rule = rule_of(ballot)
    heads = Measure(found["done"], found["whole"], rule.participation)
    area = Measure(found["done_area"], found["whole_area"], rule.participation) if rule.by_area else None
    return Turnout(heads, area)


class Home(NamedTuple):
    """A window of the grid: whether its elector took part, and never what they chose."""

    pk: int  # of the roll's home
    dwelling_id: int
    label: str
    door: str
    floor: int | None
    elector_id: int
    took_part: bool


@dataclass
class Building:
    place: Place
    homes: list[Home] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(home.took_part for home in self.homes)


def by_building(ballot: Ballot, homes: QuerySet[RollHome] | None = None) -> list[Building]:
    """The homes of the roll, per building, in one statement; `homes` narrows them to what the reader sees."""
    rows = RollHome.objects.filter(ballot=ballot) if homes is None else homes
    rows = rows.filter(elector__removed_at=None).select_related("dwelling__place", "elector__participation")
    rows = rows.order_by("dwelling__place__path", "-dwelling__floor", "dwelling__door")
    return _grouped(rows)


def _grouped(rows: Iterable[RollHome]) -> list[Building]:
    found: dict[int, Building] = {}
    for row in rows:
        dwelling = row.dwelling
        building = found.setdefault(dwelling.place_id, Building(dwelling.place))
        building.homes.append(
            Home(
                pk=row.pk,
                dwelling_id=dwelling.pk,
                label=row.label,
                door=dwelling.door,
                floor=dwelling.floor,
                elector_id=row.elector_id,
                took_part=hasattr(row.elector, "participation"),
            )
        )
    return list(found.values())
