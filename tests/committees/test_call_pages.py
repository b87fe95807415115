"""The form that calls a meeting, as a browser without script sends it."""

from uuid import uuid4

import pytest

from committees.models import Charter, Meeting
from committees.operations import raise_topic, sort_topic
from issues.models import Category
from issues.operations import report_issue
from notifications.models import Message
from tests.committees.ground import evening, make_place, member
from tests.committees.pages import text_of
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def call(estate, **changes) -> dict:
    data = {
        "client_key": str(uuid4()),
        "rows": "6",
        "title": "电动车集中充电点选址",
        "kind": "joint",
        "place": str(estate.place.pk),
        "organisation": str(estate.committee.pk),
        "date": f"{evening(9):%Y-%m-%d}",
        "starts": "19:30",
        "ends": "21:00",
        "venue": "4栋二层议事厅",
        "is_open": "on",
        "party": [f"o{estate.committee.pk}", f"o{estate.property.pk}", "captains"],
        "delegate": [
            f"o{estate.committee.pk}:{estate.staff.pk}",
            f"o{estate.property.pk}:{estate.manager.pk}",
            f"captains:{estate.captain.pk}",
        ],
        "item0-title": "充电点选址",
        "item0-minutes": "35",
        "item3-title": "书屋开放时间",
    }
    return data | changes


def test_the_form_offers_who_serves_the_place_ticked_each_person_once(estate, visit):
    both = member(organisation=estate.council, user=estate.captain)
    response = visit(estate.staff).get(f"/meetings/new/?place={estate.place.pk}")
    offered = {row["name"]: row for row in response.context["form"].party_rows()}
    assert list(offered) == [estate.committee.name, estate.council.name, estate.property.name, "楼长代表"]
    assert all(row["is_checked"] for row in offered.values())
    ticked = [
        user for row in offered.values() for _value, user, _line, is_ticked in row["people"] if is_ticked
    ]
    assert sorted(u.pk for u in ticked) == sorted(
        {estate.staff.pk, estate.manager.pk, estate.president.pk, both.user_id}
    )
    assert 'value="19:30"' in response.content.decode()


def test_sending_the_call(estate, visit):
    response = visit(estate.staff).post("/meetings/new/", call(estate), follow=True)
    meeting = Meeting.objects.get()
    assert response.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert "3 位收到邀请" in text_of(response)
    assert meeting.starts_at == evening(9)
    assert [(i.title, i.minutes) for i in meeting.agenda.all()] == [
        ("上次决议落实", 10),
        ("充电点选址", 35),
        ("书屋开放时间", 15),
    ]
    assert [p.name for p in meeting.parties.all()] == [
        estate.committee.name,
        estate.property.name,
        "楼长代表",
    ]


def test_the_second_tap_on_send(estate, visit):
    data, client = call(estate), visit(estate.staff)
    assert client.post("/meetings/new/", data).url == client.post("/meetings/new/", data).url
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"date": "2020-01-01"}, "这个时间已经过了"),
        ({"date": "2026-02-30"}, "没有这一天"),
        ({"date": ""}, None),
        ({"ends": "20:30", "item0-minutes": "180"}, "会议只有 1 小时"),
        ({"quorum": "0"}, "法定人数至少是 1"),
        ({"quorum": "4"}, "最多是受邀的 3"),
        ({"quorum": "过半"}, None),
        ({"seats-captains": "0"}, "楼长代表没有席位"),
        ({"seats-captains": "-2"}, "楼长代表没有席位"),
        ({"seats-captains": "1000"}, None),
        ({"kind": "council"}, "由街坊会召集"),
        ({"kind": "picnic"}, None),
        ({"online_url": "javascript:alert(1)"}, "这个链接打不开"),
        ({"online_url": "javascript://x"}, "这个链接打不开"),
        ({"online_url": "没有 链接"}, "这个链接打不开"),
        ({"item0-topic": "999999"}, None),
        ({"ends": "19:30"}, "结束时间要晚于开始时间"),
        ({"ends": "18:00"}, "结束时间要晚于开始时间"),
        ({"party": []}, "请至少邀请一方"),
        ({"party": ["o999999"]}, None),
        ({"delegate": ["captains:999999"]}, None),
        ({"organisation": "999999"}, None),
        ({"chair": "999999"}, None),
        ({"item0-title": "", "item3-title": ""}, "议程至少要有一项"),
        ({"item0-minutes": "0"}, None),
        ({"item0-issue": "999999"}, None),
        ({"title": ""}, None),
        ({"title": "长" * 81}, None),
        ({"client_key": "no key"}, None),
    ],
)
def test_a_call_that_cannot_be_comes_back_with_its_words(estate, visit, changes, sentence):
    response = visit(estate.staff).post("/meetings/new/", call(estate, **changes))
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors or any(item.errors for item in form.items)
    if sentence:
        assert sentence in text_of(response)
    assert "书屋开放时间" in response.content.decode() or changes.get("item3-title") == ""
    assert not Meeting.objects.exists()
    assert not Message.objects.filter(letter__kind__startswith="committees").exists()


