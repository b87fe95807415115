import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from people.models import User
from portal.my_data import erase_account
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_administration_asks_allauth_to_sign_people_in(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_it_is_closed_to_those_who_do_not_work_in_it(client):
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403


def test_it_opens_to_staff(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/people/user/").status_code == 200


def test_a_message_can_be_looked_at_but_not_what_it_said(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    row = MessageFactory(channel="sms", body="code 123456", title="t")
    page = client.get(f"/admin/notifications/message/{row.pk}/change/")
    assert page.status_code == 200
    assert "123456" not in page.content.decode()
    assert client.post(f"/admin/notifications/message/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post("/admin/notifications/message/add/", {}).status_code == 403


def test_of_whoever_erased_their_account_no_name_is_left_in_the_list_of_what_was_administered(client):
    admin, person = UserFactory(is_staff=True, is_superuser=True), UserFactory(display_name="罗白兰")
    client.force_login(admin)
    words = {"display_name": "罗白兰", "language": "en", "is_active": "on"}
    assert client.post(f"/admin/people/user/{person.pk}/change/", words).status_code == 302
    assert LogEntry.objects.get().object_repr == "罗白兰"
    erase_account(by=User.objects.get(pk=person.pk))
    assert "罗白兰" not in LogEntry.objects.get().object_repr
    assert LogEntry.objects.get().user == admin
