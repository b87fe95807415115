"""What people should know: notices with their places, who has read them, and homes that a captain told."""

from notices.models import Notice, NoticePlace, NoticeRead, Told
from portal.city.city import City
from portal.city.extra_notices import NOTICES
from portal.city.filling import Filler
from portal.city.places import AT_HOT_SPOTS
from portal.city.progress import Step, cut
from portal.city.words import notice_sentences, notice_titles

READERS = 60  # at most, of one building
FAR_READERS = 300  # of a notice to the whole street
TOLD = 10
ROWS_EACH = 35.0
CATEGORIES = ["utilities", "deliberation", "safety", "activity", "posting", "other"]


def steps(city: City) -> list[Step]:
    count = city.of(NOTICES)
    facts = {"notices": count, "titles": notice_titles(), "sentences": notice_sentences()}
    facts |= {"kinds": CATEGORIES}
    return [
        Step(
            "notices",
            cut(count, ROWS_EACH),
            lambda filler, first, last: fill(filler, facts, first, last),
            int(count * ROWS_EACH),
        )
    ]


def fill(filler: Filler, facts: dict, first: int, last: int) -> None:
    filler.facts |= facts
    filler.keep("city_notice", notice_sql(filler, first, last))
    insert_notices(filler)
    insert_addresses(filler)
    insert_reads(filler)
    insert_told(filler)


def notice_sql(filler: Filler, first: int, last: int) -> str:
    """To a building, an estate, a community or the street; in the hand of whoever serves it."""
    at_hot = AT_HOT_SPOTS.format(first=first, last=last, slot=filler.below("notice where", "n", "%(slots)s"))
    part, draw = filler.part("notice hour", "n"), filler.dice("notice", "n")
    sentence = filler.part("sentence", "n * 32 + line")
    return f"""
        WITH drawn AS (
            SELECT *, {draw} AS draw, {part} AS part, mod({draw}, 100) AS wide,
                %(now)s - %(span)s * (1 - (n - {part}) / %(notices)s) - interval '1 hour' AS publish_at
            FROM {at_hot}
        ), said AS (
            SELECT *, CASE WHEN wide < 55 THEN place WHEN wide < 85 THEN estate WHEN wide < 97 THEN community
                    ELSE street END AS at_place,
                CASE WHEN wide < 55 THEN 'home' WHEN wide < 85 THEN 'estate' WHEN wide < 97 THEN 'community'
                    ELSE 'street' END AS level,
                (SELECT string_agg((%(sentences)s::text[])[1 + floor(cardinality(%(sentences)s::text[])
                    * power({sentence}, 2))::int], E'\\n' ORDER BY line)
                    FROM generate_series(1, (4 + mod(draw / 5, 8))::int) AS line) AS words
            FROM drawn
        )
        SELECT *, %(base)s + n AS id,
            (%(titles)s::text[])[1 + mod(draw, cardinality(%(titles)s::text[]))] AS title,
            CASE WHEN level = 'street' THEN office WHEN level = 'community' OR property IS NULL THEN committee
                ELSE property END AS organisation,
            CASE WHEN level = 'street' THEN official WHEN level = 'community' OR property IS NULL
                THEN secretary ELSE engineer END AS author,
            CASE WHEN mod(draw, 60) = 1 THEN 'withdrawn' ELSE 'published' END AS state,
            mod(draw, 3) = 0 AND level = 'home' AS asks
        FROM said
    """


def insert_notices(filler: Filler) -> None:
    columns = {
        "id": "id",
        "client_key": filler.key("notice", "n"),
        "title": "title || '（' || n || '）'",
        "category": f"(%(kinds)s::text[])[1 + mod(draw / 3, {len(CATEGORIES)})]",
        "is_urgent": "mod(draw, 500) = 2",
        "urgent_reason": "CASE WHEN mod(draw, 500) = 2 THEN '等不及明天' ELSE '' END",
        "when_text": "'14:00 – 17:00'",
        "body": "'<p>' || replace(words, E'\\n', '</p><p>') || '</p>'",
        "source": "words",
        "organisation_id": "organisation",
        "author_id": "author",
        "audience": "(ARRAY['{residents}', '{residents}', '{residents,owners}', '{owners}', '{captains}'])"
        "[1 + mod(draw / 7, 5)]::text[]",
        "is_public": "mod(draw, 10) > 1",
        "asks_acknowledgement": "asks",
        "allows_comments": "mod(draw, 4) = 0",
        "state": "state",
        "publish_at": "publish_at",
        "expires_at": "CASE WHEN mod(draw, 10) < 9 THEN publish_at + (0.1 + part) * interval '30 days' END",
        "announced_at": "publish_at",
        "withdrawn_at": "CASE WHEN state = 'withdrawn' THEN publish_at + interval '30 minutes' END",
        "withdrawn_reason": "CASE WHEN state = 'withdrawn' THEN '写错了' ELSE '' END",
        "created_at": "publish_at",
    }
    filler.insert(Notice, "FROM city_notice ORDER BY n", columns)


def insert_addresses(filler: Filler) -> None:
    columns = {"id": "id", "notice_id": "id", "place_id": "at_place"}
    filler.insert(NoticePlace, "FROM city_notice ORDER BY n", columns)


def insert_reads(filler: Filler) -> None:
    """By a run of neighbours that begins anywhere; of a street by people all over it."""
    most = f"least(grown, 8 + mod(draw, {READERS - 8}))"
    at = f"least(%(now)s, publish_at + {filler.part('read', 'n * 512 + k')} * interval '3 days')"
    near = "first_person + mod(mod(draw / 9, grown) + k, grown)"
    far = "s_first_person + mod(mod(draw / 9, s_people) + k * 7919, s_people)"
    source = f"""
        FROM city_notice CROSS JOIN LATERAL generate_series(0, CASE WHEN level = 'street'
            THEN least(s_people / 8000, {FAR_READERS}) ELSE {most} END - 1) AS k
        WHERE state = 'published' ORDER BY n, k"""
    columns = {"id": "%(base)s + n * 512 + k", "notice_id": "id", "read_at": at}
    columns |= {"user_id": f"CASE WHEN level = 'street' THEN {far} ELSE {near} END"}
    columns |= {"acknowledged_at": f"CASE WHEN asks AND mod(k, 2) = 0 THEN {at} END"}
    filler.insert(NoticeRead, source, columns)


def insert_told(filler: Filler) -> None:
    """The last homes of the building, which read nothing."""
    source = f"""
        FROM city_notice CROSS JOIN LATERAL generate_series(1, least(homes, {TOLD})) AS k
        WHERE asks AND state = 'published' ORDER BY n, k"""
    at = "least(%(now)s, publish_at + k * interval '10 minutes')"
    columns = {"id": "%(base)s + n * 512 + k", "notice_id": "id", "dwelling_id": "first_home + homes - k"}
    columns |= {"way": "(ARRAY['door', 'phone', 'slip'])[1 + mod(k, 3)]", "by_id": "captain", "at": at}
    filler.insert(Told, source, columns | {"on": f"({at} AT TIME ZONE 'Asia/Shanghai')::date"})
