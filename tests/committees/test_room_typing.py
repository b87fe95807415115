"""What is typed in the room is never lost: saved while it is typed, shown beside the other's, given back refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.models import Resolution
from committees.operations import close_meeting
from committees.operations.motions import open_vote
from committees.operations.notes import LONGEST_SUMMARY, word_motion, write_summary
from committees.operations.room import check_out, open_meeting, take_up
from tests.committees.ground import attend, convene_now, convene_soon, member
from tests.committees.pages import text_of
from tests.committees.presses import forms_in, press

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Room": "1"}
WORDS = "在架空层建充电棚，40 个车位"


@pytest.fixture
def meeting(estate):
    meeting = open_meeting(by=estate.staff, meeting=attend(estate, convene_now(estate)))
    take_up(by=estate.staff, meeting=meeting, item=meeting.agenda.get(position=2))
    return meeting


@pytest.fixture
def item(meeting):
    return meeting.agenda.get(position=2)


def room(meeting, tail=""):
    return f"/meetings/{meeting.pk}/room/{tail}"


def send(client, meeting, tail, **typed):
    """As room.js sends it."""
    return client.post(room(meeting, tail), typed, headers=SCRIPT)


# --- while it is typed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["summary", "motion"])
def test_saved_while_it_is_typed(estate, visit, meeting, item, what):
    desk, tail = visit(estate.staff), f"items/{item.pk}/{what}/"
    first = send(desk, meeting, tail, text="物业报两处", version="0")
    assert (first.status_code, first.json()["version"]) == (200, 1)
    # By this the page knows its own words again, and does not take them for another's.
    assert (first.json()["motion"] is None) == (what == "summary")
    # The answer was lost on the way and the script sends it again.
    assert send(desk, meeting, tail, text="物业报两处", version="0").json()["version"] == 1
    colleague = visit(member(organisation=estate.committee).user)
    conflict = send(colleague, meeting, tail, text="物业报三处", version="0")
    assert conflict.status_code == 409
    assert conflict.json() == {
        "say": "另一位记录员刚才也写了这里。两段都在下面，一个字没丢。",
        "theirs": "物业报两处",
        "version": 1,
    }
    both = send(colleague, meeting, tail, text="物业报两处\n物业报三处", version="1")
    assert both.json()["version"] == 2
    # What is not a version is none.
    assert send(colleague, meeting, tail, text="又改", version="x").status_code == 409


def test_what_cannot_be_saved_is_said(estate, visit, meeting, item):
    desk, tail = visit(estate.staff), f"items/{item.pk}/summary/"
    long = send(desk, meeting, tail, text="议" * (LONGEST_SUMMARY + 1), version="0")
    assert (long.status_code, list(long.json())) == (409, ["say"])
    assert "20000" in long.json()["say"]
    theirs = send(visit(estate.manager), meeting, tail, text="代表写的", version="0")
    assert (theirs.status_code, "召集" in theirs.json()["say"]) == (409, True)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    late = send(visit(estate.staff), meeting, tail, text="补一句", version="0")
    assert "已经结束" in late.json()["say"]
    item.refresh_from_db()
    assert item.summary == ""


@pytest.mark.parametrize("what", ["summary", "motion"])
def test_both_texts_without_script(estate, visit, meeting, item, what):
    desk, tail = visit(estate.staff), f"items/{item.pk}/{what}/"
    stale = {"text": "我写的 <b>", "version": "0"}
    if what == "summary":
        write_summary(by=estate.staff, item=item, text="同事写的", seen_version=0)
    else:
        word_motion(by=estate.staff, item=item, text="同事写的")
    page = desk.post(room(meeting, tail), stale)
    assert page.status_code == 409
    assert "同事写的" in text_of(page)
    form = next(form for form in forms_in(page) if form.action.endswith(f"/{what}/"))
    assert (form.fields["text"].strip(), form.fields["version"]) == ("我写的 <b>", "1")
    # Saving what now stands in the box, both put together, is the decision.
    saved = desk.post(form.action, form.fields | {"text": "同事写的，我写的"})
    assert (saved.status_code, saved.url) == (302, room(meeting))
    item.refresh_from_db()
    motion = meeting.motions.first()
    assert (item.summary if what == "summary" else motion.text) == "同事写的，我写的"


def test_notes_are_written_before_it_opens(estate, visit):
    meeting = convene_soon(estate)
    item = meeting.agenda.get(position=2)
    page = press(
        visit(estate.staff), room(meeting, f"?item={item.pk}"), f"items/{item.pk}/summary", text="先记一笔"
    )
    assert page.url == room(meeting, f"?item={item.pk}")
    item.refresh_from_db()
    assert item.summary == "先记一笔"


# --- deciding -----------------------------------------------------------------------------------------------------


def decision(meeting, item, **changes):
    data = {
        "item": item.pk,
        "text": WORDS,
        "version": "0",
        "method": "consensus",
        "budget": "800",
        "action0-text": "补消防距离图",
        "action0-who": f"o{meeting.parties.all()[1].organisation_id}",
        "action0-due_on": timezone.localdate().isoformat(),
    }
    return data | changes


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"action0-due_on": ""}, "什么时候"),
        ({"action0-due_on": "2030-02-30"}, "没有这一天"),
        ({"action0-due_on": f"{timezone.localdate() - timedelta(days=2):%Y-%m-%d}"}, "早"),
        ({"action0-who": ""}, "谁"),
        ({"action0-who": "o999999"}, "o999999"),
        ({"action0-text": ""}, "做什么"),
        ({"budget": "-1"}, "金额（元）"),
        ({"budget": "很多"}, "数"),
        ({"budget": "99999999999999"}, "金额（元）"),
        ({"method": ""}, "怎么定"),
        ({"method": "dice"}, "dice"),
        ({"text": " "}, "逐字"),
    ],
)
def test_a_decision_with_something_missing_comes_back_as_it_was(estate, visit, meeting, item, changes, words):
    desk, data = visit(estate.staff), decision(meeting, item, **changes)
    page = desk.post(room(meeting, "decide/"), data)
    assert page.status_code == 422
    form = next(form for form in forms_in(page) if form.action.endswith("/decide/"))
    for name in ("budget", "action0-text", "action0-due_on"):
        assert form.fields[name] == data[name]
    shown = page.context["decide_form"]
    errors = [*shown.errors.values(), *(error for row in shown.actions for error in row.errors.values())]
    sentences = [sentence for error in errors for sentence in error]
    assert words in "".join(sentences)
    assert all(sentence in text_of(page) for sentence in sentences)
    assert not Resolution.objects.exists()
    parts = desk.post(room(meeting, "decide/"), data, headers=SCRIPT)
    assert parts.status_code == 422
    assert "<html" not in parts.content.decode()
    assert "data-part" in parts.content.decode()


def test_all_agree_by_the_words_in_the_box(estate, visit, meeting, item):
    desk = visit(estate.staff)
    parts = desk.post(room(meeting, "decide/"), decision(meeting, item), headers=SCRIPT)
    assert parts.status_code == 200
    assert "<html" not in parts.content.decode()
    resolution = Resolution.objects.get()
    assert (resolution.text, resolution.outcome, resolution.motion.method) == (WORDS, "adopted", "consensus")
    # The same words once more are another motion; what was dealt with is not changed.
    motion = {"motion": resolution.motion_id, "method": "noted"}
    assert desk.post(room(meeting, "decide/"), motion).status_code == 302
    assert Resolution.objects.get().outcome == "adopted"
    press(desk, room(meeting), f"items/{item.pk}/motion", text="物业下月报价")
    press(desk, room(meeting), "decide", method="noted")
    assert meeting.resolutions.get(number=2).outcome == "noted"


def test_without_enough_of_them_there_it_is_only_noted(estate, visit, meeting, item):
    for stay in meeting.attendances.all()[:2]:
        check_out(by=estate.staff, attendance=stay)
    desk = visit(estate.staff)
    refused = desk.post(room(meeting, "decide/"), decision(meeting, item))
    assert "人数不够" in text_of(refused)
    assert "需要 3，签到 2" in text_of(refused)
    desk.post(room(meeting, "decide/"), decision(meeting, item, method="noted"))
    assert Resolution.objects.get().outcome == "noted"


def test_a_delegate_decides_nothing(estate, visit, meeting, item):
    page = visit(estate.manager).post(room(meeting, "decide/"), decision(meeting, item), follow=True)
    assert "只有召集这次会议的一方" in text_of(page)
    assert not Resolution.objects.exists()
    assert not meeting.motions.exists()


def test_a_wrong_count_comes_back_with_the_promise(estate, visit, meeting, item):
    motion = word_motion(by=estate.staff, item=item, text=WORDS)
    open_vote(by=estate.staff, motion=motion, method="hands")
    desk = visit(estate.staff)
    nobody = press(
        desk, room(meeting), "decide", **{"action0-text": "补图", "action0-who": f"o{estate.property.pk}"}
    )
    assert nobody.status_code == 422
    form = next(form for form in forms_in(nobody) if form.action.endswith("/decide/"))
    assert form.fields["action0-text"] == "补图"
    unvoted = decision(meeting, item, motion=motion.pk)
    assert "还没有人表决" in text_of(desk.post(room(meeting, "decide/"), unvoted))
    assert not Resolution.objects.exists()


# --- buttons with script ------------------------------------------------------------------------------------------


def test_a_button_with_script_gets_the_parts_or_the_sentence(estate, visit, meeting, item):
    desk = visit(estate.staff)
    parts = send(desk, meeting, "do/pause/")
    assert parts.status_code == 200
    assert "已暂停" in text_of(parts)
    meeting.refresh_from_db()
    assert f'data-pulse="{meeting.pulse}"' in parts.content.decode()
    refused = send(desk, meeting, "do/off-topic/")
    assert (refused.status_code, refused.json()) == (409, {"say": "没有人在发言。"})
    empty = send(desk, meeting, "do/open-vote/", item=item.pk, text=" ", version="0", method="hands")
    assert "逐字" in empty.json()["say"]
    assert not meeting.motions.exists()
    behind = word_motion(by=estate.staff, item=item, text=WORDS)
    stale = send(desk, meeting, "do/open-vote/", item=item.pk, text="别的话", version="0", method="hands")
    assert stale.status_code == 409
    behind.refresh_from_db()
    assert (behind.state, behind.text) == ("draft", WORDS)
