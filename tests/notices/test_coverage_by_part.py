"""How far a notice to very many buildings has come: by community, then by estate, then building by building."""

import re

import pytest
from django.utils import timezone

from notices.models import BoardPhoto
from notices.operations import mark_read
from notices.queries.coverage import coverage_of, homes_meant, sum_of
from notices.views import coverage
from tests.factories import MembershipFactory, OrganisationFactory, PlaceFactory, make_building, make_captain
from tests.issues.photos import picture
from tests.notices.pages import page

MOST = 4


@pytest.fixture(autouse=True)
def few(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(coverage, "MOST_ROWS", MOST)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(ground):
    """Somebody of the street office, whose notices go to the whole subdistrict."""
    return MembershipFactory(
        organisation=OrganisationFactory(kind="street_office", serves=[ground.street])
    ).user


@pytest.fixture
def notice(ground, office):
    """To a subdistrict: three buildings in one estate, one beside it in the community, one in another one."""
    make_building(ground.estate, "10栋")
    make_building(ground.community, "老楼")
    organisation = office.memberships.get().organisation
    ground.writer = office
    notice = ground.publish(organisation=organisation, places=[ground.street])
    mark_read(by=ground.resident, notice=notice)
    return notice


def rows_of(html: str) -> list[str]:
    return html[html.index("<tbody>") : html.index("</tbody>")].split("<tr>")[1:]


def test_a_subdistrict_is_shown_by_community_and_each_leads_on(ground, office, notice, signed_in):
    client, path = signed_in(office), f"/notices/{notice.pk}/coverage/"
    html = page(client, path)
    first, second = rows_of(html)
    assert "1 / 30 户" in html, "the whole is the whole"
    assert f'href="?place={ground.community.pk}"' in first
    assert "1 / 24 户" in first
    assert "怡海社区" in second
    assert not re.search("/(doors|names)/", html), "these are asked for building by building"
    assert 'name="photo"' not in html
    inside = rows_of(page(client, f"{path}?place={ground.community.pk}"))
    assert len(inside) == 4, "as many as one page shows: one by one"
    make_building(ground.estate, "11栋")
    parts = rows_of(page(client, f"{path}?place={ground.community.pk}"))
    assert sorted('href="?place=' in part for part in parts) == [False, True], "the house alone is itself"
    buildings = rows_of(page(client, f"{path}?place={ground.estate.pk}"))
    assert [row.split("</th>")[0].count("水岸公馆") for row in buildings] == [1, 1, 1, 1]
    assert all("/names/" in row for row in buildings)


def test_the_parts_have_all_the_homes(notice):
    rows = coverage_of(notice, homes_meant(notice))
    parts = coverage_of(notice, homes_meant(notice), most=MOST)
    assert (len(rows), len(parts)) == (5, 2)
    assert sum_of(parts).counts == sum_of(rows).counts
    assert [row.is_part for row in rows] == [False] * 5


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_rows_and_queries_however_many_buildings(
    ground, office, notice, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        make_building(ground.estate, f"{number + 20}栋")
    client = signed_in(office)
    with django_assert_num_queries(4 + 1 + 4):  # the frame, the notice, the figures, and what they stand in
        html = page(client, f"/notices/{notice.pk}/coverage/")
    assert len(rows_of(html)) == 2


def test_a_place_that_it_is_not_for_has_no_page(ground, office, notice, signed_in):
    client, path = signed_in(office), f"/notices/{notice.pk}/coverage/"
    other = PlaceFactory(kind="estate", name="无户苑", parent=ground.community)
    for number in (other.pk, 999_999):
        assert client.get(f"{path}?place={number}").status_code == 404
    assert signed_in(ground.resident).get(f"{path}?place={ground.second.pk}").status_code == 404


def test_the_paper_is_hung_up_where_one_has_chosen_a_part(
    ground, office, notice, signed_in, django_capture_on_commit_callbacks
):
    client, path = signed_in(office), f"/notices/{notice.pk}/coverage/?place={ground.estate.pk}"
    html = page(client, path)
    assert f"/boards/?place={ground.estate.pk}" in html
    data = {"place": ground.first.pk, "photo": picture(), "hung_on": str(timezone.localdate())}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/notices/{notice.pk}/boards/?place={ground.estate.pk}", data)
    assert answer.url == path
    photo = f"/boards/{BoardPhoto.objects.get().pk}"
    assert photo in page(client, path)
    whole = page(client, f"/notices/{notice.pk}/coverage/")
    assert photo not in whole
    assert re.search(r'data-label="公告栏">(\d+)<', rows_of(whole)[0])[1] == "1"


def test_a_captain_sees_their_own_building_as_before(ground, notice, signed_in):
    captain = make_captain(ground.second)
    html = page(signed_in(captain), f"/notices/{notice.pk}/coverage/")
    (row,) = rows_of(html)
    assert "0 / 6 户" in row
    assert 'name="photo"' in html
