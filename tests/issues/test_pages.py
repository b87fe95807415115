import re
import uuid
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from issues.clock import deadlines
from issues.models import Category, Issue
from issues.operations import accept_issue, dispatch_issue, resolve_issue
from kit.times import moment
from tests.issues.photos import picture
from tests.outliving import session_ends

NEW, LIST = "/issues/new", "/issues/"


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


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response)))


# --- reporting ---------------------------------------------------------------------------------------------


def test_a_resident_reports_with_a_floor_a_spot_and_a_photo(estate, client):
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate, floor="2", spot="lift", photos=[picture()]), follow=True)
    issue = Issue.objects.get()
    assert response.redirect_chain[-1][0] == issue.get_absolute_url()
    assert (issue.floor, issue.spot, issue.photos.count()) == (2, "lift", 1)
    assert issue.number in response.content.decode()  # said in the toast, to be told on the phone


def test_my_own_building_is_chosen_already(estate, client):
    client.force_login(estate.captain)
    page = main_of(client.get(NEW))
    assert f'name="place" value="{estate.building.pk}"' in page
    assert page.count('name="floor"') == 3


def test_the_bar_names_who_gets_it_and_by_when(estate, client):
    client.force_login(estate.resident)
    now = timezone.now()
    due = deadlines("p1", now)
    words = words_of(client.get(NEW, {"category": "water"}))
    assert (
        f"罗白兰，{moment(due.respond_by, now=now).rpartition(':')[0]}" in words
    )  # the minute may pass meanwhile
    assert "前答复" in words
    client.force_login(estate.captain)
    assert f"交给{estate.property}，" in words_of(client.get(NEW, {"category": "water"}))


def test_the_form_asks_what_has_happened_and_where(estate, client):
    client.force_login(estate.resident)
    asked = re.findall(r'<legend class="label big">([^<]+?)\s*<', client.get(NEW).content.decode())
    assert asked[:2] == ["什么事？", "在哪里？"]


def test_with_script_the_bar_follows_what_is_chosen(estate, client):
    client.force_login(estate.resident)
    asked = {"place": estate.building.pk, "category": "litter", "floor": "2", "spot": "corridor"}
    headers = {"HX-Request": "true", "HX-Target": "receiver"}
    calm = client.get(NEW, asked, headers=headers).content.decode()
    assert "乱扔垃圾 · 3栋 2 楼走廊" in calm
    assert re.search(r"前答复，.+ 18:00 前办好", calm)
    danger = client.get(NEW, asked | {"is_danger": "on"}, headers=headers).content.decode()
    assert "18:00 前办好" not in danger
    assert 'id="similar"' in danger
    assert "<html" not in danger


def test_a_double_tap_makes_one_issue(estate, client):
    client.force_login(estate.resident)
    data = sent(estate)
    first, second = client.post(NEW, data), client.post(NEW, data)
    assert first["Location"] == second["Location"] == Issue.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"category": ""}, "请选是什么事"),
        ({"category": "no-such"}, "这一类已经停用"),
        ({"floor": "40"}, "3栋没有这一层"),
        ({"floor": "two"}, "3栋没有这一层"),
        ({"place": "999999"}, "找不到这个地方"),
        ({"place": "../1"}, "找不到这个地方"),
        ({"text": "长" * 2001}, ""),
        ({"client_key": "not-a-key"}, ""),
    ],
)
def test_bad_input_gets_a_sentence_and_saves_nothing(estate, client, wrong, sentence):
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate) | wrong)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert 'role="alert"' in main_of(response)
    if "text" not in wrong:
        assert "天花滴水，昨晚开始" in main_of(response)
    assert not Issue.objects.exists()


def test_the_place_of_another_estate_is_named_and_refused(estate, elsewhere, client):
    client.force_login(estate.resident)
    response = client.post(NEW, sent(estate, place=elsewhere.pk))
    assert response.status_code == 422
    assert "9栋不在您这一片" in words_of(response)
    assert not Issue.objects.exists()


def test_a_category_switched_off_while_the_form_was_open(estate, client):
    client.force_login(estate.resident)
    Category.objects.filter(code="water").update(is_active=False)
    assert "这一类已经停用" in words_of(client.post(NEW, sent(estate)))


def test_who_has_no_home_yet_is_told_where_to_begin(client, db):
    from tests.factories import UserFactory

    client.force_login(UserFactory())
    assert "找我的楼" in words_of(client.get(NEW))


def test_an_ended_session_leads_back_to_the_form(estate, client):
    session_ends(client, estate.resident, f"{NEW}?place={estate.building.pk}")
    response = client.post(NEW, sent(estate))
    assert response.status_code == 302
    assert unquote(response["Location"]).endswith(f"next=/issues/new?place={estate.building.pk}")
    assert not Issue.objects.exists()
    client.force_login(estate.resident)
    page = main_of(client.get(NEW, {"place": estate.building.pk}))
    assert "天花滴水，昨晚开始" in page
    assert re.search(r'value="water"[^>]* checked', page)


