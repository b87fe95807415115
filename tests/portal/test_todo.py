"""What waits for one person: however much it is, the seven that are shown are the first seven of all of it."""

import random
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from issues.models import Category, Issue
from issues.operations import report_issue
from issues.queries.today import day_from
from kit.together import ask_together
from notices.operations import draft_and_publish
from people.models import User
from portal import todo
from tests.committees.ground import convene_now, make_place
from tests.committees.promises import promised

pytestmark = pytest.mark.django_db
MANY = 75  # more than were once looked at
ALL = 4 * MANY + 2  # and the promise that the others were made like, and a meeting that asks for an answer


@pytest.fixture
def estate(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_place()


def several(row, changes: list[dict]) -> list:
    """Copies by hand: an operation each would take minutes."""
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    if "client_key" in fields:
        changes = [{"client_key": uuid.uuid4()} | one for one in changes]
    return type(row).objects.bulk_create([type(row)(**fields | one) for one in changes])


def reported(estate, by: User) -> Issue:
    water = Category.objects.get(code="water")
    return report_issue(by=by, category=water, place=estate.building, text="天花滴水")


def busy(estate, now: datetime, seed: int = 0) -> User:
    """One who has everything at once, much of it at the same hours: of that, too, the same comes first."""
    rng, today = random.Random(seed), timezone.localdate(now)
    days = rng.choice([30, 60, 200])  # among which it falls

    def hour() -> datetime:
        day = datetime.combine(today + timedelta(days=rng.randrange(days)), time(9))
        return timezone.make_aware(day + timedelta(hours=rng.randrange(3)))

    theirs = reported(estate, by=estate.resident)
    held = {"holder_id": estate.manager.pk, "holder_organisation_id": estate.property.pk}
    held |= {"next_alarm": None, "next_alarm_at": None, "state": "in_progress"}
    several(theirs, [held | {"due_at": hour()} for _n in range(MANY)])
    put_off = held | {"state": "suspended", "suspended_at": now}
    several(theirs, [put_off | {"suspended_until": hour().date(), "due_at": hour()} for _n in range(MANY)])
    done = held | {"state": "resolved", "resolved_by_id": estate.staff.pk, "reporter_id": estate.manager.pk}
    several(theirs, [done | {"resolved_at": hour(), "due_at": hour()} for _n in range(MANY)])
    promise = promised(estate, convene_now(estate), due_on=today + timedelta(days=40), now=now)
    day_before = timedelta(days=rng.randrange(2))  # a promise is for the end of its day
    several(promise, [{"due_on": hour().date() - day_before, "text": f"{n}"} for n in range(MANY)])
    return estate.manager


def list_of(user: User, now: datetime) -> todo.Todo:
    found = ask_together(todo.lists_for(user, now))
    return todo.todo_of(user, now, found, day_from(found["day"], user, now))


@pytest.mark.parametrize("seed", range(8))
def test_what_is_shown_are_the_first_of_all(estate, monkeypatch, seed):
    now = timezone.now()
    who = busy(estate, now, seed)
    shown = list_of(who, now)
    monkeypatch.setattr(todo, "LIMIT", 1_000)
    everything = list_of(who, now)
    assert shown.tasks == everything.tasks[:7]
    assert len({task.url for task in shown.tasks}) > 1
    assert len(everything.tasks) == everything.count == shown.count == ALL
    assert shown.more == ALL - 7


def test_no_more_is_read_than_can_be_shown(estate):
    now = timezone.now()
    who = busy(estate, now)
    found = ask_together(todo.lists_for(who, now))
    assert len(found["owed"]) == 7
    assert len(found["day"]) == 14  # of what they have, and of what waits for their word
    assert (sum(found["held"]), sum(found["to_confirm"])) == (2 * MANY, MANY)
    assert sum(found["owed_in_all"]) == MANY + 1


def test_all_that_waits_is_counted(estate, client):
    client.force_login(busy(estate, timezone.now()))
    answer = client.get("/")
    assert len(answer.context["tasks"]) == 7
    assert answer.context["more_tasks"] == ALL - 7
    assert f"今天有 {ALL} 件事" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/desk/"])
def test_and_so_many_more_leads_to_the_same_list_whole(estate, client, path):
    who = busy(estate, timezone.now()) if path == "/" else estate.captain
    for _n in range(9 if path == "/desk/" else 0):
        reported(estate, by=estate.resident)
    client.force_login(who)
    short = client.get(path)
    assert 'href="?all=1#h-t"' in short.content.decode()
    whole = client.get(f"{path}?all=1")
    assert len(whole.context["tasks"]) == min(60, len(short.context["tasks"]) + short.context["more_tasks"])
    assert whole.context["tasks"][:7] == short.context["tasks"]
    assert 'href="?all=1#h-t"' not in whole.content.decode()


def test_an_emergency_stands_before_what_has_days_left(estate, client):
    for _n in range(8):
        reported(estate, by=estate.resident)
    for number in range(3):
        notice_of(estate, title=f"第 {number} 条", expires_at=timezone.now() + timedelta(days=2))
    notice_of(estate, title="爆管了", is_urgent=True, urgent_reason="水漫进来了")
    client.force_login(estate.captain)
    tasks = client.get("/desk/").context["tasks"]
    assert (tasks[0].title, tasks[0].label) == ("爆管了", "请上门")
    titles = {task.title for task in client.get("/desk/?all=1").context["tasks"]}
    assert titles >= {"第 0 条", "第 1 条", "第 2 条"}, "none is left out for another"


def notice_of(estate, **words):
    given = {"organisation": estate.committee, "body": "请存水", "places": [estate.building]}
    return draft_and_publish(by=estate.staff, asks_acknowledgement=True, **given | words)
