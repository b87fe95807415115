"""The room on the secretary's desk, on a delegate's phone and on the projector, without script and with it."""

import pytest
from django.utils import timezone

from committees.models import Attendance, Meeting, MeetingKind, Resolution
from committees.operations import (
    ActionPlan,
    ItemPlan,
    PartyPlan,
    cancel_meeting,
    close_meeting,
    record_resolution,
)
from committees.operations.floor import call_to_topic, give_floor, raise_hand
from committees.operations.motions import cast_vote, open_vote
from committees.operations.notes import word_motion, write_summary
from committees.operations.room import add_minutes, check_in_self, finish_item, open_meeting, take_up
from tests.committees.ground import attend, convene_now, convene_soon, make_place, member, resident_of
from tests.committees.pages import text_of
from tests.committees.presses import forms_in, press
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Room": "1"}
WORDS = "在架空层建充电棚，40 个车位"


def room(meeting, tail=""):
    return f"/meetings/{meeting.pk}/room/{tail}"


def opened(estate, **changes):
    meeting = attend(estate, convene_now(estate, **changes))
    return open_meeting(by=estate.staff, meeting=meeting)


def on_item(estate, position=2, **changes):
    meeting = opened(estate, **changes)
    item = meeting.agenda.get(position=position)
    take_up(by=estate.staff, meeting=meeting, item=item)
    return meeting, item


def now_of(meeting):
    return Meeting.objects.select_related("live_item").get(pk=meeting.pk)


# --- who sees it --------------------------------------------------------------------------------------------------


def test_who_sees_which_view(estate, client, visit):
    vice = member(organisation=estate.council, office="member").user
    meeting = opened(estate, chair=vice)
    came = resident_of(estate.building, "0102")
    check_in_self(by=came, meeting=meeting, code=meeting.checkin_code)
    for user, template in (
        (estate.staff, "desk"),
        (vice, "desk"),
        (member(organisation=estate.committee).user, "desk"),
        (estate.manager, "phone"),
        (estate.captain, "phone"),
        (came, "phone"),
    ):
        page = visit(user).get(room(meeting))
        assert page.status_code == 200
        assert page.templates[0].name == f"committees/room/{template}.html"
    for user in (estate.resident, make_place().staff, make_place().manager, UserFactory()):
        visitor = visit(user)
        for tail in ("", "pulse/", "people/", "door/"):
            assert visitor.get(room(meeting, tail)).status_code == 404
        assert visitor.post(room(meeting, "do/open/")).status_code == 404
        assert visitor.post(room(meeting, "decide/")).status_code == 404
    client.logout()
    for tail in ("", "pulse/", "people/", "door/"):
        assert "/accounts/login/" in client.get(room(meeting, tail)).url
    assert "/accounts/login/" in client.post(room(meeting, "do/hand/")).url


def test_the_list_and_the_door_are_for_who_runs_it(estate, visit):
    meeting = opened(estate)
    for user, status in ((estate.manager, 404), (estate.resident, 404), (estate.staff, 200)):
        for tail in ("people/", "door/"):
            assert visit(user).get(room(meeting, tail)).status_code == status
    stay = meeting.attendances.first()
    assert (
        visit(estate.manager).post(room(meeting, "people/left/"), {"attendance": stay.pk}).status_code == 404
    )
    stay.refresh_from_db()
    assert stay.left_at is None


def test_when_it_is_over_or_called_off_the_room_leads_to_the_meeting(estate, visit):
    done, off = opened(estate), convene_now(estate)
    close_meeting(by=estate.staff, meeting=done, minutes="已议")
    cancel_meeting(by=estate.staff, meeting=off, reason="停电")
    for user in (estate.staff, estate.manager):
        assert visit(user).get(room(off)).url == off.get_absolute_url()
    assert visit(estate.manager).get(room(done)).url == done.get_absolute_url()
    page = visit(estate.staff).get(room(done))
    assert "已散会" in text_of(page)
    assert not [form for form in forms_in(page) if "/room/do/" in form.action]
    late = visit(estate.staff).post(room(done, "do/finish/"), follow=True)
    assert "已经结束" in text_of(late)
    # A phone that was left open learns it by its next pulse.
    assert "已散会" in text_of(visit(estate.manager).get(room(done, "pulse/")))


