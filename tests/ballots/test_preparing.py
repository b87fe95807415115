"""The draft and its form: typed in plain words, saved without loss, changed until it is announced."""

import re
from uuid import uuid4

import pytest

from ballots.models import Ballot, Option
from ballots.operations import Conflict, discard_ballot, edit_ballot
from buildings.models import Dwelling, Ownership, Place
from committees.operations import record_resolution
from kit.refused import Refused
from tests.ballots.ground import drafted, in_days, matter, member, new_ground, own, sell
from tests.ballots.proposal_ground import published
from tests.committees.ground import attend, convene_soon, make_place
from tests.committees.pages import text_of
from tests.factories import OrganisationFactory, PlaceFactory, make_building

pytestmark = pytest.mark.django_db
LINES = [("甲方案", "每月一次"), ("乙方案", "")]


@pytest.fixture
def ground():
    return new_ground()


@pytest.fixture
def visit(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def typed(ground, **changes) -> dict:
    return {
        "client_key": str(uuid4()),
        "rows": "6",
        "title": "一层要不要装快递柜",
        "text": "放在架空层东侧。",
        "place": ground.estate.pk,
        "organisation": ground.committee.pk,
        "electorate": "residents",
        "legal_effect": "advisory",
        "unit": "home",
        "kind": "choose",
        "label0": "装",
        "label1": "不装",
        "most_choices": "1",
        "seats": "",
        "quorum": "half",
        "majority": "half",
        "secrecy": "secret",
        "paper_rule": "first",
        "opens_on": f"{in_days(3):%Y-%m-%d}",
        "opens_clock": "09:00",
        "closes_on": f"{in_days(8):%Y-%m-%d}",
        "closes_clock": "20:00",
    } | changes


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": "  "}, "title", "用一句话"),
        ({"title": "问" * 121}, "title", "最多 120"),
        ({"secrecy": "secret"}, "secrecy", "业主实名表决"),
        ({"silence_joins": True}, "silence_rule", "地方规定"),
        ({"electorate": "members", "members_of": None}, "members_of", "哪个街坊会"),
        ({"kind": "choose", "options": [("甲", ""), ("甲", "")]}, "options", "一模一样"),
        ({"kind": "choose", "options": [(str(n), "") for n in range(41)]}, "options", "最多 40"),
        ({"kind": "choose", "most_choices": 0}, "most_choices", "至少能选一个"),
        ({"kind": "nothing"}, "kind", "选一个"),
    ],
)
def test_what_contradicts_itself_is_refused(ground, fields, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        drafted(ground, **fields)
    assert refused.value.field == field
    assert not Ballot.objects.exists()


def test_what_does_not_belong_to_the_kind_is_left_out(ground):
    ballot = drafted(
        ground,
        electorate="residents",
        matter=matter(),
        members_of=ground.council,
        named_list="林月季",
        secrecy="secret",
        may_change=True,
        paper_rule="paper",
        kind="ranking",
        most_choices=3,
        seats=5,
        options=LINES,
    )
    assert (ballot.matter, ballot.members_of, ballot.named_list) == (None, None, "")
    assert (ballot.may_change, ballot.paper_rule, ballot.most_choices, ballot.seats) == (False, "first", 1, 1)
    assert list(ballot.options.values_list("key", "label")) == [("o1", "甲方案"), ("o2", "乙方案")]


def test_a_second_tap_makes_no_second_draft(ground):
    key = uuid4()
    assert drafted(ground, client_key=key).pk == drafted(ground, client_key=key).pk
    with pytest.raises(Refused, match="别人已经用过"):
        drafted(ground, client_key=key, by=ground.staff)


def test_two_tabs_do_not_lose_each_others_words(ground):
    ballot = drafted(ground)
    edit_ballot(by=ground.chair, ballot=ballot, seen_version=1, kind="choose", options=LINES)
    with pytest.raises(Conflict) as conflict:
        edit_ballot(by=ground.staff, ballot=ballot, seen_version=1, title="另一个问题")
    assert conflict.value.version == 2
    ballot.refresh_from_db()
    assert (ballot.kind, ballot.version, ballot.options.count()) == ("choose", 2, 2)
    same = edit_ballot(by=ground.staff, ballot=ballot, seen_version=1, title=ballot.title)
    assert same.version == 2  # nothing was changed, so nothing is lost
    assert edit_ballot(by=ground.staff, ballot=ballot, kind="yesno").options.count() == 3
    assert edit_ballot(by=ground.staff, ballot=ballot, kind="choose").options.count() == 0


def test_a_draft_may_go_and_what_was_announced_stays(ground):
    with pytest.raises(Refused, match="发起这次表决的人"):
        discard_ballot(by=ground.owner, ballot=drafted(ground))
    discard_ballot(by=ground.chair, ballot=Ballot.objects.get())
    assert not Option.objects.exists()
    with pytest.raises(Refused, match="已经公告"):
        discard_ballot(by=ground.chair, ballot=ground.announced())


# --- pages ------------------------------------------------------------------------------------------------


def test_the_form_as_a_browser_without_script_sends_it(ground, visit):
    page = visit(ground.staff)
    assert "业主、居民和街坊会成员是三个不同的圈子" in text_of(page.get("/ballots/new/"))
    response = page.post("/ballots/new/", typed(ground))
    ballot = Ballot.objects.get()
    assert response.url == f"/ballots/{ballot.pk}/announce/"
    assert (ballot.unit, ballot.quorum, ballot.secrecy) == ("home", "half", "secret")
    assert list(ballot.options.values_list("label", flat=True)) == ["装", "不装"]
    text = text_of(page.get(response.url))
    assert "名册上有 12 户" in text
    assert "不记名：谁也查不出谁选了什么" in text

    more = page.post("/ballots/new/", typed(ground, do="more", label5="第六个"))
    assert more.content.decode().count('name="label') == 9
    assert 'value="第六个"' in more.content.decode()
    assert Ballot.objects.count() == 1
    wrong = page.post("/ballots/new/", typed(ground, title="", electorate="members"))
    assert wrong.status_code == 422
    members = page.post("/ballots/new/", typed(ground, electorate="members"))
    assert (members.status_code, "哪个街坊会" in text_of(members)) == (422, True)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30"])
@pytest.mark.parametrize("name", ["opens", "closes"])
def test_a_day_that_no_page_could_show_again_is_refused(ground, visit, name, day):
    hours = {f"{name}_on": day, f"{name}_clock": "00:00"}
    refused = visit(ground.staff).post("/ballots/new/", typed(ground, **hours))
    assert (refused.status_code, "没有这一天" in text_of(refused)) == (422, True)
    assert not Ballot.objects.exists()


def test_whoever_serves_nowhere_prepares_nothing(ground, visit):
    for person in (ground.owner, ground.manager, ground.stranger):
        assert visit(person).get("/ballots/new/").status_code == 403
    ballot = drafted(ground)
    for person in (ground.owner, ground.captain, ground.president):
        for page in ("edit", "announce"):
            assert visit(person).get(f"/ballots/{ballot.pk}/{page}/").status_code == 404
    assert visit(ground.chair).get(f"/ballots/{ballot.pk}/edit/").status_code == 200


def test_the_second_tab_sees_what_the_first_saved_and_keeps_its_own(ground, visit):
    ballot = drafted(ground, electorate="residents", by=ground.staff)
    page, address = visit(ground.staff), f"/ballots/{ballot.pk}/edit/"
    first = typed(ground, seen_version="1", title="第一个标签页")
    assert page.post(address, first).status_code == 302
    second = page.post(address, typed(ground, seen_version="1", title="第二个标签页"))
    assert second.status_code == 409
    html = second.content.decode()
    assert "第一个标签页" in html
    assert 'value="第二个标签页"' in html
    assert page.post(address, typed(ground, seen_version="2", title="第二个标签页")).status_code == 302
    ballot.refresh_from_db()
    assert ballot.title == "第二个标签页"


def test_a_proposal_for_the_owners_fills_the_form(ground, visit):
    proposal = published(ground)
    html = visit(ground.staff).get(f"/ballots/new/?proposal={proposal.pk}").content.decode()
    assert proposal.title in html
    visit(ground.staff).post(f"/ballots/new/?proposal={proposal.pk}", typed(ground))
    assert Ballot.objects.get().proposal == proposal
    assert visit(ground.staff).get("/ballots/new/?resolution=999999").status_code == 404


def test_announcing_on_the_page(ground, visit):
    ballot = drafted(ground, opens_at=in_days(3))
    page, address = visit(ground.chair), f"/ballots/{ballot.pk}/announce/"
    text = text_of(page.get(address))
    assert "至少提前 15 天" in text
    assert "住建部门的表决平台" in text
    hours = {
        "seen_version": ballot.version,
        "opens_on": f"{in_days(5):%Y-%m-%d}",
        "opens_clock": "09:00",
        "closes_on": f"{in_days(30):%Y-%m-%d}",
        "closes_clock": "20:00",
    }
    refused = page.post(address, hours)
    assert (refused.status_code, "至少提前 15 天" in text_of(refused)) == (422, True)
    slip = {"opens_on": f"{in_days(16):%Y-%m-%d}", "closes_on": f"{in_days(16).year + 180}-01-01"}
    refused = page.post(address, hours | slip)
    assert (refused.status_code, "核对年份" in text_of(refused)) == (422, True)
    done = page.post(address, hours | {"opens_on": f"{in_days(16):%Y-%m-%d}"})
    assert done.url == f"/ballots/{ballot.pk}/"
    ballot.refresh_from_db()
    assert ballot.announced_by == ground.chair
    assert page.get(address).url == done.url


def test_saying_on_the_page_who_is_one_person(ground, visit):
    for door in ("0202", "0301", "0302"):
        sell(ground.home(door), "陈荔枝")
    ballot = drafted(ground)
    page, address = visit(ground.chair), f"/ballots/{ballot.pk}/announce/"
    assert "是同一个人吗" in text_of(page.get(address))
    two = [ground.home("0202").pk, ground.home("0302").pk]
    key = page.get(address).context["doubts"][0].prefix
    page.post(address, {"do": "doubts", f"{key}-answer": "some", f"{key}-homes": two})
    assert "11 个计票人" in text_of(page.get(address))
    page.post(address, {"do": "doubts", f"{key}-answer": "one"})
    assert "10 个计票人" in text_of(page.get(address))
    page.post(address, {"do": "doubts", f"{key}-answer": "apart"})
    assert "12 个计票人" in text_of(page.get(address))
    assert "需要先办好" not in text_of(page.get(address))

    for door in ("0101", "0102", "0201", "0202"):
        sell(ground.home(door, ground.second), "何玉兰" if door < "0200" else "莫香樟")
    assert "2 个名字" in text_of(page.get(address))
    page.post(address, {"do": "apart"})
    assert "12 个计票人" in text_of(page.get(address))
    assert "需要先办好" not in text_of(page.get(address))


def test_the_preview_costs_the_same_for_one_home_and_for_thirty(ground, visit, django_assert_num_queries):
    Dwelling.objects.below(ground.estate.path).exclude(pk=ground.home("0101").pk).update(presence="unsold")
    ballot = drafted(ground)
    page, address = visit(ground.chair), f"/ballots/{ballot.pk}/announce/"
    page.get(address)
    with django_assert_num_queries(QUERIES):
        page.get(address)
    building = make_building(ground.estate, "3栋", floors=5, doors=6)
    Ownership.objects.bulk_create(own(home, f"业主{home.pk}") for home in building.dwellings.all())
    with django_assert_num_queries(QUERIES):
        assert "32 个计票人" in text_of(page.get(address))


QUERIES = 16


def test_what_a_meeting_handed_on_to_the_owners_fills_the_form(visit):
    meetings = make_place()
    meeting = attend(meetings, convene_soon(meetings, days=-20))
    decided = record_resolution(
        by=meetings.staff, meeting=meeting, text="动用维修资金换立管", is_beyond_power=True, outcome="noted"
    )
    html = visit(meetings.staff).get(f"/ballots/new/?resolution={decided.pk}").content.decode()
    assert 'value="动用维修资金换立管"' in html
    assert re.search(r'value="owners"[^>]*checked', html)
    assert re.search(r'value="formal"[^>]*checked', html)
    assert visit(meetings.resident).get(f"/ballots/new/?resolution={decided.pk}").status_code == 403


def test_a_subdistrict_chooses_its_place_level_by_level_and_keeps_what_was_typed(ground, visit):
    """All of its buildings in one list weighed 432 kB."""
    street_office = OrganisationFactory(kind="street_office", serves=[ground.community.parent])
    office = member(organisation=street_office).user
    estates = [PlaceFactory(kind="estate", parent=ground.community, position=n) for n in range(2, 5)]
    for estate in estates:
        Place.objects.bulk_create(
            Place(kind="building", name=f"{n}栋", parent=estate, position=n) for n in range(1, 61)
        )
    page = visit(office).get("/ballots/new/")
    offered = places_of(page)
    assert {estate.pk for estate in estates} < offered
    assert len(offered) < 100
    last = estates[-1].children.last()
    assert last.pk not in offered
    words = typed(ground, title="换水泵", place=estates[-1].pk, organisation=street_office.pk)
    page = visit(office).post("/ballots/new/", words | {"do": "inside"})
    assert last.pk in places_of(page)
    assert estates[0].pk in places_of(page), "one can go elsewhere from there"
    assert page.context["form"]["place"].value() == str(estates[-1].pk)
    assert page.context["form"]["title"].value() == "换水泵"
    assert len(re.findall('name="label', page.content.decode())) == 6, "no more lines were asked for"
    visit(office).post("/ballots/new/", words | {"place": last.pk})
    draft = Ballot.objects.get(place=last)
    assert last.pk in places_of(visit(office).get(f"/ballots/{draft.pk}/edit/"))


def places_of(page) -> set[int]:
    return {int(value) for value, _name in page.context["form"].fields["place"].choices}


def test_before_residents_are_asked_it_is_said_of_how_many_homes_nobody_is_on_the_roll(ground, visit):
    """In the first weeks most homes: who organises it decides knowing that, or waits."""
    said = "户还没有人登记住在里面"
    ballot = drafted(ground, electorate="residents", by=ground.staff)
    html = visit(ground.staff).get(f"/ballots/{ballot.pk}/announce/").content.decode()
    assert f"有 9 {said}" in html
    ballot = drafted(ground)
    assert said not in visit(ground.chair).get(f"/ballots/{ballot.pk}/announce/").content.decode()


def test_the_notice_is_shown_as_neighbours_will_read_it(ground, visit):
    html = visit(ground.chair).get(f"/ballots/{drafted(ground).pk}/announce/").content.decode()
    notice = html.partition("将要发布的公告")[2].partition("</details>")[0]
    assert "<h2>谁表决</h2>" in notice
    assert "<li>" in notice
    assert "## " not in notice
