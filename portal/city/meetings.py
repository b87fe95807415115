"""Joint meetings: who was called, who came, what was talked about, decided and promised, and the minutes,
which the parties confirmed, sealed and posted."""

from committees.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Confirmation,
    Invitation,
    Meeting,
    Minutes,
    Party,
    PublicPosting,
    Resolution,
)
from journal.models import Entry
from portal.city.city import City, copy_in
from portal.city.extra_notices import MEETINGS, facts_of, insert_extra
from portal.city.filling import Filler
from portal.city.minutes import seal
from portal.city.places import AT_HOT_SPOTS
from portal.city.progress import Step, cut
from portal.demo.meetings import JOINT, MINUTES

ROWS_EACH = 32
AHEAD = 14  # days that are known already
LAST = 2  # of the numbers, these are at the hot building's estate: one of them is still to come
SEALED_AFTER = "interval '3 days'"


def steps(city: City) -> list[Step]:
    count = city.of(MEETINGS, 4)
    facts = facts_of(city) | {"meetings": count, "residents": city.plan.residents, "minutes_text": MINUTES}
    return [
        Step(
            "meetings",
            cut(count, ROWS_EACH),
            lambda filler, first, last: fill(filler, facts, first, last),
            count * ROWS_EACH,
        )
    ]


def fill(filler: Filler, facts: dict, first: int, last: int) -> None:
    filler.facts |= facts
    keep_plans(filler)
    filler.keep("city_meeting", meeting_sql(filler, first, last))
    insert_meetings(filler)
    filler.keep("city_party", PARTIES)
    insert_parties(filler)
    insert_agenda(filler)
    insert_decisions(filler)
    insert_minutes(filler)


def keep_plans(filler: Filler) -> None:
    """The demo's agendas, as rows: number of the plan, number in it, words."""
    create = "DROP TABLE IF EXISTS {0}; CREATE TEMPORARY TABLE {0} (plan int, number int, {1})"
    filler.cursor.execute(create.format("city_plan", "title text, lead text"))
    filler.cursor.execute(create.format("city_plan_item", "title text, minutes int"))
    filler.cursor.execute(create.format("city_plan_decision", "words text, beyond bool, task text"))
    for plan, (title, lead, items, decisions) in enumerate(JOINT):
        copy_in(filler.cursor, "city_plan", [(plan, 0, title, lead)])
        copy_in(filler.cursor, "city_plan_item", [(plan, n, *item) for n, item in enumerate(items, start=2)])
        rows = [(plan, number, *decision) for number, decision in enumerate(decisions, start=1)]
        copy_in(filler.cursor, "city_plan_decision", rows)


def meeting_sql(filler: Filler, first: int, last: int) -> str:
    slot = f"CASE WHEN n > %(meetings)s - {LAST} THEN 0 ELSE {filler.below('meeting', 'n', '%(slots)s')} END"
    return f"""
        WITH drawn AS (
            SELECT *, %(base)s + n AS id, estate AS at_place, {filler.below("plan", "n", len(JOINT))} AS plan,
                (%(begun)s + ceil((%(span_days)s + {AHEAD}) * n / %(meetings)s::float8)::int
                    + time '19:30') AT TIME ZONE 'Asia/Shanghai' AS starts_at
            FROM {AT_HOT_SPOTS.format(first=first, last=last, slot=slot)}
        )
        SELECT drawn.*, starts_at + interval '90 minutes' AS ends_at, starts_at < %(now)s AS is_over,
            starts_at + {SEALED_AFTER} < %(now)s AS is_sealed, starts_at + {SEALED_AFTER} AS sealed_at,
            city_plan.title, city_plan.lead
        FROM drawn JOIN city_plan USING (plan)
    """