def test_an_answer_written_while_the_session_ended_comes_back_in_its_own_box(estate, client):
    issue = estate.report()
    session_ends(client, estate.captain, issue.get_absolute_url())
    client.post(reverse("issues:resolve", args=[issue.pk]), {"step": "resolve", "text": "拧紧了"})
    client.force_login(estate.captain)
    page = main_of(client.get(issue.get_absolute_url()))
    assert page.count("拧紧了") == 1
    assert page.index("/resolve") < page.index("拧紧了") < page.index("/dispatch")
    assert "拧紧了" not in main_of(client.get(issue.get_absolute_url()))  # given back once


def test_a_captain_logs_for_a_neighbour_by_phone(estate, client):
    estate.neighbour.phone_verified = True
    estate.neighbour.save()
    client.force_login(estate.captain)
    client.post(NEW, sent(estate, caller="梁叔", caller_phone=estate.neighbour.phone))
    issue = Issue.objects.get()
    assert (issue.reporter, issue.logged_by, issue.caller) == (estate.neighbour, estate.captain, "")


def test_a_phone_of_somebody_elsewhere_tells_the_captain_nothing(estate, elsewhere, client):
    from tests.factories import make_resident

    other = make_resident(elsewhere, user__phone_verified=True)
    client.force_login(estate.captain)
    client.post(NEW, sent(estate, caller="某人", caller_phone=other.phone))
    issue = Issue.objects.get()
    assert (issue.reporter, issue.caller) == (estate.captain, "某人")


def test_a_neighbour_is_not_offered_to_log_for_others(estate, client):
    client.force_login(estate.resident)
    assert "caller" not in main_of(client.get(NEW))


def test_html_in_the_text_is_shown_as_written(estate, client):
    client.force_login(estate.resident)
    client.post(NEW, sent(estate, text="<script>alert(1)</script>"))
    assert "<script>alert" not in main_of(client.get(Issue.objects.get().get_absolute_url()))


def test_outdoors_one_says_where_in_words(estate, client):
    client.force_login(estate.resident)
    page = main_of(client.get(NEW, {"place": estate.place.pk}))
    assert 'name="floor"' not in page
    client.post(NEW, sent(estate, place=estate.place.pk, nearby="南门口"))
    assert Issue.objects.get().spot == "南门口"


# --- steps -------------------------------------------------------------------------------------------------


