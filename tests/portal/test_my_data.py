"""Shown, handed out, erased; and no table about people is forgotten."""

import io
import json
import time
import zipfile
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from buildings.models import Captaincy, Residency
from buildings.operations import open_household
from issues.models import Category, Issue
from issues.operations import report_issue
from journal.models import Entry
from kit.refused import Refused
from notifications.models import CODE, Event, Hours, Letter, Message, Preference, PushDevice
from people import personal
from people.models import User
from people.operations import give_consents, register_person
from portal.my_data import erase_account, exported, note_export
from portal.views import outbox
from tests.factories import (
    MessageFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
    make_staff,
)
from tests.people.fresh import come

pytestmark = pytest.mark.django_db
PHONE = "10000007007"


@pytest.fixture
def person():
    from issues.operations.categories import load_categories

    load_categories()
    user = UserFactory(display_name="罗白兰", phone=PHONE, email="luo@example.org")
    return make_resident(make_building(), "0101", user=user)


@pytest.fixture
def home(person):
    return person.residencies.get().dwelling


@pytest.fixture
def captain(home):
    return make_captain(home.place)


def unzipped(user) -> dict[str, object]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(exported(user, timezone.now()))))
    assert archive.testzip() is None
    return {n: json.loads(archive.read(n)) for n in archive.namelist() if n.endswith(".json")}


def test_every_relation_to_a_person_is_handed_out_or_left_out_with_a_reason():
    ours = get_user_model()
    relations = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is ours and not field.many_to_many
    }
    named = set().union(*(section.relations for section in personal.sections())) - {"people.User.pk"}
    assert relations - named == set(), "say in <room>/personal.py what is handed out, or why not"
    assert named - relations == set()
    assert all(reason for section in personal.sections() for reason in section.left_out.values())


def test_every_list_can_be_asked_for(person):
    found = unzipped(person)
    named = {f"{s.name}/{kept.name}.json" for s in personal.sections() for kept in s.kept}
    assert set(found) == named | {"reads.json", "account.json"}
    assert found["account.json"]["schema"] == "linli-my-data/1"
    assert found["people/account.json"][0]["phone"] == PHONE
    assert found["buildings/homes.json"][0]["dwelling__door"] == "0101"


def test_what_is_mine_is_in_it_and_nobody_else(person, home, captain):
    other = UserFactory(display_name="冼紫荆", phone="10000008008")
    make_resident(home.place, "0101", user=other)
    report_issue(by=person, category=Category.objects.get(pk="water"), place=home.place, text="楼梯漏水")
    MessageFactory(recipient=other, title="给冼紫荆", body="10000008008")
    text = json.dumps(unzipped(person), ensure_ascii=False)
    assert "楼梯漏水" in text
    assert "冼紫荆" not in text
    assert "10000008008" not in text
    assert "罗白兰" not in json.dumps(unzipped(other), ensure_ascii=False)


def test_the_words_that_were_written_to_me_are_in_it(person):
    at = timezone.now() - timedelta(hours=1)
    sent = {"state": "sent", "sent_at": at, "created_at": at}
    MessageFactory(recipient=person, channel="email", title="周三停水", body="换阀门，早备水", **sent)
    MessageFactory(recipient=None, address=PHONE, channel="sms", kind=CODE, title="验证码", body="482190")
    MessageFactory(recipient=person, channel="sms", kind=CODE, title="验证码", body="715502")
    (row,) = [row for row in unzipped(person)["notifications/messages.json"] if row["channel"] == "email"]
    assert (row["title"], row["body"]) == ("周三停水", "换阀门，早备水")
    assert row["sent_at"].startswith(at.strftime("%Y-%m-%dT%H:%M"))
    text = json.dumps(unzipped(person), ensure_ascii=False)
    assert not [code for code in ("482190", "715502") if code in text], "a code is a secret, not data"


def test_a_long_list_comes_in_pieces(person):
    events = Event.objects.bulk_create(Event(dedupe=f"long {n}") for n in range(1500))
    letters = Letter.objects.bulk_create(
        Letter(event=event, kind="x.y", title=event.dedupe, body="字" * 200) for event in events
    )
    Message.objects.bulk_create(
        Message(recipient=person, channel="inbox", letter=letter, due_at=letter.due_at) for letter in letters
    )
    pieces = list(exported(person, timezone.now()))
    assert len([piece for piece in pieces if piece]) > 5
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert len(json.loads(archive.read("notifications/messages.json"))) == 1500