def insert_meetings(filler: Filler) -> None:
    insert_extra(
        filler,
        "FROM city_meeting WHERE is_sealed ORDER BY n",
        number="%(after_ballots)s + n",
        title="'会议纪要：' || title",
        body="'会议纪要已由各方确认，公示 7 天。' || lead",
        at="sealed_at",
        category="deliberation",
        of="meeting",
    )
    columns = {name: f"kind.{Meeting._meta.get_field(name).column}" for name in Meeting.rule_fields()} | {
        "id": "id",
        "client_key": filler.key("meeting", "n"),
        "kind_id": "kind.code",
        "title": "title",
        "lead": "lead",
        "place_id": "at_place",
        "venue": "'社区议事厅'",
        "venue_note": "'电梯直达，有轮椅通道'",
        "starts_at": "starts_at",
        "ends_at": "ends_at",
        "organisation_id": "committee",
        "convened_by_id": "secretary",
        "chair_id": "president",
        "seats_for_residents": "40",
        "state": "CASE WHEN is_over THEN 'closed' ELSE 'convened' END",
        "reminder_channels": "'{inbox,email}'::text[]",
        "opened_at": "CASE WHEN is_over THEN starts_at END",
        "checkin_code": filler.code("check in", "n", 16),
        "screen_code": filler.code("screen", "n", 16),
        "minutes_notice_id": "CASE WHEN is_sealed THEN %(base)s + %(after_ballots)s + n END",
        "created_at": "starts_at - interval '6 days'",
        "changed_at": "CASE WHEN is_over THEN ends_at ELSE starts_at - interval '6 days' END",
        "closed_at": "CASE WHEN is_over THEN ends_at END",
    }
    rows = "FROM city_meeting AS m JOIN committees_meetingkind AS kind ON kind.code = 'joint'"
    rows = rows.replace("city_meeting AS m", "(SELECT m.*, m.kind AS place_kind FROM city_meeting AS m) AS m")
    filler.insert(Meeting, f"{rows} ORDER BY m.id", {name: own(sql) for name, sql in columns.items()})
    entry = {
        "id": "%(base)s + 2 * %(residents)s + n * 4 + k",
        "by_id": "secretary",
        "verb": "verb",
        "at": "at",
    }
    entry |= {"subject": "'committees.meeting:' || id"}
    done = """FROM city_meeting CROSS JOIN LATERAL (VALUES
        (0, 'committees.convene', starts_at - interval '6 days', true),
        (1, 'committees.close', ends_at, is_over), (2, 'committees.seal_minutes', sealed_at, is_sealed)
    ) AS done (k, verb, at, is_there) WHERE is_there ORDER BY n, k"""
    filler.insert(Entry, done, entry)


def own(sql: str) -> str:
    """Both the meeting and its kind have some of these columns."""
    return {"title": "m.title", "id": "m.id", "lead": "m.lead"}.get(sql, sql)


PARTIES = """
SELECT meeting.id AS meeting, meeting.n, %(base)s + meeting.n * 8 + party.position AS id, party.*, is_over,
    is_sealed, starts_at, ends_at, secretary
FROM city_meeting AS meeting CROSS JOIN LATERAL (VALUES
    (1, committee, '社区居委会', secretary), (2, council, '街坊会', president),
    (3, property, '物业公司', engineer), (4, NULL, '楼长代表', captain)
) AS party (position, organisation, name, person)
WHERE person IS NOT NULL AND (position < 4 OR captain <> president)
"""


def insert_parties(filler: Filler) -> None:
    rows = "FROM city_party ORDER BY id"
    party = {"id": "id", "meeting_id": "meeting", "organisation_id": "organisation", "name": "name"}
    filler.insert(Party, rows, party | {"position": "position"})
    reply = "CASE WHEN is_over OR mod(n + position, 3) > 0 THEN 'coming' ELSE 'none' END"
    called = {"id": "id", "meeting_id": "meeting", "party_id": "id", "user_id": "person", "reply": reply}
    replied = f"CASE WHEN {reply} = 'coming' THEN starts_at - interval '4 days' END"
    filler.insert(Invitation, rows, called | {"replied_at": replied})
    came = {"id": "id", "meeting_id": "meeting", "party_id": "id", "invitation_id": "id"}
    came |= {
        "arrived_at": "starts_at - interval '3 minutes'",
        "left_at": "ends_at",
        "noted_by_id": "secretary",
    }
    filler.insert(Attendance, "FROM city_party WHERE is_over ORDER BY id", came)


