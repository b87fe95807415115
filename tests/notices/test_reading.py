from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from buildings.models import Dwelling
from buildings.operations import end_residency
from kit.refused import Refused
from kit.subjects import subject_key
from notices import queries
from notices.models import NEWCOMER_LOOKS_BACK, Notice, NoticeRead
from notices.operations import acknowledge, edit_notice, mark_all_read, mark_read, reading
from notices.queries import HomeCount
from notices.queries.coverage import coverage_of, homes_meant
from notices.rules import may_acknowledge
from notifications.models import Message
from people.models import User
from tests.factories import ResidencyFactory, make_resident, make_staff
from tests.notices.ground import again

VISITOR = AnonymousUser()


# --- who sees what ---------------------------------------------------------------------------------------------


def test_public_ones_need_no_sign_in(ground):
    notice = ground.publish()
    for user in (VISITOR, ground.stranger, ground.outsider, ground.resident):
        assert Notice.objects.visible_to(user).get() == notice


def test_others_are_for_those_whom_they_concern(ground):
    notice = ground.publish(is_public=False, places=[ground.first])
    property_staff = make_staff(ground.estate, kind="property_company")
    for user in (ground.resident, ground.captain, ground.writer, property_staff):
        assert Notice.objects.visible_to(user).get() == notice
    for user in (VISITOR, ground.stranger, ground.neighbour, ground.outsider):
        assert not Notice.objects.visible_to(user).exists()


@pytest.mark.parametrize("place", ["first", "estate", "community"])
def test_what_is_addressed_above_reaches_the_homes_below(ground, place):
    notice = ground.publish(is_public=False, places=[getattr(ground, place)])
    assert Notice.objects.addressed_to(ground.resident).get() == notice


def test_moving_out_ends_it_that_day(ground):
    ground.publish(is_public=False)
    end_residency(by=ground.writer, residency=ground.resident.residencies.get(), on=timezone.localdate())
    assert not Notice.objects.visible_to(again(ground.resident)).exists()


def test_the_list_shows_ones_own_community_first_and_a_visitor_all(ground):
    here = ground.publish()
    office = make_staff(ground.elsewhere, kind="property_company")
    there = publish_by(office, ground, places=[ground.elsewhere])
    assert set(queries.listed_for(ground.resident)) == {here}
    assert set(queries.listed_for(ground.neighbour)) == {here}
    assert set(queries.listed_for(ground.outsider)) == {there}
    assert set(queries.listed_for(VISITOR)) == {here, there}
    assert set(queries.listed_for(ground.resident, place=ground.elsewhere)) == {there}


def publish_by(user, ground, **words):
    from notices.operations import draft_and_publish

    return draft_and_publish(
        by=user, **ground.words(organisation=user.memberships.get().organisation, **words)
    )


def test_the_list_for_ones_home_leaves_out_the_building_next_door(ground):
    mine, theirs = ground.publish(places=[ground.first]), ground.publish(places=[ground.second])
    assert set(queries.listed_for(ground.resident)) == {mine, theirs}
    assert set(queries.listed_for(ground.resident, mine=True)) == {mine}


def test_the_list_by_kind(ground):
    ground.publish(category="safety")
    water = ground.publish(category="utilities")
    assert queries.listed_for(VISITOR, category="utilities").get() == water


# --- unread ----------------------------------------------------------------------------------------------------


def test_unread_until_opened(ground):
    notice = ground.publish()
    assert queries.unread_count(ground.resident) == 1
    assert queries.latest_for(ground.resident)[0].is_unread
    mark_read(by=ground.resident, notice=notice)
    assert queries.unread_count(ground.resident) == 0
    assert not queries.latest_for(ground.resident)[0].is_unread
    assert queries.unread_count(ground.captain) == 1


def test_opening_twice_keeps_the_first_time(ground):
    notice = ground.publish()
    first = timezone.now()
    mark_read(by=ground.resident, notice=notice, now=first)
    mark_read(by=ground.resident, notice=notice, now=first + timedelta(hours=1))
    assert NoticeRead.objects.get().read_at == first


def test_opening_reads_its_message_too(ground):
    notice, other = ground.publish(), ground.publish()
    Message.objects.update(state="sent", sent_at=timezone.now())
    mark_read(by=ground.resident, notice=notice)
    unread = Message.objects.inbox_of(ground.resident).unread()
    assert [message.subject for message in unread] == [subject_key(other)]
    assert Message.objects.inbox_of(ground.captain).unread().count() == 2


