"""A captain's desk: what is on it, in which order, for whom, and that a term's end takes all of it away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Ownership
from issues.models import Issue
from issues.operations import accept_issue, dispatch_issue, resolve_issue, suspend_issue
from journal.models import Entry
from notices.operations import acknowledge, draft_notice, publish_notice
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    ResidencyFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
    make_staff,
)
from tests.issues.estate import Estate, new_estate

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PHONE = "10000007777"


@pytest.fixture
def estate(db, settings, tmp_path) -> Estate:
    settings.MEDIA_ROOT = tmp_path
    return new_estate()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def desk(client, user):
    client.force_login(user)
    return client.get("/desk/")


def titles(answer) -> list[str]:
    return [task.title for task in answer.context["tasks"]]


def home_at(estate, door: str) -> Dwelling:
    return Dwelling.objects.get(place=estate.building, door=door)


def publish(estate, **fields):
    notice = draft_notice(
        by=estate.staff,
        organisation=estate.committee,
        title="下午停水",
        body="请存水",
        places=[estate.building],
        asks_acknowledgement=True,
        **fields,
    )
    return publish_notice(by=estate.staff, notice=notice)


# --- today -------------------------------------------------------------------------------------------------


def test_seven_things_at_most_and_what_runs_out_next_comes_first(estate, client, now):
    for n in range(9):
        issue = estate.report(category="litter", text=f"第 {n} 件")
        # By hand: what is reported at night or on a Sunday has all the same time, and this runs at any hour.
        Issue.objects.filter(pk=issue.pk).update(due_at=now + (10 - n) * timedelta(hours=1))
    late = estate.report(text="漏水", now=now - 3 * DAY)
    answer = desk(client, estate.captain)
    assert len(titles(answer)) == 7
    assert answer.context["more_tasks"] == 3
    first, second = answer.context["tasks"][:2]
    assert (first.title, first.tone) == (late.title, "late")
    assert second.title == "3栋第 8 件"
    assert "3栋" in second.meta
    assert second.left.startswith("还剩")
    assert "罗白兰，今天有 10 件事" in answer.content.decode()


def test_what_was_put_off_comes_on_its_day(estate, client, now, today):
    waiting = accept_issue(by=estate.captain, issue=estate.report(text="等零件", now=now - 5 * DAY))
    suspend_issue(by=estate.captain, issue=waiting, text="等零件", until=today + 9 * DAY)
    fresh = estate.report(text="刚报的")
    assert titles(desk(client, estate.captain)) == [fresh.title, waiting.title]


def test_what_a_captain_reported_and_is_said_to_be_done_asks_for_a_word(estate, client):
    issue = estate.report(by=estate.captain)
    accept_issue(by=estate.engineer, issue=issue)
    resolve_issue(by=estate.engineer, issue=issue, text="好了")
    assert titles(desk(client, estate.captain)) == [f"真的办好了吗？{issue.title}"]


def test_an_offer_waits_for_a_yes(estate, client):
    """A captain who sits in the council as well."""
    council = OrganisationFactory(kind="neighbour_council", name="街坊会", serves=[estate.place])
    both = make_captain(estate.other, user=MembershipFactory(organisation=council).user)
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=council)
    task = desk(client, both).context["tasks"][0]
    assert (task.title, task.tone) == (issue.title, "new")
    assert task.label != issue.get_state_display()


def test_done_today_is_kept_apart(estate, client):
    issue = estate.report()
    resolve_issue(by=estate.captain, issue=issue, text="好了")
    answer = desk(client, estate.captain)
    assert [row.issue for row in answer.context["done"]] == [issue]
    assert "今天已办好 1 件" in answer.content.decode()


def test_homes_that_did_not_confirm_a_notice_are_counted_and_marked(estate, client):
    notice = publish(estate)
    acknowledge(by=estate.resident, notice=notice)
    Dwelling.objects.filter(pk=home_at(estate, "0101").pk).update(presence="vacant")
    answer = desk(client, estate.captain)
    task = answer.context["tasks"][0]
    assert (task.title, task.meta) == ("下午停水", "还有 4 户没通知到")  # of six, one empty
    assert answer.content.decode().count("有告示没通知到") == 4


@pytest.mark.parametrize(
    "days, follower, says", [(12, False, "还没定接任人"), (12, True, "接任"), (61, False, "")]
)
def test_a_term_that_ends_within_sixty_days(estate, client, today, days, follower, says):
    end = today + days * DAY
    Captaincy.objects.filter(user=estate.captain).update(ended_on=end)
    if follower:
        make_captain(estate.building, started_on=end, user__display_name="叶水仙")
    tasks = desk(client, estate.captain).context["tasks"]
    assert len(tasks) == bool(says)
    if says:
        assert tasks[0].title == "您的任期还有 12 天"
        assert says in tasks[0].label + tasks[0].meta


def test_floors_without_a_captain_are_said(estate, client):
    Captaincy.objects.filter(user=estate.captain).update(floor_from=1, floor_to=1)
    assert titles(desk(client, estate.captain)) == ["3栋 2–3 层没有楼长"]


def test_a_day_without_anything_says_so(estate, client):
    assert "今天没有要办的事" in desk(client, estate.captain).content.decode()


# --- the windows -------------------------------------------------------------------------------------------


def test_a_window_is_lit_where_something_is_open_and_leads_to_that_home(estate, client):
    home = home_at(estate, "0201")
    estate.report(dwelling=home, floor=2)
    body = desk(client, estate.captain).content.decode()
    assert f'<a class="door door--lit" href="/desk/homes/{home.pk}/">' in body
    assert body.count("door--lit") == 2  # the home, and the legend


def test_other_floors_stand_on_the_buildings_page_alone(estate, client):
    Captaincy.objects.filter(user=estate.captain).update(floor_from=1, floor_to=1)
    other = home_at(estate, "0201")
    Dwelling.objects.update(presence="rented")
    make_captain(estate.building, floor_from=2, floor_to=3)
    estate.report(dwelling=other, floor=2)
    body = desk(client, estate.captain).content.decode()
    assert "0101" in body
    assert "0201" not in body
    assert "只看得到您负责的楼层" in body
    assert "0201" in client.get(f"/places/{estate.building.pk}/").content.decode()
    assert body.count("租住") == 2 + 1  # two homes of the first floor, and the legend
    assert f"/desk/homes/{other.pk}/" not in body
    assert client.get(f"/desk/homes/{other.pk}/").status_code == 404


def test_a_captain_of_a_lane_sees_its_doors(estate, client):
    lane = PlaceFactory(kind="lane", name="15巷", parent=estate.place)
    for door in ("1号", "2号"):
        Dwelling.objects.create(place=lane, door=door)
    body = desk(client, make_captain(lane, kind="lane")).content.decode()
    assert "1号" in body


def test_a_captain_of_a_road_gets_no_table_of_hundreds(estate, client):
    road = PlaceFactory(kind="road", name="新村大道", parent=estate.place)
    Dwelling.objects.create(place=road, door="1号")
    answer = desk(client, make_captain(road, kind="road"))
    assert answer.status_code == 200
    assert answer.context["buildings"][0].grid is None


# --- one home ----------------------------------------------------------------------------------------------


def test_a_home_shows_what_is_open_there_and_where_to_log(estate, client):
    home = home_at(estate, "0201")
    here = estate.report(dwelling=home, floor=2)
    estate.report(floor=2, text="别处")
    client.force_login(estate.captain)
    answer = client.get(f"/desk/homes/{home.pk}/")
    assert [row.issue for row in answer.context["rows"]] == [here]
    assert f"/issues/new?place={estate.building.pk}&amp;floor=2&amp;spot=door%3A01" in answer.content.decode()
    assert "登记 1 位" in answer.content.decode()


def test_numbers_are_shown_for_a_purpose_once_and_it_is_on_record(estate, client):
    home = home_at(estate, "0201")
    Ownership.objects.create(dwelling=home, owner_name="冼紫荆", phone=PHONE)
    client.force_login(estate.captain)
    address = f"/desk/homes/{home.pk}/"
    for page in ("/desk/", "/desk/people/", address):
        body = client.get(page).content.decode()
        assert "冼紫荆" not in body
        assert PHONE not in body.replace(" ", "")
        assert estate.resident.phone not in body.replace(" ", "")
    assert not Entry.objects.about(home).exists()
    answer = client.post(address, {"purpose": "repair", "detail": "水管"})
    body = answer.content.decode()
    assert "冼紫荆" in body
    assert f"tel:{PHONE}" in body
    assert f"tel:{estate.resident.phone}" in body
    assert 'data-hide-after="60"' in body
    assert "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.about(home).get()
    assert (entry.by, entry.verb, entry.data) == (
        estate.captain,
        "personal_data.read",
        {"purpose": "repair: 水管"},
    )
    assert "冼紫荆" not in client.get(address).content.decode()


@pytest.mark.parametrize("posted", [{}, {"purpose": "curiosity"}, {"purpose": "other", "detail": " "}])
def test_without_a_purpose_no_number_is_shown(estate, client, posted):
    home = home_at(estate, "0201")
    client.force_login(estate.captain)
    answer = client.post(f"/desk/homes/{home.pk}/", posted)
    assert estate.resident.phone not in answer.content.decode().replace(" ", "")
    assert 'class="error"' in answer.content.decode()
    assert not Entry.objects.exists()


# --- people, term ------------------------------------------------------------------------------------------


def test_my_people_are_counted_home_by_home_and_not_named(estate, client):
    ResidencyFactory(dwelling=home_at(estate, "0201"), kind="tenant")
    Ownership.objects.create(dwelling=home_at(estate, "0101"), owner_name="冼紫荆", phone=PHONE)
    client.force_login(estate.captain)
    answer = client.get("/desk/people/")
    counts = {home.door: home.residents for home in answer.context["homes"]}
    assert counts == {"0301": 0, "0302": 1, "0201": 2, "0202": 0, "0101": 0, "0102": 0}
    body = answer.content.decode()
    assert "登记了 3 位街坊" in body
    assert "有业主" in body
    assert estate.resident.display_name not in body


def test_my_term_says_who_follows_and_who_stands_beside(estate, client, today):
    Captaincy.objects.filter(user=estate.captain).update(ended_on=today + 30 * DAY)
    make_captain(estate.building, role="deputy", user__display_name="叶水仙")
    make_captain(estate.building, started_on=today + 30 * DAY, user__display_name="梁海棠")
    client.force_login(estate.captain)
    body = client.get("/desk/term/").content.decode()
    for words in ("还有 30 天", "叶水仙", "梁海棠", "移交手上的事，结束任期"):
        assert words in body
    Captaincy.objects.filter(user__display_name="梁海棠").delete()
    assert "还没定" in client.get("/desk/term/").content.decode()


# --- for whom ----------------------------------------------------------------------------------------------


def people_of(estate, elsewhere, today) -> dict:
    return {
        "visitor": None,
        "stranger": UserFactory(),
        "resident": estate.resident,
        "captain": estate.captain,
        "deputy": make_captain(estate.building, role="deputy"),
        "captain of another floor": make_captain(estate.building, role="deputy", floor_from=3),
        "captain elsewhere": make_captain(elsewhere),
        "former captain": make_captain(estate.building, role="deputy", ended_on=today),
        "future captain": make_captain(estate.building, role="deputy", started_on=today + DAY),
        "property": estate.engineer,
        "council": make_staff(estate.place, "neighbour_council"),
        "staff": estate.staff,
        "street": make_staff(estate.place.parent.parent, "street_office"),
        "superuser": UserFactory(is_superuser=True, is_staff=True),
    }


def test_who_opens_which_page_of_the_desk(estate, client, today):
    home = home_at(estate, "0201")
    captains = {"captain", "deputy", "captain of another floor", "captain elsewhere"}
    people = people_of(estate, make_building(), today)
    opened_by = {
        "/desk/people/": captains,
        "/desk/term/": captains,
        f"/desk/homes/{home.pk}/": {"captain", "deputy"},
    }
    for address, allowed in opened_by.items():
        opened = set()
        for who, person in people.items():
            client.logout()
            if person:
                client.force_login(person)
            status = client.get(address).status_code
            assert status == 302 if person is None else status in (200, 404), (who, address)
            opened |= {who} if status == 200 else set()
        assert opened == allowed, address
    for who in captains:
        assert desk(client, people[who]).templates[0].name == "portal/desk/captain.html", who
    for who in ("stranger", "resident", "former captain", "future captain"):
        assert desk(client, people[who]).url == "/", who


def test_names_are_opened_by_those_who_look_after_the_home(estate, client, today):
    home, opened = home_at(estate, "0201"), set()
    for who, person in people_of(estate, make_building(), today).items():
        client.logout()
        if person:
            client.force_login(person)
        answer = client.post(f"/desk/homes/{home.pk}/", {"purpose": "repair"})
        shown = answer.status_code == 200 and estate.resident.display_name in answer.content.decode()
        opened |= {who} if shown else set()
    assert opened == {"captain", "deputy"}
    assert Entry.objects.about(home).count() == 2


def test_a_captain_whose_term_ended_yesterday_finds_none_of_it_today(estate, client, today):
    estate.report()
    client.force_login(estate.captain)
    home = home_at(estate, "0201")
    pages = ("/desk/people/", "/desk/term/", f"/desk/homes/{home.pk}/")
    assert {client.get(page).status_code for page in pages} == {200}
    Captaincy.objects.update(ended_on=today)  # its last day was yesterday
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.get("/desk/").url == "/"
    assert client.get("/").status_code == 200


def test_the_start_page_leads_a_captain_to_the_desk_and_a_neighbour_home(estate, client):
    client.force_login(estate.captain)
    assert client.get("/").url == "/desk/"
    assert client.get("/?as=resident").url == "/desk/"  # lives nowhere here
    ResidencyFactory(dwelling=home_at(estate, "0101"), user=estate.captain)
    assert client.get("/?as=resident").templates[0].name == "home/resident.html"
    assert "/?as=resident" in client.get("/desk/").content.decode()


# --- how much it costs -------------------------------------------------------------------------------------

# Session, person, what they are, the unread messages of the bar.
FRAME = 4


@pytest.mark.parametrize("count", [1, 30])
def test_the_desk_asks_the_database_six_times(estate, client, now, count, django_assert_num_queries):
    for n in range(count):
        home = Dwelling.objects.create(place=estate.building, floor=n + 10, door=f"{n + 10}03")
        estate.report(dwelling=home, floor=home.floor, text=f"第 {n} 件")
        make_resident(estate.building, home.door)
    for _n in range(min(count, 3)):
        publish(estate, expires_at=now + DAY)
    make_captain(estate.building, role="deputy")
    client.force_login(estate.captain)
    with django_assert_num_queries(FRAME + 2):  # all lists, the windows
        assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_my_people_cost_one_question(estate, client, count, django_assert_num_queries):
    for n in range(count):
        Dwelling.objects.create(place=estate.building, floor=n + 10, door=f"{n + 10}03")
        make_resident(estate.building, f"{n + 10}03")
    client.force_login(estate.captain)
    with django_assert_num_queries(FRAME + 1):
        client.get("/desk/people/")


@pytest.mark.parametrize("count", [1, 30])
def test_one_home_costs_the_same_however_much_is_open(estate, client, count, django_assert_num_queries):
    home = home_at(estate, "0201")
    for n in range(count):
        estate.report(dwelling=home, floor=2, text=f"第 {n} 件")
    publish(estate)
    client.force_login(estate.captain)
    with django_assert_num_queries(FRAME + 4):
        client.get(f"/desk/homes/{home.pk}/")
