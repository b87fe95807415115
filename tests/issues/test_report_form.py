"""The form that logs an issue: kinds and their questions, the picture of the building, whom to ring first."""

import re
import threading
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buildings.models import Dwelling
from issues.models import Category, Issue
from issues.operations import report_issue
from tests.factories import MembershipFactory, PlaceFactory, make_building
from tests.issues.estate import fresh
from tests.issues.photos import picture

NEW = "/issues/new"


def sent(estate, **fields):
    return {
        "category": "water",
        "place": estate.building.pk,
        "client_key": uuid.uuid4(),
        "text": "天花滴水，昨晚开始",
    } | fields


def main_of(response) -> str:
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def shown(response) -> str:
    """What is on the page, without what waits in templates."""
    return re.sub(r"<template.*?</template>", "", main_of(response), flags=re.S)


def home(place, door: str) -> str:
    return f"home:{Dwelling.objects.get(place=place, door=door).pk}"


# --- kinds and their questions -----------------------------------------------------------------------------


def test_all_fourteen_kinds_are_on_the_page_the_rarer_ones_behind_one_tile(estate, client):
    client.force_login(estate.resident)
    page = main_of(client.get(NEW))
    assert page.count('name="category"') == 14
    assert page.count("kinds__rare") == 7
    assert page.count("kinds__more") == 1


def test_a_street_with_few_kinds_sees_all_of_them_at_once(estate, client):
    few = Category.objects.order_by("position")[:8].values("pk")
    Category.objects.exclude(pk__in=few).update(is_active=False)
    client.force_login(estate.resident)
    page = main_of(client.get(NEW))
    assert page.count('name="category"') == 8
    assert "kinds__more" not in page
    assert "kinds__rare" not in page


def test_the_questions_of_every_kind_wait_in_the_page_for_a_phone_without_signal(estate, client):
    client.force_login(estate.resident)
    page = main_of(client.get(NEW))
    asking = {kind.pk for kind in Category.objects.all() if kind.questions}
    assert set(re.findall(r'data-questions="(\w+)"', page)) == asking
    assert 'name="ask-' not in shown(client.get(NEW))


def test_an_address_with_a_kind_asks_its_questions_without_script(estate, client):
    client.force_login(estate.resident)
    page = shown(client.get(NEW, {"category": "water", "ask-how": "run"}))
    assert "水有多大？" in page
    assert re.search(r'name="ask-how" value="run" checked', page)
    assert "有人困在里面吗？" not in page


def test_the_questions_are_asked_in_the_reader_s_language(estate, client):
    client.force_login(estate.resident)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "How much water?" in shown(client.get(NEW, {"category": "water"}))


def test_what_was_tapped_is_kept_in_words_and_what_is_no_answer_is_left_out(estate, client):
    client.force_login(estate.resident)
    client.post(NEW, sent(estate, **{"ask-how": "run", "ask-electric": "perhaps", "ask-trapped": "yes"}))
    assert [(line["ask"], line["said"]) for line in Issue.objects.get().answers] == [("水有多大？", "一直流")]


def test_the_button_for_no_script_shows_the_rest_and_saves_nothing(estate, client):
    client.force_login(estate.resident)
    data = sent(estate, look="1", floor="2", spot="lift", is_private="on", caller_phone="")
    response = client.post(NEW, data)
    page = shown(response)
    assert response.status_code == 200
    assert "水有多大？" in page
    assert "天花滴水，昨晚开始" in page
    assert re.search(r'name="floor" value="2" data-asked checked', page)
    assert re.search(r'value="lift" data-asked checked', page)
    assert re.search(r'name="is_private"[^>]* checked', page)
    assert 'role="alert"' not in page
    assert not Issue.objects.exists()


# --- whom to ring first ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "category, numbers",
    [
        ("falling_object", ["110", "120", "075700000112"]),
        ("ebike", ["119", "075700000112"]),
        ("lift", ["075700000112", "119"]),
        ("water", ["075700000112"]),
    ],
)
def test_a_kind_says_whom_to_ring_before_the_rest(estate, client, category, numbers):
    client.force_login(estate.resident)
    page = shown(client.get(NEW, {"category": category}))
    card = page[page.index("card--lamp") : page.index("</section>", page.index("card--lamp"))]
    assert re.findall(r'href="tel:(\d+)"', card) == numbers
    assert page.index("card--lamp") < page.index('name="ask-') < page.index('id="where"')


def test_danger_says_it_whatever_the_kind(estate, client):
    client.force_login(estate.resident)
    page = shown(client.get(NEW, {"category": "litter", "is_danger": "on"}))
    card = page[page.index("card--lamp") :]
    assert re.findall(r'href="tel:(\d+)"', card)[:4] == ["110", "119", "120", "075700000112"]
    assert "card--lamp" not in shown(client.get(NEW, {"category": "litter"}))


