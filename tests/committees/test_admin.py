"""The administration looks and does not touch."""

import pytest
from django.utils import timezone

from committees.operations import (
    ActionPlan,
    adopt_charter,
    close_meeting,
    raise_topic,
    record_resolution,
    seat_member,
)
from tests.committees.ground import attend, convene_now, evening
from tests.committees.test_series import begin
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "model",
    [
        "meeting",
        "invitation",
        "resolution",
        "actionitem",
        "councilseat",
        "meetingkind",
        "topic",
        "minutes",
        "charter",
        "meetingseries",
    ],
)
def test_the_administration_shows_and_changes_nothing(estate, client, model):
    meeting = attend(estate, convene_now(estate))
    plan = ActionPlan("补图", timezone.localdate(), organisation=estate.property)
    record_resolution(by=estate.staff, meeting=meeting, text="补图", actions=[plan])
    seat_member(by=estate.staff, council=estate.council, number=1)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    raise_topic(by=estate.resident, place=estate.place, title="儿童滑梯")
    adopt_charter(by=estate.president, council=estate.council, seats=9)
    begin(estate, now=timezone.now(), starts_at=evening(20), rule="FREQ=MONTHLY")
    root = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
    client.force_login(root)
    rows_ = client.get(f"/admin/committees/{model}/")
    assert rows_.status_code == 200
    assert rows_.context["cl"].result_count > 0
    first = rows_.context["cl"].result_list[0]
    page = client.get(f"/admin/committees/{model}/{first.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.get(f"/admin/committees/{model}/add/").status_code == 403
    assert client.post(f"/admin/committees/{model}/{first.pk}/delete/", {"post": "yes"}).status_code == 403
