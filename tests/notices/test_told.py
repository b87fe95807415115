"""A captain's ticks: who may make them, what they may say, that a second tap and a second tab change nothing."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from buildings.models import Captaincy, Dwelling
from journal.models import Entry
from kit.refused import Refused
from notices.models import Told
from notices.operations import mark_read, tell_home, tell_homes, untell, withdraw_notice
from notices.views import coverage
from tests.factories import make_captain, make_staff
from tests.notices.ground import again, new_ground
from tests.notices.pages import age, page

DAY = timedelta(days=1)


def home(place, door: str) -> Dwelling:
    return Dwelling.objects.select_related("place").get(place=place, door=door)


@pytest.fixture
def notice(ground):
    return ground.publish(asks_acknowledgement=True, places=[ground.first, ground.second])


def test_one_tap_is_one_row_and_one_line_of_history(ground, notice):
    door = home(ground.first, "0102")
    first = tell_home(by=ground.captain, notice=notice, dwelling=door)
    second = tell_home(by=ground.captain, notice=notice, dwelling=door)
    assert (first.pk, first.way, first.on) == (second.pk, "door", timezone.localdate())
    assert Entry.objects.filter(verb="notices.tell_home").count() == 1


def test_the_last_word_counts_but_a_slip_takes_none_back(ground, notice):
    door = home(ground.first, "0102")
    for way, stands in (("slip", "slip"), ("phone", "phone"), ("slip", "phone"), ("door", "door")):
        assert tell_home(by=ground.captain, notice=notice, dwelling=door, way=way).way == stands
    assert Told.objects.count() == 1


def test_a_tick_is_taken_back_on_its_day_only(ground, notice):
    door = home(ground.first, "0102")
    untell(by=ground.captain, notice=notice, dwelling=door)  # there is none: nothing happens
    tell_home(by=ground.captain, notice=notice, dwelling=door)
    for _ in range(2):
        untell(by=ground.captain, notice=notice, dwelling=door)
    assert not Told.objects.exists()
    assert Entry.objects.filter(verb="notices.untell").count() == 1
    tell_home(by=ground.captain, notice=notice, dwelling=door)
    with pytest.raises(Refused, match="只能当天撤回"):
        untell(by=ground.captain, notice=notice, dwelling=door, now=timezone.now() + DAY)


def test_what_a_tick_may_not_say(ground, notice):
    age(notice, days=3)
    notice.refresh_from_db()
    today, door = timezone.localdate(), home(ground.first, "0102")

    def refused(sentence: str, **fields) -> None:
        row = {"by": ground.captain, "notice": notice, "dwelling": door} | fields
        with pytest.raises(Refused, match=sentence):
            tell_home(**row)

    refused("还没到", on=today + DAY)
    refused("还没发出", on=today - 4 * DAY)
    refused("还没发出", on=today.replace(year=1926))
    refused("怎么告诉", way="pigeon")
    refused("由别人负责", dwelling=home(ground.second, "0102"))
    refused("由别人负责", by=ground.resident)
    refused("不是发给那一户", notice=ground.publish(places=[ground.second]))
    refused("还没发出", notice=ground.draft())
    withdraw_notice(by=ground.writer, notice=notice, reason="搞错了")
    notice.refresh_from_db()
    refused("不用再上门", notice=notice)
    assert not Told.objects.exists()


def test_a_captain_of_some_floors_ticks_those_and_all_or_none_of_them(ground, notice):
    Captaincy.objects.filter(user=ground.captain).update(floor_from=1, floor_to=2)
    captain, low, high = again(ground.captain), home(ground.first, "0202"), home(ground.first, "0301")
    with pytest.raises(Refused):
        tell_homes(by=captain, notice=notice, dwellings=[low, high])
    assert not Told.objects.exists()
    tell_homes(by=captain, notice=notice, dwellings=[low])
    assert Told.objects.count() == 1


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_shows_doors_to_knock_and_no_name(ground, notice, signed_in):
    mark_read(by=ground.resident, notice=notice)
    Dwelling.objects.filter(place=ground.first, door="0301").update(presence="vacant")
    html = page(signed_in(ground.captain), f"/notices/{notice.pk}/doors/")
    assert "还有 4 户要上门" in html
    assert "1 户自己看过了。" in html, "nobody reads where nobody lives"
    assert "有 1 户没人住。" in html
    for door, is_there in (("0102", True), ("0202", True), ("0101", False), ("0301", False)):
        assert (f"<b>{door}</b>" in html) == is_there
    assert "何茉莉" not in html


def test_doors_are_ticked_taken_back_and_ticked_by_floor_without_script(ground, notice, signed_in):
    client, path = signed_in(ground.captain), f"/notices/{notice.pk}/doors/"
    how = {"way": "phone", "on": str(timezone.localdate())}
    door = home(ground.first, "0202")
    for _ in range(2):
        answer = client.post(path, how | {"home": door.pk})
        assert answer.status_code == 302
    assert "way=phone" in answer.url
    assert Told.objects.get().way == "phone"
    html = page(client, path)
    assert f'name="undo" value="{door.pk}"' in html
    client.post(path, how | {"undo": door.pk})
    assert not Told.objects.exists()
    client.post(path, how | {"floor": f"{ground.first.pk}:2"})
    assert set(Told.objects.values_list("dwelling__door", flat=True)) == {"0201", "0202"}
    client.post(path, how)  # the enter key: no door
    assert Told.objects.count() == 2
    for number in (1, 3):
        client.post(path, how | {"floor": f"{ground.first.pk}:{number}"})
    assert "都通知到了" in page(client, path)


def test_a_fragment_for_htmx_and_the_sentence_of_a_refusal(ground, notice, signed_in):
    client, path = signed_in(ground.captain), f"/notices/{notice.pk}/doors/"
    door = home(ground.first, "0202")
    post = {"way": "door", "on": str(timezone.localdate()), "home": door.pk}
    html = client.post(path, post, headers={"HX-Request": "true"}).content.decode()
    assert html.startswith("<div")
    assert "<html" not in html
    tomorrow = client.post(
        path, post | {"on": str(timezone.localdate() + DAY), "home": home(ground.first, "0101").pk}
    )
    assert tomorrow.status_code == 422
    assert "这一天还没到" in tomorrow.content.decode()


def test_what_is_not_theirs_does_not_exist(ground, notice, signed_in):
    path, how = f"/notices/{notice.pk}/doors/", {"way": "door", "on": str(timezone.localdate())}
    captain = signed_in(ground.captain)
    foreign = home(ground.second, "0102")
    for button in (
        {"home": foreign.pk},
        {"undo": foreign.pk},
        {"floor": f"{ground.second.pk}:1"},
        {"home": "x"},
    ):
        assert captain.post(path, how | button).status_code == 404
    for who in (ground.resident, ground.outsider, ground.stranger):
        assert signed_in(who).get(path).status_code == 404
    assert signed_in(ground.captain).get(f"/notices/{ground.draft().pk}/doors/").status_code == 404
    Captaincy.objects.filter(user=ground.captain).update(ended_on=timezone.localdate())
    door = home(ground.first, "0102")
    assert captain.post(path, how | {"home": door.pk}).status_code == 404
    assert captain.get(path).status_code == 404
    assert not Told.objects.exists()


def test_staff_tick_in_the_building_that_they_chose(ground, notice, signed_in):
    client = signed_in(make_staff(ground.community))
    assert client.get(f"/notices/{notice.pk}/doors/").status_code == 404, "a community is no round"
    path = f"/notices/{notice.pk}/doors/?place={ground.second.pk}"
    assert "0102" in page(client, path)
    how = {"way": "door", "on": str(timezone.localdate()), "home": home(ground.second, "0102").pk}
    assert client.post(path, how).status_code == 302
    assert Told.objects.count() == 1


def test_more_doors_than_fit_on_a_page_are_paged_and_counted(ground, notice, signed_in, monkeypatch):
    monkeypatch.setattr(coverage, "MOST_DOORS", 4)
    Dwelling.objects.filter(place=ground.first, door="0302").update(floor=None)
    client = signed_in(make_staff(ground.community))
    path = f"/notices/{notice.pk}/doors/?place={ground.estate.pk}"
    seen, address, pages = [], path, 0
    while address:
        answer = client.get(address)
        html, pages = answer.content.decode(), pages + 1
        seen += [home.pk for level in answer.context["levels"] for home in level["homes"]]
        assert "还有 12 户" in html, "the whole, on every page"
        assert "这一页" in html
        address = answer.context["next"]
        assert (f'href="{address.replace("&", "&amp;")}"' in html) if address else ("下一页" not in html)
    assert (pages, len(seen), len(set(seen))) == (3, 12, 12)
    last = Dwelling.objects.get(pk=seen[-1])
    second = client.get(path).context["next"]
    how = {"way": "door", "on": str(timezone.localdate())}
    door = client.get(second).context["levels"][0]["homes"][0]
    assert client.post(path, how | {"home": door.pk}).status_code == 404, "not on this page"
    back = client.post(second, how | {"home": door.pk})
    assert (back.status_code, "after=" in back.url) == (302, True), "one stays on the page"
    assert Told.objects.get().dwelling_id == door.pk
    assert last.pk != door.pk
    fragment = client.post(second, how | {"undo": door.pk}, headers={"hx-request": "true"})
    assert fragment.content.decode().count("after=") >= 2


def test_a_page_that_holds_all_doors_says_nothing_of_pages(ground, notice, signed_in):
    html = page(
        signed_in(make_staff(ground.community)), f"/notices/{notice.pk}/doors/?place={ground.estate.pk}"
    )
    assert "这一页" not in html


@pytest.mark.django_db(transaction=True)
def test_two_tabs_and_two_captains_make_one_row():
    ground = new_ground()
    other = make_captain(ground.first, role="deputy")
    notice = ground.publish(client_key=uuid4())
    doors = list(Dwelling.objects.filter(place=ground.first).select_related("place"))
    barrier, raised = threading.Barrier(4), []

    def round_of(user, homes) -> None:
        try:
            barrier.wait(timeout=10)
            tell_homes(by=again(user), notice=notice, dwellings=homes)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    rounds = [(ground.captain, doors), (ground.captain, doors[::-1]), (other, doors), (other, doors[::-1])]
    threads = [threading.Thread(target=round_of, args=row) for row in rounds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert raised == []
    assert Told.objects.count() == len(doors)
    assert Entry.objects.filter(verb="notices.tell_home").count() == len(doors)