def test_no_dot_for_what_is_meant_for_others_or_over(ground):
    ground.publish(places=[ground.second])
    over = ground.publish(expires_at=timezone.now() + timedelta(hours=1))
    Notice.objects.filter(pk=over.pk).update(
        publish_at=timezone.now() - timedelta(hours=2), expires_at=timezone.now() - timedelta(hours=1)
    )
    assert queries.unread_count(ground.resident) == 0
    assert not any(notice.is_unread for notice in queries.listed_for(ground.resident))
    assert queries.unread_count(VISITOR) == 0
    assert queries.unread_count(ground.stranger) == 0


def test_a_newcomer_finds_the_last_days_waiting_and_not_the_year(ground):
    recent, old = ground.publish(), ground.publish()
    joined = ground.resident.date_joined
    Notice.objects.filter(pk=recent.pk).update(publish_at=joined - NEWCOMER_LOOKS_BACK)
    Notice.objects.filter(pk=old.pk).update(publish_at=joined - NEWCOMER_LOOKS_BACK - timedelta(seconds=1))
    assert Notice.objects.unread_by(ground.resident).get() == recent


def test_all_read_at_ones_own_word(ground):
    ground.publish()
    ground.publish(places=[ground.estate])
    Message.objects.update(state="sent", sent_at=timezone.now())
    assert mark_all_read(by=ground.resident) == 2
    assert queries.unread_count(ground.resident) == 0
    assert not Message.objects.inbox_of(ground.resident).unread().exists()
    assert queries.unread_count(ground.captain) == 2
    assert mark_all_read(by=ground.resident) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_all_read_is_one_statement_and_bounded(ground, count, monkeypatch, django_assert_num_queries):
    for _n in range(count):
        ground.publish()
    urgent = ground.publish(is_urgent=True)
    reader = User.objects.get(pk=ground.resident.pk)
    with django_assert_num_queries(7):  # what they are today; savepoint, notices, messages (three), savepoint
        assert mark_all_read(by=reader) == count
    assert not NoticeRead.objects.filter(notice=urgent).exists(), "an emergency is opened"
    monkeypatch.setattr(reading, "AT_MOST", 2)
    NoticeRead.objects.all().delete()
    assert mark_all_read(by=reader) == min(count, 2)
    newest = Notice.objects.filter(is_urgent=False).order_by("-publish_at", "-pk").first()
    assert NoticeRead.objects.filter(notice=newest, user=reader).exists(), "the newest first"


def test_a_draft_is_not_read_by_its_writers(ground):
    mark_read(by=ground.writer, notice=ground.draft())
    assert not NoticeRead.objects.exists()


# --- home pages ------------------------------------------------------------------------------------------------


def test_urgent_is_what_is_urgent_here_and_now(ground):
    ground.publish()
    ground.publish(is_urgent=True, places=[ground.second])
    urgent = ground.publish(is_urgent=True)
    assert queries.front_for(ground.resident)[0] == urgent
    Notice.objects.filter(pk=urgent.pk).update(publish_at=timezone.now() - queries.URGENT_LASTS)
    assert queries.front_for(ground.resident)[0] is None
    Notice.objects.filter(pk=urgent.pk).update(expires_at=timezone.now() + timedelta(minutes=1))
    assert queries.front_for(ground.resident)[0] == urgent


def test_the_latest_for_neighbours_staff_and_visitors(ground):
    first = ground.publish(places=[ground.first])
    hidden = ground.publish(places=[ground.second], is_public=False)
    assert queries.latest_for(ground.resident) == [first]
    assert queries.latest_for(ground.neighbour) == [hidden]
    assert queries.latest_for(ground.writer) == [hidden, first]
    assert queries.latest_for(VISITOR) == [first]
    assert queries.latest_for(ground.writer, limit=1) == [hidden]


@pytest.mark.parametrize("count", [1, 30])
def test_home_pages_ask_once(ground, count, django_assert_num_queries):
    for _ in range(count):
        ground.publish(is_urgent=True)
    user = again(ground.resident)
    with django_assert_num_queries(1 + 1):  # what this person is, and the notices
        rows = queries.latest_for(user, limit=30)
        [
            (str(notice.organisation), notice.lead, notice.is_unread, notice.get_absolute_url())
            for notice in rows
        ]
    with django_assert_num_queries(1):
        queries.front_for(user)
    with django_assert_num_queries(1):
        assert queries.unread_count(user) == count


# --- a home that knows -----------------------------------------------------------------------------------------


def test_a_home_says_that_it_knows(ground):
    notice = ground.publish(asks_acknowledgement=True)
    first = acknowledge(by=ground.resident, notice=notice)
    again_said = acknowledge(by=ground.resident, notice=notice)
    assert first.acknowledged_at == again_said.acknowledged_at
    assert queries.homes_confirmed(notice, {ground.estate.path}) == [
        HomeCount("水岸公馆 1栋", "1栋", 1, 6),
    ], "the second building is not meant"


