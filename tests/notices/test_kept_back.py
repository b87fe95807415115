"""At its hour a scheduled notice is asked once more where it goes, and by whom it may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Membership
from journal.models import Entry
from kit.subjects import subject_key
from notices.models import Notice
from notices.operations import announce_due, draft_notice, publish_notice
from notices.operations.announcing import LOOKS_AHEAD
from notifications.models import Message
from tests.factories import MembershipFactory, make_staff
from tests.notices.ground import again
from tests.notices.pages import page

HOUR = timedelta(hours=1)


@pytest.fixture
def scheduled(ground) -> Notice:
    return ground.publish(publish_at=timezone.now() + HOUR)


def move(place, parent) -> None:
    place.parent = parent
    place.save()


def kept(notice: Notice) -> list[Message]:
    notice.refresh_from_db()
    rows = Message.objects.about(subject_key(notice)).filter(channel="inbox")
    assert set(rows.values_list("letter__kind", flat=True)) <= {"notices.kept_back"}, "no neighbour was told"
    return list(rows)


def test_to_a_place_that_was_moved_elsewhere_it_does_not_go(ground, scheduled, client, signed_in):
    move(ground.first, ground.elsewhere.parent)
    assert announce_due(now=scheduled.publish_at) == 0
    (message,) = kept(scheduled)
    assert message.recipient == ground.writer
    assert "这些地方不全归灯湖居委会服务" in message.body
    assert (scheduled.state, scheduled.publish_at) == ("draft", None)
    entry = Entry.objects.get(verb="notices.keep_back")
    assert entry.by is None
    assert entry.data["reason"] == scheduled.sent_back_reason
    assert client.get(f"/notices/{scheduled.pk}/").status_code == 404
    assert scheduled.sent_back_reason in page(signed_in(ground.writer), f"/notices/{scheduled.pk}/")
    assert announce_due(now=scheduled.created_at + 2 * HOUR) == 0
    assert len(kept(scheduled)) == 1, "told once"


def test_it_is_kept_back_before_anybody_could_read_it(ground, scheduled):
    move(ground.first, ground.elsewhere.parent)
    hour = scheduled.publish_at
    announce_due(now=hour - LOOKS_AHEAD - timedelta(minutes=1))
    scheduled.refresh_from_db()
    assert scheduled.state == "published"
    announce_due(now=hour - timedelta(minutes=1))
    assert len(kept(scheduled)) == 1
    assert not Notice.objects.published(hour).exists()


def test_a_door_that_is_no_longer_there_and_nobody_left_to_tell(ground):
    from notices.addresses import Address

    home = ground.resident.residencies.get().dwelling
    door = ground.publish(
        places=None, addresses=[Address(ground.first, dwelling=home)], publish_at=timezone.now() + HOUR
    )
    private = ground.publish(places=[ground.second], is_public=False, publish_at=timezone.now() + HOUR)
    type(home).objects.filter(pk=home.pk).update(place=ground.second, door="9901")
    ground.neighbour.residencies.update(ended_on=timezone.localdate())
    ground.resident.residencies.update(ended_on=timezone.localdate())
    assert announce_due(now=private.publish_at + HOUR) == 0
    assert [len(kept(notice)) for notice in (door, private)] == [1, 1]


def test_moved_within_what_is_served_its_people_of_that_hour_are_told(ground, scheduled):
    from tests.factories import PlaceFactory

    move(ground.first, PlaceFactory(kind="estate", name="新苑", parent=ground.community))
    assert announce_due(now=scheduled.publish_at) == 1
    assert Message.objects.filter(
        recipient=ground.resident, channel="inbox", letter__kind="notices.published"
    ).exists()


def test_whose_office_ended_lets_nothing_out_and_colleagues_hear_of_it(ground):
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    organisation = head.memberships.get().organisation
    deputy = MembershipFactory(organisation=organisation, office="head").user
    member = MembershipFactory(organisation=organisation, office="member").user
    at = timezone.now() + HOUR
    by_head, by_deputy = (
        publish_notice(
            by=who,
            notice=draft_notice(by=member, **ground.words(organisation=organisation)),
            publish_at=at,
        )
        for who in (head, deputy)
    )
    Membership.objects.filter(user=head).update(ended_on=timezone.localdate())
    assert announce_due(now=at) == 1, "what another let out goes out"
    assert {message.recipient for message in kept(by_head)} == {head, member, deputy}
    by_deputy.refresh_from_db()
    assert by_deputy.announced_at
    assert publish_notice(by=again(deputy), notice=by_head, now=at).announced_at


def test_whose_account_was_closed_in_the_midst_of_an_office_leaves_it_to_colleagues(ground, scheduled):
    deputy = MembershipFactory(organisation=ground.committee, office="head").user
    type(deputy).objects.filter(pk=ground.writer.pk).update(is_active=False)
    assert announce_due(now=scheduled.publish_at) == 0
    assert {message.recipient for message in kept(scheduled)} == {deputy}
