"""Someone writes for a long time, the session runs out meanwhile, and nothing of it is lost or shown to others."""

from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from committees.models import Meeting
from issues.models import Category, Issue
from kit import drafts
from notices.models import Notice
from tests.factories import UserFactory, make_building, make_community, make_estate, make_resident, make_staff

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
    return client.post(
        reverse("account_login"), {"login": person.phone, "password": PASSWORD, "next": unquote(wanted)}
    ).url


def row_is_gone(client):
    """By time, from the list of devices, or with a changed password."""
    Session.objects.all().delete()


def cookie_is_gone(client):
    del client.cookies[settings.SESSION_COOKIE_NAME]


def signed_out_in_another_tab(client):
    assert client.post(reverse("account_logout")).status_code == 302


ENDINGS = [row_is_gone, cookie_is_gone, signed_out_in_another_tab]


def open_form(client, person, page: str):
    """As one does before one writes, and then the session is over."""
    client.force_login(person)
    assert client.get(page).status_code == 200
    row_is_gone(client)


@pytest.fixture
def building():
    return make_building(make_estate())


@pytest.fixture
def sent(building):
    category = Category.objects.filter(is_active=True).first()
    return {"place": building.pk, "category": category.pk, "text": WORDS, "floor": "3"}


@pytest.mark.parametrize("end", ENDINGS)
def test_words_come_back_to_their_writer_alone(client, end, building, sent):
    writer, other = make_resident(building), make_resident(building, "0201")
    client.force_login(writer)
    client.get(reverse("issues:new"))
    end(client)
    response = client.post(reverse("issues:new"), sent, follow=True)
    assert "留一小时" in response.content.decode()

    page = sign_in(client, other, response.redirect_chain[-1][0])
    assert WORDS not in client.get(page).content.decode(), "shown to whoever came next"
    client.post(reverse("account_logout"))
    assert WORDS not in client.get(page, follow=True).content.decode()
    page = sign_in(client, writer, f"{reverse('account_login')}?next={page}")
    assert WORDS in client.get(page).content.decode(), "lost for who wrote it"
    assert WORDS not in client.get(page).content.decode()
    assert not Issue.objects.exists()


def test_a_form_from_before_another_signed_in_gets_nowhere(building, sent):
    """So whoever had a page open last is who wrote what comes past the token."""
    writer, other = make_resident(building), make_resident(building, "0201")
    client = Client()
    client.force_login(writer)
    token = str(client.get(reverse("issues:new")).context["csrf_token"])
    client.post(reverse("account_logout"))
    sign_in(client, other, reverse("account_login"))
    client.get(reverse("issues:new"))
    client.post(reverse("account_logout"))
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("issues:new"), sent | {"csrfmiddlewaretoken": token}).status_code == 403
    client.handler.enforce_csrf_checks = False
    assert WORDS not in client.get(sign_in(client, other, reverse("account_login"))).content.decode()


def test_words_of_nobody_known_are_not_kept_and_that_is_said(client, building, sent):
    client.get(reverse("account_login"))
    response = client.post(reverse("issues:new"), sent, follow=True)
    assert "没有替您留下" in response.content.decode()
    page = sign_in(client, make_resident(building), response.redirect_chain[-1][0])
    assert WORDS not in client.get(page).content.decode()


def test_the_browser_keeps_a_mark_that_names_nobody_and_changes(client, building):
    marks = []
    for person in [(resident := make_resident(building)), UserFactory(), resident]:
        sign_in(client, person, reverse("account_login"))
        client.get("/")
        mark = client.cookies[drafts.COOKIE]
        assert mark["httponly"]
        assert mark["samesite"] == "Lax"
        marks.append(mark.value)
        client.get("/")
        assert client.cookies[drafts.COOKIE].value == mark.value
        client.post(reverse("account_logout"))
    assert len(set(marks)) == 3
    assert all(len(mark) == drafts.FINGERPRINT for mark in marks)


def test_signing_out_leaves_no_session_behind(client, building):
    """A visitor without one reads the pages that are kept ready for everyone."""
    client.force_login(make_resident(building))
    client.get("/")
    client.post(reverse("account_logout"))
    assert not client.cookies[settings.SESSION_COOKIE_NAME].value
    assert not Session.objects.exists()


def test_an_issue(client, building, sent):
    resident = make_resident(building)
    open_form(client, resident, reverse("issues:new"))
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
    open_form(client, staff, reverse("committees:new"))
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
    open_form(client, staff, reverse("notices:new"))
    response = client.post(reverse("notices:new"), sent)
    page = sign_in(client, staff, response.url)
    assert page == reverse("notices:new")
    form = client.get(page).context["form"]
    assert (form["title"].value(), form["body"].value()) == ("周六早上大扫除", WORDS)
    assert [str(pk) for pk in form["places"].value()] == [str(estate.pk)]
    assert not Notice.objects.exists()
