"""Promises on their pages, and the page of what a party promised."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from committees.models import ActionItem
from committees.operations import (
    ActionPlan,
    PartyPlan,
    accept_action,
    close_meeting,
    give_status,
    record_resolution,
    report_progress,
)
from kit.refused import Refused
from tests.committees.ground import SINCE, attend, convene_now, convene_soon, member
from tests.committees.pages import text_of
from tests.committees.promises import DURING, promised, put_off, reported, state_of
from tests.factories import OrganisationFactory, UserFactory
from tests.issues.photos import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


# --- pages --------------------------------------------------------------------------------


def soon(estate, **changes) -> ActionItem:
    meeting = changes.pop("meeting", None) or convene_now(estate)
    fields = {"due_on": timezone.localdate() + timedelta(days=7), "now": timezone.now()}
    return promised(estate, meeting, **fields | changes)


def test_a_promise_on_its_page(estate, client, visit, django_capture_on_commit_callbacks):
    item = soon(estate)
    url = f"/meetings/actions/{item.pk}/"
    assert "补消防距离图" in text_of(client.get(url))
    assert client.post(f"{url}progress/", {"progress": "好了", "state": "reported"}).status_code == 302
    assert visit(estate.resident).get(url).context["forms"] == {}
    denied = client.post(f"{url}progress/", {"progress": "快了", "state": "open"})
    assert denied.status_code == 422
    assert state_of(item) == ("open", "")

    owner = visit(estate.manager)
    assert list(owner.get(url).context["forms"]) == ["progress"]
    empty = owner.post(f"{url}progress/", {"progress": "", "state": "reported"})
    assert empty.context["forms"]["progress"].errors["progress"]
    for state in ("dropped", "done"):
        wrong = owner.post(f"{url}progress/", {"progress": "不做", "state": state})
        assert wrong.context["forms"]["progress"].errors["state"]
    four = {"progress": "好了", "state": "reported", "photos": [picture() for _n in range(4)]}
    assert owner.post(f"{url}progress/", four).context["forms"]["progress"].errors["photos"]
    words = {"progress": "已贴在大堂", "state": "reported", "photos": [picture(), picture(color="#aa3322")]}
    with django_capture_on_commit_callbacks(execute=True):
        page = owner.post(f"{url}progress/", words, follow=True)
    assert "说办好了" in text_of(page)
    assert owner.post(f"{url}nonsense/", words).status_code == 404

    staff = visit(estate.staff)
    assert set(staff.get(url).context["forms"]) == {"accept", "return", "progress", "put_off"}
    missing = staff.post(f"{url}return/", {"text": ""})
    assert "请写明还差什么" in text_of(missing)
    staff.post(f"{url}return/", {"text": "还差 5 栋"})
    later = timezone.localdate() + timedelta(days=20)
    assert staff.post(f"{url}put_off/", {"due_on": later, "reason": "等批复"}).status_code == 302
    owner = visit(estate.manager)
    owner.post(f"{url}progress/", {"progress": "都贴了", "state": "reported"})
    page = visit(estate.staff).post(f"{url}accept/", {"text": "看过了"}, follow=True)
    assert "看过了" in text_of(page)
    assert page.context["forms"] == {}
    assert "都贴了" in text_of(visit(estate.resident).get(url))


def test_a_photo_is_for_whoever_may_read_the_promise(
    estate, client, visit, django_capture_on_commit_callbacks
):
    item = soon(estate, meeting=convene_now(estate, is_open=False))
    with django_capture_on_commit_callbacks(execute=True):
        reported(estate, item, photos=[picture()], now=timezone.now())
    photo = item.reports.get().photos.get()
    assert photo.file.name.startswith("actions/")
    url = f"/meetings/actions/photos/{photo.pk}/"
    answer = visit(estate.staff).get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert visit(estate.manager).get(url).status_code == 200
    assert visit(estate.resident).get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404
    default_storage.delete(photo.file.name)
    assert visit(estate.staff).get(url).status_code == 404


def test_handing_over_on_its_page(estate, visit):
    item, colleague = soon(estate), member(organisation=estate.property).user
    url = f"/meetings/actions/{item.pk}/hand-over/"
    assert visit(estate.manager).get(url).status_code == 404
    staff = visit(estate.staff)
    assert f"o{estate.property.pk}u{colleague.pk}" in staff.get(url).content.decode()
    assert "u" + str(estate.captain.pk) in staff.get(url).content.decode()
    wrong = staff.post(url, {"who": f"u{UserFactory().pk}", "reason": ""})
    assert set(wrong.context["form"].errors) == {"who", "reason"}
    page = staff.post(url, {"who": f"o{estate.property.pk}u{colleague.pk}", "reason": "出差"}, follow=True)
    assert colleague.display_name in text_of(page)
    staff.post(url, {"who": f"u{estate.captain.pk}", "reason": "换人"})
    item.refresh_from_db()
    assert (item.person, item.organisation) == (estate.captain, None)


def test_what_earlier_meetings_asked_for_on_its_page(estate, visit):
    item = soon(estate, meeting=convene_soon(estate, days=-20))
    meeting = convene_now(estate)
    url = f"/meetings/{meeting.pk}/carried/"
    assert visit(estate.manager).get(url).status_code == 404
    staff = visit(estate.staff)
    assert "还有 1 件" in text_of(staff.get(url))
    assert "url" not in staff.get(url).context
    wrong = staff.post(f"{url}{item.pk}/", {"state": "open", "text": ""})
    assert wrong.context["promises"][0].form.errors["text"]
    answer = staff.post(f"{url}{item.pk}/", {"state": "open", "text": "下周装", "due_on": ""})
    assert answer.status_code == 302
    assert "每件都有了说法" in text_of(staff.get(url))
    ahead = convene_soon(estate)
    assert "会议开始以后" in text_of(staff.get(f"/meetings/{ahead.pk}/carried/"))
    refused = staff.post(f"/meetings/{ahead.pk}/carried/{item.pk}/", {"state": "open", "text": "下周装"})
    assert refused.status_code == 422


# --- what a party promised -------------------------------------------------------------------


def test_what_was_promised_behind_closed_doors_stands_before_no_meeting_that_others_call(estate, visit):
    """The council may call joint meetings as well; its president read there what staff had closed the doors
    for, could say nothing of it, and so could not close."""
    soon(estate, meeting=convene_soon(estate, days=-20, is_open=False))
    parties = [PartyPlan("", estate.council, [estate.president])]
    theirs = convene_now(estate, by=estate.president, organisation=estate.council, parties=parties)
    page = text_of(visit(estate.president).get(f"/meetings/{theirs.pk}/carried/"))
    assert "补消防距离图" not in page
    assert "没有要交代的" in page
    assert "补消防距离图" in text_of(visit(estate.staff).get(f"/meetings/{convene_now(estate).pk}/carried/"))


def test_a_partys_page_says_what_is_overdue_first_whoever_it_is(estate, client, visit):
    today, now = timezone.localdate(), timezone.now()
    meeting = convene_soon(estate, days=-40)
    hidden = convene_soon(estate, days=-40, is_open=False)
    for organisation in (estate.council, estate.committee, estate.property):
        owed = {"organisation": organisation, "person": None, "meeting": meeting}
        soon(estate, text="晚了的", due_on=today - timedelta(days=5), **owed)
        soon(estate, text="在办的", due_on=today + timedelta(days=5), **owed)
        soon(estate, text="关门会上的", **owed | {"meeting": hidden})
        kept = soon(estate, text="按时的", due_on=today + timedelta(days=1), **owed)
        late = soon(estate, text="迟了的", due_on=today - timedelta(days=9), **owed)
        put_off(estate, kept, by=estate.staff, due_on=today + timedelta(days=3), now=now)
        for item in (kept, late):
            reported(estate, item, by=organisation.memberships.first().user, now=now)
            other = member(organisation=estate.committee).user
            accept_action(by=other, action_item=item, now=now + timedelta(days=4))
        page = client.get(f"/meetings/parties/{organisation.pk}/")
        words = text_of(page)
        assert [i.text for i in page.context["overdue"]] == ["晚了的"]
        assert [i.text for i in page.context["in_hand"]] == ["在办的"]
        assert page.context["figures"] == {"kept": 2, "in_time": 1, "put_off": 1}
        assert words.index("晚了的") < words.index("在办的") < words.index("按时的")
        assert "关门会上的" not in words
    assert "关门会上的" in text_of(visit(estate.staff).get(f"/meetings/parties/{estate.property.pk}/"))
    assert client.get("/meetings/parties/999999/").status_code == 404
    empty = OrganisationFactory(kind="club")
    assert "还没有承诺" in text_of(client.get(f"/meetings/parties/{empty.pk}/"))
    own = visit(estate.manager).get("/meetings/actions/")
    assert f"/meetings/parties/{estate.property.pk}/" in own.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_cost_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    today, now = timezone.localdate(), timezone.now()
    last, meeting = convene_soon(estate, days=-20), convene_now(estate)
    days = [today + timedelta(days=away) for away in (-1, 1, 2)]
    plans = [ActionPlan("补图", day, estate.property, estate.manager) for day in days * count]
    words = {"by": estate.staff, "meeting": last, "text": "补图", "outcome": "noted", "now": now}
    record_resolution(**words, actions=plans)
    for item in last.action_items.filter(due_on=days[2]):
        accept_action(by=estate.staff, action_item=item, now=now)
    for item in last.action_items.filter(due_on=days[0]):
        give_status(by=estate.staff, meeting=meeting, action_item=item, state="open", text="在办", now=now)
    for number in range(count):
        words = {"progress": f"第 {number} 次", "photos": [picture(size=(32, 32))]}
        report_progress(by=estate.manager, action_item=item, now=now, **words)
    staff = visit(estate.staff)
    # Session, person, capacities, bell, footer, and what each page is about.
    with django_assert_num_queries(8):
        staff.get(f"/meetings/parties/{estate.property.pk}/")
    with django_assert_num_queries(6):
        staff.get(f"/meetings/{meeting.pk}/carried/")
    with django_assert_num_queries(8):
        staff.get(f"/meetings/actions/{item.pk}/")


def test_who_left_says_nothing_more(estate):
    item = promised(estate, person=None)
    former = member(organisation=estate.property, ended_on=SINCE + timedelta(days=9)).user
    with pytest.raises(Refused):
        reported(estate, item, by=former)
    assert attend(estate, item.meeting, now=DURING)


def test_the_meetings_page_says_how_each_promise_stands_that_nobody_wrote_a_word_about(estate, visit):
    meeting = convene_now(estate)
    plan = {"due_on": timezone.localdate() + timedelta(days=7), "organisation": estate.property}
    decided = {"by": estate.staff, "meeting": meeting, "outcome": "noted"}
    one = record_resolution(text="装灯", actions=[ActionPlan("装灯", **plan)], **decided)
    two = [ActionPlan("贴出时间", **plan), ActionPlan("换声控", **plan)]
    kept = record_resolution(text="换灯", actions=two, **decided).action_items.first()
    report_progress(by=estate.staff, action_item=one.action_items.get(), progress="先不装", state="dropped")
    accept_action(by=estate.staff, action_item=kept)
    close_meeting(by=estate.staff, meeting=meeting, minutes="议了两件")
    html = visit(estate.resident).get(meeting.get_absolute_url()).content.decode()
    lines = [line for line in re.findall(r'(?s)<p class="meta">.*?</p>', html) if "/actions/" in line]
    assert [("不再做" in line, "已完成" in line, "进行中" in line) for line in lines] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
