from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from journal.models import Entry
from kit.refused import Refused
from kit.subjects import subject_key
from notices import queries
from notices.models import Notice
from notices.operations import (
    announce_due,
    draft_and_publish,
    draft_notice,
    edit_notice,
    publish_notice,
    unschedule_notice,
    withdraw_notice,
)
from notifications.models import Message
from tests.factories import MembershipFactory, UserFactory, make_staff
from tests.notices.ground import again

VISITOR = AnonymousUser()


def told(notice) -> set[int]:
    return set(Message.objects.about(subject_key(notice)).values_list("recipient_id", flat=True))


def channels(notice, user) -> list[str]:
    rows = Message.objects.about(subject_key(notice)).filter(recipient=user)
    return sorted(rows.values_list("channel", flat=True))


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def test_published_is_told_to_the_neighbours_of_its_places_and_to_nobody_else(ground):
    notice = ground.publish(places=[ground.first])
    assert told(notice) == {ground.resident.pk, ground.captain.pk}
    assert notice.announced_at is not None


def test_an_ordinary_one_goes_to_the_inbox_at_once_and_by_mail_in_the_digest(ground):
    notice = ground.publish()
    rows = Message.objects.about(subject_key(notice)).filter(recipient=ground.resident)
    assert sorted(rows.values_list("channel", "state", "letter__by_day")) == [
        ("email", "held", True),
        ("inbox", "pending", False),
    ]


def test_an_urgent_one_goes_out_by_mail_as_well_to_who_has_an_address(ground):
    notice = ground.publish(is_urgent=True)
    assert channels(notice, ground.resident) == ["email", "inbox"]
    assert channels(notice, ground.captain) == ["inbox"]


def test_the_message_says_what_when_and_from_whom(ground):
    end = in_an_hour()
    notice = ground.publish(is_urgent=True, when_text="14:00 – 17:00", ask_text="请存水", expires_at=end)
    message = Message.objects.about(subject_key(notice)).get(recipient=ground.resident, channel="inbox")
    assert "今天下午停水" in message.title
    assert message.title != notice.title, "it says that it is urgent"
    assert {"14:00 – 17:00", "请存水"} <= set(message.body.splitlines())
    assert "灯湖居委会" in message.body
    assert message.url == f"/notices/{notice.pk}/"
    assert (message.kind, message.expires_at) == ("notices.emergency", end)


def test_an_hour_that_has_passed_means_now(ground):
    now = timezone.now()
    notice = ground.publish(publish_at=now - timedelta(days=1), now=now)
    assert notice.publish_at == now
    assert told(notice)


def test_publishing_twice_tells_once(ground):
    notice = ground.publish()
    first = notice.publish_at
    again_published = publish_notice(by=ground.writer, notice=notice, publish_at=in_an_hour())
    assert again_published.publish_at == first
    assert (
        Message.objects.about(subject_key(notice)).filter(recipient=ground.resident, channel="inbox").count()
        == 1
    )
    assert Entry.objects.about(notice).filter(verb="notices.publish").count() == 1


@pytest.mark.parametrize("minutes", [-10, 0])
def test_the_end_must_come_after_the_beginning_and_nothing_is_half_saved(ground, minutes):
    now = timezone.now()
    with pytest.raises(Refused) as no:
        ground.publish(expires_at=now + timedelta(minutes=minutes), now=now)
    assert no.value.field == "expires_at"
    assert not Notice.objects.exists()
    assert not Message.objects.exists()


def test_the_end_is_measured_from_its_hour_not_from_now(ground):
    with pytest.raises(Refused):
        ground.publish(
            publish_at=timezone.now() + timedelta(days=2), expires_at=timezone.now() + timedelta(days=1)
        )


def test_members_of_a_council_prepare_and_its_officers_publish(ground):
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    council = head.memberships.get().organisation
    member = MembershipFactory(organisation=council, office="member").user
    notice = draft_notice(by=member, **ground.words(organisation=council))
    with pytest.raises(Refused):
        publish_notice(by=member, notice=notice)
    notice.refresh_from_db()
    assert notice.state == "draft"
    publish_notice(by=head, notice=notice)
    notice.refresh_from_db()
    assert notice.is_out


