"""A council's meeting is called what it is, wherever it is shown, and what it resolves binds as its kind says."""

import pytest
from django.conf import settings

from committees.models import Meeting
from committees.operations import close_meeting
from committees.operations.motions import open_vote
from committees.operations.notes import word_motion
from committees.operations.room import open_meeting, take_up
from notifications.models import Message
from tests.buildings.test_sheets import pdf_text
from tests.committees.ground import attend, convene_now
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db
OTHER = ("联席会议", "oint meeting")


@pytest.fixture
def meeting(estate) -> Meeting:
    called = {"kind": "council", "organisation": estate.council, "by": estate.president}
    return attend(estate, convene_now(estate, **called, title="理事碰头"))


def in_hand(lead, meeting) -> None:
    open_meeting(by=lead, meeting=meeting)
    item = meeting.agenda.get(position=2)
    take_up(by=lead, meeting=meeting, item=item)
    motion = word_motion(by=lead, item=item, text="周日清楼道")
    open_vote(by=lead, motion=motion, method="hands")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_room_says_what_a_resolution_of_this_kind_binds(estate, meeting, visit, language):
    in_hand(estate.president, meeting)
    desk = visit(estate.president)
    desk.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    page = text_of(desk.get(f"/meetings/{meeting.pk}/room/"))
    words = {"zh-hans": "理事会：街坊会自己的事。", "en": "Council meeting: The council's own affairs."}[
        language
    ]
    assert words in page
    assert not [name for name in OTHER if name in page]


def test_a_joint_meeting_says_what_its_parties_promise(estate, visit):
    meeting = attend(estate, convene_now(estate))
    in_hand(estate.staff, meeting)
    assert "联席会议：" in text_of(visit(estate.staff).get(f"/meetings/{meeting.pk}/room/"))


def test_no_page_file_or_letter_of_it_names_another_kind(estate, meeting, visit):
    staff = visit(estate.staff)
    close_meeting(by=estate.president, meeting=meeting, minutes="已议")
    pages = [f"/meetings/{meeting.pk}/{tail}" for tail in ("", "minutes/", "invited/", "meeting.ics")]
    read = "".join(text_of(staff.get(address)) for address in pages)
    paper = pdf_text(staff.get(f"/meetings/{meeting.pk}/minutes.pdf").content).decode(errors="ignore")
    letters = " ".join(f"{one.title} {one.body}" for one in Message.objects.all())
    assert "理事碰头" in read
    assert not [name for name in OTHER if name in read + paper + letters]
