import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import Message
from people.models import User
from tests.factories import UserFactory

PHONE = "13800000902"


def sign_up(client, phone: str = "138 0000 0902", name: str = "何茉莉"):
    return client.post(reverse("account_signup"), {"phone": phone, "display_name": name})


def test_a_number_a_name_and_a_code(client, code_for):
    response = sign_up(client)
    assert response.status_code == 302
    assert response.url == reverse("account_verify_phone")
    person = User.objects.get()
    assert (person.phone, person.display_name, person.phone_verified) == (PHONE, "何茉莉", False)
    assert not person.has_usable_password()
    assert "_auth_user_id" not in client.session

    response = client.post(response.url, {"code": code_for(PHONE)})
    assert response.url == f"{reverse('people:welcome')}?next={reverse('buildings:claim_start')}"
    person.refresh_from_db()
    assert person.phone_verified
    assert client.session["_auth_user_id"] == str(person.pk)


def test_who_comes_with_a_code_for_the_door_is_asked_what_we_may_do_as_well(client, code_for):
    data = {"phone": PHONE, "display_name": "何茉莉", "next": "/door/ABCDEFGH2345/"}
    page = client.post(reverse("account_signup"), data).url
    response = client.post(page, {"code": code_for(PHONE)}, follow=True)
    assert response.request["PATH_INFO"] == reverse("people:welcome")
    assert client.post(response.request["PATH_INFO"], {"next": data["next"]}).url == data["next"]
    assert response.context["onward"] == data["next"]


def test_the_code_is_a_text_message_that_expires(client, code_for):
    sign_up(client)
    (message,) = Message.objects.all()
    assert (message.channel, message.address, message.kind) == ("sms", PHONE, "people.code")
    assert len(code_for(PHONE)) == 6
    assert len(message.body) <= 70, "one text message of Chinese has 70 characters"
    assert (message.expires_at - message.created_at).total_seconds() == pytest.approx(15 * 60, abs=5)


def test_a_wrong_code_says_so_and_the_third_ends_it(client):
    page = sign_up(client).url
    for _ in range(2):
        response = client.post(page, {"code": "000000"})
        assert response.status_code == 200
        assert "这不是我们发的验证码" in response.content.decode()
    response = client.post(page, {"code": "000000"})
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_another_code_can_be_asked_for(client, code_for):
    page = sign_up(client).url
    assert "再发一次" in client.get(page).content.decode()


def test_what_is_wrong_is_said_beside_the_field_and_kept(client):
    response = sign_up(client, phone="12345", name="")
    text = response.content.decode()
    assert response.status_code == 200
    assert "这不是手机号" in text
    assert "请写上您的称呼" in text
    assert 'value="12345"' in text
    assert not User.objects.exists()


def test_a_number_that_has_an_account_looks_the_same_to_a_stranger(client, client_of_another):
    UserFactory(phone=PHONE)
    taken = sign_up(client)
    free = sign_up(client_of_another, phone="13800000903")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    one, other = client.get(taken.url), client_of_another.get(free.url)
    assert one.status_code == other.status_code == 200
    assert User.objects.filter(phone=PHONE).count() == 1
    told = Message.objects.filter(address=PHONE).get()
    assert reverse("account_login") in told.body


def test_the_roster_knows_the_number(client, code_for):
    from buildings.models import Dwelling, Ownership
    from tests.factories import last_year, make_building

    home = Dwelling.objects.filter(place=make_building()).first()
    Ownership.objects.create(dwelling=home, owner_name="何茉莉", phone=PHONE, started_on=last_year())
    client.post(sign_up(client).url, {"code": code_for(PHONE)})
    assert User.objects.get(phone=PHONE).residencies.get().dwelling == home


def test_too_many_sign_ups_from_one_address_are_told_to_wait(db):
    """allauth's limit on text messages strikes while the form is saved; it must not fail the page."""
    statuses = [sign_up(Client(), f"1380000{number:04d}").status_code for number in range(12)]
    assert statuses == [302] * 10 + [429] * 2


def test_who_is_told_to_wait_types_nothing_twice(db):
    for number in range(11):
        answer = sign_up(Client(), f"1380000{number:04d}", "何茉莉<b>")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 'name="phone" value="13800000010"' in page
    assert 'name="display_name" value="何茉莉&lt;b&gt;"' in page
    assert 'action="/accounts/signup/"' in page
    asked = [Client().post("/accounts/login/code/", {"phone": "13800000010"}) for _ in range(12)][-1]
    assert b'name="display_name"' not in asked.content


def test_a_forwarded_address_does_not_evade_the_limit(db):
    for number in range(11):
        response = Client().post(
            reverse("account_signup"),
            {"phone": f"1380000{number:04d}", "display_name": "何茉莉"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
    assert response.status_code == 429


def test_a_name_stands_on_one_line(client):
    sign_up(client, name="何茉莉\r\nBcc: everyone@example.org")
    assert User.objects.get().display_name == "何茉莉 Bcc: everyone@example.org"
