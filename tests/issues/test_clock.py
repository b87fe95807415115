from datetime import UTC, datetime, timedelta

import pytest

from issues.clock import LIMITS, deadlines, percent_used
from issues.models import Tier

START = datetime(2026, 3, 12, 13, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "tier, respond, resolve",
    [
        ("p0", timedelta(minutes=15), timedelta(hours=2)),
        ("p1", timedelta(minutes=30), timedelta(hours=24)),
        ("p2", timedelta(hours=24), timedelta(days=7)),
        ("p3", timedelta(days=2), timedelta(days=15)),
    ],
)
def test_each_tier_has_the_limits_of_the_domain(tier, respond, resolve):
    assert deadlines(tier, START) == (START + respond, START + resolve)


def test_every_tier_of_the_model_has_a_clock():
    assert set(LIMITS) == set(Tier.values)


@pytest.mark.parametrize(
    "minutes, percent", [(-60, 0), (0, 0), (1, 1), (50, 50), (99, 99), (100, 100), (101, 100), (9999, 100)]
)
def test_percent_used_at_its_edges(minutes, percent):
    due = START + timedelta(minutes=100)
    assert percent_used(START, due, START + timedelta(minutes=minutes)) == percent


def test_no_time_at_all_is_used_up():
    assert percent_used(START, START, START) == 100
