from allauth.core.context import request_context
from django.test import Client
from django.urls import reverse

from notifications.models import Message
from people.models import User
from portal.sign_in.adapter import AccountAdapter
from tests.factories import MessageFactory, UserFactory


def test_one_can_change_ones_name_and_language(client):
    person = UserFactory()
    client.force_login(person)
    response = client.post(
        reverse("people:me"), {"display_name": " 何茉莉 ", "shows_name": "on", "language": "en"}
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.display_name, person.shows_name, person.language) == ("何茉莉", True, "en")


def test_an_empty_name_is_refused_and_nothing_changes(client):
    person = UserFactory(display_name="何茉莉")
    client.force_login(person)
    response = client.post(reverse("people:me"), {"display_name": "  ", "language": "zh-hans"})
    assert response.status_code == 422
    assert "请写上您的称呼" in response.content.decode()
    assert User.objects.get().display_name == "何茉莉"


def test_letters_that_nobody_sees_make_no_name(client):
    """A zero-width space, and the one that turns round whatever stands after it on a page of staff."""
    person = UserFactory(display_name="陈荔枝")
    client.force_login(person)
    for unseen in ("\u200b", " \u2060\u00ad ", "\x1b"):
        refused = client.post(reverse("people:me"), {"display_name": unseen, "language": "zh-hans"})
        assert "请写上您的称呼" in refused.content.decode()
    odd = {"display_name": "陈\u202e荔\u200b枝\x08\u3000 阿姨", "language": "zh-hans"}
    client.post(reverse("people:me"), odd)
    person.refresh_from_db()
    assert person.display_name == "陈荔枝 阿姨"


def test_ones_page_needs_signing_in(client):
    response = client.get(reverse("people:me"))
    assert response.url == f"{reverse('account_login')}?next={reverse('people:me')}"


def test_signing_out_everywhere_else(client):
    person = UserFactory(phone_verified=True, password="灯湖夜色-1998")
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari/537.36")
    for browser in (client, phone):
        browser.post(reverse("account_login"), {"login": person.phone, "password": "灯湖夜色-1998"})
        assert browser.get(reverse("people:me")).status_code == 200
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Chrome · Android" in page
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("people:me")).status_code == 200
    assert phone.get(reverse("people:me")).status_code == 302


def signed_in(client, **fields) -> User:
    person = UserFactory(**{"phone_verified": True, "password": "灯湖夜色-1998"} | fields)
    client.post(reverse("account_login"), {"login": person.phone, "password": "灯湖夜色-1998"})
    client.post(reverse("account_reauthenticate"), {"password": "灯湖夜色-1998"})
    return person


def test_the_password_is_asked_again_before_an_address_changes(client):
    person = UserFactory(phone_verified=True, password="灯湖夜色-1998")
    client.force_login(person)
    response = client.post(reverse("account_email"), {"email": "he.moli@example.org", "action_add": ""})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Message.objects.exists()


def test_an_email_address_counts_once_its_link_was_opened(client):
    person = signed_in(client)
    client.post(reverse("account_email"), {"email": "he.moli@example.org", "action_add": ""})
    person.refresh_from_db()
    assert person.email is None
    body = Message.objects.get(address="he.moli@example.org").body
    link = next(word for word in body.split() if "confirm-email" in word)
    assert client.get(link).status_code == 200
    client.post(link)
    person.refresh_from_db()
    assert person.email == "he.moli@example.org"


def test_a_new_number_counts_once_its_code_was_written(client, code_for):
    person = signed_in(client, phone="13800000902")
    response = client.post(reverse("account_change_phone"), {"phone": "13800000903", "action_add": ""})
    person.refresh_from_db()
    assert person.phone == "13800000902"
    client.post(response.url, {"code": code_for("13800000903")})
    person.refresh_from_db()
    assert (person.phone, person.phone_verified) == ("13800000903", True)


def change_number(client: Client, code_for, new: str) -> None:
    verify = client.post(reverse("account_change_phone"), {"phone": new, "action_add": ""}).url
    assert client.post(verify, {"code": code_for(new)}).status_code == 302


def texts_to(phone: str) -> list[str]:
    return [message.body for message in Message.objects.filter(address=phone, channel="sms")]


def test_whoever_had_the_number_before_hears_that_it_was_changed(client, code_for):
    """Somebody else may have done it, at a phone that lay about; they hold the new one."""
    person = signed_in(client, phone="13800000902", phone_verified=True)
    change_number(client, code_for, "13800000903")
    (said,) = texts_to("13800000902")
    assert "尾号 0903" in said
    assert len(said) <= 70, "one text message"
    assert Message.objects.get(recipient=person, letter__kind="people.number", channel="inbox").body == said
    assert not [body for body in texts_to("13800000903") if "尾号" in body]