def test_a_member_may_not_change_what_an_officer_let_out(ground):
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    council = head.memberships.get().organisation
    member = MembershipFactory(organisation=council, office="member").user
    notice = draft_and_publish(by=head, **ground.words(organisation=council))
    with pytest.raises(Refused):
        edit_notice(by=member, notice=notice, title="改")


# --- nothing leaks before its hour -----------------------------------------------------------------------------


READERS = ["resident", "captain", "neighbour", "outsider", "stranger", "visitor"]


@pytest.fixture(params=["scheduled", "draft"])
def hidden(request, ground):
    words = {"is_urgent": True, "asks_acknowledgement": True}
    if request.param == "draft":
        return ground.draft(**words)
    return ground.publish(publish_at=in_an_hour(), **words)


def reader(ground, name):
    return VISITOR if name == "visitor" else getattr(ground, name)


@pytest.mark.parametrize("who", READERS)
def test_before_its_hour_it_is_in_no_query(ground, hidden, who):
    user = reader(ground, who)
    assert not Notice.objects.visible_to(user).exists()
    assert not queries.listed_for(user).exists()
    assert not queries.listed_for(user, place=ground.first).exists()
    assert not queries.readable_by(user).exists()
    assert queries.latest_for(user) == []
    assert queries.front_for(user)[0] is None
    assert queries.unread_count(user) == 0


@pytest.mark.parametrize("who", READERS)
def test_before_its_hour_no_page_shows_it(ground, hidden, who, client):
    if who != "visitor":
        client.force_login(getattr(ground, who))
    for query in ("", "?mine=1", f"?place={ground.first.pk}", "?category=other"):
        assert hidden.title not in client.get(f"/notices/{query}").content.decode()
    for page in ("", "poster/", "edit/", "withdraw/", "publish/"):
        response = client.get(f"/notices/{hidden.pk}/{page}", follow=True)
        assert hidden.title not in response.content.decode()
        assert response.status_code == 404 or response.redirect_chain


def test_before_its_hour_nobody_is_told(ground, hidden):
    assert announce_due() == 0
    assert not Message.objects.exists()


def test_not_even_the_list_of_its_writers_shows_it_before(ground, hidden):
    """They find it among the drafts and at its own address."""
    assert not queries.listed_for(ground.writer).exists()
    assert queries.latest_for(ground.writer) == []
    assert queries.front_for(ground.writer)[0] is None
    assert list(queries.prepared_by(ground.writer)) == [hidden]
    assert Notice.objects.visible_to(ground.writer).get() == hidden


def test_another_organisation_does_not_see_it_before(ground, hidden):
    for kind in ("property_company", "party_committee"):
        staff = make_staff(ground.estate, kind=kind)
        assert not Notice.objects.visible_to(staff).exists()
        assert not queries.prepared_by(staff).exists()


def test_at_its_hour_it_is_there_even_when_no_worker_runs(ground):
    notice = ground.publish(publish_at=in_an_hour())
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    assert queries.listed_for(ground.resident).get() == notice
    assert queries.unread_count(ground.resident) == 1


def test_a_scheduled_one_goes_back_to_draft(ground):
    notice = ground.publish(publish_at=in_an_hour())
    with pytest.raises(Refused):
        unschedule_notice(by=ground.resident, notice=notice)
    unschedule_notice(by=ground.writer, notice=notice)
    assert announce_due(now=timezone.now() + timedelta(hours=2)) == 0
    notice.refresh_from_db()
    assert (notice.state, notice.publish_at) == ("draft", None)


def test_what_is_out_cannot_be_unscheduled(ground):
    notice = ground.publish()
    with pytest.raises(Refused):
        unschedule_notice(by=ground.writer, notice=notice)


def test_the_hour_of_a_scheduled_one_can_be_moved(ground):
    notice = ground.publish(publish_at=in_an_hour())
    moved = timezone.now() + timedelta(days=2)
    publish_notice(by=ground.writer, notice=notice, publish_at=moved)
    assert announce_due(now=timezone.now() + timedelta(hours=2)) == 0
    assert announce_due(now=moved) == 1


