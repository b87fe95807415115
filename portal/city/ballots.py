"""Ballots of homes and of owners: the roll, whom notice reached, who voted, and counts that anyone can redo.

In the order that the triggers ask for: a roll is written before notice is given, votes after it and before
the close, and then it is counted. Votes are by name, on phones: no papers, proxies or secret boxes."""

from django.conf import settings
from django.utils import translation

from ballots.models import (
    Ballot,
    Delivery,
    Elector,
    Option,
    Participation,
    RollHome,
    RollVoter,
    Vote,
)
from ballots.operations.preparing import yes_no_abstain
from journal.models import Entry
from portal.city.city import City
from portal.city.counts import announce, count
from portal.city.extra_notices import facts_of, insert_extra
from portal.city.filling import Filler
from portal.city.places import AT_HOT_SPOTS
from portal.city.progress import Step, cut

ROWS_EACH = 800
ROLL = 4096  # ids kept for the roll of each: an estate has a thousand homes
LAST = 3  # of the numbers, these are at the hot building: the last one runs
MATTERS = {"use_of_fund": "是否动用维修资金更换立管", "use_of_common_parts": "架空层是否改作充电点"}
QUESTIONS = [
    "共享书屋开到晚上九点，好不好",
    "大件垃圾固定在周六收，好不好",
    "北门晚上十一点后只进不出，好不好",
]


def steps(city: City) -> list[Step]:
    facts = facts_of(city) | {"residents": city.plan.residents}
    return [
        Step(
            "ballots",
            cut(facts["ballots"], ROWS_EACH),
            lambda filler, first, last: fill(filler, facts, first, last),
            facts["ballots"] * ROWS_EACH,
        )
    ]


def fill(filler: Filler, facts: dict, first: int, last: int) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        keys, labels, _texts = (list(column) for column in zip(*yes_no_abstain(), strict=True))
    filler.facts |= facts | {"keys": keys, "labels": [str(label) for label in labels]}
    filler.facts |= {"matters": list(MATTERS), "asked": list(MATTERS.values()), "questions": QUESTIONS}
    filler.keep("city_ballot", ballot_sql(filler, first, last))
    insert_notices(filler)
    insert_ballots(filler)
    filler.keep("city_elector", ELECTORS)
    insert_roll(filler)
    announce(filler)
    insert_votes(filler)
    count(filler)
    insert_entries(filler)


def ballot_sql(filler: Filler, first: int, last: int) -> str:
    """One of ten is of a whole estate, the others of a building; a third is of owners, by heads and area."""
    slot = f"CASE WHEN n > %(ballots)s - {LAST} THEN 0 ELSE {filler.below('ballot', 'n', '%(slots)s')} END"
    draw = filler.dice("ballot what", "n")
    return f"""
        WITH drawn AS (
            SELECT *, {draw} AS draw, %(base)s + n AS id,
                mod({draw}, 10) = 0 AND n <= %(ballots)s - {LAST} AS is_wide,
                n = %(ballots)s - 1 OR mod({draw} / 10, 3) = 0 AND n < %(ballots)s AS is_of_owners,
                %(now)s + interval '7 days' - %(span)s * (1 - n / %(ballots)s::float8) AS closes
            FROM {AT_HOT_SPOTS.format(first=first, last=last, slot=slot)}
        ), timed AS (
            SELECT *, CASE WHEN closes > %(now)s - interval '2 days' THEN %(now)s + interval '7 days'
                ELSE date_trunc('hour', closes) END AS closes_at
            FROM drawn
        )
        SELECT *, closes_at - interval '14 days' AS opens_at, closes_at - interval '30 days' AS announced_at,
            closes_at + interval '1 hour' AS counted_at, closes_at < %(now)s AS is_over,
            CASE WHEN is_wide THEN estate ELSE place END AS at_place,
            CASE WHEN is_wide THEN e_first_home ELSE first_home END AS from_home,
            CASE WHEN is_wide THEN e_homes ELSE homes END AS of_homes,
            1 + mod(draw / 100, {len(MATTERS)}) AS matter,
            CASE WHEN is_of_owners THEN (%(asked)s::text[])[1 + mod(draw / 100, {len(MATTERS)})]
                ELSE (%(questions)s::text[])[1 + mod(draw / 100, {len(QUESTIONS)})] END AS title
        FROM timed
    """


