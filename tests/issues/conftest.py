"""Models are imported inside: this file is read before Django knows its settings."""

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def estate(db):
    from tests.issues.estate import new_estate

    return new_estate()


@pytest.fixture
def elsewhere(db):
    """A building in another subdistrict altogether."""
    from tests.factories import make_building, make_estate

    return make_building(make_estate("海韵苑"), "9栋")


@pytest.fixture
def now():
    """Ten in the morning of the last working day: every clock counts, whatever hour the suite runs at."""
    from datetime import time, timedelta

    from django.utils import timezone

    from issues.clock import at
    from kit.workdays import is_workday

    day = timezone.localdate() - timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return at(day, time(10))
