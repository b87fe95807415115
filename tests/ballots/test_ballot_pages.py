"""The page of a ballot and its forms, for whoever looks."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Participation, Vote
from tests.ballots.ground import announced, drafted, in_days, new_ground, opened, resident_of, sell
from tests.ballots.voting import own, paper_in, proxy_for, proxy_in, vote
from tests.factories import ResidencyFactory

pytestmark = pytest.mark.django_db
THREE = [("东门", ""), ("西门", ""), ("都不改", "")]


@pytest.fixture
def ground(db):
    return new_ground()


def url(name, ballot, *rest):
    return reverse(f"ballots:{name}", args=[ballot.pk, *rest])


def see(client, user, ballot, status=200):
    client.force_login(user)
    response = client.get(ballot.get_absolute_url())
    assert response.status_code == status
    return response.content.decode().replace("\xa0", " ")


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def post(client, ballot, page, **data):
    kept = {name: hidden(page, name) for name in ("entry", "client_key", "code") if f'name="{name}"' in page}
    return client.post(url("vote", ballot), kept | data)


# --- who sees what ---------------------------------------------------------------------------------------


def test_the_page_is_there_for_whom_it_concerns(client, ground):
    draft, out = drafted(ground), opened(ground, title="换电梯")
    for user, of_draft, of_open in [
        (ground.chair, 200, 200),
        (ground.staff, 200, 200),
        (ground.owner, 404, 200),
        (ground.tenant, 404, 200),
        (ground.manager, 404, 200),
        (ground.outsider, 404, 404),
        (ground.stranger, 404, 404),
    ]:
        see(client, user, draft, of_draft)
        see(client, user, out, of_open)
    client.logout()
    assert client.get(out.get_absolute_url()).status_code == 302


def test_the_desk_is_for_those_who_handle_papers(client, ground):
    ballot = opened(ground)
    rights = {"owner": 404, "tenant": 404, "manager": 404, "chair": 200, "staff": 200, "captain": 200}
    for name in ("papers", "proxies"):
        for who, status in rights.items():
            client.force_login(getattr(ground, who))
            assert client.get(url(name, ballot)).status_code == status, (name, who)


# --- states ----------------------------------------------------------------------------------------------


def test_announced_it_counts_down_and_has_no_form(client, ground):
    page = see(client, ground.owner, announced(ground, opens_at=in_days(17), closes_at=in_days(22)))
    assert "公告" in page
    assert "开始投票" in page
    assert 'name="choices"' not in page
    assert "住建部门" in page  # a binding vote on screens belongs elsewhere


def test_open_it_says_for_whom_how_many_are_missing_and_nothing_of_the_choices(client, ground):
    ballot = opened(ground)
    vote(ground.second_owner, own(ballot, ground.second_owner), "no")
    page = see(client, ground.owner, ballot)
    assert "1栋0101" in page
    assert "80.00 平方米" in page
    assert "投出这一票" in page
    assert "1 / 12 人" in page
    assert "还差 7 人" in page
    assert "8.3%" in page
    assert 'x="66.67%"' in page
    assert 'width="8.33%"' in page
    assert "反对 1" not in page
    assert "第二百七十八条" in page


def test_a_poll_among_residents_counts_heads_alone_and_never_decides(client, ground):
    ballot = opened(ground, electorate="residents", kind="choose", options=THREE, most_choices=2)
    page = see(client, ground.tenant, ballot)
    assert page.count('class="gauge"') == 1
    assert "按人数" in page
    assert "㎡" not in page
    assert "小区决定" not in page
    assert "18" in page
    assert page.count("option--several") == 3


def test_past_its_hour_whoever_looks_shuts_the_door(client, ground):
    ballot = opened(
        ground, opens_at=timezone.now() - timedelta(days=3), closes_at=timezone.now() - timedelta(seconds=5)
    )
    page = see(client, ground.owner, ballot)
    ballot.refresh_from_db()
    assert ballot.closed_at
    assert "正在计票" in page
    assert "投出这一票" not in page


def test_called_off_it_says_why(client, ground):
    ballot = opened(ground)
    Ballot.objects.filter(pk=ballot.pk).update(
        voided_at=timezone.now(), voided_by=ground.chair, void_reason="方案要改"
    )
    page = see(client, ground.owner, ballot)
    assert "方案要改" in page
    assert "投出这一票" not in page


def test_a_buyer_is_told_why_not_and_where_to_object(client, ground):
    ballot = opened(ground)
    buyer = resident_of(ground.first, "0101")
    sell(ground.home("0101"), (buyer.display_name, buyer.phone))
    page = see(client, buyer, ballot)
    assert "名册" in page
    assert "冻结" in page
    assert url("objections", ballot) in page


# --- voting ----------------------------------------------------------------------------------------------


def test_voting_by_name(client, ground):
    ballot = opened(ground)
    page = see(client, ground.owner, ballot)
    assert post(client, ballot, page).status_code == 422
    assert "请选" in post(client, ballot, page).content.decode()
    answer = post(client, ballot, page, choices="yes")
    assert answer.status_code == 302
    again = post(client, ballot, page, choices="yes")
    assert again.status_code == 302
    assert Vote.objects.count() == 1
    page = see(client, ground.owner, ballot)
    assert Vote.objects.get().receipt in page
    assert "投出这一票" not in page
    for other in (ground.second_owner, ground.chair, ground.staff):
        assert Vote.objects.get().receipt not in see(client, other, ballot)


def test_a_secret_vote_shows_its_receipt_in_that_answer_alone(client, ground):
    ballot = opened(ground, electorate="residents", secrecy="secret")
    page = see(client, ground.owner, ballot)
    answer = post(client, ballot, page, choices="no", is_of_age="on")
    said = answer.content.decode()
    receipt = hidden(page, "code").rpartition(":")[0]
    assert answer.status_code == 200
    assert receipt in said
    assert "再也" in said
    assert "no-store" in answer["Cache-Control"]
    assert "投出这一票" not in said
    assert receipt not in str(dict(client.session))
    assert receipt not in str(answer.headers)
    later = see(client, ground.owner, ballot)
    assert "已投" in later
    assert receipt not in later
    assert (
        receipt in post(client, ballot, page, choices="no", is_of_age="on").content.decode()
    )  # a lost answer
    assert Participation.objects.count() == 1
    assert not Vote.objects.exists()


def test_whoever_votes_for_two_has_two_forms(client, ground):
    ballot = opened(ground, may_change=True)
    agent, mine, theirs = ground.owner, own(ballot, ground.owner), own(ballot, ground.second_owner)
    proxy_for(ground, theirs, agent)
    page = see(client, agent, ballot)
    assert page.count('name="entry"') == 2
    assert page.count("btn--accent") == 1
    assert "1栋0102" in page
    data = {"client_key": hidden(page, "client_key"), "choices": "no"}
    assert client.post(url("vote", ballot), data | {"entry": f"{theirs.pk}p"}).status_code == 302
    assert Vote.objects.get().elector == theirs
    assert Vote.objects.get().channel == "proxy"
    assert client.post(url("vote", ballot), data | {"entry": f"{mine.pk + 999}"}).status_code == 422
    principal = see(client, ground.second_owner, ballot)
    assert "何茉莉" in principal
    assert Vote.objects.get().receipt in principal


def test_a_ranking_is_typed_and_read_back(client, ground):
    ballot = opened(ground, electorate="residents", kind="ranking", options=THREE, may_change=True)
    page = see(client, ground.tenant, ballot)
    twice = post(client, ballot, page, **{"rank-o1": "1", "rank-o2": "1", "is_of_age": "on"})
    assert twice.status_code == 422
    assert "写了两次" in twice.content.decode()
    post(client, ballot, page, **{"rank-o2": "1", "rank-o1": "3", "is_of_age": "on"})
    assert Vote.objects.get().choices == ["o2", "o1"]
    assert 'name="rank-o2" value="1"' in see(client, ground.tenant, ballot)


def test_blank_is_said_and_not_forgotten(client, ground):
    ballot = opened(ground, electorate="residents", kind="choose", options=THREE, most_choices=2)
    page = see(client, ground.tenant, ballot)
    nothing = post(client, ballot, page, is_of_age="on")
    assert nothing.status_code == 422
    assert not Vote.objects.exists()
    both = post(client, ballot, page, choices="o1", blank="on", is_of_age="on")
    assert both.status_code == 422
    young = post(client, ballot, page, choices="o1")
    assert young.status_code == 422
    assert "18" in young.content.decode()
    assert post(client, ballot, page, blank="on", is_of_age="on").status_code == 302
    assert Vote.objects.get().choices == []


def test_too_late_is_said_on_the_page(client, ground):
    ballot = opened(ground, closes_at=timezone.now() + timedelta(days=1))
    page = see(client, ground.owner, ballot)
    Ballot.objects.filter(pk=ballot.pk).update(closed_at=timezone.now())
    answer = post(client, ballot, page, choices="yes")
    assert answer.status_code == 422
    assert "太晚" in answer.content.decode()


# --- the desk --------------------------------------------------------------------------------------------


def test_a_paper_goes_through_two_hands(client, ground):
    ballot = opened(ground, opens_at=timezone.now() - timedelta(hours=1))
    elector = ballot.electors.get(label="2栋0301")
    client.force_login(ground.staff)
    found = client.get(url("papers", ballot), {"door": "0301"}).content.decode()
    assert f"?elector={elector.pk}" in found
    form = client.get(url("paper_new", ballot), {"elector": elector.pk}).content.decode()
    data = {"client_key": hidden(form, "client_key"), "elector": elector.pk, "choices": "no"}
    data |= {"day": hidden(form, "day"), "hour": hidden(form, "hour")}
    assert client.post(url("paper_new", ballot), data).status_code == 302
    paper = ballot.papers.get()
    assert client.get(url("paper", ballot, paper.pk)).status_code == 404  # one's own reading
    client.force_login(ground.colleague)
    assert "2栋0301" in client.get(url("papers", ballot)).content.decode()
    page = client.get(url("paper", ballot, paper.pk)).content.decode()
    assert "checked" not in page  # the first reading is not on it
    words = {"choices": "no", "client_key": hidden(page, "client_key")}
    assert client.post(url("paper", ballot, paper.pk), words).status_code == 200  # the slip, once
    assert Vote.objects.get().channel == "paper"


def test_the_captain_finds_the_homes_looked_after_and_never_the_own(client, ground):
    ballot = opened(ground)
    ResidencyFactory(user=ground.captain, dwelling=ground.home("0302"), kind="family")
    client.force_login(ground.captain)
    for door, is_found in [("1栋0301", True), ("1栋0302", False), ("2栋0301", False)]:
        elector = ballot.electors.get(label=door)
        page = client.get(url("papers", ballot), {"door": door}).content.decode()
        assert (f"?elector={elector.pk}" in page) is is_found
        status = client.get(url("paper_new", ballot), {"elector": elector.pk}).status_code
        assert status == (200 if is_found else 404)


# --- how many questions a page asks ------------------------------------------------------------------------


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_many_options_and_electors_cost_no_more(client, ground):
    few = opened(ground, electorate="residents", kind="choose", options=THREE, most_choices=2)
    many = opened(
        ground,
        electorate="residents",
        kind="choose",
        options=[(f"方案{n}", "") for n in range(30)],
        most_choices=2,
    )
    client.force_login(ground.tenant)
    assert queries(client, few.get_absolute_url()) == queries(client, many.get_absolute_url())


def test_the_desk_asks_no_more_for_thirty_papers(client, ground):
    ballot = opened(ground, most_principals=0)
    electors = list(ballot.electors.all()[3:])
    client.force_login(ground.colleague)
    paper_in(ground.staff, electors[0], "yes")
    proxy_in(ground, electors[-1], ground.tenant)
    first = [queries(client, url(name, ballot)) for name in ("papers", "proxies")]
    for elector in electors[1:5]:
        paper_in(ground.staff, elector, "yes")
    for elector in electors[5:-1]:
        proxy_in(ground, elector, ground.tenant)
    assert [queries(client, url(name, ballot)) for name in ("papers", "proxies")] == first
