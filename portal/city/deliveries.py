"""What was told to whom: the outbox, in the order in which it was filled. Of notices to neighbours, of issues
to who reported them and to who had them; all of it sent."""

from notifications.models import CHANNEL_CODES, STATE_CODES, Event, Letter, Message, key_sql
from portal.city import issues
from portal.city.city import City
from portal.city.extra_notices import NOTICES
from portal.city.filling import Filler
from portal.city.places import AT_HOT_SPOTS
from portal.city.progress import CHUNK, Step

OF_A_NOTICE = 60
EMAIL, INBOX, PUSH = (CHANNEL_CODES[name] for name in ("email", "inbox", "push"))
ROWS_EACH = 2.1  # for a resident


def steps(city: City) -> list[Step]:
    """Chunks of a stretch of time, each with its notices and its issues."""
    rows = int(city.plan.residents * ROWS_EACH)
    parts = max(1, rows // CHUNK)
    return [
        Step(
            "deliveries",
            [(number, parts) for number in range(parts)],
            lambda filler, number, of: fill(filler, city, number, of),
            rows,
        )
    ]


def fill(filler: Filler, city: City, number: int, of: int) -> None:
    issue, notice = (stretch(city.of(each), number, of) for each in (issues.EACH, NOTICES))
    told = f"{of_notices(filler, *notice)} UNION ALL {of_issues(*issue)}"
    letter = f"%(base)s + {number} * 200000 + dense_rank() OVER (ORDER BY at, dedupe)"
    filler.keep("city_told", f"SELECT *, {letter} AS letter FROM ({told}) AS told")
    insert_letters(filler)
    insert(filler)


def stretch(count: int, number: int, of: int) -> tuple[int, int]:
    """The numbers from after the first to the second."""
    return count * number // of, count * (number + 1) // of


def of_notices(filler: Filler, after: int, until: int) -> str:
    """From the rows of the notices: to people of the building, or of one inside the wider place."""
    spots = AT_HOT_SPOTS.format(
        first=after + 1, last=until, slot=filler.below("notice where", "n", "%(slots)s")
    )
    return f"""
        SELECT person AS recipient, CASE WHEN mod(k, 5) = 4 THEN {PUSH} ELSE {INBOX} END AS channel,
            'notices.published' AS kind, notice.title::text AS title, ''::text AS body,
            '/notices/' || notice.id || '/' AS url, 'notices.notice:' || notice.id AS subject,
            'notice ' || notice.id AS dedupe, notice.publish_at AS at,
            least(%(now)s, notice.publish_at + k * interval '7 minutes') AS read_at, mod(k, 3) > 0 AS is_read
        FROM {spots} JOIN notices_notice AS notice ON notice.id = %(base)s + spot.n
        CROSS JOIN LATERAL generate_series(0, least(grown, {OF_A_NOTICE}) - 1) AS k
        CROSS JOIN LATERAL (SELECT first_person + mod(mod(notice.id, grown) + k, grown) AS person) AS who
    """


def of_issues(after: int, until: int) -> str:
    """To whoever has it that it came; to the reporter of each line that is not theirs."""
    return f"""
        SELECT CASE WHEN event.kind = 'reported' THEN issue.holder_id ELSE issue.reporter_id END,
            CASE WHEN way = 2 THEN {EMAIL} ELSE {INBOX} END, 'issues.' || CASE event.kind
                WHEN 'reported' THEN 'received' ELSE event.kind END,
            CASE event.kind WHEN 'reported' THEN '新事项：' WHEN 'accepted' THEN '已接手：'
                WHEN 'resolved' THEN '说是办好了：' ELSE '有进展：' END || issue.title,
            event.text, '/issues/' || issue.id || '/', 'issues.issue:' || issue.id,
            'issue event ' || event.id, event.at, least(%(now)s, event.at + interval '2 hours'),
            mod(event.id, 4) > 0
        FROM issues_issue AS issue JOIN issues_issueevent AS event ON event.issue_id = issue.id
        CROSS JOIN LATERAL generate_series(1, CASE event.kind WHEN 'resolved' THEN 2 ELSE 1 END) AS way
        WHERE issue.id > %(base)s + {after} AND issue.id <= %(base)s + {until}
            AND event.kind NOT IN ('confirmed', 'lapsed', 'withdrawn')
    """


def insert_letters(filler: Filler) -> None:
    """One for each notice and each line of an issue, numbered in the order of time, in every stretch from a
    new two hundred thousand; its event has its number."""
    once = "FROM (SELECT DISTINCT ON (letter) * FROM city_told ORDER BY letter) AS told"
    filler.insert(Event, once, {"id": "letter", "dedupe": "'city ' || dedupe"})
    columns = {
        "id": "letter",
        "event_id": "letter",
        "kind": "kind",
        "title": "title",
        "body": "body",
        "url": "url",
        "subject": "subject",
        "due_at": "at",
        "created_at": "at",
        "is_thinned": "false",
    }
    filler.insert(Letter, once, columns)


def insert(filler: Filler) -> None:
    columns = {
        "id": key_sql("letter", "recipient", "channel"),
        "recipient_id": "recipient",
        "letter_id": "letter",
        "channel": "channel",
        "state": str(STATE_CODES["sent"]),
        "sent_at": "at",
        "read_at": f"CASE WHEN is_read AND channel = {INBOX} THEN read_at END",
    }
    filler.insert(Message, "FROM city_told ORDER BY letter, recipient", columns)