# --- withdrawing -----------------------------------------------------------------------------------------------


def test_withdrawn_leaves_the_lists_and_voids_what_was_not_sent(ground):
    notice = ground.publish(is_urgent=True)
    sent = Message.objects.about(subject_key(notice)).filter(recipient=ground.captain)
    sent.update(state="sent", sent_at=timezone.now())
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    states = Message.objects.about(subject_key(notice)).values_list("recipient_id", "state")
    assert set(states) == {(ground.captain.pk, "sent"), (ground.resident.pk, "void")}
    for user in (ground.resident, VISITOR, ground.writer):
        assert not queries.listed_for(user).exists()
        assert queries.latest_for(user) == []
        assert queries.front_for(user)[0] is None
        assert queries.unread_count(user) == 0
    assert Entry.objects.about(notice).get(verb="notices.withdraw").data == {"reason": "日期写错了"}


def test_who_could_read_it_finds_why_and_who_could_not_finds_nothing(ground, client, signed_in):
    notice = ground.publish(is_public=False)
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    assert "日期写错了" in signed_in(ground.resident).get(f"/notices/{notice.pk}/").content.decode()
    assert signed_in(ground.outsider).get(f"/notices/{notice.pk}/").status_code == 404
    assert client.get(f"/notices/{notice.pk}/").status_code == 404


def test_withdrawn_before_its_hour_it_never_shows_not_even_later(ground):
    notice = ground.publish(publish_at=in_an_hour())
    withdraw_notice(by=ground.writer, notice=notice, reason="不办了")
    notice.refresh_from_db()
    assert notice.publish_at is None
    assert announce_due(now=timezone.now() + timedelta(days=1)) == 0
    assert not Notice.objects.visible_to(ground.resident).exists()
    assert not Message.objects.exists()


def test_withdrawing_twice_is_refused_and_keeps_the_first_reason(ground):
    notice = ground.publish()
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    with pytest.raises(Refused):
        withdraw_notice(by=ground.writer, notice=notice, reason="又一个理由")
    notice.refresh_from_db()
    assert notice.withdrawn_reason == "日期写错了"


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_withdrawing_needs_a_reason_that_fits(ground, reason):
    notice = ground.publish()
    with pytest.raises(Refused) as no:
        withdraw_notice(by=ground.writer, notice=notice, reason=reason)
    assert no.value.field == "reason"
    notice.refresh_from_db()
    assert notice.is_out


@pytest.mark.parametrize("who", ["resident", "captain", "outsider", "stranger"])
def test_readers_do_not_withdraw(ground, who):
    notice = ground.publish()
    with pytest.raises(Refused):
        withdraw_notice(by=getattr(ground, who), notice=notice, reason="我不喜欢")


def test_community_staff_withdraw_what_is_addressed_within_their_community(ground):
    staff = make_staff(ground.estate, kind="property_company")
    company = staff.memberships.get().organisation
    notice = draft_and_publish(by=staff, **ground.words(organisation=company))
    withdraw_notice(by=ground.writer, notice=notice, reason="内容不实")
    notice.refresh_from_db()
    assert notice.state == "withdrawn"


def test_community_staff_do_not_withdraw_what_the_whole_subdistrict_reads(ground):
    officer = make_staff(ground.street, kind="street_office")
    office = officer.memberships.get().organisation
    notice = draft_and_publish(by=officer, **ground.words(organisation=office, places=[ground.street]))
    with pytest.raises(Refused):
        withdraw_notice(by=ground.writer, notice=notice, reason="不关我们的事")


def test_withdrawn_is_final(ground):
    notice = ground.publish()
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    with pytest.raises(Refused):
        publish_notice(by=ground.writer, notice=notice)


def test_a_superuser_may_do_all_of_it(ground):
    admin = UserFactory(is_superuser=True)
    notice = draft_and_publish(by=admin, **ground.words())
    edit_notice(by=admin, notice=notice, title="改")
    withdraw_notice(by=admin, notice=notice, reason="试一试")
    assert Notice.objects.visible_to(again(admin)).get().state == "withdrawn"
