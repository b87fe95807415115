"""The city that is being made in this database: its plan, its day, and the tables in which both are kept."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from portal.city.plan import BASE, FIRST_PHONE, Building, Plan, make_plan, slots
from portal.city.staff import Staff, staff_of

DAYS_BACK = 730  # of its life so far

KEPT = """
CREATE TABLE seed_city (seed bigint, residents bigint, day date, begun_at timestamptz, done_at timestamptz);
CREATE TABLE seed_city_chunk (step text, number int, rows jsonb, seconds float8, PRIMARY KEY (step, number));
CREATE TABLE seed_city_building (
    n int PRIMARY KEY, place bigint, kind text, name text, first_home bigint, homes int, first_person bigint,
    people int, grown int, stairs int, floors int, doors int, captain bigint,
    estate bigint, estate_name text, e_first_home bigint, e_homes int, e_first_person bigint, e_people int,
    community bigint, street bigint, s_first_person bigint, s_people int,
    property bigint, engineer bigint, committee bigint, secretary bigint, council bigint, president bigint,
    owners bigint, office bigint, official bigint
);
CREATE TABLE seed_city_slot (slot int PRIMARY KEY, building int);
"""


@dataclass(frozen=True)
class City:
    plan: Plan
    day: date  # all of its past lies before the beginning of this day

    @property
    def seed(self) -> int:
        return self.plan.seed

    @property
    def now(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time()))

    def of(self, each: float, least: int = 1) -> int:
        """So many for each resident."""
        return max(least, round(self.plan.residents * each))

    @cached_property
    def staff(self) -> Staff:
        return staff_of(self.plan)

    def hot(self) -> dict[str, str]:
        """Who it is worth to come in as, by their phones."""
        first = self.plan.buildings[0]
        _committee, secretary = self.staff.by_place[first.community.place]["residents_committee"]
        number = FIRST_PHONE - BASE
        return {
            "hot resident": str(number + first.first_person),
            "captain of the hot building": str(number + captain_of(first)),
            "secretary of its committee": self.staff.phone(secretary),
        }

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the SQL of every step may name."""
        return {
            "now": self.now,
            "day": self.day,
            "base": BASE,
            "span": timedelta(days=DAYS_BACK),
            "span_days": DAYS_BACK,
            "begun": self.day - timedelta(days=DAYS_BACK),
            "slots": sum(1 for _ in slots(self.plan)),
        }


def begun() -> City | None:
    """The city that was begun here before, whatever has become of it."""
    with connection.cursor() as cursor:
        if "seed_city" not in connection.introspection.table_names(cursor):
            return None
        cursor.execute("SELECT seed, residents, day FROM seed_city")
        seed, residents, day = cursor.fetchone()
    return City(make_plan(residents, seed), day)


def is_done() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT done_at IS NOT NULL FROM seed_city")
        return cursor.fetchone()[0]


@transaction.atomic
def begin(residents: int, seed: int, day: date) -> City:
    city = City(make_plan(residents, seed), day)
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        cursor.execute("INSERT INTO seed_city VALUES (%s, %s, %s, now())", [seed, residents, day])
        copy_in(cursor, "seed_city_building", building_rows(city))
        copy_in(cursor, "seed_city_slot", enumerate(slots(city.plan)))
        cursor.execute("ANALYZE seed_city_building, seed_city_slot")
    return city


@transaction.atomic
def finish() -> None:
    """What only the making of it needed goes; that it is invented, and how, stays known."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE seed_city SET done_at = now()")
        cursor.execute("DROP TABLE IF EXISTS seed_city_slot")


def building_rows(city: City) -> Iterator[Sequence]:
    for street, community in city.plan.communities:
        s_first, s_people = extent(b for c in street.inside for e in c.inside for b in e.inside)[2:]
        for estate in community.inside:
            whole, at = extent(estate.inside), city.staff.at(street, community, estate)
            for b in estate.inside:
                yield (
                    *(b.number, b.place, "lane" if b.is_lane else "building", name_of(b)),
                    *(b.first_home, b.shape.homes, b.first_person, b.people, b.grown_ups),
                    *(b.shape.stairs, b.shape.floors, b.shape.doors, captain_of(b)),
                    *(estate.place, city.staff.estate_name(estate), *whole),
                    *(community.place, street.place, s_first, s_people, *at),
                )


def extent(buildings: Iterable[Building]) -> tuple[int, int, int, int]:
    """First home and how many, first person and how many: those of neighbours follow one another."""
    buildings = list(buildings)
    first = buildings[0]
    homes, people = sum(b.shape.homes for b in buildings), sum(b.people for b in buildings)
    return first.first_home, homes, first.first_person, people


def name_of(building: Building) -> str:
    return f"{building.position}{'巷' if building.is_lane else '栋'}"


def captain_of(building: Building) -> int:
    """Their second resident."""
    return building.first_person + min(1, building.people - 1)


def copy_in(cursor: CursorWrapper, table: str, rows: Iterable[Sequence]) -> None:
    text = io.StringIO()
    for row in rows:
        text.write("\t".join(r"\N" if value is None else str(value) for value in row) + "\n")
    text.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN", text)
