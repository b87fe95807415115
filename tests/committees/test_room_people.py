"""The name list, the code at the door, the page that it leads to, and the projector."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.models import Meeting
from committees.operations import cancel_meeting, close_meeting, reply
from committees.operations.floor import call_to_topic, give_floor, raise_hand
from committees.operations.motions import cast_vote, decide_motion, open_vote
from committees.operations.notes import word_motion
from committees.operations.parties import send_substitute
from committees.operations.room import finish_item, open_meeting
from kit.times import clock
from tests.committees.ground import attend, convene_now, convene_soon, make_place, member
from tests.committees.pages import text_of
from tests.committees.presses import press

pytestmark = pytest.mark.django_db


def room(meeting, tail=""):
    return f"/meetings/{meeting.pk}/room/{tail}"


def here(meeting, code=None):
    return f"/meetings/{meeting.pk}/here/{code or meeting.checkin_code}/"


def convene_before(estate, answer, **changes):
    """`answer(meeting)` while it is still ahead; it began a while ago by now."""
    meeting = convene_soon(estate, **changes)
    answer(meeting)
    begun = timezone.now() - timedelta(minutes=50)
    ends_at = begun + timedelta(minutes=90)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=begun, ends_at=ends_at)
    meeting.refresh_from_db()
    return meeting


# --- the name list ------------------------------------------------------------------------------------------------


def test_the_list_says_who_is_here_who_sent_whom_and_why_not(estate, visit):
    stand_in = member(organisation=estate.council, user__display_name="罗凤凰木").user

    def answer(meeting):
        reply(by=estate.manager, meeting=meeting, reply="online")
        reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差")
        send_substitute(by=estate.president, meeting=meeting, substitute=stand_in)

    meeting = convene_before(estate, answer)
    desk, url = visit(estate.staff), room(meeting, "people/")
    page = text_of(desk.get(url))
    for words in ("那天出差", "代黄木棉", "罗凤凰木", "已到 0，需要 3"):
        assert words in page
    assert "已给 1 人签到" in text_of(desk.get(press(desk, url, "people/expected").url))
    stay = meeting.attendances.get()
    assert (stay.who, stay.is_online) == ("区簕杜鹃", True)

    row = meeting.invitations.get(user=estate.captain)
    assert press(desk, url, "people/came", says={"invitation": row.pk}).url == url
    row = meeting.invitations.get(user=stand_in)
    at = timezone.localtime(meeting.starts_at).replace(second=0, microsecond=0)
    press(desk, url, "people/came", says={"invitation": row.pk}, at=f"{at:%H:%M}")
    late = meeting.attendances.get(invitation=row)
    assert late.arrived_at == at
    press(desk, url, "people/left", says={"attendance": late.pk})
    late.refresh_from_db()
    assert late.left_at
    assert f"{clock(at)} – " in text_of(desk.get(url))


def test_times_that_cannot_be_are_answered_on_the_list(estate, visit):
    meeting = attend(estate, convene_now(estate))
    desk, stay = visit(estate.staff), meeting.attendances.first()
    early = timezone.localtime(meeting.starts_at)  # a box for a time has no seconds: some before they came
    for at, words in (("25:99", "19:45"), ("夜里", "19:45"), (f"{early:%H:%M}", "才到")):
        data = {"attendance": stay.pk, "at": at}
        assert words in text_of(desk.post(room(meeting, "people/left/"), data, follow=True))
    stay.refresh_from_db()
    assert stay.left_at is None


def test_somebody_without_an_account_is_written_in(estate, visit):
    meeting = attend(estate, convene_now(estate))
    desk, url = visit(estate.staff), room(meeting, "people/")
    council = meeting.parties.get(organisation=estate.council)
    for _tap in range(2):
        assert desk.post(url, {"name": "谭警官", "party": council.pk, "is_online": "on"}).url == url
    guest = desk.post(url, {"name": "何阿姨", "party": ""}, follow=True)
    assert "何阿姨" in text_of(guest)
    stays = meeting.attendances.filter(invitation=None).values_list("name", "party", "is_online")
    assert list(stays) == [("谭警官", council.pk, True), ("何阿姨", None, False)]
    for data, name in (
        ({"name": " "}, "name"),
        ({"name": "甲", "party": "999999"}, "party"),
        ({"name": "很" * 41}, "name"),
    ):
        page = desk.post(url, data)
        assert page.context["form"].errors[name]
        assert page.context["form"]["name"].value() == data["name"]
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    desk.post(url, {"name": "来晚了", "party": ""})
    assert "来晚了" not in text_of(desk.get(url))


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    meeting = attend(estate, convene_now(estate))
    desk, url = visit(estate.staff), room(meeting, "people/")
    for number in range(count):
        desk.post(url, {"name": f"第 {number} 位", "party": ""})
    desk.get(url)
    # Session, person, capacities, bell; the meeting, its parties, who came, who was called.
    with django_assert_num_queries(8):
        page = desk.get(url)
    assert len(page.context["groups"][-1][1]) == count


# --- the code at the door -----------------------------------------------------------------------------------------


def test_the_code_at_the_door_leads_into_the_room(estate, client, visit):
    meeting = convene_now(estate)
    door = visit(estate.staff).get(room(meeting, "door/")).content.decode()
    assert "<svg" in door
    assert f"/screen/{meeting.screen_code}/" in door
    client.logout()
    assert client.get(here(meeting)).url == f"/accounts/login/?next={here(meeting)}"

    phone = visit(estate.manager)
    assert estate.property.name in text_of(phone.get(here(meeting)))
    assert phone.post(here(meeting)).url == room(meeting)
    assert "您已签到" in text_of(phone.get(here(meeting)))
    assert phone.get(room(meeting)).context["mine"].who == "区簕杜鹃"
    visit(estate.captain).post(here(meeting), {"online": "1"})
    assert meeting.attendances.get(is_online=True).invitation.user == estate.captain
    neighbour = visit(estate.resident)
    assert "旁听" in text_of(neighbour.get(here(meeting)))
    assert neighbour.post(here(meeting)).url == room(meeting)
    assert neighbour.get(room(meeting)).status_code == 200


def test_a_code_that_does_not_fit_is_answered(estate, visit):
    meeting, other, later = convene_now(estate), convene_now(estate), convene_soon(estate)
    phone = visit(estate.manager)
    assert "另一场" in text_of(phone.post(here(meeting, other.checkin_code), follow=True))
    assert "还早" in text_of(phone.post(here(later), follow=True))
    stranger = visit(make_place().resident)
    assert "街坊" in text_of(stranger.get(here(meeting)))
    assert "街坊" in text_of(stranger.post(here(meeting), follow=True))
    cancel_meeting(by=estate.staff, meeting=other, reason="停电")
    assert "取消" in text_of(visit(estate.manager).post(here(other), follow=True))
    inner = convene_now(estate, is_open=False)
    assert visit(estate.resident).get(here(inner)).status_code == 404
    assert visit(estate.resident).post(here(inner)).status_code == 404
    for each in (meeting, other, later, inner):
        assert not each.attendances.exists()


# --- the projector ------------------------------------------------------------------------------------------------


def test_the_projector_needs_the_address_and_no_account(estate, client):
    meeting, other = convene_now(estate, is_open=False), convene_now(estate)
    url = f"/meetings/{meeting.pk}/screen/{meeting.screen_code}/"
    for code in (other.screen_code, meeting.checkin_code, "x"):
        wrong = f"/meetings/{meeting.pk}/screen/{code}/"
        assert client.get(wrong).status_code == client.get(f"{wrong}pulse/").status_code == 404
    page = client.get(url)
    assert "请签到" in text_of(page)
    assert "<svg" in page.content.decode()
    assert client.post(url).status_code == 405
    assert client.get(f"{url}pulse/?v={meeting.pulse}").status_code == 204
    cancel_meeting(by=estate.staff, meeting=meeting, reason="停电")
    assert client.get(url).status_code == client.get(f"{url}pulse/").status_code == 404


def test_the_projector_follows_the_evening(estate, client):
    meeting = open_meeting(by=estate.staff, meeting=attend(estate, convene_now(estate)))
    url, seen = f"/meetings/{meeting.pk}/screen/{meeting.screen_code}/pulse/", -1

    def shows(*words):
        nonlocal seen
        parts = client.get(f"{url}?v={seen}")
        seen = int(parts.content.decode().split('data-pulse="')[1].split('"')[0])
        assert client.get(f"{url}?v={seen}").status_code == 204
        for each in words:
            assert each in text_of(parts), each

    shows("上次决议落实", "已到 4，需要 3，人数已够")
    item = finish_item(by=estate.staff, meeting=meeting)
    raise_hand(by=estate.manager, meeting=meeting, side="against")
    shows(item.title, "接下来", "区簕杜鹃")
    give_floor(by=estate.staff, meeting=meeting)
    call_to_topic(by=estate.staff, meeting=meeting)
    shows("区簕杜鹃", "反对", "跑题")
    motion = word_motion(by=estate.staff, item=item, text="建充电棚")
    shows("动议", "建充电棚")
    open_vote(by=estate.staff, motion=motion, method="phones")
    cast_vote(by=estate.manager, motion=motion, choice="for")
    shows("正在表决", "建充电棚", "同意 1", "反对 0", "弃权 0")
    decide_motion(by=estate.staff, motion=motion)
    for _item in range(2):
        finish_item(by=estate.staff, meeting=meeting)
    shows("议程已议完", "建充电棚")
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    shows("已散会")


def test_a_delegate_who_keeps_the_desk_votes_there_too(estate, visit):
    meeting = convene_now(estate)
    attend(estate, meeting)
    open_meeting(by=estate.staff, meeting=meeting)
    finish_item(by=estate.staff, meeting=meeting)
    motion = word_motion(by=estate.staff, item=meeting.agenda.get(position=2), text="装充电柜")
    open_vote(by=estate.staff, motion=motion, method="phones")
    desk = visit(estate.staff)
    assert 'name="choice" value="for"' in desk.get(room(meeting)).content.decode()
    desk.post(room(meeting, "do/vote/"), {"motion": motion.pk, "choice": "for"})
    assert motion.votes.count() == 1
    assert 'value="for" aria-pressed="true"' in desk.get(room(meeting)).content.decode()


def test_whoever_runs_it_and_is_not_checked_in_reads_so_on_the_desk(estate, visit):
    """They stood in the minutes as away from the meeting that they opened and closed."""
    meeting = convene_now(estate)
    open_meeting(by=estate.staff, meeting=meeting)
    desk = visit(estate.staff)
    assert "您自己还没签到" in text_of(desk.get(room(meeting)))
    pressed = press(desk, room(meeting), "people/came")
    assert pressed.url == room(meeting)  # the meeting runs: nobody is led out of its room
    assert meeting.attendances.get().invitation.user == estate.staff
    assert "您自己还没签到" not in text_of(desk.get(room(meeting)))
    colleague = member(organisation=estate.committee).user  # runs it, and was not called
    assert "您自己还没签到" not in text_of(visit(colleague).get(room(meeting)))