def insert_notices(filler: Filler) -> None:
    insert_extra(
        filler,
        "FROM city_ballot ORDER BY n",
        number="%(after_notices)s + 2 * n - 1",
        title="'表决公告：' || title",
        body="'请在截止之前表态。问题：' || title",
        at="announced_at",
        category="deliberation",
        of="ballot",
    )
    insert_extra(
        filler,
        "FROM city_ballot WHERE is_over ORDER BY n",
        number="%(after_notices)s + 2 * n",
        title="'表决结果公示：' || title",
        body="'结果已经清点，谁都可以重新计算。问题：' || title",
        at="counted_at",
        category="posting",
        of="count",
    )


def insert_ballots(filler: Filler) -> None:
    columns = {
        "id": "b.id",
        "client_key": filler.key("ballot", "b.n"),
        "public_id": filler.key("public ballot", "b.n"),
        "place_id": "at_place",
        "organisation_id": "committee",
        "title": "title",
        "text": "'说明见公告栏，不清楚的可以打居委会电话。'",
        "electorate": "CASE WHEN is_of_owners THEN 'owners' ELSE 'residents' END",
        "legal_effect": "CASE WHEN is_of_owners THEN 'formal' ELSE 'advisory' END",
        "matter_id": "matter.id",
        "unit": "CASE WHEN is_of_owners THEN 'person' ELSE 'home' END",
        "opens_at": "opens_at",
        "closes_at": "closes_at",
        "created_by_id": "secretary",
        "created_at": "announced_at - interval '5 days'",
        "notice_id": "%(base)s + %(after_notices)s + 2 * b.n - 1",
    }
    source = """FROM city_ballot AS b LEFT JOIN ballots_matter AS matter
        ON is_of_owners AND matter.key = (%(matters)s::text[])[b.matter] ORDER BY b.id"""
    filler.insert(Ballot, source, columns)
    option = {"id": "%(base)s + b.n * 4 + position", "ballot_id": "b.id", "key": "key", "label": "label"}
    source = """FROM city_ballot AS b CROSS JOIN unnest(%(keys)s::text[], %(labels)s::text[])
        WITH ORDINALITY AS option (key, label, position) ORDER BY b.id, position"""
    filler.insert(Option, source, option | {"position": "position"})


# One for each home: of owners with the register's name and area. Numbered by building, floor and door, as
# `ballots.queries.roll` does.
ELECTORS = f"""
SELECT *, %(base)s + n * {ROLL} + number AS id
FROM (
    SELECT b.id AS ballot, b.n, home.id AS home, is_of_owners, owner_name AS name, phone, home.area,
        home.area_source, opens_at, closes_at, announced_at, is_over,
        CASE place.kind WHEN 'stair' THEN around.id ELSE place.id END AS building,
        CASE place.kind WHEN 'stair' THEN around.name || ' ' ELSE '' END || place.name || home.door AS label,
        row_number() OVER (PARTITION BY b.id
            ORDER BY home.place_id, coalesce(home.floor, 0), home.door COLLATE "C") AS number
    FROM city_ballot AS b CROSS JOIN LATERAL generate_series(from_home, from_home + of_homes - 1) AS counted
    JOIN buildings_dwelling AS home ON home.id = counted
    JOIN buildings_ownership AS owner ON owner.id = home.id
    JOIN buildings_place AS place ON place.id = home.place_id
    JOIN buildings_place AS around ON around.id = place.parent_id
) AS numbered
"""


