"""A year whose public holidays nobody has told this installation: who hears of it, and when."""

from datetime import datetime, time

import pytest
from django.utils import timezone

from issues.operations import warn_of_unknown_holidays
from kit.workdays import known_until
from notifications.models import Message
from tests.factories import UserFactory
from tests.issues.estate import new_estate

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    rows = Message.objects.filter(recipient=user, letter__kind="people.holidays_unknown", channel="inbox")
    return list(rows.values_list("letter__title", flat=True))


def test_whoever_runs_the_site_is_told_a_month_before_and_once():
    estate, admin = new_estate(), UserFactory(is_superuser=True)
    last = known_until(timezone.localdate())  # 31 December
    first = timezone.make_aware(datetime.combine(last.replace(day=1), time(9, 30)))
    assert warn_of_unknown_holidays(now=first.replace(month=11, day=30)) == 0
    assert not told(admin)
    warn_of_unknown_holidays(now=first)
    for later in (first, first.replace(day=24), first.replace(year=last.year + 1, month=1)):
        assert warn_of_unknown_holidays(now=later) == 0
    assert [str(last.year + 1) in title for title in told(admin)] == [True]
    assert not told(estate.captain)
