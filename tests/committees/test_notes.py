"""What secretaries type: nothing is lost when two type at once."""

import pytest

from committees.models import Motion
from committees.operations import cancel_meeting, close_meeting
from committees.operations.motions import open_vote
from committees.operations.notes import LONGEST_MOTION, LONGEST_SUMMARY, Conflict, word_motion, write_summary
from journal.models import Entry
from kit.refused import Refused
from tests.committees.ground import STARTS, held, make_place, member

pytestmark = pytest.mark.django_db


def note(estate, item, text, seen, by=None):
    return write_summary(by=by or estate.staff, item=item, text=text, seen_version=seen, now=STARTS)


def word(estate, item, text, seen=0, by=None):
    return word_motion(by=by or estate.staff, item=item, text=text, seen_version=seen, now=STARTS)


def pulse(meeting):
    meeting.refresh_from_db()
    return meeting.pulse


def test_each_saved_text_is_a_version(estate):
    meeting = estate.convene()  # a secretary prepares before it is opened
    item = meeting.agenda.get(position=2)
    before = pulse(meeting)
    saved = note(estate, item, "物业报两处选址。\r\n6栋担心离窗太近。 \n", 0)
    assert (saved.summary, saved.version) == ("物业报两处选址。\n6栋担心离窗太近。", 1)
    assert note(estate, item, "物业报三处选址。", 1).version == 2
    assert pulse(meeting) == before + 2
    # The same once more, also from a screen that is behind: no version, no conflict, no line in the journal.
    for seen in (0, 1, 2, 99):
        assert note(estate, item, "物业报三处选址。\n", seen).version == 2
    assert pulse(meeting) == before + 2
    assert Entry.objects.about(meeting).filter(verb="committees.note").count() == 2
    assert note(estate, item, "", 2).summary == ""


def test_another_text_meanwhile_is_shown_not_overwritten(estate):
    item = estate.convene().agenda.get(position=2)
    colleague = member(organisation=estate.committee).user
    note(estate, item, "甲写的", 0)
    with pytest.raises(Conflict, match="一个字没丢") as conflict:
        note(estate, item, "乙写的", 0, by=colleague)
    assert (conflict.value.theirs, conflict.value.version) == ("甲写的", 1)
    item.refresh_from_db()
    assert item.summary == "甲写的"
    both = note(estate, item, "甲写的\n乙写的", conflict.value.version, by=colleague)
    assert (both.summary, both.version) == ("甲写的\n乙写的", 2)
    # Each item has versions of its own.
    assert note(estate, item.meeting.agenda.get(position=3), "乙写的", 0).version == 1


def test_the_wording_of_a_motion_has_versions_too(estate):
    meeting = held(estate)
    item = meeting.agenda.get(position=2)
    motion = word(estate, item, " 建充电棚 ")
    assert (motion.text, motion.version, motion.state, motion.moved_by) == (
        "建充电棚",
        1,
        "draft",
        estate.staff,
    )
    before = pulse(meeting)
    assert word(estate, item, "建充电棚", seen=0).pk == motion.pk
    assert pulse(meeting) == before
    with pytest.raises(Conflict) as conflict:
        word(estate, item, "建两处充电棚", seen=0)
    assert (conflict.value.theirs, conflict.value.version) == ("建充电棚", 1)
    assert word(estate, item, "建两处充电棚", seen=1).version == 2
    assert Motion.objects.count() == 1
    # While it is voted on, whoever typed on its old words learns that it is gone from the desk.
    open_vote(by=estate.staff, motion=motion, method="hands", now=STARTS)
    with pytest.raises(Conflict) as conflict:
        word(estate, item, "建三处充电棚", seen=2)
    assert (conflict.value.theirs, conflict.value.version) == ("", 0)
    motion.refresh_from_db()
    assert motion.text == "建两处充电棚"


def test_too_long_is_said_and_nothing_is_cut(estate):
    meeting = held(estate)
    item = meeting.agenda.get(position=2)
    assert len(note(estate, item, "议" * LONGEST_SUMMARY, 0).summary) == LONGEST_SUMMARY
    assert len(word(estate, item, "议" * LONGEST_MOTION).text) == LONGEST_MOTION
    for act, most in (
        (lambda: note(estate, item, "议" * (LONGEST_SUMMARY + 1), 1), "20000"),
        (lambda: word(estate, item, "议" * (LONGEST_MOTION + 1), 1), "2000"),
    ):
        with pytest.raises(Refused, match=f"超过 {most} 字") as refused:
            act()
        assert refused.value.field == "text"
    item.refresh_from_db()
    assert len(item.summary) == LONGEST_SUMMARY


def test_who_writes_and_until_when(estate):
    vice = member(organisation=estate.council, office="member").user
    meeting, off = held(estate, chair=vice), estate.convene()
    item = meeting.agenda.get(position=2)
    for by in (estate.manager, estate.resident, make_place().staff):
        for act in (
            lambda who: note(estate, item, "甲", 0, who),
            lambda who: word(estate, item, "甲", 0, who),
        ):
            with pytest.raises(Refused, match="召集"):
                act(by)
    assert note(estate, item, "会长写的", 0, by=vice).version == 1
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS)
    cancel_meeting(by=estate.staff, meeting=off, reason="台风", now=STARTS)
    for row, words in ((item, "已经结束"), (off.agenda.get(position=2), "取消")):
        with pytest.raises(Refused, match=words):
            note(estate, row, "补一句", row.version)
        with pytest.raises(Refused, match=words):
            word(estate, row, "补一句")
