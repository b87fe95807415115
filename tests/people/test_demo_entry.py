import pytest
from django.urls import reverse
from django.utils.http import urlencode

from portal.demo.roles import DEMO_ROLES
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
RESIDENT = next(role for role in DEMO_ROLES if role.key == "resident")


@pytest.fixture
def resident():
    return UserFactory(phone=RESIDENT.phone, display_name="何茉莉", is_demo=True)


def enter(client, **data):
    return client.post(reverse("demo_enter"), data)


def test_one_tap(client, resident):
    assert "何茉莉" in client.get(reverse("account_login")).content.decode()
    response = enter(client, key="resident")
    assert response.url == reverse("home")
    assert client.session["_auth_user_id"] == str(resident.pk)
    assert "这一台" in client.get(reverse("usersessions_list")).content.decode()


def test_on_to_the_page_one_wanted_but_not_to_another_site(client, resident):
    assert enter(client, key="resident", next="/notices/").url == "/notices/"
    assert enter(client, key="resident", next="//elsewhere.example/").url == reverse("home")


@pytest.mark.parametrize("word", ["a\0b", "9" * 30, "elsewhere"])
def test_what_is_no_path_is_none_to_go_on_to(client, resident, word):
    """Neither here nor from the page of consents: Django would look for a view of that name."""
    assert enter(client, key="resident", next=word).url == reverse("home")
    welcome = reverse("people:welcome")
    assert client.post(welcome, {"next": word}).url == "/"
    assert client.post(f"{welcome}?{urlencode({'next': word})}").url == "/"


def test_where_there_is_no_demo_there_is_no_such_door(client, resident, settings):
    settings.DEMO = False
    assert enter(client, key="resident").status_code == 404
    assert "_auth_user_id" not in client.session
    page = client.get(reverse("account_login")).content.decode()
    assert reverse("demo_enter") not in page
    assert reverse("notifications:demo_outbox") not in page
    assert client.get(reverse("notifications:demo_outbox")).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_with_the_demo_its_people_leave(client, resident, settings, headers):
    """Whoever entered by a tap keeps a session, and may have made another way in meanwhile."""
    resident.email, resident.phone_verified = "he@example.org", True
    resident.set_password("kapok-and-litchi")
    resident.save(update_fields=["email", "phone_verified", "password"])
    enter(client, key="resident")
    assert client.get(reverse("people:me")).status_code == 200
    settings.DEMO, settings.TRIALS, login = False, False, reverse("account_login")
    for _came_back in range(2):
        answer = client.get(reverse("people:me"), headers=headers)
        assert answer.headers.get("HX-Redirect", answer.headers.get("Location")) == login
        assert "_auth_user_id" not in client.session
        client.post(login, {"login": resident.email, "password": "kapok-and-litchi"})
        assert "_auth_user_id" in client.session


def test_nobody_real_can_be_entered_as(client):
    UserFactory(phone=RESIDENT.phone, is_demo=False)
    assert enter(client, key="resident").status_code == 404


@pytest.mark.parametrize("key", ["", "admin", "10000020001"])
def test_only_the_people_on_the_cards(client, resident, key):
    assert enter(client, key=key).status_code == 404


def test_a_link_is_not_enough(client, resident):
    assert client.get(reverse("demo_enter"), {"key": "resident"}).status_code == 405
