"""What was wrong, who had it, and how it went: an issue, three to five lines of its timeline, the same in the
journal, and neighbours who said "mine too". Numbered by time, as they would have come."""

from issues.clock import LIMITS
from issues.models import Follower, Issue, IssueEvent
from journal.models import Entry
from portal.city.city import City
from portal.city.filling import Filler
from portal.city.places import AT_HOT_SPOTS, somebody
from portal.city.progress import Step, cut
from portal.city.words import ANSWERS, RESOLVED, troubles

EACH = 0.2  # for a resident
ROWS_EACH = 11.4
EVENTS = 8  # ids kept for the timeline of each
JOINERS = 5
WORDS = "replace(replace({}, '{{f}}', coalesce(floor, 1)::text), '{{b}}', name)"


def steps(city: City) -> list[Step]:
    count = city.of(EACH)
    facts = {"issues": count}
    return [
        Step(
            "issues",
            cut(count, ROWS_EACH),
            lambda filler, first, last: fill(filler, facts, first, last),
            int(count * ROWS_EACH),
        )
    ]


def fill(filler: Filler, facts: dict, first: int, last: int) -> None:
    categories, titles, texts = (list(column) for column in zip(*troubles(), strict=True))
    filler.facts |= facts | {"categories": categories, "titles": titles, "texts": texts}
    filler.facts |= {"answers": ANSWERS, "resolved": RESOLVED}
    filler.keep("city_issue", issue_sql(filler, first, last))
    insert_issues(filler)
    filler.keep("city_event", event_sql(filler))
    insert_events(filler)
    insert_followers(filler)


def issue_sql(filler: Filler, first: int, last: int) -> str:
    """By number: when, where, what, who said so, who has it, how far it is."""
    draw, part = filler.dice("issue", "n"), filler.part("hour", "n")
    at_hot = AT_HOT_SPOTS.format(first=first, last=last, slot=filler.below("where", "n", "%(slots)s"))
    days = " ".join(
        f"WHEN '{tier}' THEN interval '{limit.resolve.length.total_seconds():.0f} seconds'"
        for tier, limit in LIMITS.items()
    )
    answers = " ".join(
        f"WHEN '{tier}' THEN interval '{limit.respond.length.total_seconds():.0f} seconds'"
        for tier, limit in LIMITS.items()
    )
    return f"""
        WITH drawn AS (
            SELECT *, {draw} AS draw, {part} AS part,
                %(now)s - %(span)s * (1 - (n - {part}) / %(issues)s) - interval '5 minutes' AS reported_at
            FROM {at_hot}
        ), told AS (
            SELECT drawn.*, category.code, category.tier, category.is_private,
                1 + mod({filler.dice("home", "n")}, homes)::int - 1 AS k, text, title,
                {somebody(filler, "reporter", "n")} AS reporter,
                extract(epoch FROM %(now)s - reported_at) / 86400 AS age
            FROM drawn JOIN unnest(%(categories)s::text[], %(titles)s::text[], %(texts)s::text[])
                WITH ORDINALITY AS trouble (category, title, text, m)
                ON m = 1 + mod(draw, cardinality(%(categories)s::text[]))
            JOIN issues_category AS category ON category.code = trouble.category
        ), held AS (
            SELECT *, CASE WHEN floors > 0 THEN mod(k / doors, floors) + 1 END AS floor,
                CASE WHEN stairs > 0 THEN place + 1 + k / (floors * doors) ELSE place END AS at_place,
                CASE WHEN age < 12 AND mod(draw, 10) < 6 OR mod(draw, 80) = 0
                        THEN (ARRAY['reported', 'accepted', 'in_progress', 'in_progress'])[
                            1 + mod(draw / 80, 4)]
                    WHEN age BETWEEN 1 AND 7 AND mod(draw, 10) = 6 THEN 'resolved'
                    WHEN mod(draw, 20) = 7 THEN 'withdrawn'
                    WHEN mod(draw, 20) IN (8, 9, 10) THEN 'unrated'
                    ELSE 'confirmed' END AS state,
                CASE WHEN tier = 'p0' OR mod(draw / 7, 10) < 2 THEN 'committee'
                    WHEN property IS NOT NULL AND mod(draw / 7, 10) < 6 THEN 'property'
                    ELSE 'captain' END AS hand
            FROM told
        ), timed AS (
            SELECT *, CASE hand WHEN 'committee' THEN secretary WHEN 'property' THEN engineer
                    ELSE captain END AS holder,
                CASE hand WHEN 'committee' THEN committee WHEN 'property' THEN property END AS organisation,
                reported_at + CASE tier {answers} END AS respond_by,
                reported_at + CASE tier {days} END AS resolve_by,
                state IN ('reported', 'accepted', 'in_progress') AS is_open,
                least(%(now)s, reported_at + part * interval '20 hours') AS answered_at
            FROM held
        )
        SELECT *, %(base)s + n AS id,
            CASE WHEN state IN ('resolved', 'confirmed', 'unrated')
                THEN least(%(now)s, answered_at + (0.2 + part) * interval '3 days') END AS done_at,
            CASE WHEN state IN ('confirmed', 'unrated', 'withdrawn') THEN least(%(now)s, answered_at
                + CASE state WHEN 'confirmed' THEN (1 + 2 * part) * interval '2 days'
                WHEN 'unrated' THEN interval '10 days' ELSE interval '5 hours' END) END AS ended_at,
            CASE WHEN state = 'reported' THEN respond_by ELSE resolve_by END AS due,
            CASE hand WHEN 'captain' THEN kind ELSE 'member' END AS role,
            CASE hand WHEN 'captain' THEN name WHEN 'property' THEN '物业 工程主管'
                ELSE '居委会 社区工作人员' END AS line,
            CASE WHEN NOT is_private AND mod(draw / 11, 6) = 0 THEN least(grown - 1,
                1 + mod(draw / 13, {JOINERS}))::int ELSE 0 END AS joiners
        FROM timed
    """


