"""Places, the organisations that serve them, and the accounts of those who work there."""

from collections.abc import Iterator, Sequence

from buildings.models import Membership, Organisation, Place, Service
from committees.models import CouncilSeat
from people.models import User
from portal.city.city import City, copy_in, name_of
from portal.city.filling import Filler
from portal.city.names import PLANTS, SURNAMES, community_name, street_name
from portal.city.people import insert_consents, person_columns
from portal.city.plan import Building, Street
from portal.city.progress import Step
from portal.city.staff import COUNCIL


def steps(city: City) -> list[Step]:
    numbers = [(number, number) for number in range(1, len(city.plan.streets) + 1)]
    staff = city.staff
    return [
        Step("places", numbers, lambda filler, n, _: fill_places(filler, city, n), city.plan.places),
        Step(
            "offices",
            [(1, 1)],
            lambda filler, *_: fill_offices(filler, city),
            2 * len(staff.organisations) + 3 * staff.workers,
        ),
    ]


def seats(city: City) -> Step:
    """After people: those who sit on a council live there."""
    return Step("members", [(1, 1)], lambda filler, *_: fill_members(filler, city), len(city.staff.members))


def fill_places(filler: Filler, city: City, number: int) -> None:
    filler.cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS city_place"
        " (id bigint, kind text, name text, parent bigint, position int, x int, y int)"
    )
    filler.cursor.execute("TRUNCATE city_place")
    copy_in(filler.cursor, "city_place", place_rows(city, city.plan.streets[number - 1]))
    columns = {"id": "id", "kind": "kind", "name": "name", "parent_id": "parent", "position": "position"}
    # By their numbers: whatever stands in another has a higher one, and its path is made from the other's.
    filler.insert(
        Place, "FROM city_place ORDER BY id", columns | {"plan_x": "x", "plan_y": "y", "path": "''"}
    )


def place_rows(city: City, street: Street) -> Iterator[Sequence]:
    yield street.place, "street", street_name(street.number), None, street.number, None, None
    for community in street.inside:
        name = community_name(community.number)
        yield community.place, "community", name, street.place, community.number, None, None
        for estate in community.inside:
            kind, name = "road" if estate.is_village else "estate", city.staff.estate_name(estate)
            yield estate.place, kind, name, community.place, estate.number, None, None
            for building in estate.inside:
                yield from building_places(building)


def building_places(building: Building) -> Iterator[Sequence]:
    """Drawn on the plan of the estate in rows of twelve; lanes are drawn in their order."""
    kind = "lane" if building.is_lane else "building"
    y, x = (None, None) if building.is_lane else divmod(building.position - 1, 12)
    yield building.place, kind, name_of(building), building.estate.place, building.position, x, y
    for stair in range(1, building.shape.stairs + 1):
        yield building.place + stair, "stair", f"{stair}单元", building.place, stair, None, None


def fill_offices(filler: Filler, city: City) -> None:
    cursor, staff = filler.cursor, city.staff
    cursor.execute("DROP TABLE IF EXISTS city_office")
    cursor.execute(
        "CREATE TEMPORARY TABLE city_office (id bigint, kind text, name text, short_name text, place bigint)"
    )
    copy_in(cursor, "city_office", staff.organisations)
    phone, hours = "'0757' || lpad((id - %(base)s)::text, 8, '0')", "'早上 8 点半到晚上 9 点'"
    names = {name: name for name in ("id", "kind", "name", "short_name")}
    filler.insert(Organisation, "FROM city_office", names | {"phone": phone, "hours": hours})
    served = {"id": "id", "organisation_id": "id", "place_id": "place", "started_on": "%(begun)s"}
    filler.insert(Service, "FROM city_office", served)
    filler.facts |= {"surnames": list(SURNAMES), "plants": PLANTS}
    numbers = f"FROM generate_series({staff.first_worker}, {staff.first_worker + staff.workers - 1}) AS n"
    phones = f"({staff.phone(staff.first_worker)} + n - {staff.first_worker})::text"
    worker = {"date_joined": "%(now)s - %(span)s", "phone": phones, "email": "'w' || n || '@example.org'"}
    filler.insert(User, numbers, person_columns(filler, "n") | worker)
    insert_consents(filler, numbers.replace(" AS n", " AS id"), "%(now)s - %(span)s")


def fill_members(filler: Filler, city: City) -> None:
    cursor = filler.cursor
    cursor.execute("DROP TABLE IF EXISTS city_member")
    cursor.execute(
        "CREATE TEMPORARY TABLE city_member"
        " (id bigint, person bigint, organisation bigint, office text, title text)"
    )
    copy_in(cursor, "city_member", city.staff.members)
    columns = {"id": "id", "user_id": "person", "organisation_id": "organisation", "office": "office"}
    columns |= {"title": "title", "started_on": "%(begun)s"}
    filler.insert(Membership, "FROM city_member", columns)
    seat = {"id": "member.id", "council_id": "organisation", "duty": "title", "holder_id": "member.id"}
    seat |= {"number": "array_position(%(duties)s::text[], title)", "started_on": "%(begun)s"}
    filler.facts |= {"duties": list(COUNCIL)}
    council = (
        "FROM city_member AS member JOIN buildings_organisation ON buildings_organisation.id = organisation"
        " WHERE kind = 'neighbour_council'"
    )
    filler.insert(CouncilSeat, council, seat)