def test_opening_is_not_confirming(ground):
    notice = ground.publish(asks_acknowledgement=True)
    mark_read(by=ground.resident, notice=notice)
    assert queries.homes_confirmed(notice, {ground.first.path})[0].confirmed == 0


def test_where_nobody_lives_nobody_is_waited_for(ground):
    notice = ground.publish(asks_acknowledgement=True)
    Dwelling.objects.filter(place=ground.first, door__in=["0301", "0302"]).update(presence="vacant")
    acknowledge(by=ground.resident, notice=notice)
    (count,) = queries.homes_confirmed(notice, {ground.first.path})
    (row,) = coverage_of(notice, homes_meant(notice))
    assert (count.confirmed, count.silent, count.total) == (1, 3, 4)
    assert (row.acknowledged, row.silent, row.to_reach) == (1, 3, 4)


def test_a_home_counts_once_however_many_say_so(ground):
    notice = ground.publish(asks_acknowledgement=True)
    home = ground.resident.residencies.get().dwelling
    partner = ResidencyFactory(dwelling=home, kind="family").user
    for user in (ground.resident, partner, make_resident(ground.first, "0102")):
        acknowledge(by=user, notice=notice)
    (count,) = queries.homes_confirmed(notice, {ground.first.path})
    assert (count.confirmed, count.silent, count.total) == (2, 4, 6)


def test_a_home_whose_people_left_has_not_been_heard_from(ground):
    notice = ground.publish(asks_acknowledgement=True)
    acknowledge(by=ground.resident, notice=notice)
    end_residency(by=ground.writer, residency=ground.resident.residencies.get(), on=timezone.localdate())
    assert queries.homes_confirmed(notice, {ground.first.path})[0].confirmed == 0


def test_stairs_count_for_their_building(ground):
    from tests.factories import PlaceFactory

    for name in ("1梯", "2梯"):
        stair = PlaceFactory(kind="stair", name=name, parent=ground.second)
        Dwelling.objects.create(place=stair, floor=1, door="101")
    notice = ground.publish(asks_acknowledgement=True, places=[ground.second])
    assert queries.homes_confirmed(notice, {ground.second.path}) == [HomeCount("水岸公馆 2栋", "2栋", 0, 8)]


@pytest.mark.parametrize("who", ["captain", "neighbour", "outsider", "stranger", "writer"])
def test_only_homes_that_it_is_meant_for_confirm(ground, who):
    """Not even the captain, who does not live there, for someone else's home."""
    notice = ground.publish(asks_acknowledgement=True)
    with pytest.raises(Refused):
        acknowledge(by=getattr(ground, who), notice=notice)
    assert not NoticeRead.objects.exists()


def test_for_owners_only_a_tenant_is_not_asked_and_speaks_for_no_home(ground, signed_in):
    """As in the figures of coverage, which count the same homes."""
    owner, tenant = ground.resident, make_resident(ground.first, "0102", kind="tenant")
    notice = ground.publish(asks_acknowledgement=True, audience=["owners"])
    assert may_acknowledge(user=owner, notice=notice)
    assert not may_acknowledge(user=tenant, notice=notice)
    for user in (owner, tenant):  # said before it was narrowed
        NoticeRead.objects.create(notice=notice, user=user, acknowledged_at=timezone.now())
    (count,) = queries.homes_confirmed(Notice.objects.with_places().get(), {ground.first.path})
    (row,) = coverage_of(notice, homes_meant(notice))
    assert (count.confirmed, count.total) == (row.acknowledged, row.total) == (1, 6)
    path = f"/notices/{notice.pk}/"
    assert 'id="acknowledgement"' in signed_in(owner).get(path).content.decode()
    assert 'id="acknowledgement"' not in signed_in(tenant).get(path).content.decode()
    offices = ground.publish(asks_acknowledgement=True, audience=["volunteers"])
    assert not may_acknowledge(user=owner, notice=offices)


def test_a_notice_that_does_not_ask_takes_no_answer(ground):
    with pytest.raises(Refused):
        acknowledge(by=ground.resident, notice=ground.publish())


def test_updates_are_what_changed_after_it_went_out(ground):
    draft = ground.draft()
    edit_notice(by=ground.writer, notice=draft, title="改草稿")
    notice = ground.publish()
    assert queries.updates_of(notice) == []
    edit_notice(by=ground.writer, notice=notice, ask_text="存水", note="增加了取水点")
    notice.refresh_from_db()
    assert [entry.data["note"] for entry in queries.updates_of(notice)] == ["增加了取水点"]