def test_the_buttons_are_those_of_the_rules(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    shown = {}
    for role in ("resident", "captain", "engineer", "neighbour"):
        client.force_login(getattr(estate, role))
        page = main_of(client.get(issue.get_absolute_url()))
        shown[role] = set(re.findall(rf'action="/issues/{issue.pk}/(\w+)"', page))
    assert shown == {
        "resident": {"answer", "withdraw"},
        # It is still the captain's.
        "captain": {
            "accept",
            "start",
            "resolve",
            "dispatch",
            "dispute",
            "escalate",
            "mediate",
            "answer",
            "join",
        },
        "engineer": {"accept", "start", "resolve", "dispute", "escalate", "answer", "join"},
        "neighbour": {"join"},
    }


def test_a_property_company_works_it_through_the_page_and_the_reporter_confirms(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    client.force_login(estate.engineer)
    url = issue.get_absolute_url()
    for step, data in (
        ("accept", {}),
        ("start", {}),
        ("answer", {"text": "下午来", "photos": [picture()]}),
        ("resolve", {"text": "换了接头", "photos": [picture()]}),
    ):
        assert client.post(f"{url}{step}", data)["Location"] == url
    client.force_login(estate.resident)
    assert "办好了吗？" in words_of(client.get(url))
    client.post(f"{url}confirm", {"is_satisfied": "yes", "text": "谢谢"})
    issue.refresh_from_db()
    assert (issue.state, issue.is_satisfied, issue.photos.count()) == ("confirmed", True, 2)


def test_not_saying_whether_one_is_satisfied_is_not_a_yes(estate, client):
    issue = resolve_issue(by=estate.captain, issue=estate.report(), text="好了")
    client.force_login(estate.resident)
    client.post(reverse("issues:confirm", args=[issue.pk]), {"is_satisfied": "unsaid"})
    issue.refresh_from_db()
    assert (issue.state, issue.is_satisfied) == ("confirmed", None)


def test_a_step_that_came_too_late_says_so_and_keeps_the_words(estate, client):
    issue = resolve_issue(by=estate.captain, issue=estate.report(), text="好了")
    client.force_login(estate.staff)
    response = client.post(reverse("issues:resolve", args=[issue.pk]), {"text": "我也办好了"})
    assert response.status_code == 422
    assert "现在是：等报事人确认" in words_of(response)


def test_an_answer_without_words_is_pointed_at(estate, client):
    issue = estate.report()
    client.force_login(estate.captain)
    response = client.post(reverse("issues:answer", args=[issue.pk]), {"text": " "})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in main_of(response)


def test_reading_slow_the_reporter_finds_the_next_level_with_its_phone(estate, client):
    estate.committee.phone = "075700000120"
    estate.committee.save()
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    client.force_login(estate.resident)
    page = main_of(client.get(issue.get_absolute_url()))
    assert "觉得慢了？" in page
    assert str(estate.committee) in page
    assert 'href="tel:075700000120"' in page
    assert 'href="tel:075700000112"' in page  # whoever has it now


# --- lists -------------------------------------------------------------------------------------------------


def titles(response) -> list[str]:
    return re.findall(r'item__title">([^<]+)<', response.content.decode())


def test_the_filters(estate, client, now):
    from datetime import timedelta

    mine = estate.report(text="我报的")
    late = estate.report(by=estate.neighbour, text="迟了的", now=now - timedelta(days=3))
    done = resolve_issue(
        by=estate.captain, issue=estate.report(by=estate.neighbour, text="办好的"), text="好"
    )
    client.force_login(estate.resident)
    shown = {show: titles(client.get(LIST, {"show": show})) for show in ("mine", "open", "overdue", "all")}
    assert shown == {
        "mine": [mine.title],
        "open": [mine.title, late.title],
        "overdue": [late.title],
        "all": [done.title, mine.title, late.title],
    }
    client.force_login(estate.captain)
    assert titles(client.get(LIST)) == [late.title, mine.title]  # held, most pressing first
    assert titles(client.get(LIST, {"show": "all", "place": estate.other.pk})) == []
    assert client.get(LIST, {"place": "999999"}).status_code == 404


@pytest.mark.parametrize("show", ["all", "held"])
def test_pages_follow_each_other_without_gap_or_repeat(estate, client, show):
    for number in range(45):
        estate.report(text=f"第{number:02d}件")
    client.force_login(estate.captain)
    seen, url, pages = [], f"{LIST}?show={show}&place={estate.building.pk}", 0
    while url:
        response = client.get(url)
        seen += titles(response)
        pages += 1
        following = re.search(r'href="(\?[^"]*after=[^"]+)" rel="next"', response.content.decode())
        url = LIST + following[1].replace("&amp;", "&") if following else None
        assert url is None or f"show={show}" in url
    assert (len(seen), len(set(seen)), pages) == (45, 45, 3)


def test_the_next_rows_come_as_a_fragment(estate, client):
    for number in range(25):
        estate.report(text=f"第{number:02d}件")
    client.force_login(estate.captain)
    more = re.search(r'href="(\?[^"]+)" rel="next" data-more', client.get(LIST).content.decode())[1].replace(
        "&amp;", "&"
    )
    rest = client.get(LIST + more, headers={"HX-Request": "true"})
    assert len(titles(rest)) == 5
    assert "<html" not in rest.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_costs_the_same_however_long(estate, client, count, django_assert_num_queries):
    for _number in range(count):
        estate.report()
    client.force_login(estate.captain)
    # session, person, standing, unread messages, the rows
    with django_assert_num_queries(5):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 30])
def test_the_panel_costs_the_same_however_long(estate, client, count, django_assert_num_queries):
    for _number in range(count):
        estate.report()
    client.force_login(estate.captain)
    # session, person, place, standing, the rows
    with django_assert_num_queries(5):
        client.get(reverse("issues:place_panel", args=[estate.building.pk]))


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    "role, queries", [("resident", 8), ("neighbour", 8), ("engineer", 8), ("captain", 7)]
)
def test_a_long_history_costs_what_a_short_one_does(
    estate, client, count, role, queries, django_assert_num_queries
):
    from issues.operations import answer_issue

    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    for number in range(count):
        answer_issue(
            by=estate.engineer,
            issue=issue,
            text=f"进展 {number}",
            photos=[picture()] if number % 10 == 0 else (),
        )
    client.force_login(getattr(estate, role))
    with CaptureQueriesContext(connection) as captured:
        client.get(issue.get_absolute_url())
    assert len(captured) == queries, "\n".join(query["sql"][:200] for query in captured)


def test_english_reads_too(estate, client):
    issue = estate.report()
    client.force_login(estate.captain)
    client.cookies["django_language"] = "en"
    for url, words in (
        (NEW, "What is it?"),
        (LIST, "With me"),
        (issue.get_absolute_url(), "Who answers for it now"),
    ):
        assert words in words_of(client.get(url))
    assert "Water pipes and leaks" in words_of(client.get(NEW))