def test_the_page_counts_and_says_who_looked(person, home, client):
    staff = make_staff(home.place, user=UserFactory(display_name="李龙眼"))
    open_household(by=staff, dwelling=home, purpose="repair: 水管")
    client.force_login(person)
    text = client.get(reverse("my_data")).content.decode()
    assert "李龙眼" in text
    assert "水管" in text
    Residency.objects.filter(user=person).update(ended_on=timezone.localdate())
    assert "李龙眼" not in client.get(reverse("my_data")).content.decode(), "not after it was theirs"


def test_it_is_streamed_written_down_and_five_a_day(person, client):
    come(client, person)
    answer = client.post(reverse("my_data_export"))
    assert answer.streaming
    assert answer["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(answer.getvalue())).testzip() is None
    assert Entry.objects.filter(by=person, verb="portal.export_my_data").count() == 1
    for _ in range(4):
        note_export(by=person, device="Chrome")
    assert client.post(reverse("my_data_export")).url == reverse("my_data")
    note_export(by=person, device="Chrome", now=timezone.now() + timedelta(days=1, minutes=1))
    assert client.get(reverse("my_data_export")).status_code == 405


def test_whoever_has_codes_only_comes_fresh_from_one(person, client):
    client.force_login(person)
    asked = client.post(reverse("my_data_export"))
    assert asked.url == f"{reverse('account_login')}?next={reverse('my_data')}%23h-e"
    assert "_auth_user_id" not in client.session
    text = client.get(asked.url).content.decode()
    assert "请再登录一次" in text
    assert "手机的本人" not in text, "somebody may have an e-mail address only"
    come(client, person, minutes_ago=16)
    assert client.post(reverse("my_data_export")).status_code == 302
    assert not Entry.objects.filter(verb="portal.export_my_data").exists()
    assert not Message.objects.filter(letter__kind="people.exported").exists()


def test_a_password_that_fetches_the_file_does_nothing_older(person, client):
    """Somebody at the open phone had an action wait for it."""
    person.set_password("灯湖夜色-1998")
    person.save()
    come(client, person)
    client.post(reverse("account_change_phone"), {"phone": "13800000905", "action_add": ""})
    assert "account_reauthentication_state" in client.session
    client.post(reverse("my_data_export"))
    assert "account_reauthentication_state" not in client.session


@pytest.mark.parametrize("gone", ["my_data_export", "my_data_erase"])
def test_words_of_somebody_else_in_this_browser_wait_on(person, client, gone):
    come(client, person, minutes_ago=20 if gone == "my_data_export" else 0)
    session = client.session
    kept = [{"page": "/x/", "text": "a=b", "at": time.time(), "secret": "s", "writer": "w"}]
    session["kept_texts"] = kept
    session.save()
    client.post(reverse(gone), {"word": "删除"})
    assert "_auth_user_id" not in client.session
    assert client.session["kept_texts"] == kept


def test_whoever_has_a_password_writes_it_once_more_and_comes_back_to_the_button(person, client):
    person.set_password("灯湖夜色-1998")
    person.save()
    come(client, person)
    asked = client.post(reverse("my_data_export"))
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))
    page = client.get(asked.url)
    assert "再点一次" in page.content.decode()
    wanted = parse_qs(urlsplit(asked.url).query)["next"][0]
    wrong = client.post(reverse("account_reauthenticate"), {"password": "x", "next": wanted})
    assert wrong.status_code == 200
    assert client.post(reverse("my_data_export")).status_code == 302
    back = client.post(reverse("account_reauthenticate"), {"password": "灯湖夜色-1998", "next": wanted})
    assert back.url == reverse("my_data") + "#h-e"
    assert 'id="h-e"' in client.get(back.url).content.decode()
    assert client.post(reverse("my_data_export")).streaming


