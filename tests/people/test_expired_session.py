"""Someone writes for a long time, the session runs out meanwhile, and nothing of it is lost."""

import pytest
from django.urls import reverse

from committees.models import Meeting
from issues.models import Category, Issue
from notices.models import Notice
from tests.factories import make_building, make_community, make_estate, make_resident, make_staff

pytestmark = pytest.mark.django_db
PASSWORD = "灯湖夜色-1998"
WORDS = "9 楼电梯口天花滴水，地上滑，怕老人家摔。"


def sign_in(client, person, page: str):
    """Where the person is led after signing in from the page that asked for it."""
    person.set_password(PASSWORD)
    person.phone_verified = True
    person.save()
    asked = client.get(page)
    assert asked.status_code == 200
    wanted = page.partition("?next=")[2]
    from urllib.parse import unquote

    return client.post(
        reverse("account_login"), {"login": person.phone, "password": PASSWORD, "next": unquote(wanted)}
    ).url


def test_an_issue(client):
    building = make_building(make_estate())
    resident = make_resident(building)
    category = Category.objects.filter(is_active=True).first()
    sent = {"place": building.pk, "category": category.pk, "text": WORDS, "floor": "3"}
    response = client.post(reverse("issues:new"), sent)
    assert response.status_code == 302
    page = sign_in(client, resident, response.url)
    assert page == f"{reverse('issues:new')}?place={building.pk}"
    assert WORDS in client.get(page).content.decode()
    assert not Issue.objects.exists()


def test_a_meeting(client):
    estate = make_estate(community=make_community())
    staff = make_staff(estate.parent)
    organisation = staff.memberships.get().organisation_id
    sent = {
        "title": "充电点选址", "lead": WORDS, "kind": "joint", "place": estate.pk, "date": "2030-05-01",
        "starts": "19:30", "ends": "21:00", "venue": "议事厅", "rows": "6", "organisation": organisation,
        "party": [f"o{organisation}"], "delegate": [], "item0-title": "先看现场", "item4-title": "再定日子",
    }  # fmt: skip
    response = client.post(reverse("committees:new"), sent)
    page = sign_in(client, staff, response.url)
    assert page == f"{reverse('committees:new')}?place={estate.pk}"
    form = client.get(page).context["form"]
    values = {name: form[name].value() for name in ("title", "lead", "date", "venue", "party", "delegate")}
    assert values == {name: sent[name] for name in values}
    assert form["is_open"].value() is False
    assert [item["title"].value() for item in form.items][::4] == ["先看现场", "再定日子"]
    assert not Meeting.objects.exists()


def test_a_notice(client):
    estate = make_estate(community=make_community())
    staff = make_staff(estate.parent)
    sent = {"title": "周六早上大扫除", "body": WORDS, "places": [estate.pk], "do": "publish"}
    response = client.post(reverse("notices:new"), sent)
    page = sign_in(client, staff, response.url)
    assert page == reverse("notices:new")
    form = client.get(page).context["form"]
    assert (form["title"].value(), form["body"].value()) == ("周六早上大扫除", WORDS)
    assert [str(pk) for pk in form["places"].value()] == [str(estate.pk)]
    assert not Notice.objects.exists()
