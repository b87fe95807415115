"""Meetings that come again, on their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees import operations
from committees.models import MeetingSeries
from committees.series import often
from tests.committees.ground import NOW, STARTS, evening, member
from tests.committees.pages import text_of
from tests.committees.test_series import begin

# --- the pages ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_begin_look_leave_out_and_end_without_script(estate, visit):
    client = visit(estate.staff)
    page = client.get("/meetings/series/new/")
    form = page.context["form"]
    first = evening(20)
    data = {
        "client_key": str(form["client_key"].value()),
        "title": "联席会议例会",
        "kind": "joint",
        "place": estate.place.pk,
        "organisation": estate.committee.pk,
        "date": first.date().isoformat(),
        "starts": "19:30",
        "minutes": "90",
        "rhythm": "month",
        "venue": "4栋二层议事厅",
    }
    bad = client.post("/meetings/series/new/", data | {"date": "2027-02-30"})
    assert "date" in bad.context["form"].errors
    past = client.post("/meetings/series/new/", data | {"date": "2020-02-03"})
    assert "date" in past.context["form"].errors
    again = client.post("/meetings/series/new/", data | {"step": "place"})
    assert again.context["form"]["title"].value() == "联席会议例会"
    response = client.post("/meetings/series/new/", data)
    series = MeetingSeries.objects.get()
    assert response["Location"] == f"/meetings/series/{series.pk}/"
    assert client.post("/meetings/series/new/", data)["Location"] == response["Location"]
    assert MeetingSeries.objects.count() == 1

    page = client.get(response["Location"])
    dates = [at for at, _meeting in page.context["dates"]]
    assert len(dates) == 6
    assert dates[0] == first
    assert often(series.rule) in text_of(page)
    on = {"on": dates[1].date().isoformat(), "reason": "春节"}
    assert client.post(f"/meetings/series/{series.pk}/skip/", on | {"reason": ""}).status_code == 422
    for _tap in range(2):
        assert client.post(f"/meetings/series/{series.pk}/skip/", on).status_code == 302
    page = client.get(response["Location"])
    assert dates[1] not in [at for at, _meeting in page.context["dates"]]
    assert "春节" in text_of(page)
    yesterday = {"on": (timezone.localdate() - timedelta(days=1)).isoformat()}
    assert "已经过了" in text_of(client.post(f"/meetings/series/{series.pk}/end/", yesterday))
    client.post(f"/meetings/series/{series.pk}/end/", {"on": timezone.localdate().isoformat()})
    page = client.get(response["Location"])
    assert page.context["has_ended"]
    assert "已停办" in text_of(page)


@pytest.mark.django_db
def test_who_sees_them(estate, visit):
    series = begin(estate)
    page = f"/meetings/series/{series.pk}/"
    for user in (estate.resident, estate.manager):
        client = visit(user)
        assert client.get(page).status_code == 404
        assert client.get("/meetings/series/new/").status_code == 404
        assert list(client.get("/meetings/series/").context["page"]) == []
        assert client.post(page + "end/", {"on": "2030-01-01"}).status_code == 404
    colleague = member(organisation=estate.committee, office="head").user
    client = visit(colleague)
    assert client.get(page).context["may_run"]
    assert client.post(page + "take-over/").status_code == 302
    series.refresh_from_db()
    assert series.created_by == colleague
    client.logout()
    assert client.get("/meetings/series/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    for _each in range(count):
        series = begin(estate)
        operations.skip_day(by=estate.staff, series=series, on=STARTS.date(), reason="x", now=NOW)
    client = visit(estate.staff)
    client.get("/meetings/series/")
    # Session, person, capacities, bell; the series and the days left out.
    with django_assert_num_queries(6):
        response = client.get("/meetings/series/")
    assert len(response.context["page"]) == min(count, 20)