def test_the_numbers_wait_in_the_page_for_a_phone_without_signal(estate, client):
    client.force_login(estate.resident)
    page = main_of(client.get(NEW))
    assert {"", "danger!", "falling_object", "ebike", "water", "lift"} == set(
        re.findall(r'data-calls="([^"]*)"', page)
    )


# --- the picture -------------------------------------------------------------------------------------------


def test_the_picture_has_each_floor_and_each_window_from_the_top_down(estate, client):
    client.force_login(estate.captain)
    page = shown(client.get(NEW))
    assert re.findall(r'name="floor" value="(\d+)"', page) == ["3", "2", "1"]
    doors = Dwelling.objects.filter(place=estate.building)
    assert set(re.findall(r'value="home:(\d+)"', page)) == {str(door.pk) for door in doors}


def test_the_picture_says_nothing_of_who_lives_there(estate, client):
    Dwelling.objects.filter(place=estate.building, door="0101").update(presence="vacant")
    client.force_login(estate.captain)
    page = shown(client.get(NEW))
    assert "door--empty" not in page
    assert "空置" not in page


def test_a_window_alone_says_its_floor_and_door(estate, client):
    client.force_login(estate.captain)
    client.post(NEW, sent(estate, floor="1", spot=home(estate.building, "0302")))
    issue = Issue.objects.get()
    assert (issue.dwelling.door, issue.floor, issue.spot) == ("0302", 3, "")
    assert "0302" not in issue.title


def test_an_address_may_choose_the_window_beforehand(estate, client):
    client.force_login(estate.captain)
    window = home(estate.building, "0302")
    page = shown(client.get(NEW, {"place": estate.building.pk, "category": "water", "spot": window}))
    assert re.search(rf'value="{window}" data-asked checked', page)
    assert re.search(r'name="floor" value="3" data-asked checked', page)
    assert "供水管网 · 3栋 3 楼" in page


def test_a_building_with_stairs_shows_them_above_its_windows(estate, client):
    building = make_building(estate.place, "5栋", floors=0)
    for name in ("1单元", "2单元"):
        stair = PlaceFactory(kind="stair", name=name, parent=building)
        Dwelling.objects.create(place=stair, floor=1, door="0101")
    client.force_login(estate.resident)
    page = shown(client.get(NEW, {"place": building.pk}))
    assert page.index("1单元") < page.index("2单元") < page.index('value="home:')
    assert page.count('value="home:') == 2
    window = home(stair, "0101")
    client.post(NEW, sent(estate, place=building.pk, spot=window))
    assert Issue.objects.get().dwelling.place == stair


def test_outdoors_there_is_no_picture_but_words(estate, client):
    client.force_login(estate.resident)
    page = shown(client.get(NEW, {"place": estate.place.pk}))
    assert 'name="floor"' not in page
    assert 'name="spot"' not in page
    client.post(NEW, sent(estate, place=estate.place.pk, nearby="南门口"))
    assert Issue.objects.get().spot == "南门口"


def test_outdoors_is_one_tap_away_from_the_building(estate, client):
    client.force_login(estate.resident)
    assert f'href="{NEW}?place={estate.place.pk}"' in shown(client.get(NEW))


# --- what the server makes of mischief and mishap ----------------------------------------------------------


@pytest.mark.parametrize(
    "spot, sentence",
    [
        ("home:999999999", "这里没有这一户"),
        ("home:0", "这里没有这一户"),
        ("home:", "这里没有这一户"),
        ("home:1 or 1=1", "这里没有这一户"),
        ("roof", "这里没有这个位置"),
        ("长" * 41, ""),
    ],
)
def test_a_door_that_does_not_exist_is_said_and_the_words_stay(estate, client, spot, sentence):
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate, spot=spot))
    assert response.status_code == 422
    assert sentence in main_of(response)
    assert "天花滴水，昨晚开始" in main_of(response)
    assert not Issue.objects.exists()


def test_a_door_of_the_next_building_is_none_of_this_one(estate, client):
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate, spot=home(estate.other, "0101")))
    assert response.status_code == 422
    assert "这里没有这一户" in main_of(response)
    assert not Issue.objects.exists()


def test_a_category_switched_off_while_the_form_was_open_keeps_what_was_said(estate, client):
    client.force_login(estate.resident)
    data = sent(estate, floor="2", spot="lift")
    Category.objects.filter(code="water").update(is_active=False)
    response = client.post(NEW, data)
    page = shown(response)
    assert response.status_code == 422
    assert "这一类已经停用" in page
    assert "天花滴水，昨晚开始" in page
    assert re.search(r'name="floor" value="2" data-asked checked', page)
    assert 'value="water"' not in page
    response = client.post(NEW, data | {"category": "upkeep"})
    assert response.status_code == 302
    assert Issue.objects.get().category_id == "upkeep"


