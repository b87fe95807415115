"""What kinds of meeting there are: for all to read, for the subdistrict office to set, never backwards."""

import pytest

from committees.kind_words import share_in_words
from committees.models import MeetingKind
from committees.operations import set_kind
from committees.quorum import Share
from journal.models import Entry
from kit.refused import Refused
from tests.committees.ground import convene_soon, member
from tests.committees.pages import text_of
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = 24 * 60


@pytest.fixture
def office(estate):
    """Somebody of the subdistrict office."""
    street = OrganisationFactory(kind="street_office", serves=[estate.place.parent.parent])
    return member(organisation=street).user


def test_everyone_reads_what_there_is(estate, client, django_assert_num_queries):
    client.get("/meetings/kinds/")
    with django_assert_num_queries(1):
        page = client.get("/meetings/kinds/")
    text = text_of(page).replace("\u00a0", " ")
    for words in (
        "联席会议",
        "过半数的参会方到会",
        "一方一票，投票的参会方过半数同意才通过",
        "一人一票，全体代表过半数同意才通过",  # the owners' committee
        "不计人数，随时可以开",
        "街坊会 3 人",
        "每月一次",
        "每 2 个月一次",
        "至少提前 15 天通知",
        "法律规定",
        "提前 3 天、1 天、2 小时",
        "各栋大堂公告栏",
        "公示 7 天",
    ):
        assert words in text
    assert not page.context["may_set"]
    assert "修改这类会议的规则" not in text


def test_a_share_in_words():
    assert [
        share_in_words(Share(*parts))
        for parts in [(1, 2, True), (1, 2), (2, 3), (2, 3, True), (1, 1), (3, 4)]
    ] == ["过半数", "半数以上", "2/3 以上", "超过 2/3 ", "全部", "3/4 以上"]


def test_only_the_office_sets_them(estate, office, visit):
    for user in (estate.staff, estate.president, estate.resident):
        with pytest.raises(Refused, match="街道办"):
            set_kind(by=user, code="joint", notice_days=5)
        assert visit(user).get("/meetings/kinds/joint/").status_code == 404
    assert visit(office).get("/meetings/kinds/joint/").status_code == 200
    assert visit(office).get("/meetings/kinds/seance/").status_code == 404
    set_kind(by=UserFactory(is_superuser=True), code="joint", notice_days=5)
    with pytest.raises(Refused, match="没有这种会议"):
        set_kind(by=office, code="seance", notice_days=5)
    office.memberships.update(ended_on="2026-01-01")
    with pytest.raises(Refused):
        set_kind(by=type(office).objects.get(pk=office.pk), code="joint", notice_days=6)


def test_a_meeting_that_is_called_keeps_the_rules_of_its_day(estate, office):
    before = convene_soon(estate)
    changes = {
        "quorum_numerator": 2,
        "quorum_denominator": 3,
        "quorum_is_strict": False,
        "reminder_minutes": [DAY],
        "posting_days": 15,
    }
    for _tap in range(2):
        kind = set_kind(by=office, code="joint", **changes)
    entry = Entry.objects.get(verb="committees.set_kind")
    assert (entry.subject, entry.by) == ("committees.meetingkind:joint", office)
    assert entry.data["posting_days"] == [7, 15]
    before.refresh_from_db()
    after = convene_soon(estate, days=10)
    assert (before.quorum_share, before.reminder_minutes) == (Share(1, 2, True), [3 * DAY, DAY, 120])
    assert (after.quorum_share, after.reminder_minutes, after.posting_days) == (Share(2, 3, False), [DAY], 15)
    assert kind.quorum_share == Share(2, 3, False)