# --- the pulse ----------------------------------------------------------------------------------------------------


def test_nothing_happened_costs_nothing_and_something_brings_the_parts(estate, visit):
    meeting, item = on_item(estate)
    for user in (estate.staff, estate.manager):
        client, known = visit(user), now_of(meeting).pulse
        quiet = client.get(room(meeting, f"pulse/?v={known}"))
        assert (quiet.status_code, quiet.content) == (204, b"")
        add_minutes(by=estate.staff, meeting=meeting, minutes=5)
        for behind in (known, "", "x", known + 99):
            parts = client.get(room(meeting, f"pulse/?v={behind}"))
            body = parts.content.decode()
            assert parts.status_code == 200
            assert "<html" not in body
            assert f'id="pulse" data-part data-pulse="{known + 1}"' in body
            assert item.title in body
        assert "no-store" in parts["Cache-Control"]


def test_the_desk_stays_at_the_item_it_writes_on(estate, visit):
    meeting = opened(estate)
    second, third = meeting.agenda.filter(position__gt=1).order_by("position")
    client = visit(estate.staff)
    write_summary(by=estate.staff, item=second, text="物业报两处选址", seen_version=0)
    for url in (room(meeting, f"?item={second.pk}"), room(meeting, f"pulse/?item={second.pk}&v=0")):
        page = client.get(url)
        assert page.context["item"] == second
        assert "物业报两处选址" in page.content.decode()
        assert f"pulse/?item={second.pk}&" in page.context["pulse_url"]
    for nonsense in ("999999", "x", "-1", ""):
        assert client.get(room(meeting, f"?item={nonsense}")).context["item"].position == 1
    back = press(client, room(meeting, f"?item={third.pk}"), "do/pause")
    assert back.url == room(meeting, f"?item={third.pk}")


def crowded(estate, count):
    """`count` more parties with a delegate each, as many items, decisions, promises, hands and guests."""
    people = [resident_of(estate.building) for _n in range(count)]
    parties = [PartyPlan(f"第 {n} 方", None, [person]) for n, person in enumerate(people)]
    last = attend(estate, convene_soon(estate, days=-20))
    decide_things(estate, last, count)
    close_meeting(by=estate.staff, meeting=last, minutes="已议")
    meeting = opened(
        estate,
        parties=[*estate.parties(), *parties],
        agenda=[ItemPlan(f"第 {n} 项", 1) for n in range(count)],
        chair=estate.president,
    )
    decide_things(estate, meeting, count)
    for _n in range(count):
        guest = resident_of(estate.building, "0201")
        check_in_self(by=guest, meeting=meeting, code=meeting.checkin_code)
    return meeting, people


def decide_things(estate, meeting, count):
    for number in range(count):
        plan = ActionPlan("办好", timezone.localdate(), organisation=estate.property, person=estate.manager)
        record_resolution(by=estate.staff, meeting=meeting, text=f"第 {number} 件", actions=[plan])


def put_to_the_vote(estate, meeting, people):
    finish_item(by=estate.staff, meeting=meeting)
    motion = word_motion(by=estate.staff, item=meeting.agenda.get(position=2), text=WORDS)
    open_vote(by=estate.staff, motion=motion, method="phones")
    for person in people:
        cast_vote(by=person, motion=motion, choice="for")