def insert_agenda(filler: Filler) -> None:
    first = {"id": "%(base)s + n * 8 + 1", "meeting_id": "id", "position": "1", "minutes": "10"}
    first |= {"title": "'上次决议落实'", "is_follow_up": "true", "spent": "interval '0'"}
    filler.insert(AgendaItem, "FROM city_meeting ORDER BY id", first)
    items = """FROM city_meeting AS meeting JOIN city_plan_item AS item USING (plan)
        ORDER BY meeting.id, item.number"""
    item = {"id": "%(base)s + n * 8 + item.number", "meeting_id": "meeting.id", "position": "item.number"}
    item |= {"title": "item.title", "minutes": "item.minutes", "presenter": "'居委会'"}
    item |= {"spent": "CASE WHEN is_over THEN item.minutes * interval '1 minute' ELSE interval '0' END"}
    item |= {"ended_at": "CASE WHEN is_over THEN ends_at END"}
    item |= {"summary": "CASE WHEN is_over THEN '各方逐项说了情况。' ELSE '' END"}
    filler.insert(AgendaItem, items, item)


def insert_decisions(filler: Filler) -> None:
    """What a meeting of all parties decided, and who promised to do it; most of it is done by now."""
    rows = """FROM city_meeting AS meeting JOIN city_plan_decision AS decision USING (plan)
        WHERE is_over{} ORDER BY meeting.id, decision.number"""
    decided = {"id": "%(base)s + n * 8 + number", "client_key": filler.key("decision", "n * 8 + number")}
    decided |= {"meeting_id": "id", "number": "number", "text": "words", "votes_for": "3 + mod(number, 2)"}
    decided |= {
        "agenda_item_id": "CASE WHEN number + 1 <= (SELECT max(i.number) FROM city_plan_item AS i"
        " WHERE i.plan = meeting.plan) THEN %(base)s + n * 8 + number + 1 END"
    }
    decided |= {"is_beyond_power": "beyond", "recorded_by_id": "secretary", "recorded_at": "ends_at"}
    filler.insert(Resolution, rows.format(""), decided)
    due = "(ends_at + interval '14 days')::date"
    is_done = f"({due} < %(day)s - 10 AND mod(n + number, 9) > 0)"
    promise = {"id": "%(base)s + n * 8 + number", "meeting_id": "id", "text": "task", "due_on": due}
    promise |= {"resolution_id": "%(base)s + n * 8 + number"}
    promise |= {
        "organisation_id": "coalesce(property, committee)",
        "person_id": "coalesce(engineer, secretary)",
    }
    promise |= {"state": f"CASE WHEN {is_done} THEN 'done' ELSE 'open' END"}
    promise |= {"done_at": f"CASE WHEN {is_done} THEN ends_at + interval '12 days' END"}
    promise |= {"accepted_by_id": f"CASE WHEN {is_done} THEN secretary END"}
    filler.insert(ActionItem, rows.format(" AND task IS NOT NULL"), promise)


def insert_minutes(filler: Filler) -> None:
    """Of all that was held; those of the last three days are still being written."""
    sent = "starts_at + interval '1 day'"
    rows = "FROM city_meeting WHERE is_over ORDER BY id"
    minutes = {"id": "id", "meeting_id": "id", "text": "%(minutes_text)s"}
    minutes |= {"state": "CASE WHEN is_sealed THEN 'confirming' ELSE 'draft' END"}
    filler.insert(Minutes, rows, minutes | {"sent_at": f"CASE WHEN is_sealed THEN {sent} END"})
    word = {
        "id": "p.id",
        "minutes_id": "meeting",
        "party_id": "p.id",
        "version": "1",
        "answer": "'confirmed'",
    }
    word |= {"signed_by": "display_name", "by_id": "person", "at": f"{sent} + position * interval '1 hour'"}
    filler.insert(
        Confirmation,
        "FROM city_party AS p JOIN people_user ON people_user.id = person WHERE is_sealed ORDER BY p.id",
        word,
    )
    seal(filler)
    days = "(sealed_at AT TIME ZONE 'Asia/Shanghai')::date"
    posted = {"id": "id", "meeting_id": "id", "starts_on": days, "ends_on": f"{days} + 7"}
    filler.insert(PublicPosting, rows, posted | {"posted_by_id": "secretary"})
