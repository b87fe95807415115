from datetime import date, time, timedelta

import pytest

from buildings.models import Captaincy
from issues.clock import at
from issues.models import Issue
from issues.operations import (
    accept_issue,
    confirm_issue,
    dispatch_issue,
    resolve_issue,
    start_issue,
    withdraw_issue,
)
from issues.queries import dashboard, held, mine, needs_confirmation, recent_figures
from issues.queries.board import paths_of
from issues.queries.lists import unconfirmed_rows, waiting_for
from issues.rows import row_of
from kit.together import ask_together, counted
from tests.factories import PlaceFactory, make_captain
from tests.issues.estate import fresh


@pytest.fixture
def now():
    """A Thursday after two plain weeks: which of the figures below are late, depends on weekends."""
    return at(date(2026, 3, 26), time(10))


def done(estate, *, after: timedelta, now, satisfied="unasked", text="一件", **fields) -> Issue:
    """Reported at `now`, passed to the property company, done `after` that; confirmed when `satisfied` is given."""
    issue = estate.report(now=now, text=text, **fields)
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=now)
    accept_issue(by=estate.engineer, issue=issue, now=now + timedelta(minutes=10))
    resolve_issue(by=estate.engineer, issue=issue, text="好了", now=now + after)
    if satisfied != "unasked":
        confirm_issue(by=issue.reporter, issue=issue, is_satisfied=satisfied, now=now + after)
    return issue


def test_what_i_reported_open_ones_first(estate, now, django_assert_num_queries):
    closed = done(estate, after=timedelta(hours=1), now=now - timedelta(hours=5), satisfied=True)
    older = estate.report(now=now - timedelta(hours=8), text="旧的")
    newer = estate.report(now=now - timedelta(hours=7), text="新的")
    estate.report(by=estate.neighbour)
    with django_assert_num_queries(1):
        rows = mine(estate.resident, limit=10)
        words = [(row.title, row.label, row.who, row.where, row.steps) for row in rows]
    assert [row.issue for row in rows] == [newer, older, closed]
    assert words[2][1] == "已办结"
    assert len(mine(estate.resident, limit=1)) == 1


def test_what_i_hold_runs_out_in_this_order(estate, now, django_assert_num_queries):
    week = estate.report(category="litter", now=now, text="一周的")
    day = estate.report(category="water", now=now, text="一天的")
    begun = estate.report(now=now - timedelta(hours=1), text="在修的")
    answered = start_issue(by=estate.captain, issue=begun, now=now)
    estate.report(by=estate.captain)  # went on to the property company
    person = fresh(estate.captain)
    with django_assert_num_queries(2):  # their standing, the rows
        rows = held(person, limit=10)
    assert [row.issue for row in rows] == [day, answered, week]


def test_members_hold_what_their_organisation_holds_until_one_takes_it(estate):
    issue = estate.report(by=estate.captain)
    assert (
        [row.issue for row in held(estate.desk, 5)]
        == [row.issue for row in held(estate.engineer, 5)]
        == [issue]
    )
    accept_issue(by=estate.engineer, issue=issue)
    assert held(estate.desk, 5) == []
    assert held(estate.engineer, 5)[0].who == f"{estate.property} 区簕杜鹃"


def test_what_waits_for_my_word(estate, now):
    waiting = done(estate, after=timedelta(hours=1), now=now - timedelta(hours=3))
    done(estate, after=timedelta(hours=1), now=now - timedelta(hours=3), satisfied=None)
    done(estate, after=timedelta(hours=1), now=now - timedelta(hours=3), by=estate.neighbour)
    assert [row.issue for row in needs_confirmation(estate.resident)] == [waiting]
    assert needs_confirmation(estate.captain) == []


def test_the_counts_of_a_desk(estate, now, django_assert_num_queries):
    estate.report(now=now - timedelta(hours=2))  # held by the captain, late to answer
    start_issue(by=estate.captain, issue=estate.report(now=now), now=now)
    estate.report(by=estate.captain, now=now)  # open here, with the property company
    estate.report(by=estate.far_neighbour, place=estate.other, now=now)  # elsewhere
    done(estate, after=timedelta(hours=1), now=now - timedelta(hours=3), by=estate.captain)
    person = fresh(estate.captain)
    with django_assert_num_queries(2):  # their standing, the counts
        lists = {
            "late": Issue.objects.below(*paths_of(person)).overdue(now),
            "held": waiting_for(person, Issue.objects.all()),
            "to_confirm": unconfirmed_rows(person),
        }
        found = ask_together({name: counted(rows) for name, rows in lists.items()})
    assert found == {"late": [1], "held": [2], "to_confirm": [1]}