@pytest.mark.parametrize("count", [1, 30])
def test_what_a_look_into_the_room_costs(estate, client, visit, django_assert_num_queries, count):
    meeting, people = crowded(estate, count)
    for person in people:
        raise_hand(by=person, meeting=meeting, side="for")
    give_floor(by=estate.staff, meeting=meeting)
    screen = f"/meetings/{meeting.pk}/screen/{meeting.screen_code}/pulse/"

    def costs(user, known, queries, full=True):
        visit(user) if user else client.logout()
        url = room(meeting, "pulse/") if user else screen
        client.get(url)
        with django_assert_num_queries(queries):
            response = client.get(f"{url}?v={known}")
        assert response.status_code == (200 if full else 204)

    known = now_of(meeting).pulse
    # Session, person, capacities, meeting, invitation; who asks without an account asks for the meeting only.
    for user, queries in ((estate.staff, 5), (people[0], 5), (None, 1)):
        costs(user, known, queries, full=False)
    # Resolutions and promises, agenda, hands, who speaks, motions, parties; on the desk names and what was carried.
    for user, queries in ((estate.staff, 16), (people[0], 13), (None, 8)):
        costs(user, 0, queries)
    put_to_the_vote(estate, meeting, people)
    # And the votes.
    for user, queries in ((estate.staff, 15), (people[0], 14), (None, 9)):
        costs(user, 0, queries)


# --- every button, as a browser without script presses it ---------------------------------------------------------


def test_the_secretarys_buttons(estate, visit):
    meeting = attend(estate, convene_now(estate))
    desk, here = visit(estate.staff), room(meeting)

    def tap(action, **typed):
        answer = press(desk, here, action, **typed)
        assert (answer.status_code, answer.url) == (302, here)
        return now_of(meeting)

    assert tap("do/open").opened_at
    first = now_of(meeting).live_item
    tap("do/pause")
    assert now_of(meeting).live_item.running_since is None
    tap("do/go-on")
    assert now_of(meeting).live_item.running_since
    tap("do/more-time")
    assert now_of(meeting).live_item.added_minutes == 5
    assert tap("do/finish").live_item.position == 2
    second = now_of(meeting).live_item
    again = press(desk, f"{here}?item={first.pk}", "do/take-up")
    assert (again.url, now_of(meeting).live_item) == (f"{here}?item={first.pk}", first)
    take_up(by=estate.staff, meeting=meeting, item=second)

    captain = Attendance.objects.get(invitation__user=estate.captain)
    tap("do/hand", value="against", attendance=captain.pk)
    speech = meeting.speeches.get()
    assert (speech.side, speech.attendance) == ("against", captain)
    tap("do/hand-down", says={"speech": speech.pk})
    tap("do/hand", value="for", attendance=captain.pk)
    tap("do/give-floor", says={"speech": meeting.speeches.last().pk})
    tap("do/off-topic")
    assert meeting.speeches.last().off_topic == 1
    tap("do/end-speech")
    assert meeting.speeches.last().ended_at

    tap(f"items/{second.pk}/summary", text="物业报两处选址")
    tap(f"items/{second.pk}/motion", text=WORDS)
    assert meeting.motions.get().text == WORDS
    tap("do/open-vote", value="hands", text=f"{WORDS}。")
    motion = meeting.motions.get()
    assert (motion.text, motion.state, motion.method) == (f"{WORDS}。", "voting", "hands")
    tap("do/withdraw")
    assert meeting.motions.get().state == "withdrawn"
    second.refresh_from_db()
    assert second.summary == "物业报两处选址"


def test_hands_counted_and_resolved_in_one_form(estate, visit):
    meeting, item = on_item(estate)
    desk, parties = visit(estate.staff), list(meeting.parties.all())
    press(desk, room(meeting), "do/open-vote", value="hands", text=WORDS)
    said = {
        f"party{party.pk}": choice for party, choice in zip(parties, ("for", "for", "against"), strict=False)
    }
    promise = {
        "action0-text": "补消防距离图",
        "action0-who": f"o{estate.property.pk}u{estate.manager.pk}",
        "action0-due_on": timezone.localdate().isoformat(),
        "budget": "12000.50",
        "is_beyond_power": "on",
    }
    page = desk.get(press(desk, room(meeting), "decide", **said, **promise).url)
    resolution = Resolution.objects.get()
    assert (resolution.text, resolution.agenda_item, resolution.is_beyond_power) == (WORDS, item, True)
    assert (resolution.votes_for, resolution.votes_against, resolution.abstentions) == (2, 1, 0)
    assert (str(resolution.budget), resolution.action_items.get().person) == ("12000.50", estate.manager)
    for words in (WORDS, "补消防距离图", "第二百七十八条"):
        assert words in text_of(page)


