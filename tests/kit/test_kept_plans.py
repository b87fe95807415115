"""Of two ways of planning a statement the quicker one is found by trying, and nothing of it stays on the line."""

import pytest
from django.db import connection, transaction

from buildings.models import Place
from kit.kept_plans import EACH_ANEW, ONE_FOR_ALL, USUAL, WAYS, KeptPlan, Pace
from tests.factories import make_estate

TURNS = len(WAYS) * Pace.TRIES


def ran(pace: Pace, times: int, **paces: float) -> list[str]:
    takes = {USUAL: paces["usual"], ONE_FOR_ALL: paces["one"], EACH_ANEW: paces["anew"]}
    ways = []
    for _number in range(times):
        ways.append(pace.way())
        pace.note(ways[-1], takes[ways[-1]])
    return ways


@pytest.mark.parametrize(
    ("one", "usual", "anew", "better"),
    [(4, 26, 27, ONE_FOR_ALL), (43, 9, 9, USUAL), (9, 10, 11, USUAL), (30, 31, 12, EACH_ANEW)],
)
def test_all_are_tried_in_turns_and_the_clearly_quickest_one_stays(one, usual, anew, better):
    ways = ran(Pace(), 100, one=one, usual=usual, anew=anew)
    assert ways[:TURNS] == [*WAYS] * Pace.TRIES
    assert set(ways[TURNS:]) == {better}


def test_one_slow_moment_decides_nothing():
    pace = Pace()
    for number in range(TURNS):
        way = pace.way()
        pace.note(way, 900 if number == 4 else 4 if way == ONE_FOR_ALL else 26)
    assert pace.way() == ONE_FOR_ALL


def test_what_has_become_slower_is_found_out():
    pace = Pace()
    assert ran(pace, Pace.AGAIN, one=4, usual=26, anew=26)[-1] == ONE_FOR_ALL
    assert set(ran(pace, 100, one=80, usual=26, anew=26)[TURNS:]) == {USUAL}


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
def test_all_ways_give_the_same_and_the_line_is_as_before(plan):
    make_estate()
    whole = Place.objects.count()
    assert [answer(plan, "/") for _number in range(TURNS)] == [whole] * TURNS
    assert asked(
        "SELECT generic_plans >= 6 AND custom_plans >= 6 FROM pg_prepared_statements WHERE name = 'linli_test_pace'"
    )
    assert asked("SHOW plan_cache_mode") == "auto"


@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_nothing_is_set_that_would_last_in_it(plan):
    with transaction.atomic():
        for _number in range(4):
            answer(plan, "/")
            assert asked("SHOW plan_cache_mode") == "auto"
    assert plan.pace.runs == 0
