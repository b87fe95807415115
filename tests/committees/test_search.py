"""Meetings by what everyone who may open them reads; organisations by name and by who speaks for them."""

from django.contrib.auth.models import AnonymousUser

from buildings.models import Organisation
from committees.models import AgendaItem, CouncilSeat, Minutes, Resolution
from committees.operations import ItemPlan, cancel_meeting
from committees.search import MEETINGS, ORGANISATIONS
from issues.models import Issue
from kit.search import Asked
from people.models import User
from tests.committees.ground import convene_soon
from tests.committees.sealing import held, sealed, sent
from tests.factories import MembershipFactory, UserFactory

VISITOR = AnonymousUser()


def found(user, words: str, place=None, shelf=MEETINGS) -> list[int]:
    person = User.objects.get(pk=user.pk) if user.pk else user
    return list(shelf.find(person, Asked.read(words), place).values_list("pk", flat=True))


def shown(user, words: str, shelf=MEETINGS):
    asked = Asked.read(words)
    row = shelf.fetch(shelf.find(user, asked, None)).get()
    return shelf.hit(row, asked, user)


def test_by_title_agenda_and_place(estate):
    meeting = convene_soon(estate, lead="先听大家说")
    for words in ("充电点", "抛物", "议事厅", "大家", "电动车 抛物"):
        assert found(VISITOR, words) == [meeting.pk], words
    assert found(VISITOR, "电动车 龙舟") == []
    assert found(VISITOR, "抛物", estate.place) == [meeting.pk]
    assert "高空<mark>抛物</mark>监控" in shown(VISITOR, "抛物").lead


def test_a_closed_meeting_is_found_by_those_who_are_called(estate):
    meeting = convene_soon(estate, is_open=False)
    for person in (estate.staff, estate.manager, estate.president):
        assert found(person, "抛物") == [meeting.pk]
    for person in (estate.resident, UserFactory(), VISITOR):
        assert found(person, "抛物") == []


def test_minutes_are_found_once_they_are_sealed_and_only_as_everyone_reads_them(estate):
    meeting = held(estate, "黄木棉说白蚁要除。")
    for step in (lambda: None, lambda: sent(estate, meeting)):
        step()
        assert found(estate.staff, "白蚁") == found(VISITOR, "白蚁") == []
    Minutes.objects.filter(meeting=meeting).update(state="draft", sent_at=None)
    meeting.refresh_from_db()
    sealed(estate, meeting)
    assert found(VISITOR, "白蚁") == found(estate.resident, "白蚁") == [meeting.pk]
    assert found(VISITOR, "黄木棉") == found(estate.staff, "黄木棉") == [], "who said it stays inside"
    assert "<mark>白蚁</mark>" in shown(VISITOR, "白蚁").lead


def test_resolutions_of_a_meeting_that_is_over(estate):
    meeting = convene_soon(estate)
    facts = {"number": 1, "recorded_by": estate.staff}
    Resolution.objects.create(meeting=meeting, text="年底前装监控探头", **facts)
    assert found(VISITOR, "探头") == []
    other = held(estate)
    Resolution.objects.create(meeting=other, text="年底前装监控探头", **facts)
    assert found(VISITOR, "探头") == [other.pk]


def test_what_went_to_mediation_is_on_no_agenda_to_be_found(estate):
    from issues.models import Category
    from issues.operations import report_issue

    issue = report_issue(
        by=estate.resident, category=Category.objects.get(code="water"), place=estate.building, text="漏水"
    )
    meeting = held(estate)
    item = meeting.agenda.get(title="高空抛物监控")
    AgendaItem.objects.filter(pk=item.pk).update(issue=issue)
    Resolution.objects.create(
        meeting=meeting, agenda_item=item, number=1, text="各让一步", recorded_by=estate.staff
    )
    assert found(VISITOR, "抛物") == found(VISITOR, "让一步") == [meeting.pk]
    over = {"closed_at": issue.reported_at, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state="mediation", **over)
    for person in (VISITOR, estate.staff, estate.resident):
        assert found(person, "抛物") == found(person, "让一步") == []


def test_why_it_was_called_off_is_not_searched(estate):
    meeting = convene_soon(estate)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="主任病了")
    assert found(VISITOR, "病了") == []
    assert found(VISITOR, "充电点") == [meeting.pk]


def test_organisations_by_name_and_by_who_speaks_for_them(estate):
    def of(words, place=None):
        return found(VISITOR, words, place, ORGANISATIONS)

    assert of("街坊会") == [estate.council.pk]
    assert of("黄木棉") == [estate.council.pk], "its head is named in public"
    assert of("李龙眼") == [], "plain staff are not"
    assert of("街坊会", estate.place) == [estate.council.pk]
    assert of("街坊会", estate.place.parent) == [estate.council.pk]
    hit = shown(VISITOR, "黄木棉", ORGANISATIONS)
    assert hit.url == f"/meetings/councils/{estate.council.pk}/"
    assert "<mark>黄木棉</mark>" in hit.lead
    assert shown(VISITOR, "演示物业", ORGANISATIONS).url == f"/meetings/parties/{estate.property.pk}/"


def test_who_asks_for_a_number_reads_it_among_the_finds(estate):
    Organisation.objects.filter(pk=estate.property.pk).update(phone="", hours="全天")
    assert shown(VISITOR, "演示物业", ORGANISATIONS).meta == "物业公司"
    Organisation.objects.filter(pk=estate.property.pk).update(phone="075700000110")
    assert shown(VISITOR, "演示物业", ORGANISATIONS).meta == "物业公司 · 0757-0000 0110 · 全天"


def test_new_names_of_heads_and_seats_are_found_at_once(estate):
    """The database keeps them beside members and seats."""

    def of(words):
        return found(VISITOR, words, None, ORGANISATIONS)

    holder = MembershipFactory(organisation=estate.council, user__display_name="何茉莉")
    seat = CouncilSeat.objects.create(council=estate.council, number=7, duty="调解", holder=holder)
    assert of("何茉莉") == of("调解") == [estate.council.pk]
    User.objects.filter(pk=holder.user_id).update(display_name="何素馨")
    assert (of("何茉莉"), of("素馨")) == ([], [estate.council.pk])
    CouncilSeat.objects.filter(pk=seat.pk).update(duty="长者关怀")
    assert (of("调解"), of("关怀")) == ([], [estate.council.pk])
    User.objects.filter(pk=estate.president.pk).update(display_name="黄玉兰")
    assert (of("黄木棉"), of("玉兰")) == ([], [estate.council.pk])
    estate.council.name = "水岸邻里议事会"
    estate.council.save()
    assert of("邻里议事") == [estate.council.pk]


def test_common_words_find_the_same_as_rare_ones(estate, monkeypatch):
    meeting = convene_soon(estate, lead="先听大家说")
    other = convene_soon(estate, title="另一件事", agenda=[ItemPlan("门禁")])
    rare = [found(VISITOR, words) for words in ("抛物", "门禁", "大家 充电点", "龙舟")]
    assert rare == [[meeting.pk], [other.pk], [meeting.pk], []]
    monkeypatch.setattr("committees.search.FEW", 0)
    assert [found(VISITOR, words) for words in ("抛物", "门禁", "大家 充电点", "龙舟")] == rare
    monkeypatch.setattr("committees.search.COMMON", 0)
    assert [found(VISITOR, words) for words in ("抛物", "门禁", "大家 充电点")] == rare[:3]
