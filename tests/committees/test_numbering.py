"""The number by which a resolution is called on its page, in the minutes and on the paper downstairs."""

from datetime import timedelta

import pytest

from committees.models import Resolution
from committees.operations import record_resolution
from tests.committees.ground import STARTS, attend, make_place
from tests.committees.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def estate(transactional_db):
    return make_place()


def met(estate, begins, **changes):
    return attend(estate, estate.convene(starts_at=begins, ends_at=begins + timedelta(hours=1), **changes))


def decide(estate, meeting, text="由物业补图"):
    return record_resolution(by=estate.staff, meeting=meeting, text=text, now=meeting.starts_at)


def test_no_two_of_a_place_are_called_the_same(estate):
    first, second = met(estate, STARTS), met(estate, STARTS + timedelta(days=10))
    later, elsewhere = met(estate, STARTS + timedelta(days=31)), make_place()
    labels = [decide(estate, meeting).label for meeting in (first, second, first, second, later)]
    assert labels == ["2026-03-1", "2026-03-2", "2026-03-3", "2026-03-4", "2026-04-1"]
    assert decide(elsewhere, met(elsewhere, STARTS)).label == "2026-03-1"


@pytest.mark.parametrize("turn", range(3))
def test_two_meetings_that_decide_at_the_same_moment_take_turns(estate, turn):
    meetings = met(estate, STARTS), met(estate, STARTS + timedelta(days=10))
    at_once(*(lambda meeting=meeting: decide(estate, meeting) for meeting in meetings))
    assert sorted(Resolution.objects.values_list("number", flat=True)) == [1, 2]
