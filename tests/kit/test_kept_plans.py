"""Of two ways of planning a statement the quicker one is found by trying, and nothing of it stays on the line."""

import pytest
from django.db import connection, transaction

from buildings.models import Place
from kit.kept_plans import ONE_FOR_ALL, KeptPlan, Pace
from tests.factories import make_estate

ONE, USUAL = ONE_FOR_ALL, ""


def ran(pace: Pace, times: int, *, one: float, usual: float) -> list[str]:
    ways = []
    for _number in range(times):
        way = pace.way()
        ways.append(way)
        pace.note(way, one if way else usual)
    return ways


@pytest.mark.parametrize(("one", "usual", "better"), [(4, 26, ONE), (43, 9, USUAL), (9, 10, USUAL)])
def test_both_are_tried_in_turns_and_the_clearly_quicker_one_stays(one, usual, better):
    ways = ran(Pace(), 100, one=one, usual=usual)
    assert ways[:12] == [USUAL, ONE] * 6
    assert set(ways[12:]) == {better}


def test_one_slow_moment_decides_nothing():
    pace = Pace()
    for _number in range(12):
        way = pace.way()
        pace.note(way, 900 if way and pace.runs == 3 else 4 if way else 26)
    assert pace.way() == ONE


def test_what_has_become_slower_is_found_out():
    pace = Pace()
    assert ran(pace, Pace.AGAIN, one=4, usual=26)[-1] == ONE
    assert set(ran(pace, 100, one=80, usual=26)[12:]) == {USUAL}


@pytest.fixture
def plan() -> KeptPlan:
    sql = "SELECT count(*)::int FROM buildings_place WHERE path LIKE %(path)s || '%%'"
    return KeptPlan("linli_test_pace", sql, path="text")


def answer(plan: KeptPlan, path: str) -> int:
    with connection.cursor() as cursor:
        plan.run(cursor, {"path": path})
        return cursor.fetchone()[0]


def asked(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_both_ways_give_the_same_and_the_line_is_as_before(plan):
    make_estate()
    whole = Place.objects.count()
    assert [answer(plan, "/") for _number in range(12)] == [whole] * 12
    assert asked("SELECT generic_plans >= 6 FROM pg_prepared_statements WHERE name = 'linli_test_pace'")
    assert asked("SHOW plan_cache_mode") == "auto"


@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_nothing_is_set_that_would_last_in_it(plan):
    with transaction.atomic():
        for _number in range(4):
            answer(plan, "/")
            assert asked("SHOW plan_cache_mode") == "auto"
    assert plan.pace.runs == 0
