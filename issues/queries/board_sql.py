"""The one question of a dashboard, written out: what is open, and what each of the last days brought.

What is open is counted from an index that holds it and nothing else: it does not become more with the years.
Of what is over, a subdistrict and a community have tallies of their days; of anything smaller it is read row
by row, as is the median of a few.
"""
# ruff: noqa: S608 (all pieces are constants; paths go in as values)

from collections.abc import Iterable

from issues.models import OPEN_STATES
from issues.models.tallies import BOUNDS

PLACES_SHOWN = 6
TALLIED_DEPTH = 2  # subdistrict, community
FEW = 500  # of so many the median is exact
STATES = ", ".join(f"'{state}'" for state in OPEN_STATES)

OPEN = f"""
open AS MATERIALIZED (
    SELECT place.id, place.kind, place.parent_id, width_bucket(issue.reported_at, %(starts)s) AS band,
        issue.state <> 'suspended' AND issue.due_at < %(now)s AS late
    FROM issues_issue AS issue JOIN buildings_place AS place ON place.id = issue.place_id
    WHERE issue.state IN ({STATES}) AND ({{below}})
), bands AS (
    SELECT band, count(*) AS count, count(*) FILTER (WHERE late) AS late FROM open GROUP BY band
), tops AS (
    SELECT CASE WHEN kind = 'stair' THEN parent_id ELSE id END AS id, count(*) AS count,
        count(*) FILTER (WHERE late) AS late
    FROM open GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT %(most)s
), places AS (
    SELECT json_build_array(count, late, place.path, place.kind, place.name, up.kind, up.name, second.kind,
        second.name, third.kind, third.name) AS row
    FROM tops JOIN buildings_place AS place USING (id)
    LEFT JOIN buildings_place AS up ON up.id = place.parent_id
    LEFT JOIN buildings_place AS second ON second.id = up.parent_id
    LEFT JOIN buildings_place AS third ON third.id = second.parent_id
    ORDER BY count DESC, late DESC, place.id
)"""
MEDIAN = """
    SELECT percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(epoch FROM issue.resolved_at - issue.reported_at)::float8)
    FROM issues_issue AS issue JOIN buildings_place AS place ON place.id = issue.place_id
    WHERE ({below}) AND issue.reported_at >= %(since)s AND issue.state IN ('resolved', 'confirmed', 'unrated')
"""
SPREAD = ", ".join(f"coalesce(sum(to_finish[{n + 1}]), 0)" for n in range(len(BOUNDS)))
KEPT = f"""
lately AS (
    SELECT day, reported, finished, gone, content, rated, done, to_finish
    FROM issues_tally WHERE place_id = ANY(%(kept)s) AND day >= %(day)s
), middle AS (
    SELECT json_build_array({SPREAD}) AS spread,
        CASE WHEN sum(done) <= {FEW} THEN ({MEDIAN}) END AS seconds
    FROM lately
)"""
READ = f"""
lately AS (
    SELECT tally.* FROM issues_issue AS issue JOIN buildings_place AS place ON place.id = issue.place_id
    CROSS JOIN LATERAL issues_tally_of(
        place.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by,
        issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally
    WHERE ({{below}}) AND (issue.reported_at >= %(since)s OR issue.resolved_at >= %(since)s
        OR issue.closed_at >= %(since)s) AND tally.category_id IS NOT NULL AND day >= %(day)s
), middle AS (SELECT NULL::json AS spread, ({MEDIAN}) AS seconds)"""
ALL = """
WITH {open}, {history}
SELECT (SELECT json_agg(json_build_array(band, count, late)) FROM bands),
    (SELECT json_agg(row) FROM places),
    (SELECT json_agg(row) FROM (
        SELECT json_build_array(day, sum(reported), sum(finished), sum(gone), sum(content), sum(rated)) AS row
        FROM lately GROUP BY day
    ) AS days),
    spread, seconds
FROM middle
"""


def question(paths: Iterable[str]) -> tuple[str, dict]:
    """The words, and those values in it that the paths are."""
    tops = _tops(paths)
    below = " OR ".join(f"place.path LIKE %(path_{number})s" for number in range(len(tops))) or "false"
    values = {f"path_{number}": f"{path}%" for number, path in enumerate(tops)}
    ids = [path.strip("/").split("/") for path in tops]
    history = KEPT if all(len(parts) <= TALLIED_DEPTH for parts in ids) else READ
    values["kept"] = [int(parts[-1]) for parts in ids]
    return ALL.format(open=OPEN.format(below=below), history=history.format(below=below)), values


def _tops(paths: Iterable[str]) -> list[str]:
    """Without those that lie in others."""
    known = sorted(set(paths))
    return [path for path in known if not any(path != top and path.startswith(top) for top in known)]
