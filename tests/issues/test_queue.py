"""The organisation's desk: who sees which issues under which filter, what stands beside the list, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from issues.models import Issue, SavedView
from issues.operations import (
    accept_issue,
    answer_issue,
    confirm_issue,
    dispatch_issue,
    dispute_issue,
    mediate_issue,
    reopen_issue,
    resolve_issue,
    start_issue,
    suspend_issue,
)
from issues.queries.queue import asked_of, counts_of
from tests.factories import MembershipFactory, OrganisationFactory, make_captain
from tests.issues.estate import fresh

QUEUE = "/issues/queue/"


def titles(response) -> list[str]:
    return [row.issue.text for row in response.context["page"]]


def listed(client, user, query: str = "") -> set[str]:
    client.force_login(user)
    return set(titles(client.get(f"{QUEUE}?{query}")))


@pytest.fixture
def world(estate, now):
    """One of each kind, named by what it is; the water ones go to the property company."""

    def say(text, **fields):
        return estate.report(text=text, now=now - timedelta(hours=1), **fields)

    say("楼长的")  # with the captain, nobody has taken it on
    say("物业的", by=estate.captain)
    taken = say("麦石榴的", by=estate.captain)
    accept_issue(by=estate.desk, issue=taken)
    begun = say("区簕杜鹃的", by=estate.captain)
    start_issue(by=estate.engineer, issue=begun)
    offered = say("转来的")
    dispatch_issue(by=estate.captain, issue=offered, organisation=estate.property)
    disputed = say("不归我的", by=estate.captain)
    dispute_issue(by=estate.engineer, issue=disputed, text="公用管道归水司")
    off = say("缓办的", by=estate.captain)
    accept_issue(by=estate.engineer, issue=off)
    suspend_issue(
        by=estate.engineer, issue=off, text="等配件", until=timezone.localdate() + timedelta(days=20)
    )
    done = say("办好的", by=estate.neighbour)
    resolve_issue(by=estate.captain, issue=done, text="好了")
    over = say("办结的", by=estate.neighbour)
    resolve_issue(by=estate.captain, issue=over, text="好了")
    confirm_issue(by=estate.neighbour, issue=over, is_satisfied=True)
    back = say("退回的")
    resolve_issue(by=estate.captain, issue=back, text="好了")
    reopen_issue(by=estate.resident, issue=back, text="还滴")
    estate.report(text="逾期的", category="upkeep", now=now - timedelta(days=30))
    estate.report(text="别栋的", by=estate.far_neighbour, place=estate.other, category="litter", now=now)
    estate.report(text="邻里纠纷的", by=estate.captain, category="dispute", now=now)
    # Whatever the day and hour at which this runs: one is late, the others have until the day after tomorrow.
    Issue.objects.exclude(text="逾期的").update(due_at=timezone.now() + timedelta(days=2))
    return estate


RUNNING = {
    "楼长的", "物业的", "麦石榴的", "区簕杜鹃的", "转来的", "不归我的", "退回的", "逾期的", "别栋的",
}  # fmt: skip
PROPERTY_HAS = {"物业的", "麦石榴的", "区簕杜鹃的", "转来的", "不归我的", "别栋的"}


@pytest.mark.parametrize(
    "query, staff, engineer",
    [
        ("", RUNNING | {"邻里纠纷的"}, RUNNING),
        ("who=waiting", {"邻里纠纷的"}, {"物业的", "转来的", "别栋的"}),
        ("who=ours", {"邻里纠纷的"}, PROPERTY_HAS),
        ("who=mine", set(), {"区簕杜鹃的", "不归我的"}),
        ("when=overdue", {"逾期的"}, {"逾期的"}),
        ("state=new&who=ours", {"邻里纠纷的"}, {"物业的", "转来的", "别栋的"}),
        ("state=taken", {"麦石榴的", "区簕杜鹃的", "退回的"}, {"麦石榴的", "区簕杜鹃的", "退回的"}),
        ("state=disputed", {"不归我的"}, {"不归我的"}),
        ("state=off", {"缓办的"}, {"缓办的"}),
        ("state=word&state=closed", {"办好的", "办结的"}, {"办好的", "办结的"}),
        ("category=litter", {"别栋的"}, {"别栋的"}),
        ("category=litter&category=upkeep", {"别栋的", "逾期的"}, {"别栋的", "逾期的"}),
        ("tier=p1&state=disputed", {"不归我的"}, {"不归我的"}),
        ("tier=p0", set(), set()),
        ("reopened=1", {"退回的"}, {"退回的"}),
        ("q=办结", {"办结的"}, {"办结的"}),
        ("who=nobody&state=x&tier=p9&place=abc&reopened=yes", RUNNING | {"邻里纠纷的"}, RUNNING),
    ],
)
def test_each_filter_as_each_sees_it(world, client, query, staff, engineer):
    assert listed(client, world.staff, query) == staff
    assert listed(client, world.engineer, query) == engineer


def test_by_place_with_all_that_stands_in_it(world, client):
    assert listed(client, world.engineer, f"place={world.other.pk}") == {"别栋的"}
    assert listed(client, world.engineer, f"place={world.place.pk}") == RUNNING
    assert client.get(f"{QUEUE}?place=999999999").status_code == 404


def test_by_number_whatever_its_state(world, client):
    over = Issue.objects.get(text="办结的")
    for words in (over.number, str(over.pk), f"%23{over.pk}"):
        assert "办结的" in listed(client, world.staff, f"q={words}"), words
    assert listed(client, world.engineer, f"q={Issue.objects.get(text='邻里纠纷的').number}") == set()


def test_what_runs_out_first_stands_first(world, client):
    client.force_login(world.staff)
    found = [row.issue.due_at for row in client.get(QUEUE).context["page"]]
    assert found == sorted(found)


def test_the_tabs_count_what_they_list(world, client):
    for person in (world.staff, world.engineer):
        client.force_login(person)
        for tab in client.get(QUEUE).context["tabs"]:
            assert len(listed(client, person, tab.query)) == tab.count, (person, tab.label)


def test_due_today_ends_at_midnight(estate, now):
    for hours in (1, 50):
        issue = estate.report(by=estate.captain, text=f"{hours}")
        Issue.objects.filter(pk=issue.pk).update(due_at=now + timedelta(hours=hours))
    at = timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)
    Issue.objects.filter(text="1").update(due_at=at + timedelta(hours=11, minutes=59))
    Issue.objects.filter(text="50").update(due_at=at + timedelta(hours=12, minutes=1))
    assert counts_of(estate.engineer, at)[0].today == 1
    after_midnight, _views = counts_of(estate.engineer, at + timedelta(hours=12))
    assert (after_midnight.today, after_midnight.overdue) == (1, 1)


def test_whose_is_it_is_a_tab_of_staff_only(world, client):
    client.force_login(world.engineer)
    assert "disputed" not in [tab.key for tab in client.get(QUEUE).context["tabs"]]
    client.force_login(world.staff)
    assert "disputed" in [tab.key for tab in client.get(QUEUE).context["tabs"]]


def test_only_for_those_who_serve_today(estate, client):
    former = MembershipFactory(organisation=estate.property, ended_on=timezone.localdate()).user
    for person in (estate.resident, estate.captain, former):
        client.force_login(person)
        assert client.get(QUEUE).url == "/issues/"
        for path in ("act", "export", "views"):
            assert client.post(QUEUE + path, {"issue": 1}).status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(QUEUE).url


def test_another_estate_s_company_sees_nothing_of_it(world, elsewhere, client):
    other = OrganisationFactory(kind="property_company", serves=[elsewhere.parent])
    stranger = MembershipFactory(organisation=other).user
    assert listed(client, stranger) == set()
    issue = Issue.objects.get(text="物业的")
    assert client.get(f"{QUEUE}?issue={issue.pk}").status_code == 404
    response = client.post(f"{QUEUE}act", {"act": "accept", "issue": issue.pk}, follow=True)
    assert "请先勾选" in response.content.decode()
    issue.refresh_from_db()
    assert issue.state == "reported"


# --- beside the list ------------------------------------------------------------------------------------------


def test_the_company_reads_the_relay_and_no_name_or_number(estate, client):
    issue = estate.report(category="lift", text="右边电梯会抖")
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    answer_issue(by=estate.resident, issue=issue, text="晚上也抖", is_relay=True)
    answer_issue(by=estate.engineer, issue=issue, text="明天上门", is_relay=True)
    client.force_login(estate.engineer)
    for headers in ({}, {"HX-Request": "true", "HX-Target": "panel"}):
        html = client.get(f"{QUEUE}?issue={issue.pk}", headers=headers).content.decode()
        assert "晚上也抖" in html
        assert "明天上门" in html
        assert "只在您和报事人之间" in html
        assert "何茉莉" not in html
        assert estate.resident.phone not in html
    client.force_login(estate.staff)
    assert "何茉莉" in client.get(f"{QUEUE}?issue={issue.pk}").content.decode()


@pytest.mark.parametrize("role", ["engineer", "desk"])
def test_no_page_of_the_desk_names_a_reporter_to_the_company(world, client, role):
    client.force_login(getattr(world, role))
    pages = [QUEUE, f"{QUEUE}?state=closed&state=word", f"{QUEUE}?filter=1", f"{QUEUE}?q=的"]
    pages += [f"{QUEUE}?issue={row.issue.pk}" for row in client.get(f"{QUEUE}?q=的").context["page"]]
    for page in pages:
        html = client.get(page).content.decode()
        for person in (world.resident, world.neighbour, world.far_neighbour):
            assert person.display_name not in html, page
            assert person.phone not in html, page


def test_what_went_to_mediation_has_no_words_here(estate, client):
    issue = estate.report(category="noise", text="楼上夜里拖椅子")
    mediate_issue(by=estate.captain, issue=issue)
    client.force_login(estate.staff)
    for query in (f"issue={issue.pk}", "state=closed"):
        assert "拖椅子" not in client.get(f"{QUEUE}?{query}").content.decode()
    # Nor by guessing: what is found by its number is found by no word of it.
    assert listed(client, estate.staff, f"q={issue.number}") == {issue.text}
    assert listed(client, estate.staff, "q=拖椅子") == set()


def test_the_panel_offers_what_one_may_do(world, client):
    client.force_login(world.engineer)

    def panel(text):
        pk = Issue.objects.get(text=text).pk
        headers = {"HX-Request": "true", "HX-Target": "panel"}
        return client.get(f"{QUEUE}?issue={pk}", headers=headers).content.decode()

    html = panel("物业的")
    assert "<html" not in html
    assert 'value="accept"' in html
    assert 'value="start"' in html
    assert f'value="{world.property.pk}-{world.desk.pk}"' in html  # a colleague
    assert f'value="{world.committee.pk}"' in html
    assert f'value="{world.property.pk}"' not in html  # has it already
    assert 'value="accept"' not in panel("楼长的")
    assert 'value="dispatch"' not in panel("楼长的")
    client.force_login(world.staff)
    assert 'value="decide"' in panel("不归我的")


def test_a_part_is_only_that_part(world, client):
    client.force_login(world.staff)

    def part(target, query=""):
        headers = {"HX-Request": "true", "HX-Target": target}
        return client.get(f"{QUEUE}?{query}", headers=headers).content.decode()

    assert part("counts").lstrip().startswith("<nav")
    assert "逾期的" not in part("counts")
    assert "邻里纠纷" in part("filter", "filter=1")
    desk = part("desk")
    assert 'id="desk"' in desk
    assert 'id="toasts"' in desk
    assert "<html" not in desk


# --- filters, chips and saved views --------------------------------------------------------------------------


def test_a_chip_takes_away_its_own_condition_alone(world, client):
    client.force_login(world.staff)
    query = (
        f"when=overdue&state=new&state=taken&category=upkeep&tier=p2&place={world.place.pk}&reopened=1&q=的"
    )
    chips = {chip.label: chip.query for chip in client.get(f"{QUEUE}?{query}").context["chips"]}
    assert len(chips) == 8
    assert asked_of(QueryDict(chips["逾期"])) == asked_of(QueryDict(query.replace("when=overdue", "")))
    assert asked_of(QueryDict(chips["待接手"])).state == ("taken",)
    assert asked_of(QueryDict(chips["办理中"])).state == ("new",)


def test_equal_filters_have_one_address():
    one = asked_of(QueryDict("q= 漏 水 &tier=p2&tier=p0&state=closed&state=new&after=x&x=1"))
    assert one.query == asked_of(QueryDict(one.query)).query
    assert one.query.startswith("state=new&state=closed&tier=p0&tier=p2&q=")


def test_a_view_is_kept_shown_as_a_tab_and_removed(world, client):
    client.force_login(world.staff)
    kept = client.post(f"{QUEUE}views", {"name": "水的急事", "back": "tier=p1&category=water"}, follow=True)
    assert "存好了" in kept.content.decode()
    assert kept.redirect_chain[-1][0] == f"{QUEUE}?category=water&tier=p1"
    tab = next(tab for tab in kept.context["tabs"] if tab.label == "水的急事")
    assert tab.current
    view = SavedView.objects.get(user=world.staff)
    client.force_login(world.engineer)
    assert "水的急事" not in client.get(QUEUE).content.decode()
    assert client.post(f"{QUEUE}views/{view.pk}/remove").status_code == 404
    client.force_login(world.staff)
    client.post(f"{QUEUE}views/{view.pk}/remove")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "很" * 30])
def test_a_view_without_a_proper_name_is_not_kept(estate, client, name):
    client.force_login(estate.staff)
    again = client.post(f"{QUEUE}views", {"name": name, "back": "tier=p1"}).url
    assert again.startswith(f"{QUEUE}?tier=p1&view_name=")
    assert f'value="{name.replace(chr(0), "")}"' in client.get(again).content.decode()  # typed only once
    assert not SavedView.objects.exists()


def test_at_most_twelve_views_and_none_cut_short(estate, client):
    client.force_login(estate.staff)
    for number in range(14):
        client.post(f"{QUEUE}views", {"name": f"第 {number} 个", "back": "tier=p1"})
    assert SavedView.objects.count() == 12
    SavedView.objects.all().delete()
    long = "&".join(f"category={'c' * 15}{chr(97 + n)}" for n in range(20))
    assert (
        "一次要存的条件太多"
        in client.post(f"{QUEUE}views", {"name": "长", "back": long}, follow=True).content.decode()
    )
    assert not SavedView.objects.exists()


# --- paging and cost --------------------------------------------------------------------------------------------


def test_pages_follow_one_another_without_a_gap(estate, client):
    for number in range(45):
        estate.report(text=f"{number}")
    client.force_login(estate.staff)
    seen, page = [], QUEUE
    while page:
        response = client.get(page)
        seen += titles(response)
        cursor = response.context["page"].next_cursor
        page = f"{QUEUE}?after={cursor}" if cursor else ""
    assert sorted(seen, key=int) == [str(number) for number in range(45)]
    headers = {"HX-Request": "true", "HX-Target": "x"}
    cursor = client.get(QUEUE).context["page"].next_cursor
    html = client.get(f"{QUEUE}?after={cursor}", headers=headers).content.decode()
    assert "<html" not in html
    assert len(re.findall("data-open", html)) == 20


@pytest.mark.parametrize("count", [1, 30])
def test_the_queue_costs_the_same_however_long(estate, client, count, django_assert_num_queries):
    for _number in range(count):
        estate.report(by=estate.captain)
    client.force_login(estate.engineer)
    # the frame's: session, person, unread messages; the list's: standing, rows, counts with views
    with django_assert_num_queries(3 + 3):
        client.get(QUEUE)
    with django_assert_num_queries(4):  # session, person, standing, rows
        client.get(f"{QUEUE}?after=x", headers={"HX-Request": "true"})
    with django_assert_num_queries(4):  # session, person, standing, counts with views
        client.get(QUEUE, headers={"HX-Request": "true", "HX-Target": "counts"})


@pytest.mark.parametrize("count", [1, 30])
def test_the_panel_costs_the_same_however_many_serve(estate, client, count, django_assert_num_queries):
    issue = estate.report(by=estate.captain)
    for _number in range(count):
        OrganisationFactory(kind="club", serves=[estate.place])
        MembershipFactory(organisation=estate.property)
    client.force_login(estate.engineer)
    client.get(f"{QUEUE}?issue={issue.pk}")
    with django_assert_num_queries(
        8
    ):  # session, person, standing, issue, timeline, its chain, receivers, colleagues
        client.get(f"{QUEUE}?issue={issue.pk}", headers={"HX-Request": "true", "HX-Target": "panel"})


def test_a_captain_who_also_serves_has_both(estate, client):
    both = MembershipFactory(organisation=estate.property, user=make_captain(estate.other)).user
    estate.report(text="一件")
    assert listed(client, fresh(both)) == {"一件"}


def test_the_desk_s_address_leads_there(estate, client):
    for person, where in (
        (estate.staff, QUEUE),
        (estate.engineer, f"{QUEUE}?who=ours"),
        (estate.resident, "/"),
    ):
        client.force_login(person)
        assert client.get("/desk/").url == where