def test_html_in_what_is_written_is_shown_as_written(estate, client):
    client.force_login(estate.captain)
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    data = sent(estate, text=evil, caller='"><script>alert(3)</script>', floor="40")
    back = main_of(client.post(NEW, data))
    assert "<script>alert" not in back
    assert "<img src=x" not in back
    client.post(NEW, data | {"floor": "2"})
    page = main_of(client.get(Issue.objects.get().get_absolute_url()))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_on_two_connections_is_one_issue_with_one_set_of_photos(estate):
    data = sent(estate)
    answers, ready = [], threading.Barrier(2)

    def tap():
        client = Client()
        client.force_login(estate.resident)
        ready.wait()
        try:
            answers.append(client.post(NEW, data | {"photos": [picture()]}))
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    issue = Issue.objects.get()
    assert [answer["Location"] for answer in answers] == [issue.get_absolute_url()] * 2
    assert issue.photos.count() == 1
    assert issue.events.count() == 1


def test_somebody_else_s_key_shows_and_changes_nothing_of_theirs(estate, client):
    theirs = estate.report(by=estate.neighbour, category="noise", text="只有我知道的话")
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate, client_key=theirs.client_key))
    assert response.status_code == 422
    assert "这张单用过了" in main_of(response)
    assert "只有我知道的话" not in main_of(response)
    assert theirs.number not in main_of(response)
    assert Issue.objects.count() == 1


def test_other_words_in_a_form_that_was_sent_are_kept_and_become_an_issue_of_their_own(estate, client):
    client.force_login(estate.resident)
    form = sent(estate)
    client.post(NEW, form)
    first = Issue.objects.get()
    assert client.post(NEW, form)["Location"] == first.get_absolute_url(), "a second tap"
    again = client.post(NEW, form | {"text": "楼道灯不亮", "category": "noise"})
    assert again.status_code == 422
    assert first.number in shown(again)
    assert "楼道灯不亮" in shown(again)
    key = re.search(r'name="client_key" value="([^"]+)"', again.content.decode())[1]
    client.post(NEW, form | {"text": "楼道灯不亮", "client_key": key})
    assert sorted(Issue.objects.values_list("text", flat=True)) == sorted([first.text, "楼道灯不亮"])


def test_only_those_who_answer_for_it_may_see_it_when_asked(estate, client):
    client.force_login(estate.resident)
    client.post(NEW, sent(estate, is_private="on"))
    issue = Issue.objects.get()
    assert issue.is_private
    assert Issue.objects.visible_to(fresh(estate.captain)).exists()
    assert not Issue.objects.visible_to(fresh(estate.neighbour)).exists()


# --- who gets it, and what it costs ------------------------------------------------------------------------


def queries_of(client, *args, **kwargs) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(*args, **kwargs).status_code == 200
    return len(captured)


def test_the_page_costs_a_captain_nine_queries_however_tall_the_building(estate, client):
    client.force_login(estate.captain)
    assert queries_of(client, NEW) == 9
    Dwelling.objects.bulk_create(
        Dwelling(place=estate.building, floor=floor, door=f"{floor:02}{door:02}")
        for floor in range(4, 33)
        for door in range(1, 7)
    )
    for number in range(5, 20):
        make_building(estate.place, f"{number}栋")
    assert queries_of(client, NEW) == 9


def test_what_follows_a_tap_costs_the_same_with_many_open_issues(estate, client):
    client.force_login(estate.captain)
    asked = {"place": estate.building.pk, "category": "water", "floor": "2"}
    headers = {"HX-Request": "true", "HX-Target": "receiver"}
    estate.report()
    few = queries_of(client, NEW, asked, headers=headers)
    for number in range(30):
        report_issue(
            by=estate.neighbour,
            place=estate.building,
            floor=2,
            category=Category.objects.get(code="water"),
            text=f"第 {number} 处",
        )
    assert queries_of(client, NEW, asked, headers=headers) == few


def test_who_serves_many_estates_still_finds_a_place(estate, client):
    """A subdistrict's staff: their usual place is the subdistrict, which has no picture."""
    office = MembershipFactory(
        organisation__kind="street_office", organisation__serves=[estate.place.parent.parent]
    )
    client.force_login(office.user)
    assert client.get(NEW).status_code == 200
    assert client.get(NEW, {"place": estate.building.pk}).status_code == 200
