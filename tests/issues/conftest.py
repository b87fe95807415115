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
    from django.utils import timezone

    return timezone.now()
