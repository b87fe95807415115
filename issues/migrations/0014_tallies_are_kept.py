"""Tallies are kept by the database alone: in the transaction that changes an issue, whichever way it does.

`issues_tally_of` says what one issue adds to which rows; nothing else does. `issues_tally_mend` compares what
is kept with what all issues say, in one look, and adds what is missing: so it also fills an empty table, beside
the work on it. `issues_tally_fold` makes one row of many.
"""
# ruff: noqa: S608 (all pieces are constants of this file)

from django.db import migrations

BOUNDS = (0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720, 1440)
COUNTS = (
    "reported", "counted", "answered", "in_time", "done", "solved", "said", "content", "rated", "unrated",
    "finished", "gone", "waiting",
)  # fmt: skip
SPREADS = ("to_answer", "to_finish")
COLUMNS = ", ".join(("place_id", "category_id", "day", "is_fresh", *COUNTS, *SPREADS))
KEY = "place_id, category_id, day"
ZEROS = f"array_fill(0, ARRAY[{len(BOUNDS)}])"
ONE = "coalesce(sum({sign}) FILTER (WHERE {name} = {n}), 0)::int"
BUCKETS = range(1, len(BOUNDS) + 1)
CHANGING = (
    "place_id", "category_id", "state", "reported_at", "responded_at", "respond_by", "resolved_at",
    "closed_at", "reopened_count", "is_satisfied",
)  # fmt: skip
ASKED = ", ".join(f"issue.{name}" for name in CHANGING if name not in ("place_id", "category_id"))
DONE, NOT_COUNTED = "('resolved', 'confirmed', 'unrated')", "('withdrawn', 'merged', 'mediation')"
# The reporter's last word, or the silence that closed it, as the row itself tells it.
WORD = """CASE WHEN state = 'confirmed' THEN 'confirmed' WHEN state = 'unrated' THEN 'lapsed'
    WHEN reopened_count > 0 THEN 'reopened' END"""
ZERO = ", ".join("0" * 10)
BUCKET = (
    "width_bucket(greatest(extract(epoch FROM {} - reported_at)::float8 / 3600, 0), "
    + f"ARRAY[{', '.join(map(str, BOUNDS))}]::float8[])"
)
LOCAL = "AT TIME ZONE 'Asia/Shanghai'"

OF = f"""
CREATE FUNCTION issues_tally_of(
    path text, category varchar, state varchar, reported_at timestamptz, responded_at timestamptz,
    respond_by timestamptz, resolved_at timestamptz, closed_at timestamptz, reopened_count smallint,
    is_satisfied boolean
) RETURNS TABLE (
    place_id bigint, category_id varchar, day date, {", ".join(f"{name} int" for name in COUNTS)},
    to_answer int, to_finish int
) LANGUAGE sql IMMUTABLE AS $$
    SELECT at.id, at.category, what.*
    FROM (VALUES
        (split_part(path, '/', 2)::bigint, category),
        (nullif(split_part(path, '/', 3), '')::bigint, NULL)
    ) AS at (id, category) CROSS JOIN LATERAL (
        SELECT (reported_at {LOCAL})::date, 1, c, c * (responded_at IS NOT NULL)::int,
            c * coalesce(responded_at <= respond_by, false)::int, c * done,
            c * coalesce(word = 'confirmed', false)::int,
            c * coalesce(word IN ('confirmed', 'reopened'), false)::int,
            c * coalesce(is_satisfied, false)::int, c * (is_satisfied IS NOT NULL)::int,
            c * coalesce(word = 'lapsed', false)::int, 0, 0, 0,
            CASE WHEN c = 1 AND responded_at IS NOT NULL THEN {BUCKET.format("responded_at")} END,
            CASE WHEN c * done = 1 THEN {BUCKET.format("resolved_at")} END
        FROM (
            SELECT (state NOT IN {NOT_COUNTED})::int AS c, (state IN {DONE})::int AS done, {WORD} AS word
        ) AS known
        UNION ALL
        SELECT (resolved_at {LOCAL})::date, {ZERO}, 1, 0, 0, NULL, NULL WHERE state IN {DONE}
        UNION ALL
        SELECT (closed_at {LOCAL})::date, {ZERO}, 0, 1, 0, NULL, NULL WHERE state IN {NOT_COUNTED}
        UNION ALL
        SELECT (respond_by {LOCAL})::date, {ZERO}, 0, 0, 1, NULL, NULL
        WHERE state NOT IN {NOT_COUNTED} AND responded_at IS NULL
    ) AS what
    WHERE at.id IS NOT NULL
$$
"""


def wide(sign: str) -> str:
    """Rows of single issues, of which each adds or takes away one, as one row."""
    counts = [f"sum({sign} * {name})::int AS {name}" for name in COUNTS]
    spreads = [
        f"ARRAY[{', '.join(ONE.format(sign=sign, name=name, n=n) for n in BUCKETS)}] AS {name}"
        for name in SPREADS
    ]
    return ", ".join(counts + spreads)


def summed(sign: str = "1") -> str:
    """Rows of the table as one row."""
    counts = [f"sum({sign} * {name})::int AS {name}" for name in COUNTS]
    spreads = [
        f"ARRAY[{', '.join(f'sum({sign} * {name}[{n}])::int' for n in BUCKETS)}] AS {name}"
        for name in SPREADS
    ]
    return ", ".join(counts + spreads)