def test_a_number_that_nobody_proved_is_told_nothing(client, rf):
    """It was written down at a desk, and may be a stranger's."""
    person = UserFactory(phone="13800000902", phone_verified=False)
    request = rf.get("/")
    request.user, request.session = person, client.session
    with request_context(request):
        AccountAdapter(request).set_phone_verified(person, "13800000903")
    person.refresh_from_db()
    assert person.phone == "13800000903"
    assert texts_to("13800000902") == []


def test_where_no_text_may_go_out_any_more_the_number_is_changed_all_the_same(client, code_for, settings):
    person = signed_in(client, phone="13800000902", phone_verified=True)
    for _ in range(5):
        MessageFactory(recipient=None, address="13800000902", channel="sms")
    change_number(client, code_for, "13800000903")
    person.refresh_from_db()
    assert person.phone == "13800000903"
    assert not [body for body in texts_to("13800000902") if "尾号" in body]


def test_a_password_can_be_set_and_changed(client, code_for):
    person = UserFactory(phone="13800000902")
    person.set_unusable_password()
    person.save()
    client.post("/accounts/login/code/", {"phone": "13800000902"})
    client.post("/accounts/login/code/confirm/", {"code": code_for("13800000902")})
    new = {"password1": "灯湖夜色-1998", "password2": "灯湖夜色-1998"}
    assert client.post(reverse("account_set_password"), new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("灯湖夜色-1998")


def test_a_second_step_can_be_added_and_is_then_asked_for(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def now(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    person = signed_in(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": now(secret)}).status_code == 302
    other = Client()
    response = other.post(reverse("account_login"), {"login": person.phone, "password": "灯湖夜色-1998"})
    assert response.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in other.session


def browsers(person: User) -> tuple[Client, Client]:
    here, there = Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) MicroMessenger/8.0")
    for browser in (here, there):
        browser.post(reverse("account_login"), {"login": person.phone, "password": "灯湖夜色-1998"})
        browser.post(reverse("account_reauthenticate"), {"password": "灯湖夜色-1998"})
        assert browser.get(reverse("people:me")).status_code == 200
    return here, there


def test_one_device_is_signed_out_and_only_one_s_own():
    here, there = browsers(UserFactory(phone_verified=True, password="灯湖夜色-1998"))
    stranger, _ = browsers(UserFactory(phone_verified=True, password="灯湖夜色-1998"))
    page = here.get(reverse("usersessions_list"))
    assert "微信 WeChat · iPhone" in page.content.decode()
    assert "上次使用：" in page.content.decode()
    other = next(
        session for session in page.context["sessions"] if session.session_key != here.session.session_key
    )
    for odd in ("x", "9" * 5000, str(other.pk)):
        assert stranger.post(reverse("usersessions_list"), {"device": odd}).status_code == 404
    assert here.post(reverse("usersessions_list"), {"device": other.pk}).status_code == 302
    assert there.get(reverse("people:me")).status_code == 302
    assert here.get(reverse("people:me")).status_code == 200


def test_another_number_or_password_signs_out_everywhere_else(code_for):
    here, there = browsers(UserFactory(phone="13800000902", phone_verified=True, password="灯湖夜色-1998"))
    verify = here.post(reverse("account_change_phone"), {"phone": "13800000903", "action_add": ""}).url
    here.post(verify, {"code": code_for("13800000903")})
    assert there.get(reverse("people:me")).status_code == 302
    assert here.get(reverse("people:me")).status_code == 200
    here, there = browsers(User.objects.get(phone="13800000903"))
    new = {"oldpassword": "灯湖夜色-1998", "password1": "湖灯色夜-2001", "password2": "湖灯色夜-2001"}
    assert here.post(reverse("account_change_password"), new).status_code == 302
    assert there.get(reverse("people:me")).status_code == 302
    assert here.get(reverse("people:me")).status_code == 200


def test_last_seen_is_written_once_an_hour():
    from allauth.usersessions.models import UserSession

    person = UserFactory(phone_verified=True, password="灯湖夜色-1998")
    here, _ = browsers(person)
    mine = UserSession.objects.filter(session_key=here.session.session_key)
    first = mine.get().last_seen_at
    here.get(reverse("people:me"))
    assert mine.get().last_seen_at == first
    session = here.session
    session["seen"] -= 3601
    session.save()
    here.get(reverse("people:me"))
    assert mine.get().last_seen_at > first
