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


def test_an_evening_of_sign_ups_in_one_hall(settings, code_for):
    """One address, all within a minute: who types in the code that came is no burden on the next."""
    settings.SMS_ADDRESS_CAP = 3
    for number in range(25):
        neighbour, phone = Client(), f"1380000{number:04d}"
        page = sign_up(neighbour, phone)
        assert page.status_code == 302, number
        assert neighbour.post(page.url, {"code": code_for(phone)}).status_code == 302
        assert neighbour.session["_auth_user_id"]
    assert User.objects.filter(phone_verified=True).count() == 25


def test_codes_nobody_types_in_end_at_the_cap_of_the_address(settings):
    settings.SMS_ADDRESS_CAP = 3
    statuses = [sign_up(Client(), f"1380000{number:04d}").status_code for number in range(5)]
    assert statuses == [302] * 3 + [429] * 2
    assert Message.objects.count() == 3


def test_a_code_typed_in_where_none_was_asked_for_gives_nothing_more(settings, client, code_for):
    """At home on the Wi-Fi one asks, on the way one types: the other address has its own count, never below 0."""
    settings.SMS_ADDRESS_CAP = 1
    page = sign_up(client).url
    client.post(page, {"code": code_for(PHONE)}, REMOTE_ADDR="192.0.2.7")
    assert sign_up(Client(), "13800000903").status_code == 429
    elsewhere = [
        Client(REMOTE_ADDR="192.0.2.7").post(
            reverse("account_signup"), {"phone": f"1380000{number:04d}", "display_name": "何茉莉"}
        )
        for number in range(2)
    ]
    assert [answer.status_code for answer in elsewhere] == [302, 429]


def test_who_is_told_to_wait_has_no_account_yet_and_gets_it_the_next_time(settings, client, code_for):
    settings.SMS_ADDRESS_CAP = 0
    assert sign_up(client).status_code == 429
    assert not User.objects.exists()
    settings.SMS_ADDRESS_CAP = 60
    page = sign_up(client).url
    client.post(page, {"code": code_for(PHONE)})
    assert User.objects.get().phone_verified


def test_who_is_told_to_wait_types_nothing_twice(settings):
    settings.SMS_ADDRESS_CAP = 10
    for number in range(11):
        answer = sign_up(Client(), f"1380000{number:04d}", "何茉莉<b>")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 'name="phone" value="13800000010"' in page
    assert 'name="display_name" value="何茉莉&lt;b&gt;"' in page
    assert 'action="/accounts/signup/"' in page
    asked = Client().post("/accounts/login/code/", {"phone": "13800000010"})
    assert asked.status_code == 429
    assert b'name="display_name"' not in asked.content


def test_a_forwarded_address_does_not_evade_the_limit(settings):
    settings.SMS_ADDRESS_CAP = 10
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
