"""Where something happens: a building drawn by heat, and somebody of it."""

from portal.city.filling import Filler

# As a source of rows: each number with a building; {slot} is a draw below the number of slots.
AT_HOT_SPOTS = """(
    SELECT drawn.n, b.place, b.kind, b.name, b.first_home, b.homes, b.first_person, b.people, b.grown,
        b.stairs, b.floors, b.doors, b.captain, b.estate, b.estate_name, b.e_first_home, b.e_homes,
        b.e_first_person,
        b.e_people, b.community, b.street, b.s_first_person, b.s_people, b.property, b.engineer, b.committee,
        b.secretary, b.council, b.president, b.owners, b.office, b.official, b.n AS building
    FROM (SELECT n, {slot} AS slot FROM generate_series({first}, {last}) AS n) AS drawn
    JOIN seed_city_slot AS s ON s.slot = drawn.slot JOIN seed_city_building AS b ON b.n = s.building
) AS spot"""


def somebody(filler: Filler, what: str, number: str) -> str:
    """A grown-up of the building, its first ones far more often than the others."""
    return f"first_person + floor(grown * power({filler.part(what, number)}, 2))::int"