def test_delegates_hands_as_numbers(estate, visit):
    meeting = attend(estate, convene_by_delegates(estate))
    open_meeting(by=estate.staff, meeting=meeting)
    desk, first = visit(estate.staff), meeting.parties.first()
    take_up(by=estate.staff, meeting=meeting, item=meeting.agenda.get(position=2))
    press(desk, room(meeting), "do/open-vote", value="hands", text=WORDS)
    motion = meeting.motions.get()
    hands = room(meeting, "do/hands/")
    too_many = desk.post(hands, {"motion": motion.pk, f"party{first.pk}-for": "9"}, follow=True)
    assert "在场只有 1 票" in text_of(too_many)
    for nonsense in ("-1", "一", "99999", "1.5"):
        desk.post(hands, {"motion": motion.pk, f"party{first.pk}-for": nonsense})
    assert not motion.votes.exists()
    desk.post(hands, {"motion": motion.pk, f"party{first.pk}-for": "1"})
    assert motion.votes.get().count == 1


def convene_by_delegates(estate):
    MeetingKind.objects.filter(pk="joint").update(voters="people", quorum_of="people")
    return convene_now(estate)


def test_a_delegates_buttons(estate, visit):
    meeting, item = on_item(estate)
    here = room(meeting)

    def tap(action, **typed):
        answer = press(visit(estate.manager), here, action, **typed)
        assert (answer.status_code, answer.url) == (302, here)
        return text_of(visit(estate.manager).get(here))

    assert "排在第 1 位" in tap("do/hand", value="against")
    tap("do/hand-down")
    assert meeting.speeches.get().ended_at
    tap("do/hand", value="for")
    give_floor(by=estate.staff, meeting=meeting)
    call_to_topic(by=estate.staff, meeting=meeting)
    assert "请回到正题" in text_of(visit(estate.manager).get(here))
    open_vote(by=estate.staff, motion=word_motion(by=estate.staff, item=item, text=WORDS), method="phones")
    page = tap("do/vote", value="for")
    assert WORDS in page
    assert "已记下" in page
    tap("do/vote", value="abstain")
    assert meeting.motions.get().votes.get().choice == "abstain"
    assert "还没签到" in tap("do/leave")
    late = visit(estate.manager).post(
        room(meeting, "do/vote/"), {"motion": meeting.motions.get().pk, "choice": "for"}, follow=True
    )
    assert "请先签到" in text_of(late)
    # What the secretary's buttons do is refused to a delegate, with a sentence.
    for verb in ("open", "finish", "pause", "go-on", "more-time", "give-floor", "end-speech", "off-topic"):
        page = visit(estate.manager).post(room(meeting, f"do/{verb}/"), follow=True)
        assert "召集" in text_of(page), verb


def test_what_no_button_leads_to(estate, visit):
    meeting, other = opened(estate), opened(make_place())
    desk = visit(estate.staff)
    assert desk.get(room(meeting, "do/pause/")).status_code == 405
    assert desk.post(room(meeting, "do/dance/")).status_code == 404
    assert desk.post(room(meeting, "people/danced/")).status_code == 404
    item, stay = other.agenda.last(), other.attendances.first()
    for tail, data in (
        ("do/take-up/", {"item": item.pk}),
        ("do/take-up/", {}),
        ("do/hand/", {"attendance": stay.pk, "side": "for"}),
        ("do/leave/", {"attendance": stay.pk}),
        ("do/vote/", {"motion": "x", "choice": "for"}),
        (f"items/{item.pk}/summary/", {"text": "甲"}),
        ("people/left/", {"attendance": stay.pk}),
        ("people/came/", {"invitation": other.invitations.first().pk}),
    ):
        assert desk.post(room(meeting, tail), data).status_code == 404, tail
