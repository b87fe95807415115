"""How many emergencies there may be in a day, by the hour at which each alarms; chat groups are told again too."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kit.refused import Refused
from notices.models import Notice
from notices.operations import (
    add_group_robot,
    announce_due,
    draft_notice,
    edit_notice,
    publish_notice,
    repeat_due,
    unschedule_notice,
    withdraw_notice,
)
from notices.operations.alarms import is_crowded
from notifications.models import Message
from tests.buildings.test_claims_at_once import keep, wait_until_it_waits
from tests.factories import make_staff
from tests.notices.ground import again, new_ground

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URGENT = {"is_urgent": True, "urgent_reason": "水漫进来了"}
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def company(ground):
    return make_staff(ground.estate, kind="property_company", office="head")


@pytest.fixture
def publish(ground, company):
    """By a property company, which may send few emergencies."""
    organisation = company.memberships.get().organisation

    def send(at=None, **words) -> Notice:
        notice = draft_notice(by=company, **ground.words(organisation=organisation, **words))
        return publish_notice(by=company, notice=notice, publish_at=at)

    return send


def test_any_stretch_of_a_day_holds_three():
    start = datetime(2026, 3, 2, 9)

    def at(*hours):
        return is_crowded(start + hour * HOUR for hour in hours)

    assert not at(0, 1, 2)
    assert at(0, 1, 2, 23)
    assert not at(0, 1, 2, 24)
    assert at(20, 26, 0, 30, 43)


def test_what_was_published_long_ago_and_becomes_one_today_is_one_of_today(company, publish):
    old = [publish(title=f"第 {number} 条") for number in range(4)]
    Notice.objects.update(publish_at=timezone.now() - 3 * DAY, announced_at=timezone.now() - 3 * DAY)
    for notice in old[:3]:
        edit_notice(by=company, notice=notice, **URGENT)
    with pytest.raises(Refused, match="三次"):
        edit_notice(by=company, notice=old[3], **URGENT)


def test_those_of_one_day_are_counted_by_their_hour_however_early_they_were_scheduled(company, publish):
    now = timezone.now()
    ahead = [publish(now + 7 * DAY + number * HOUR, is_urgent=True) for number in range(3)]
    for at in (now + 6 * DAY + 12 * HOUR, now + 7 * DAY + 12 * HOUR):
        with pytest.raises(Refused, match="三次"):
            publish(at, is_urgent=True)
    plain = publish(now + 7 * DAY + 12 * HOUR)
    with pytest.raises(Refused, match="三次"):
        edit_notice(by=company, notice=plain, **URGENT)
    for _ in range(2):  # those of next week are not of today
        publish(is_urgent=True)
    publish(is_urgent=True)
    with pytest.raises(Refused, match="三次"):
        publish_notice(by=company, notice=ahead[0], publish_at=now + HOUR)  # brought forward
    unschedule_notice(by=company, notice=ahead[0])
    withdraw_notice(by=company, notice=ahead[1], reason="不用了")
    for _ in range(2):  # in the room that they leave
        publish(now + 7 * DAY + 12 * HOUR, is_urgent=True)


def test_one_that_a_worker_tells_late_counts_by_the_hour_at_which_it_was_told(publish):
    notice = publish(timezone.now() + HOUR, is_urgent=True)
    late = timezone.now() + 5 * HOUR
    assert announce_due(now=late) == 1
    notice.refresh_from_db()
    assert notice.alarm_at == late


# --- chat groups -------------------------------------------------------------------------------------------


def said() -> list[str]:
    return list(
        Message.objects.filter(channel="robot").order_by("pk").values_list("letter__event__dedupe", flat=True)
    )


def test_a_group_is_told_again_as_its_people_are(ground):
    add_group_robot(by=ground.writer, place=ground.estate, name="街坊群", url=ROBOT)
    now = timezone.now()
    notice = ground.publish(**URGENT, repeats=2, repeat_minutes=30, now=now)
    hidden = ground.publish(**URGENT, repeats=1, repeat_minutes=30, is_public=False, now=now)
    for minutes in (31, 31, 62, 93):
        repeat_due(now=now + timedelta(minutes=minutes))
    keys = said()
    assert len(keys) == 3
    assert [keys[1].endswith(" again 1"), keys[2].endswith(" again 2")] == [True, True]
    assert not any(f"notice {hidden.pk} " in key for key in keys)
    row = Message.objects.filter(channel="robot").last()
    assert (row.kind, row.is_essential, row.url) == ("notices.emergency", True, notice.get_absolute_url())


def test_a_group_hears_so_many_a_day_and_then_no_repeats(ground):
    add_group_robot(by=ground.writer, place=ground.estate, name="街坊群", url=ROBOT)
    now = timezone.now()
    for _ in range(3):
        ground.publish(**URGENT, repeats=1, repeat_minutes=30, now=now)
    repeat_due(now=now + timedelta(minutes=31))
    assert len(said()) == 4, "three, and one of three repeats"
    ground.publish(**URGENT, now=now)
    assert len(said()) == 5, "a new one is always told"


@pytest.mark.django_db(transaction=True)
def test_a_robot_that_two_add_at_once_says_everything_once():
    ground = new_ground()

    def add():
        return add_group_robot(by=again(ground.writer), place=ground.estate, name="街坊群", url=ROBOT)

    answers = []
    second = threading.Thread(target=keep, args=(answers, add))
    with transaction.atomic():
        first = add()
        second.start()
        wait_until_it_waits(second)
    second.join(timeout=30)
    assert answers == [first]
    ground.publish(**URGENT)
    assert len(said()) == 1