def insert_roll(filler: Filler) -> None:
    rows = "FROM city_elector ORDER BY id"
    elector = {
        "id": "id",
        "ballot_id": "ballot",
        "number": "number",
        "label": "label",
        "place_id": "building",
    }
    elector |= {"kind": "CASE WHEN is_of_owners THEN 'owner' ELSE 'home' END"}
    elector |= {"name": "CASE WHEN is_of_owners THEN name ELSE '' END"}
    elector |= {"phone": "CASE WHEN is_of_owners THEN phone ELSE '' END"}
    filler.insert(Elector, rows, elector | {"area": "CASE WHEN is_of_owners THEN area END"})
    home = {"id": "id", "ballot_id": "ballot", "elector_id": "id", "dwelling_id": "home", "label": "label"}
    home |= {"area": "CASE WHEN is_of_owners THEN area END"}
    home |= {"area_source": "CASE WHEN is_of_owners THEN area_source ELSE '' END"}
    filler.insert(RollHome, rows, home)
    filler.keep("city_voter", VOTERS)
    voter = {"id": "elector * 4 + nth", "elector_id": "elector", "user_id": "person"}
    filler.insert(RollVoter, "FROM city_voter ORDER BY elector, nth", voter)


# Of owners their own account, of homes all grown-ups who live there.
VOTERS = """
SELECT elector.id AS elector, residency.user_id AS person,
    row_number() OVER (PARTITION BY elector.id ORDER BY residency.user_id) AS nth
FROM city_elector AS elector JOIN buildings_residency AS residency ON residency.dwelling_id = elector.home
WHERE NOT residency.is_minor AND (NOT is_of_owners OR residency.kind = 'owner')
"""


def insert_votes(filler: Filler) -> None:
    """Two of three of those with an account; while it runs, one of three. Nearly as many had opened it."""
    share = f"mod({filler.dice('votes', 'e.id')}, 12)"
    drawn = f"{share} < CASE WHEN is_over THEN 8 ELSE 4 END AND opens_at < %(now)s"
    voters = "FROM city_elector AS e JOIN city_voter AS v ON v.elector = e.id AND v.nth = 1"
    part = {"elector_id": "e.id", "ballot_id": "ballot", "channel": "'phone'"}
    filler.insert(Participation, f"{voters} WHERE {drawn} ORDER BY e.id", part)
    digits = f"upper({filler.code('receipt', 'e.id', 16)})"
    receipt = " || '-' || ".join(f"substr({digits}, {start}, 4)" for start in (1, 5, 9, 13))
    until = "least(closes_at, %(now)s)"
    choice = f"(ARRAY['yes', 'yes', 'yes', 'no', 'abstain'])[1 + {filler.below('choice', 'e.id', 5)}]"
    vote = {
        "id": "e.id",
        "client_key": filler.key("vote", "e.id"),
        "ballot_id": "ballot",
        "elector_id": "e.id",
    }
    vote |= {"choices": f"jsonb_build_array({choice})", "channel": "'phone'", "cast_by_id": "v.person"}
    vote |= {"receipt": receipt}
    vote |= {"cast_at": f"opens_at + ({until} - opens_at) * {filler.part('cast', 'e.id')}"}
    filler.insert(Vote, f"{voters} WHERE {drawn} ORDER BY e.id", vote)
    read = {"id": "e.id", "elector_id": "e.id", "home_id": "e.id", "way": "'read'", "by_id": "v.person"}
    read |= {"at": "announced_at + interval '1 day'"}
    filler.insert(Delivery, f"{voters} WHERE {share} < 9 AND announced_at < %(now)s ORDER BY e.id", read)


def insert_entries(filler: Filler) -> None:
    entry = {
        "id": "%(base)s + 3 * %(residents)s + n * 4 + k",
        "by_id": "secretary",
        "verb": "verb",
        "at": "at",
    }
    source = """FROM city_ballot CROSS JOIN LATERAL (VALUES (0, 'ballots.announce', announced_at, true),
            (1, 'ballots.count', counted_at, is_over), (2, 'ballots.post_result', counted_at, is_over)
        ) AS done (k, verb, at, is_there) WHERE is_there ORDER BY n, k"""
    filler.insert(Entry, source, entry | {"subject": "'ballots.ballot:' || id"})
