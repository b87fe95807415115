"""Someone without an account is registered at the desk or the door: account and home in one go."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from buildings.models import Residency
from buildings.operations import register_neighbour
from issues.models import Category
from issues.operations import report_issue
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from people.models import User
from tests.buildings.pages import home
from tests.factories import UserFactory, make_building, make_staff

PHONE = "13800000905"


def facts(world, **fields) -> dict:
    usual = {"display_name": "麦石榴", "dwelling": world.home("0301"), "kind": "owner", "agreed": True}
    return {"by": world.staff} | usual | fields


def written(**fields) -> dict:
    usual = {
        "display_name": "麦石榴",
        "phone": "",
        "kind": "owner",
        "started_on": "2026-05-01",
        "ended_on": "",
        "lives_here": "on",
        "agreed": "on",
        "client_key": str(uuid.uuid4()),
    }
    return usual | fields


def address(dwelling) -> str:
    return f"{home(dwelling)}neighbours/new/"


def test_the_account_the_home_and_the_record_come_together(world):
    residency = register_neighbour(**facts(world, display_name=" 麦\n石榴 ", phone=PHONE))
    person = residency.user
    assert (person.display_name, person.phone, person.phone_verified) == ("麦 石榴", PHONE, False)
    assert (residency.dwelling, residency.verified_by) == (world.home("0301"), world.staff)
    assert not person.has_usable_password()
    entry = Entry.objects.about(person).get()
    assert (entry.verb, entry.by, entry.on_behalf_of) == (
        "buildings.register_neighbour",
        world.staff,
        person,
    )
    assert PHONE not in str(entry.data)
    assert Entry.objects.about(residency).get().verb == "buildings.register_residency"
    assert Message.objects.get(recipient=person).channel == "inbox"


def test_without_a_phone_others_act_for_them(world):
    captain = world.captain()
    person = register_neighbour(**facts(world, by=captain)).user
    assert (person.phone, person.email) == (None, None)
    issue = report_issue(
        by=captain, on_behalf_of=person, category=Category.objects.get(pk="water"), place=world.building
    )
    assert (issue.reporter, issue.logged_by) == (person, captain)


def test_two_people_without_a_phone_are_two_people(world):
    for name in ("麦石榴", "麦杨桃"):
        register_neighbour(**facts(world, display_name=name))
    assert Residency.objects.values("user").distinct().count() == 2


def test_the_number_lets_them_in_later(world, client):
    person = register_neighbour(**facts(world, phone=PHONE)).user
    client.post("/accounts/login/code/", {"phone": PHONE})
    code = Message.objects.filter(address=PHONE).latest("id").body
    digits = next(word for word in code.replace("：", " ").replace("，", " ").split() if word.isdecimal())
    client.post("/accounts/login/code/confirm/", {"code": digits})
    assert client.session.get("_auth_user_id") == str(person.pk)


def test_who_may(world):
    low, high = world.captain(floor_from=1, floor_to=2), world.captain(floor_from=3, floor_to=4)
    former = world.captain(role="deputy", ended_on=world.today)
    elsewhere = make_staff(make_building().parent.parent)
    strangers = [
        UserFactory(), world.resident("0301"), low, former, elsewhere,
        world.member(world.property), world.member(world.council),
    ]  # fmt: skip
    before = User.objects.count()
    for user in strangers:
        with pytest.raises(Refused):
            register_neighbour(**facts(world, by=user))
    assert User.objects.count() == before
    for number, user in enumerate([high, world.staff, world.admin, world.member(world.office)]):
        assert register_neighbour(**facts(world, by=user, display_name=f"麦石榴{number}"))


def test_who_is_shown_the_page(world, page):
    dwelling = world.home("0301")
    low, high = world.captain(floor_from=1, floor_to=2), world.captain(floor_from=3, floor_to=4)
    shown = [high, world.staff, world.admin, world.member(world.office)]
    hidden = [low, world.resident("0301"), world.member(world.property), world.member(world.council)]
    for user in shown:
        assert page(user, address(dwelling)).status_code == 200
        assert (address(dwelling) in page(user, home(dwelling)).content.decode()) == (user != world.admin)
    for user in hidden:
        assert page(user, address(dwelling)).status_code == 404
        assert page(user, address(dwelling), written()).status_code == 404
        assert address(dwelling) not in page(user, home(dwelling)).content.decode()
    assert page(None, address(dwelling)).url == f"/accounts/login/?next={address(dwelling)}"
    assert not Residency.objects.exclude(user__in=[*shown, *hidden]).exists()


def test_it_is_written_once_however_often_one_taps(world, page):
    dwelling, form = world.home("0301"), written(phone="138 0000 0905")
    for _ in range(2):
        assert page(world.staff, address(dwelling), form).url == home(dwelling)
    assert Residency.objects.get().user.phone == PHONE
    assert Message.objects.count() == 1
    changed = page(world.staff, address(dwelling), form | {"display_name": "麦杨桃"}).content.decode()
    assert "这张单用过了" in changed
    assert Residency.objects.count() == 1


def test_the_page_says_how_it_goes_on(world, page, client):
    dwelling = world.home("0301")
    page(world.staff, address(dwelling), written(phone=PHONE))
    assert "随时可以用这个号码登录" in client.get(home(dwelling)).content.decode()
    page(world.staff, address(dwelling), written(display_name="麦杨桃"))
    assert "请当面告诉" in client.get(home(dwelling)).content.decode()


SAYS = [
    ({"display_name": " "}, "display_name", "请写上对方的称呼"),
    ({"phone": "0757 8123 4567"}, "phone", "不是手机号"),
    ({"phone": "10000009001"}, "phone", "已经有账号"),
    ({"display_name": "何茉莉"}, "display_name", "已经有同名"),
    ({"agreed": ""}, "agreed", "请先问过本人"),
    ({"kind": "ghost"}, "kind", ""),
    ({"started_on": "昨天"}, "started_on", ""),
    ({"ended_on": "2026-05-01"}, "ended_on", "结束日要晚于开始日"),
    ({"client_key": "x"}, None, ""),
    ({"display_name": "长" * 41}, "display_name", ""),
]


@pytest.mark.parametrize("fields, field, sentence", SAYS)
def test_bad_input_gets_a_sentence_and_nothing_is_saved(world, page, fields, field, sentence):
    world.resident("0301", user__display_name="何茉莉", user__phone="10000009001")
    before = User.objects.count()
    answer = page(world.captain(), address(world.home("0301")), written() | fields)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error"' in body
    assert sentence in body
    if field:
        assert f"id_{field}-e" in body or f"id_{field}_0" in body
    assert User.objects.count() == before + 1  # the captain
    assert Residency.objects.count() == 1
    assert not Entry.objects.exists()
    assert not Message.objects.exists()


def test_a_form_that_outlived_the_session_comes_back(world, client):
    dwelling = world.home("0301")
    client.force_login(world.staff)
    assert client.get(address(dwelling)).status_code == 200  # from then on the browser says who writes here
    Session.objects.all().delete()
    assert client.post(address(dwelling), written()).status_code == 302
    client.force_login(world.staff)  # keeps what the anonymous session held
    assert 'value="麦石榴"' in client.get(address(dwelling)).content.decode()
    assert not Residency.objects.exists()


def test_a_namesake_may_move_in_after_the_other_moved_out(world):
    first = register_neighbour(**facts(world, started_on=world.today - timedelta(days=30)))
    first.ended_on = world.today
    first.save()
    assert register_neighbour(**facts(world)).user != first.user


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_make_one_account_of_a_number(world):
    barrier, results = threading.Barrier(2), []

    def register(door: str) -> None:
        try:
            barrier.wait(5)
            results.append(register_neighbour(**facts(world, dwelling=world.home(door), phone=PHONE)))
        except Refused as refused:
            results.append(refused.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=register, args=[door]) for door in ("0301", "0302")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert results.count("phone") == 1
    assert User.objects.filter(phone=PHONE).count() == Residency.objects.count() == 1