ANYTHING = " OR ".join([*(f"{name} <> 0" for name in COUNTS), *(f"{name} <> {ZEROS}" for name in SPREADS)])


def put(rows: str, fresh: str = "true") -> str:
    names = ", ".join((*COUNTS, *SPREADS))
    return f"""INSERT INTO issues_tally ({COLUMNS})
        SELECT {KEY}, {fresh}, {names} FROM ({rows}) AS changed WHERE {ANYTHING}"""


def issues_in(table: str, sign: str = "1") -> str:
    return f"""SELECT {sign} AS sign, tally.* FROM {table} AS issue
        JOIN buildings_place AS place ON place.id = issue.place_id
        CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, {ASKED}) AS tally"""


def together(*parts: str) -> str:
    return f"SELECT {KEY}, {wide('sign')} FROM ({' UNION ALL '.join(parts)}) AS one GROUP BY {KEY}"


KEEP = f"""
CREATE FUNCTION issues_tally_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {put(together(issues_in("new_rows")))};
    ELSIF TG_OP = 'DELETE' THEN
        {put(together(issues_in("old_rows", "-1")))};
    ELSIF EXISTS (
        SELECT FROM old_rows JOIN new_rows USING (id)
        WHERE ({", ".join(f"old_rows.{name}" for name in CHANGING)})
            IS DISTINCT FROM ({", ".join(f"new_rows.{name}" for name in CHANGING)})
    ) THEN
        {put(together(issues_in("new_rows"), issues_in("old_rows", "-1")))};
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tally_new AFTER INSERT ON issues_issue REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION issues_tally_keep();
CREATE TRIGGER tally_changed AFTER UPDATE ON issues_issue
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION issues_tally_keep();
CREATE TRIGGER tally_gone AFTER DELETE ON issues_issue REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION issues_tally_keep();

-- A place that goes to another community takes its issues along.
CREATE FUNCTION issues_tally_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {
    put(
        together(
            *(
                f'''SELECT {sign} AS sign, tally.* FROM issues_issue AS issue
        CROSS JOIN LATERAL issues_tally_of({row}.path, issue.category_id, {ASKED}) AS tally
        WHERE issue.place_id = NEW.id'''
                for sign, row in (("1", "NEW"), ("-1", "OLD"))
            )
        )
    )
};
    RETURN NULL;
END $$;
CREATE TRIGGER tally_moved AFTER UPDATE ON buildings_place
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION issues_tally_move();
"""

# Of one community, or of one kind in a subdistrict. One statement looks at the issues and at what is kept.
MEND = f"""
CREATE FUNCTION issues_tally_mend(of_place bigint, of_category varchar, fresh boolean)
RETURNS SETOF issues_tally LANGUAGE plpgsql AS $$
DECLARE top text := (SELECT path FROM buildings_place WHERE id = of_place);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('issues_tally'), (of_place % 2147483647)::int);
    RETURN QUERY {
    put(
        f'''
        SELECT {KEY}, {summed()} FROM (
            SELECT {KEY}, {wide("1")} FROM (
                SELECT tally.* FROM issues_issue AS issue
                JOIN buildings_place AS place ON place.id = issue.place_id
                CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, {ASKED}) AS tally
                WHERE place.path ~>=~ top AND place.path ~<~ (rtrim(top, '/') || '0')
                    AND (of_category IS NULL OR issue.category_id = of_category)
            ) AS one
            WHERE place_id = of_place AND category_id IS NOT DISTINCT FROM of_category
            GROUP BY {KEY}
            UNION ALL
            SELECT {KEY}, {summed("-1")} FROM issues_tally
            WHERE place_id = of_place AND category_id IS NOT DISTINCT FROM of_category GROUP BY {KEY}
        ) AS truth_less_kept GROUP BY {KEY}''',
        "fresh",
    )
} RETURNING *;
END $$
"""

FOLD = f"""
CREATE FUNCTION issues_tally_fold(at_most int) RETURNS bigint LANGUAGE sql AS $$
    WITH fresh AS (SELECT {KEY} FROM issues_tally WHERE is_fresh LIMIT at_most),
    key AS (SELECT DISTINCT {KEY} FROM fresh),
    gone AS (
        DELETE FROM issues_tally AS row USING key
        WHERE row.place_id = key.place_id AND row.day = key.day
            AND row.category_id IS NOT DISTINCT FROM key.category_id
        RETURNING row.*
    ),
    folded AS ({put(f"SELECT {KEY}, {summed()} FROM gone GROUP BY {KEY}", "false")})
    SELECT count(*) FROM gone
$$
"""
DROP = """
DROP TRIGGER tally_moved ON buildings_place;
DROP TRIGGER tally_gone ON issues_issue;
DROP TRIGGER tally_changed ON issues_issue;
DROP TRIGGER tally_new ON issues_issue;
DROP FUNCTION issues_tally_fold(int);
DROP FUNCTION issues_tally_mend(bigint, varchar, boolean);
DROP FUNCTION issues_tally_move();
DROP FUNCTION issues_tally_keep();
DROP FUNCTION issues_tally_of(text, varchar, varchar, timestamptz, timestamptz, timestamptz, timestamptz,
    timestamptz, smallint, boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0013_tallies")]
    operations = [migrations.RunSQL([OF, KEEP, MEND, FOLD], DROP)]
