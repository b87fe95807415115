"""What is worked out over a whole roll, by the functions that announce and count one ballot."""

from itertools import groupby

from django.conf import settings
from django.utils import translation
from psycopg2.extras import Json, execute_values

from ballots import tally
from ballots.document import Roll, document_of, entry, roll_sha256
from ballots.models import Ballot, Result
from ballots.operations.tallying import papers_of, tally_of
from ballots.operations.writing_out import chain_head_of, written_out
from committees.seal import sha256_of
from portal.city.filling import Filler

ANNOUNCE = """
UPDATE ballots_ballot AS ballot SET document = made.document, seal = made.seal,
    announced_at = b.announced_at, announced_by_id = b.secretary
FROM (VALUES %s) AS made (id, document, seal), city_ballot AS b WHERE ballot.id = made.id AND b.id = made.id
"""
CLOSE = """
UPDATE ballots_ballot AS ballot SET closed_at = b.closes_at + interval '5 minutes'
FROM city_ballot AS b WHERE ballot.id = b.id AND is_over;
UPDATE ballots_ballot AS ballot SET papers_in_at = b.closes_at + interval '10 minutes',
    papers_in_by_id = b.secretary
FROM city_ballot AS b WHERE ballot.id = b.id AND is_over
"""
COUNTED = """
UPDATE ballots_ballot AS ballot SET counted_at = b.counted_at
FROM city_ballot AS b WHERE ballot.id = b.id AND is_over
"""
ROLL = """
SELECT ballot, number, label, CASE WHEN is_of_owners THEN name ELSE '' END,
    CASE WHEN is_of_owners THEN area END, home, CASE WHEN is_of_owners THEN area_source ELSE '' END
FROM city_elector ORDER BY ballot, number
"""


def announce(filler: Filler) -> None:
    filler.cursor.execute(ROLL)
    rolls = {pk: list(rows) for pk, rows in groupby(filler.cursor.fetchall(), key=lambda row: row[0])}
    beside = ("place", "organisation", "members_of", "matter")
    ballots = Ballot.objects.filter(pk__in=rolls).select_related(*beside).prefetch_related("options")
    filler.cursor.execute("SELECT id, announced_at FROM city_ballot")
    hours = dict(filler.cursor.fetchall())
    with translation.override(settings.LANGUAGE_CODE):
        documents = [(b.pk, document(b, rolls[b.pk], hours[b.pk])) for b in ballots.order_by("pk")]
    rows = [(pk, Json(words), sha256_of(words)) for pk, words in documents]
    execute_values(filler.cursor.cursor, ANNOUNCE, rows, template="(%s, %s::jsonb, %s)")


def document(ballot: Ballot, rows: list[tuple], announced_at) -> dict:
    kind = "owner" if ballot.is_of_owners else "home"
    entries = [
        entry(
            number=number,
            kind=kind,
            label=label,
            name=name,
            area=area,
            is_joint=False,
            homes=[(home, label, area, source)],
        )
        for _ballot, number, label, name, area, home, source in rows
    ]
    areas = [row[4] for row in rows if row[4] is not None]
    return document_of(
        ballot,
        options=ballot.options.all(),
        roll=Roll(len(rows), sum(areas) if areas else None, roll_sha256(entries)),
        opens_at=ballot.opens_at,
        closes_at=ballot.closes_at,
        announced_at=announced_at,
    )


def count(filler: Filler) -> None:
    """Of those that are over. The box is shut first, as the triggers ask."""
    filler.cursor.execute(CLOSE)
    filler.cursor.execute("DROP TABLE IF EXISTS city_count")
    filler.cursor.execute(
        "CREATE TEMPORARY TABLE city_count"
        " (id bigint, tally jsonb, passed bool, file text, head text, papers int)"
    )
    filler.cursor.execute("SELECT id FROM city_ballot WHERE is_over ORDER BY id")
    over = [pk for (pk,) in filler.cursor.fetchall()]
    ballots = Ballot.objects.filter(pk__in=over).select_related("matter").order_by("pk")
    rows = [counted(ballot) for ballot in ballots]
    if rows:
        execute_values(filler.cursor.cursor, "INSERT INTO city_count VALUES %s", rows)
    until = "(b.counted_at AT TIME ZONE 'Asia/Shanghai')::date + 7"
    columns = {
        "ballot_id": "made.id",
        "tally": "tally",
        "passed": "passed",
        "file": "file",
        "chain_head": "head",
        "papers": "papers",
        "counted_by_id": "secretary",
        "counted_at": "b.counted_at",
        "notice_id": "%(base)s + %(after_notices)s + 2 * b.n",
        "posted_at": "b.counted_at",
        "posted_until": until,
    }
    source = "FROM city_count AS made JOIN city_ballot AS b ON b.id = made.id ORDER BY made.id"
    filler.insert(Result, source, columns)
    filler.cursor.execute(COUNTED)


def counted(ballot: Ballot) -> tuple:
    papers = papers_of(ballot)
    figures = tally_of(ballot, papers)
    file = written_out(ballot, papers, figures)
    return ballot.pk, Json(tally.to_json(figures)), figures.passed, file, chain_head_of(file), len(papers)
