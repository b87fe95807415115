"""The form that calls a meeting, as a browser without script sends it."""

from uuid import uuid4

import pytest

from committees.models import Meeting
from issues.models import Category
from issues.operations import report_issue
from notifications.models import Message
from tests.committees.ground import evening, make_place, member
from tests.committees.pages import text_of

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
        ({"date": "2026-02-30"}, None),
        ({"date": ""}, None),
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
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors or any(item.errors for item in form.items)
    if sentence:
        assert sentence in text_of(response)
    assert "书屋开放时间" in response.content.decode() or changes.get("item3-title") == ""
    assert not Meeting.objects.exists()
    assert not Message.objects.filter(kind__startswith="committees").exists()


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


def test_who_finds_the_form(estate, client, visit):
    assert client.get("/meetings/new/").status_code == 302
    for user in (estate.resident, estate.captain, estate.manager):
        assert visit(user).get("/meetings/new/").status_code == 404
        assert visit(user).post("/meetings/new/", call(estate)).status_code == 404
    there = make_place()
    assert visit(estate.staff).get(f"/meetings/new/?place={there.place.pk}").status_code == 404
    assert visit(estate.president).get(f"/meetings/new/?place={estate.place.pk}").status_code == 200
    assert not Meeting.objects.exists()