@pytest.mark.parametrize(
    "fields, field, sentence",
    [
        ({"quorum_numerator": 0}, "quorum_numerator", "不成比例"),
        ({"quorum_denominator": 0}, "quorum_numerator", "不成比例"),
        ({"quorum_numerator": 3}, "quorum_numerator", "比总数还多"),
        ({"quorum_numerator": 2, "quorum_is_strict": True}, "quorum_numerator", "永远达不到"),
        ({"majority_numerator": 0}, "majority_numerator", "不成比例"),
        ({"majority_numerator": 5, "majority_denominator": 4}, "majority_numerator", "比总数还多"),
        ({"quorum_of": "nobody"}, "voters", "不能表决"),
        ({"reminder_minutes": [DAY, 3 * DAY]}, "reminder_minutes", "从早到晚"),
        ({"reminder_minutes": [DAY, DAY]}, "reminder_minutes", "从早到晚"),
        ({"reminder_minutes": [1]}, "minutes", "最少提前 10 分钟"),
        ({"reminder_minutes": [400 * DAY]}, "minutes", "最多提前 30 天"),
        ({"posting_days": 0}, "posting_days", "公示几天：最少 1，最多 365"),
        ({"post_within_days": 0}, "post_within_days", "最少 1"),
        ({"notice_days": 91}, "notice_days", "最多 90"),
        ({"speech_seconds": 5}, "speech_seconds", "最少 30"),
        ({"convenors": []}, "convenors", "谁召集"),
        ({"convenors": ["club"]}, "convenors", "只能受邀"),
        ({"invites": []}, "invites", "邀请"),
        ({"invites": [{"kind": "club", "seats": 0}]}, "invites", "至少 1 个席位"),
        ({"invites": [{"kind": "club", "seats": 2}] * 2}, "invites", "只写一次"),
        ({"invites": [{"kind": "martians", "seats": 2}]}, "invites", "只写一次"),
        ({"cadence": "FREQ=HOURLY"}, "rule", "一天一次"),
        ({"agenda": [{"title": " ", "minutes": 5}]}, "agenda", "什么"),
        ({"agenda": [{"title": "x", "minutes": 0}]}, "agenda", "最多 240 分钟"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(office, fields, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        set_kind(by=office, code="joint", **fields)
    assert refused.value.field == field
    assert not Entry.objects.filter(verb="committees.set_kind").exists()
    assert MeetingKind.objects.get(pk="joint").quorum_share == Share(1, 2, True)


def test_the_page_without_script(office, visit):
    client = visit(office)
    form = client.get("/meetings/kinds/hall/").context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    data["own_unit"] = data["own_unit"] or str(DAY)
    same = client.post("/meetings/kinds/hall/", data)
    assert same["Location"] == "/meetings/kinds/"
    assert not Entry.objects.filter(verb="committees.set_kind").exists()  # sent as it was: nothing changed

    bad = client.post("/meetings/kinds/hall/", data | {"posting_days": "0", "voters": "people"})
    assert "不能表决" in text_of(bad)
    bad = client.post("/meetings/kinds/hall/", data | {"posting_days": "0"})
    assert "posting_days" in bad.context["form"].errors
    bad = client.post("/meetings/kinds/hall/", data | {"own_count": "90"})
    assert "最多提前 30 天" in text_of(bad)
    del data["is_active"]
    good = data | {
        "name": "坊间议事",
        "seats_club": "2",
        "item2_title": "其他",
        "minutes": [str(DAY)],
        "own_count": "3",
        "own_unit": "60",
        "cadence": "FREQ=WEEKLY;INTERVAL=2",
    }
    page = client.post("/meetings/kinds/hall/", good, follow=True)
    assert "坊间议事" in text_of(page)
    kind = MeetingKind.objects.get(pk="hall")
    assert {"kind": "club", "seats": 2} in kind.invites
    assert kind.agenda[-1] == {"title": "其他", "minutes": 15}
    assert kind.reminder_minutes == [DAY, 180]
    assert str(kind) == "坊间议事"
    assert not kind.is_active  # the box was not ticked: no more are called, and only the office sees it
    assert "不再召集" in text_of(page)
    assert "坊间议事" not in text_of(visit(UserFactory()).get("/meetings/kinds/"))


def test_two_who_set_one_kind_from_open_pages_do_not_undo_each_other(office, visit):
    """The second changed the reminders, and would have put the old quorum back."""
    client = visit(office)
    form = client.get("/meetings/kinds/hall/").context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    set_kind(by=office, code="hall", endorsements=7)
    page = client.post("/meetings/kinds/hall/", data | {"minutes": [str(DAY)]})
    assert "这期间有人改过" in text_of(page)
    assert MeetingKind.objects.get(pk="hall").endorsements == 7
    again = data | {"minutes": [str(DAY)], "seen": page.context["form"]["seen"].value(), "endorsements": "7"}
    assert client.post("/meetings/kinds/hall/", again).status_code == 302
    kind = MeetingKind.objects.get(pk="hall")
    assert (kind.endorsements, kind.reminder_minutes) == (7, [DAY])
