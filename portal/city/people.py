"""Homes and whoever lives in them. Of each building the first person lives in the first home, and so on, and
then from the first home again: the first of a home has it, the second is family, then come children."""

from buildings.models import Captaincy, Dwelling, Ownership, Residency
from people.consents import WORDING
from people.models import Consent, ConsentItem, User
from portal.city.city import City
from portal.city.filling import Filler
from portal.city.names import PLANTS, SURNAMES
from portal.city.plan import BASE, FIRST_PHONE, MOST_PHONES, OTHER_PHONE
from portal.city.progress import CHUNK, Step

FIRST_OWNER_PHONE = 10_050_000_000  # of owners who live elsewhere, and have no account
ROWS_EACH = 4.7  # for a resident: account, tie, two or three yeses, and four tenths of a home and its owner


def steps(city: City) -> list[Step]:
    return [
        Step("people", chunks_of(city), fill, int(city.plan.residents * ROWS_EACH), ready=ready),
        Step("captains", [(1, len(city.plan.buildings))], fill_captains, len(city.plan.buildings) * 3 // 2),
    ]


def chunks_of(city: City) -> list[tuple[int, int]]:
    """Whole buildings, by their numbers."""
    found, first, rows = [], 1, 0.0
    for building in city.plan.buildings:
        rows += building.people * ROWS_EACH
        if rows >= CHUNK or building.number == len(city.plan.buildings):
            found.append((first, building.number))
            first, rows = building.number + 1, 0.0
    return found


def ready(filler: Filler) -> None:
    filler.facts |= {"surnames": list(SURNAMES), "plants": PLANTS}


def fill(filler: Filler, first: int, last: int) -> None:
    ready(filler)
    buildings = f"seed_city_building AS b WHERE b.n BETWEEN {first} AND {last}"
    filler.keep("city_home", HOMES.format(buildings=buildings))
    filler.keep("city_person", people_sql(filler, buildings))
    fill_homes(filler)
    fill_accounts(filler)
    fill_ties(filler)


HOMES = f"""
SELECT b.first_home + k AS id, k, b.homes, b.people, b.first_person,
    CASE WHEN b.stairs = 0 THEN b.place ELSE b.place + 1 + k / (b.floors * b.doors) END AS place,
    CASE WHEN b.floors > 0 THEN mod(k / b.doors, b.floors) + 1 END AS floor,
    CASE WHEN b.floors = 0 THEN (k + 1) || '号'
        ELSE (mod(k / b.doors, b.floors) + 1) || lpad((mod(k, b.doors) + 1)::text, 2, '0') END AS door,
    b.first_home - {BASE} + k AS n
FROM (SELECT * FROM {{buildings}}) AS b CROSS JOIN LATERAL generate_series(0, b.homes - 1) AS k
"""


def people_sql(filler: Filler, buildings: str) -> str:
    tie = f"""
        CASE WHEN k >= homes THEN 'family' WHEN {filler.below("tie", "id", 10)} < 7 THEN 'owner'
            ELSE 'tenant' END"""
    joined = f"(%(now)s - {filler.part('joined', 'id')} * %(span)s)"
    return f"""
        SELECT id, n, tie, home, joined, k >= 2 * homes AS is_minor,
            CASE WHEN k >= 2 * homes THEN first_person + mod(k, homes) END AS guardian,
            {filler.below("named", "id", 10)} < 3 AND k < 2 * homes AS shows_name, secretary
        FROM (SELECT b.first_person + k AS id, k, b.homes, b.first_person, b.first_person - {BASE} + k AS n,
                b.first_home + mod(k, b.homes) AS home, b.secretary
            FROM (SELECT * FROM {buildings}) AS b CROSS JOIN LATERAL generate_series(0, b.people - 1) AS k
        ) AS numbered CROSS JOIN LATERAL (SELECT {tie} AS tie, {joined} AS joined) AS drawn
    """


def phone_sql(person: str) -> str:
    """Of somebody with this id."""
    number = f"({person} - {BASE})"
    return f"(CASE WHEN {number} <= {MOST_PHONES} THEN {FIRST_PHONE} ELSE {OTHER_PHONE} END + {number})::text"


def name_sql(filler: Filler, number: str, what: str = "name") -> str:
    surname = filler.one_of(f"sur{what}", number, "surnames", len(SURNAMES))
    return f"{surname} || {filler.one_of(what, number, 'plants', len(PLANTS))}"


def person_columns(filler: Filler, number: str) -> dict[str, str]:
    """`number` is their id. Nobody has a password: they come in by code, as everyone does."""
    return {
        "id": number,
        "password": f"'!' || {filler.code('no password', number, 32)}",
        "phone_verified": "true",
        "display_name": name_sql(filler, number),
        "is_demo": "true",  # invented: known by this again (safe.py)
    }


def fill_homes(filler: Filler) -> None:
    here = "FROM city_home ORDER BY id"
    area = f"round((60 + 80 * {filler.part('area', 'n')})::numeric, 2)"
    presence = (
        f"CASE WHEN k >= people THEN 'vacant' WHEN {filler.below('presence', 'n', 10)} < 5 THEN 'commuter' "
        f"WHEN {filler.below('presence', 'n', 10)} < 8 THEN 'home' ELSE 'unknown' END"
    )
    columns = {"id": "id", "place_id": "place", "floor": "floor", "door": "door", "area": area}
    filler.insert(Dwelling, here, columns | {"area_source": "'register'", "presence": presence})
    # Where its first resident owns it the register has their name and number, else somebody's who is away.
    owned = f"{filler.below('tie', 'first_person + k', 10)} < 7 AND k < people"
    owner = name_sql(filler, "n", "owner")
    phone = f"({FIRST_OWNER_PHONE} + n)::text"
    columns = {"id": "id", "dwelling_id": "id", "started_on": "%(begun)s", "source": "'register'"}
    columns |= {
        "owner_name": f"CASE WHEN {owned} THEN {name_sql(filler, '(first_person + k)')} ELSE {owner} END",
        "phone": f"CASE WHEN {owned} THEN {phone_sql('(first_person + k)')} ELSE {phone} END",
    }
    filler.insert(Ownership, here, columns)


def fill_accounts(filler: Filler) -> None:
    columns = person_columns(filler, "id") | {
        "phone": phone_sql("id"),
        "email": f"CASE WHEN {filler.below('mail', 'id', 10)} < 3 THEN 'r' || id || '@example.org' END",
        "shows_name": "shows_name",
        "date_joined": "joined",
    }
    filler.insert(User, "FROM city_person ORDER BY id", columns)
    insert_consents(filler, "FROM (SELECT * FROM city_person WHERE NOT is_minor) AS who", "joined")


def insert_consents(filler: Filler, people: str, given: str) -> None:
    """Of each `id` of these: the account, and from residents their home and, where it is shown, the name."""
    is_resident = "city_person" in people
    items = (
        [ConsentItem.ACCOUNT, ConsentItem.HOME, ConsentItem.NAME] if is_resident else [ConsentItem.ACCOUNT]
    )
    listed = ", ".join(f"({number}, '{item.value}')" for number, item in enumerate(items))
    shown = f" WHERE item <> '{ConsentItem.NAME.value}' OR shows_name" if is_resident else ""
    columns = {"id": "id * 4 + number", "user_id": "id", "item": "item", "wording": f"'{WORDING}'"}
    source = f"{people} CROSS JOIN (VALUES {listed}) AS yes (number, item){shown} ORDER BY id, number"
    filler.insert(Consent, source, columns | {"given_at": given})


def fill_ties(filler: Filler) -> None:
    columns = {"id": "id", "user_id": "id", "dwelling_id": "home", "kind": "tie", "is_minor": "is_minor"}
    columns |= {"guardian_id": "guardian", "started_on": "joined::date"}
    # The register vouched for owners; for the others staff of the community did.
    columns |= {"verified_by_id": "CASE WHEN tie <> 'owner' THEN secretary END"}
    filler.insert(Residency, "FROM city_person ORDER BY id", columns)


def fill_captains(filler: Filler, first: int, last: int) -> None:
    """One who leads each building, or lane; in walk-ups one for each stair too."""
    led = f"FROM seed_city_building AS b WHERE n BETWEEN {first} AND {last} ORDER BY n"
    columns = {"id": "%(base)s + n * 8", "user_id": "captain", "place_id": "place", "kind": "kind"}
    columns |= {"started_on": "%(begun)s", "ended_on": "%(day)s + 300 + mod(n, 60)::int"}
    columns |= {"phone": phone_sql("captain"), "phone_is_public": "mod(n, 3) <> 0"}
    columns |= {"appointed_by_id": "secretary"}
    filler.insert(Captaincy, led, columns)
    of_stairs = (
        "FROM seed_city_building AS b CROSS JOIN LATERAL generate_series(1, b.stairs) AS stair"
        f" WHERE n BETWEEN {first} AND {last} AND grown > 3 + stair ORDER BY n, stair"
    )
    person = "first_person + 3 + stair"
    columns |= {"id": "%(base)s + n * 8 + stair", "user_id": person, "place_id": "place + stair"}
    columns |= {"kind": "'stair'", "phone": phone_sql(f"({person})")}
    filler.insert(Captaincy, of_stairs, columns)