def test_nobody_s_desk_is_empty(estate):
    estate.report()
    Captaincy.objects.all().delete()
    person = fresh(estate.captain)
    assert paths_of(person) == set()
    assert ask_together({"held": counted(waiting_for(person, Issue.objects.all()))}) == {"held": []}


@pytest.fixture
def quarter(estate, now):
    """Seven open, four done, one withdrawn; each figure below is counted from here by hand."""
    day = timedelta(days=1)
    for age in (0.1, 0.2, 2, 5, 9, 20):  # everyday things: answered within a day or late, done within seven
        estate.report(category="litter", now=now - age * day, text=f"{age} 天的")
    estate.report(by=estate.far_neighbour, place=estate.other, category="litter", now=now - 3 * day)
    done(estate, after=2 * day, now=now - 4 * day, category="litter", satisfied=True)
    done(estate, after=3 * day, now=now - 20 * day, category="litter", satisfied=False)
    done(estate, after=10 * day, now=now - 30 * day, category="litter", satisfied=None)
    done(estate, after=1 * day, now=now - 40 * day, category="litter")
    gone = estate.report(category="litter", now=now - 3 * day)
    withdraw_issue(by=estate.resident, issue=gone, text="算了", now=now - 2 * day)


def test_the_dashboard_of_the_staff(estate, quarter, now, django_assert_num_queries):
    person = fresh(estate.staff)
    with django_assert_num_queries(3):  # their standing, the figures, the most pressing
        figures = dashboard(person, now)
        _ = [(row.title, row.label, row.who, row.where, row.age) for row in figures.pressing]
    assert (figures.open, figures.overdue) == (7, 5)
    assert [(band.count, band.overdue) for band in figures.ages] == [(2, 0), (2, 2), (1, 1), (1, 1), (1, 1)]
    assert figures.oldest_overdue.title == figures.pressing[0].title == "3栋 20 天的"
    # this week: 0.1 0.2 2 5 and 3 (other), 4 (done), 3 (withdrawn) days old were reported; one was done
    assert (figures.reported_this_week, figures.done_this_week, figures.open_change) == (7, 1, 5)
    assert figures.median == timedelta(days=2.5)  # of 1, 2, 3, 10
    assert [(place.name, place.count, place.overdue) for place in figures.places] == [
        (f"{estate.place} 3栋", 6, 4),  # a community has more than one estate
        (f"{estate.place} 4栋", 1, 1),
    ]
    assert [(week.reported, week.done) for week in figures.weeks][-1] == (7, 1)
    assert sum(week.done for week in figures.weeks) == 4
    assert figures.satisfied == (1, 2)  # who said nothing is not counted
    assert figures.satisfied.percent == 50


def test_a_dashboard_of_nothing(estate, now):
    figures = dashboard(estate.staff, now)
    assert (figures.open, figures.median, figures.oldest_overdue, figures.places) == (0, None, None, [])
    assert figures.satisfied.percent is None


def test_everyone_s_dashboard_is_of_their_own_places(estate, elsewhere, quarter, now):
    for person, count in ((estate.engineer, 7), (estate.captain, 6), (make_captain(elsewhere), 0)):
        assert dashboard(person, now).open == count


def test_a_stair_counts_for_its_building(estate, now):
    stair = PlaceFactory(kind="stair", name="1 单元", parent=estate.building)
    estate.report(by=estate.captain, place=stair)
    estate.report()
    (place,) = dashboard(estate.staff, now).places
    assert (place.place_id, place.name, place.count) == (estate.building.pk, f"{estate.place} 3栋", 2)
    (place,) = dashboard(estate.engineer, now).places
    assert (place.place_id, place.name) == (estate.building.pk, "3栋")


def test_the_month_of_a_neighbour(estate, quarter, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        month = recent_figures(estate.building.path, now=now + timedelta(minutes=1))
    assert (month.reported, month.done, month.median) == (8, 2, timedelta(days=2.5))


def test_withdrawn_has_no_steps_left(estate, now):
    issue = withdraw_issue(by=estate.resident, issue=estate.report(), text="算了")
    row = row_of(issue, now, estate.resident)
    assert (row.steps, row.label, row.due) == ([], "已撤回", None)


def test_the_administration_reads_and_changes_nothing(estate, client):
    from tests.factories import UserFactory

    root = UserFactory(is_superuser=True, is_staff=True, email="root@linli.example")
    issue = estate.report()
    client.force_login(root)
    assert client.get("/admin/issues/issue/").status_code == 200
    change = f"/admin/issues/issue/{issue.pk}/change/"
    assert client.get(change).status_code == 200
    assert client.post(change, {"title": "改写"}).status_code == 403
    assert client.post(f"/admin/issues/issue/{issue.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/issues/issue/add/").status_code == 403
