"""Very many are told share by share, by whoever is free: everybody once, whatever happens between two shares."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from redis import Redis

from buildings.models import Organisation, Residency, Service
from kit.subjects import subject_key
from notices import messages
from notices.models import Notice, NoticeShare
from notices.operations import (
    announce_due,
    draft_and_publish,
    edit_notice,
    mark_read,
    repeat_due,
    shares,
    tell_shares,
    withdraw_notice,
)
from notices.operations.shares import cut
from notices.queries.recipients import addresses_of
from notifications.delivery import alone
from notifications.models import Letter, Message
from notifications.operations import caps, hold_back_due
from notifications.operations.caps import one_at_a_time_in, stripes
from notifications.waiting import names_of
from portal.backup.catch_up import catch_up
from tests.factories import make_building, make_resident, make_staff
from tests.notices.ground import again, new_ground
from tests.notices.test_announcing import come_due, scheduled, together
from tests.notices.test_while_told import impatient, under_way
from tests.notifications.conftest import celery  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
HOMES = ["0101", "0102", "0201", "0202", "0301", "0302"]
URGENT = {"is_urgent": True, "repeats": 1, "repeat_minutes": 15}


@pytest.fixture
def ground(monkeypatch):
    """Three are very many, and each is a share of their own. A captain and seven residents are told here."""
    monkeypatch.setattr(shares, "VERY_MANY", 2)
    monkeypatch.setattr(shares, "LEAST", 1)
    monkeypatch.setattr(shares, "BLOCK", 1)
    ground = new_ground()
    for door in HOMES[1:]:
        make_resident(ground.first, door, user__email=f"{door}@example.org")
    return ground


def told(notice: Notice, channel: str = "inbox") -> Counter:
    rows = Message.objects.about(subject_key(notice)).filter(channel=channel).exclude(recipient=None)
    return Counter(rows.values_list("recipient", flat=True))


def everybody(ground) -> set[int]:
    at_home = Residency.objects.filter(dwelling__place=ground.first).values_list("user", flat=True)
    return {ground.captain.pk, *at_home}


def once_each(ground) -> Counter:
    return Counter(everybody(ground))


def tell_some(count: int) -> None:
    for _ in range(count):
        assert shares._tell_one()


def test_ranges_hold_everybody_without_a_gap():
    crowds = {9: 1, 0: 3, 4: 3, 2: 2}
    assert list(cut(crowds, block=10, least=3)) == [(0, 10), (10, 50), (50, 100)]
    assert list(cut(crowds, block=10, least=100)) == [(0, 100)]
    assert list(cut({5: 1}, block=1, least=1)) == [(5, 6)]


def test_workers_at_once_tell_everybody_once(ground):
    notice = ground.publish()
    assert NoticeShare.objects.count() == len(everybody(ground))
    assert not told(notice)
    together(tell_shares, tell_shares, tell_shares)
    assert told(notice) == once_each(ground)
    assert told(notice, "email").keys() > {ground.resident.pk}
    assert set(told(notice, "email").values()) == {1}
    assert not NoticeShare.objects.exists()


def test_they_have_it_in_their_inboxes_with_the_commit(ground):
    """However few a share holds: the notice is one to very many."""
    ground.publish()
    tell_shares()
    assert set(Message.objects.filter(channel="inbox").values_list("state", flat=True)) == {"sent"}
    assert set(Message.objects.filter(channel="email").values_list("state", flat=True)) == {"held"}
    assert {letter.due_at for letter in Letter.objects.all()} == {Notice.objects.get().announced_at}


def test_few_are_told_in_one_piece_as_before(ground, monkeypatch, django_assert_num_queries):
    """One question fewer than when its people were read for the inbox and once more for outside."""
    monkeypatch.setattr(shares, "VERY_MANY", len(everybody(ground)))
    notice = scheduled(ground)
    with transaction.atomic(), django_assert_num_queries(12):
        shares.tell(notice, now=timezone.now())
    assert not NoticeShare.objects.exists()
    assert told(notice) == once_each(ground)
    assert set(Message.objects.filter(channel="inbox").values_list("state", flat=True)) == {"pending"}


def test_at_its_hour_the_round_tells_all(ground):
    notice = scheduled(ground)
    come_due(notice)
    assert announce_due() == 1
    assert told(notice) == once_each(ground)
    assert announce_due() == 0


def test_a_worker_killed_amid_a_share_costs_that_share_alone(ground):
    """Its line to the database is cut; what it had told so far counts, and the next round tells the rest."""
    notice = ground.publish()
    tell_some(2)
    has_it, is_gone, pids, ends = threading.Event(), threading.Event(), [], []

    @transaction.atomic
    def tell_one():
        shares._tell_one()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.extend(cursor.fetchone())
        has_it.set()
        is_gone.wait(20)

    def tell_and_die():
        try:
            tell_one()
        except OperationalError as error:
            ends.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=tell_and_die)
    worker.start()
    assert has_it.wait(20)
    tell_shares()  # another worker leaves it alone meanwhile
    assert sum(told(notice).values()) == len(everybody(ground)) - 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", pids)
    is_gone.set()
    worker.join(20)
    assert ends, "it lived on"
    assert NoticeShare.objects.count() == 1
    announce_due()
    assert told(notice) == once_each(ground)
    assert not NoticeShare.objects.exists()


def test_withdrawn_between_two_shares(ground):
    notice = ground.publish()
    tell_some(3)
    withdraw_notice(by=ground.writer, notice=notice, reason="不停了")
    announce_due()
    assert sum(told(notice).values()) == 3
    assert set(Message.objects.filter(channel="email").values_list("state", flat=True)) == {"void"}
    assert not NoticeShare.objects.exists()


def test_whoever_withdraws_it_waits_for_the_share_in_hand_and_takes_back_what_it_told(ground):
    notice = ground.publish()
    withdraw = threading.Thread(target=_withdraw, args=[ground, notice])
    with under_way(lambda: tell_some(1)):
        withdraw.start()
        until_somebody_waits()
    withdraw.join(20)
    assert Notice.objects.get().state == "withdrawn"
    tell_shares()
    assert sum(told(notice).values()) == 1
    assert set(Message.objects.filter(channel="email").values_list("state", flat=True)) == {"void"}


def _withdraw(ground, notice: Notice) -> None:
    try:
        withdraw_notice(by=ground.writer, notice=notice, reason="不停了")
    finally:
        connection.close()


def until_somebody_waits() -> None:
    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0] > 0

    until(waits)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def test_a_share_that_meets_what_others_told_at_that_moment_is_told_anew(ground):
    notice, ends = ground.publish(), []

    def tell_and_fail():
        try:
            tell_shares()
        except IntegrityError as error:
            ends.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=tell_and_fail)
    with under_way(
        lambda: messages.tell_people(notice, addresses_of(notice), [ground.resident], now=timezone.now())
    ):
        worker.start()
        until_somebody_waits()
    worker.join(20)
    assert ends, "its share was told beside another's"
    tell_shares()
    assert told(notice) == once_each(ground)


def test_a_second_process_helps_for_a_moment_and_asks_for_another_turn(ground, monkeypatch):
    """The first goes on to the end; who waits for a code in the queue is not behind two of them."""
    ground.publish()
    monkeypatch.setattr(shares, "TURN", 0)
    client = Redis.from_url(settings.CELERY_BROKER_URL)
    client.delete("celery")
    begun, go_on = threading.Event(), threading.Event()

    def hold():
        with closing(connection), alone("shares of notices"):
            begun.set()
            go_on.wait(20)

    first = threading.Thread(target=hold)
    first.start()
    assert begun.wait(20)
    tell_shares()
    assert NoticeShare.objects.count() == len(everybody(ground)) - 1
    go_on.set()
    first.join(20)
    until(lambda: names_of(client.lrange("celery", 0, -1)) == {shares.TASK})
    tell_shares()
    assert not NoticeShare.objects.exists()


def test_what_may_not_go_out_any_more_is_kept_back_before_the_first_share(ground):
    notice = scheduled(ground)
    come_due(notice)
    Service.objects.filter(organisation=ground.committee).update(ended_on=timezone.localdate())
    assert announce_due() == 0
    assert Notice.objects.get().state == "draft"
    assert not told(notice).keys() & everybody(ground)
    assert not NoticeShare.objects.exists()


def test_who_comes_or_goes_meanwhile_is_told_or_not(ground):
    notice = ground.publish()
    gone = Residency.objects.filter(dwelling__place=ground.first, dwelling__door="0201").get()
    Residency.objects.filter(pk=gone.pk).update(
        started_on=gone.started_on - timedelta(days=9), ended_on=timezone.localdate()
    )
    Residency.objects.filter(user=ground.neighbour).update(dwelling=gone.dwelling)
    tell_shares()
    assert gone.user_id not in told(notice)
    assert told(notice)[ground.neighbour.pk] == 1


def test_a_correction_reaches_the_rest_in_its_new_words(ground):
    notice = ground.publish()
    tell_some(3)
    edit_notice(by=ground.writer, notice=notice, title="明天下午停水")
    tell_shares()
    assert told(notice) == once_each(ground)
    assert Counter(Message.objects.filter(channel="inbox").values_list("letter__title", flat=True)) == {
        "今天下午停水": 3,
        "明天下午停水": len(everybody(ground)) - 3,
    }


def test_once_it_is_an_emergency_everybody_is_told_of_that_alone(ground):
    notice = ground.publish()
    tell_some(3)
    edit_notice(by=ground.writer, notice=notice, is_urgent=True, urgent_reason="管子爆了")
    tell_shares()
    urgent = Message.objects.filter(letter__kind="notices.emergency", channel="inbox")
    assert Counter(urgent.values_list("recipient", flat=True)) == once_each(ground)
    assert Message.objects.filter(letter__kind="notices.published", channel="inbox").count() == 3
    assert not Message.objects.filter(letter__kind="notices.published", state="pending").exists()


def test_an_emergency_is_told_again_to_those_who_have_not_opened_it(ground):
    notice = ground.publish(**URGENT)
    tell_shares()
    mark_read(by=again(ground.resident), notice=notice)
    later = timezone.now() + timedelta(minutes=16)
    assert repeat_due(now=later) == 1
    assert not NoticeShare.objects.exists()
    assert told(notice) == once_each(ground) + Counter(everybody(ground) - {ground.resident.pk})
    assert repeat_due(now=later + timedelta(hours=2)) == 0


def test_words_corrected_while_it_is_told_again_take_nothing_from_that(ground):
    notice = ground.publish(**URGENT)
    tell_shares()
    with transaction.atomic():
        shares.tell(notice, again=1, now=timezone.now())
    edit_notice(by=ground.writer, notice=notice, title="现在停水")
    tell_shares()
    assert told(notice) == once_each(ground) + once_each(ground)


def test_shares_of_an_emergency_go_on_beside_each_other_and_another_emergency_there_waits(
    ground, monkeypatch
):
    monkeypatch.setattr(caps, "BLOCK", 1)
    first = ground.publish(**URGENT)
    here = make_building(ground.estate, "3栋")
    make_resident(here)
    with under_way(lambda: tell_some(1)):
        with impatient():
            tell_some(1)
        with pytest.raises(OperationalError, match="lock timeout"), impatient():
            one_at_a_time_in("cap notices.emergency", [ground.first.path])
        with impatient():
            one_at_a_time_in("cap notices.emergency", [here.path])
    tell_shares()
    assert told(first) == once_each(ground)


def test_nobody_hears_more_emergencies_than_they_should(ground):
    """Counted by key for a share, as it is counted for all at once."""
    for _ in range(5):
        Notice.objects.update(alarm_at=timezone.now() - timedelta(days=3))  # else the fourth is refused
        ground.publish(**URGENT)
        tell_shares()
    mails = Message.objects.filter(recipient=ground.resident, letter__kind="notices.emergency")
    assert mails.filter(channel="inbox").count() == 5
    assert mails.filter(channel="email").count() == 4


def test_numbers_apart_have_locks_apart():
    block = caps.BLOCK
    assert stripes(None) == [0, 1, 2, 3]
    assert stripes((0, block - 1)) == stripes((4 * block, 5 * block - 1)) == [0]
    assert stripes((block, 2 * block - 1)) == [1]
    assert stripes((5, 3 * block)) == stripes((0, 99 * block)) == [0, 1, 2, 3]


def test_an_emergency_comes_before_what_is_not_one(ground):
    ground.publish()
    urgent = ground.publish(**URGENT)
    tell_some(len(everybody(ground)))
    assert told(urgent) == once_each(ground)
    assert NoticeShare.objects.filter(notice=urgent).count() == 0


def test_after_a_restore_the_rest_is_told_and_nothing_of_it_leaves_before_a_person_says_so(ground):
    """They are in the same doubt as what waited in the outbox: it may have gone out after the backup."""
    notice = ground.publish(**URGENT)
    tell_some(2)
    with transaction.atomic():
        assert catch_up() == []
        assert hold_back_due() > 0
    assert not NoticeShare.objects.exists()
    assert told(notice) == once_each(ground)
    outside = Message.objects.about(subject_key(notice)).exclude(channel="inbox")
    assert set(outside.values_list("state", flat=True)) == {"stopped"}


@pytest.mark.slow
def test_a_second_process_is_asked_to_help(ground, celery):  # noqa: F811
    """No beat runs here, and nobody tells but the worker that the page's commit nudged."""
    celery.worker()
    notice = ground.publish()
    celery.until(lambda: not NoticeShare.objects.exists())
    assert told(notice) == once_each(ground)


@pytest.mark.slow
def test_a_worker_tells_a_subdistrict_without_waiting_for_the_clock(ground, celery):  # noqa: F811
    celery.worker()
    office = make_staff(ground.street, "street_office")
    words = {"organisation": Organisation.objects.get(memberships__user=office), "places": [ground.street]}
    notice = draft_and_publish(by=office, **ground.words(**words))
    assert Notice.objects.get().announced_at is None
    celery.until(lambda: Notice.objects.get().announced_at is not None)
    celery.until(lambda: told(notice)[ground.outsider.pk] == 1)