def test_ten_thousand_delegates_get_a_sentence(estate, visit):
    data = call(estate, delegate=[f"captains:{number}" for number in range(10_000)])
    response = visit(estate.staff).post("/meetings/new/", data)
    assert response.status_code == 422
    assert "一次会议最多邀请 1000 人" in text_of(response)
    assert not Meeting.objects.exists()


def test_more_delegates_than_seats(estate, visit):
    colleague = member(organisation=estate.committee).user
    data = call(estate, **{f"seats-o{estate.committee.pk}": "1"})
    data["delegate"].append(f"o{estate.committee.pk}:{colleague.pk}")
    assert "代表比席位还多" in text_of(visit(estate.staff).post("/meetings/new/", data))
    assert not Meeting.objects.exists()


def test_seats_a_quorum_a_link_and_a_topic(estate, visit):
    topic = raise_topic(by=estate.resident, place=estate.place, title="书屋周末开不开")
    sort_topic(by=estate.staff, topic=topic, power="meeting", anyway=True)
    more = {"seats-captains": "4", "quorum": "3", "online_url": "meeting.example.org/dm/abc"}
    data = call(estate, **more | {"item3-title": "", "item3-topic": str(topic.pk)})
    visit(estate.staff).post("/meetings/new/", data)
    meeting = Meeting.objects.get()
    assert [party.seats for party in meeting.parties.all()] == [1, 1, 4]
    assert (meeting.quorum_fixed, meeting.online_url) == (3, "https://meeting.example.org/dm/abc")
    assert meeting.agenda.get(topic=topic).title == "书屋周末开不开"


def test_a_kind_fills_in_what_is_usual_for_it(estate, visit):
    client = visit(estate.staff)
    page = client.get(f"/meetings/new/?place={estate.place.pk}")
    form = page.context["form"]
    assert form["seats-captains"].value() == 4
    assert form[f"seats-o{estate.council.pk}"].value() == 3
    for words in ("过半数的参会方到场才能议决", "至少提前 3 天", "谁也不替谁作主"):
        assert words in text_of(page)

    data = call(estate) | {"step": "kind", "kind": "captains", "item0-title": "", "item3-title": ""}
    page = client.post("/meetings/new/", data)
    form = page.context["form"]
    assert (form["kind"].value(), form["is_open"].value()) == ("captains", False)
    assert form["party"].value() == [f"o{estate.committee.pk}", "captains"]
    assert form["seats-captains"].value() == 20
    assert [item["title"].value() for item in form.items[:3]] == ["各楼一个月的情况", "下个月分工", None]
    assert (form["title"].value(), form["venue"].value()) == (data["title"], data["venue"])
    assert "过半数的代表到场才能议决" in text_of(page)

    typed = client.post("/meetings/new/", call(estate) | {"step": "kind", "kind": "hall"}).context["form"]
    assert typed.items[0]["title"].value() == "充电点选址"  # what was typed is not written over
    assert "不要求法定人数" in text_of(client.get("/meetings/new/?kind=hall"))


def test_only_kinds_that_ones_own_organisations_may_call(estate, visit):
    def kinds(user):
        form = visit(user).get(f"/meetings/new/?place={estate.place.pk}").context["form"]
        return {code for code, _label in form.fields["kind"].choices}, form["kind"].value()

    owners = OrganisationFactory(kind="owners_committee", serves=[estate.place], name="业委会")
    head = member(organisation=owners, office="head").user
    assert kinds(estate.president) == ({"joint", "hall", "council"}, "joint")
    assert kinds(head) == ({"owners_committee", "owners_assembly"}, "owners_committee")
    Charter.objects.create(
        council=estate.council,
        seats=9,
        adopted_on="2025-01-01",
        quorum_of="people",
        quorum_numerator=2,
        quorum_denominator=3,
        quorum_is_strict=False,
    )
    page = visit(estate.president).get("/meetings/new/?kind=council")
    assert "2/3 以上的代表到场" in text_of(page)
    page = visit(head).post("/meetings/new/", call(estate) | {"step": "kind", "kind": "owners_assembly"})
    assert "依法至少提前 15 天" in text_of(page)
    assert page.context["form"]["organisation"].value() == str(owners.pk)