@pytest.mark.parametrize("is_staff, answer", [(False, 200), (True, 302)])
def test_a_passkey_is_one_more_way_in_and_a_lock_for_staff_only(
    person, home, client, settings, is_staff, answer
):
    """A neighbour whose passkey is on another phone shows who they are by a code, as at the door."""
    settings.STAFF_SECOND_STEP = True
    if is_staff:
        make_staff(home.place, user=person)
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "手机"})
    come(client, person, method="mfa" if is_staff else "code", id=key.pk, type="webauthn")
    assert client.post(reverse("my_data_export")).status_code == answer
    come(client, person, minutes_ago=60, method="mfa")
    asked = client.post(reverse("my_data_export"))
    assert asked.url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_its_owner_is_told_when_and_with_what(person, client):
    come(client, person)
    client.post(
        reverse("my_data_export"), headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120"}
    )
    rows = Message.objects.filter(letter__kind="people.exported", recipient=person)
    assert set(rows.values_list("channel", flat=True)) == {"inbox", "email"}
    letter = rows.first().letter
    now = timezone.localtime()
    assert f"{now.month} 月 {now.day} 日" in letter.body
    assert "Chrome · Android" in letter.body
    assert letter.url == reverse("usersessions_list")
    assert outbox.kind_in_words("people.exported") != outbox.kind_in_words("people.else")
    note_export(by=person, device="Safari · iPhone")
    assert rows.filter(channel="inbox").count() == 2


# --- erased --------------------------------------------------------------------------------------------------


def test_after_erasing_nothing_leads_to_the_person(person, home, captain):
    issue = report_issue(by=person, category=Category.objects.get(pk="water"), place=home.place, text="漏水")
    give_consents(by=person, items=["account", "home", "name"])
    Preference.objects.create(user=person, topic="issues", channel="email", mode="off")
    Hours.objects.create(user=person)
    PushDevice.objects.create(user=person, endpoint="https://push.example/1", p256dh="x", auth="y")
    MessageFactory(recipient=person, title="罗白兰，您好")
    erase_account(by=person)
    erase_account(by=person)  # a second tap finds nobody
    gone = User.objects.get(pk=person.pk)
    assert (gone.phone, gone.email, gone.is_active, gone.shows_name) == (None, None, False, False)
    assert gone.display_name == "已离开的街坊"
    assert not gone.has_usable_password()
    assert not gone.consents.filter(withdrawn_at=None).exists()
    assert [model.objects.count() for model in (Preference, Hours, PushDevice)] == [0, 0, 0]
    assert not Message.objects.filter(recipient=gone).exclude(letter__title="", letter__body="").exists()
    assert not Residency.objects.current().filter(user=gone).exists()
    assert Issue.objects.get(pk=issue.pk).reporter == gone, "what was reported stays"
    assert Entry.objects.filter(by=gone, verb="portal.erase_account").count() == 1
    anew = register_person(by=None, display_name="罗白兰", phone=PHONE)
    assert anew.pk != gone.pk
    assert not anew.residencies.exists()


def test_by_the_page_it_takes_a_fresh_sign_in_and_the_word(person, client):
    client.force_login(person)
    address = reverse("my_data_erase")
    answer = client.post(address, {"word": "不"})
    assert answer.status_code == 422
    assert "删除" in answer.content.decode()
    assert client.post(address, {"word": "删除"}).url.startswith(reverse("account_login")), "not fresh"
    assert User.objects.get(pk=person.pk).erased_at is None
    come(client, person)
    assert client.post(address, {"word": "删除"}).url == reverse("home")
    assert User.objects.get(pk=person.pk).erased_at
    assert "_auth_user_id" not in client.session


def test_what_must_be_handed_over_is_said_first(person, home, captain):
    staff = make_staff(home.place)
    with pytest.raises(Refused, match="只剩您一位"):
        erase_account(by=staff)
    with pytest.raises(Refused, match="管理整个网站"):
        erase_account(by=UserFactory(is_superuser=True))
    report_issue(by=person, category=Category.objects.get(pk="water"), place=home.place, text="漏水")
    assert Issue.objects.get().holder == captain
    with pytest.raises(Refused, match="移交") as refused:
        erase_account(by=captain)
    assert refused.value.url
    Issue.objects.all().update(holder=staff)
    erase_account(by=captain)
    assert not Captaincy.objects.current().exists()
    mother = person
    child = UserFactory()
    make_resident(home.place, "0101", user=child, is_minor=True, guardian=mother)
    with pytest.raises(Refused, match="监护人"):
        erase_account(by=mother)