def insert_issues(filler: Filler) -> None:
    columns = {
        "id": "id",
        "client_key": filler.key("issue", "n"),
        "category_id": "code",
        "place_id": "at_place",
        "floor": "floor",
        "dwelling_id": "CASE WHEN mod(draw, 3) = 0 THEN first_home + k END",
        "title": WORDS.format("title"),
        "text": WORDS.format("text"),
        "is_danger": "tier = 'p0'",
        "is_private": "is_private",
        "tier": "tier",
        "state": "state",
        "reporter_id": "reporter",
        "logged_by_id": "reporter",
        "holder_id": "holder",
        "holder_organisation_id": "organisation",
        "respond_by": "respond_by",
        "resolve_by": "resolve_by",
        "due_at": "due",
        "stage_started_at": "reported_at",
        "stage_due_at": "due",
        # What was due long ago has called every level, and calls no more.
        "next_alarm": "CASE WHEN is_open AND due > %(now)s + interval '1 day' THEN 100 END",
        "next_alarm_at": "CASE WHEN is_open AND due > %(now)s + interval '1 day' THEN due END",
        "escalation_count": "CASE WHEN is_open AND due <= %(now)s THEN 3 ELSE 0 END",
        "joined_count": "joiners",
        "reported_at": "reported_at",
        "responded_at": "CASE WHEN state <> 'reported' THEN answered_at END",
        "resolved_at": "done_at",
        "resolved_by_id": "CASE WHEN done_at IS NOT NULL THEN holder END",
        "closed_at": "ended_at",
        "is_satisfied": "CASE WHEN state = 'confirmed' THEN mod(draw, 13) <> 0 END",
        "changed_at": "least(%(now)s, coalesce(ended_at, done_at, answered_at))",
    }
    filler.insert(Issue, "FROM city_issue ORDER BY n", columns)


def event_sql(filler: Filler) -> str:
    """A line for each step that was taken, with who took it; who has it stays the same."""
    answer = filler.one_of("answer", "n", "answers", len(ANSWERS))
    resolved = filler.one_of("resolved", "n", "resolved", len(RESOLVED))
    return f"""
        SELECT issue.id AS issue, %(base)s + (n - 1) * {EVENTS} + line.k AS id, line.kind, line.at, line.by,
            line.by_role, line.by_line, line.text, holder, organisation, state
        FROM city_issue AS issue CROSS JOIN LATERAL (VALUES
            (1, 'reported', true, reported_at, reporter, 'neighbour', name, {WORDS.format("issue.text")}),
            (2, 'accepted', state NOT IN ('reported', 'withdrawn'), answered_at, holder, role, line, ''),
            (3, 'answered', state NOT IN ('reported', 'accepted', 'withdrawn') AND mod(draw, 3) > 0,
                answered_at + interval '10 minutes', holder, role, line, {answer}),
            (4, 'started', state = 'in_progress' OR done_at IS NOT NULL AND mod(draw, 2) = 0,
                answered_at + interval '20 minutes', holder, role, line, ''),
            (5, 'resolved', done_at IS NOT NULL, done_at, holder, role, line, {resolved}),
            (6, 'confirmed', state = 'confirmed', ended_at, reporter, 'neighbour', name, ''),
            (7, 'lapsed', state = 'unrated', ended_at, NULL, '', '', ''),
            (8, 'withdrawn', state = 'withdrawn', ended_at, reporter, 'neighbour', name, '已经好了。')
        ) AS line (k, kind, is_there, at, by, by_role, by_line, text) WHERE line.is_there
    """


def insert_events(filler: Filler) -> None:
    source, at = "FROM city_event ORDER BY id", "least(at, %(now)s)"
    columns = {"id": "id", "issue_id": "issue", "at": at, "kind": "kind", "by_id": "by", "by_role": "by_role"}
    columns |= {"by_line": "by_line", "text": "text"}
    columns |= {"holder_id": "holder", "holder_organisation_id": "organisation"}
    filler.insert(IssueEvent, source, columns)
    entry = {"id": "id", "at": at, "by_id": "by", "verb": "'issues.' || kind"}
    entry |= {"subject": "'issues.issue:' || issue"}
    entry |= {"data": "jsonb_build_object('event', id, 'state', state)"}
    filler.insert(Entry, source, entry)


def insert_followers(filler: Filler) -> None:
    """The neighbours whose numbers follow the reporter's."""
    source = "FROM city_issue CROSS JOIN LATERAL generate_series(1, joiners) AS nth ORDER BY id, nth"
    columns = {"id": f"%(base)s + n * {JOINERS} + nth", "issue_id": "id"}
    columns |= {"at": "least(%(now)s, reported_at + nth * interval '1 hour')"}
    columns |= {"user_id": "first_person + mod(reporter - first_person + nth, grown)"}
    filler.insert(Follower, source, columns)