def test_a_delegate_ticked_for_two_parties(estate, visit):
    member(organisation=estate.council, user=estate.captain)
    data = call(estate)
    data["party"].append(f"o{estate.council.pk}")
    data["delegate"].append(f"o{estate.council.pk}:{estate.captain.pk}")
    assert "只能代表一方" in text_of(visit(estate.staff).post("/meetings/new/", data))
    assert not Meeting.objects.exists()


def test_an_issue_that_the_convenor_cannot_see_is_not_offered_and_not_taken(estate, visit):
    there = make_place()
    hidden = report_issue(
        by=there.resident, category=Category.objects.get(pk="upkeep"), place=there.building, text="灯不亮"
    )
    response = visit(estate.staff).post("/meetings/new/", call(estate, **{"item0-issue": str(hidden.pk)}))
    assert response.context["form"].items[0].errors["issue"]
    assert not Meeting.objects.exists()


def test_bringing_an_issue_to_a_meeting(estate, visit):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
    )
    client = visit(estate.staff)
    form = client.get(f"/meetings/new/?issue={issue.pk}").context["form"]
    assert form.offers.place == estate.place
    assert (form.items[0]["title"].value(), form.items[0]["issue"].value()) == (issue.title, issue.pk)
    client.post("/meetings/new/", call(estate, **{"item0-title": "", "item0-issue": str(issue.pk)}))
    assert Meeting.objects.get().agenda.get(position=2).title == issue.title


def test_more_lines_and_another_place_keep_what_was_typed(estate, visit):
    client = visit(estate.staff)
    data = call(estate) | {"step": "rows"}
    more = client.post("/meetings/new/", data).context["form"]
    assert len(more.items) == 9
    assert (more["title"].value(), more.items[3]["title"].value()) == ("电动车集中充电点选址", "书屋开放时间")
    assert more["client_key"].value() == data["client_key"]
    assert set(more["party"].value()) == set(data["party"])

    community = estate.place.parent
    other = client.post("/meetings/new/", call(estate) | {"step": "place", "place": str(community.pk)})
    form = other.context["form"]
    assert form.offers.place == community
    assert form["venue"].value() == "4栋二层议事厅"
    # The company serves an estate of the community: offered, not called.
    rows_by_name = {row["name"]: row["is_checked"] for row in form.party_rows()}
    assert rows_by_name[estate.committee.name] is True
    assert rows_by_name[estate.property.name] is False
    assert not Meeting.objects.exists()


def test_a_place_changed_and_sent_at_once_shows_who_is_invited_there_first(estate, visit):
    """The parties ticked were those of the place before: the council and the company of this one would miss it."""
    staff, before = visit(estate.staff), estate.place.parent
    first = staff.get(f"/meetings/new/?place={before.pk}").content.decode()
    assert f'name="offered_at" value="{before.pk}"' in first
    data = call(estate, offered_at=str(before.pk), party=[f"o{estate.committee.pk}"], delegate=[])
    page = staff.post("/meetings/new/", data)
    assert not Meeting.objects.exists()
    assert "参会方和事项也换了" in text_of(page)
    assert all(row["is_checked"] for row in page.context["form"].party_rows())
    assert page.context["form"]["title"].value() == data["title"]
    staff.post("/meetings/new/", call(estate, offered_at=str(estate.place.pk)))
    assert Meeting.objects.get().parties.count() == 3


def test_who_finds_the_form(estate, client, visit):
    assert client.get("/meetings/new/").status_code == 302
    for user in (estate.resident, estate.captain, estate.manager):
        assert visit(user).get("/meetings/new/").status_code == 404
        assert visit(user).post("/meetings/new/", call(estate)).status_code == 404
    there = make_place()
    assert visit(estate.staff).get(f"/meetings/new/?place={there.place.pk}").status_code == 404
    assert visit(estate.president).get(f"/meetings/new/?place={estate.place.pk}").status_code == 200
    assert not Meeting.objects.exists()
