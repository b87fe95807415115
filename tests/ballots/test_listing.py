"""The list of ballots, and how people find them from the pages where they already are."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, ProposalStep
from ballots.operations import discard_ballot, post_result, void_ballot
from ballots.operations.objections import object_to
from ballots.queries.listing import OVER, newly_posted, over, running
from committees.operations import close_meeting, record_resolution
from tests.ballots.correcting import correct_roll
from tests.ballots.counting import after, closed, counted, owners_vote
from tests.ballots.ground import announced, drafted, elector_of, new_ground, opened
from tests.ballots.proposal_ground import checking, published
from tests.ballots.voting import own, paper_in, proxy_for, vote
from tests.committees.ground import attend, convene_now, make_place
from tests.factories import UserFactory, make_captain

pytestmark = pytest.mark.django_db
LIST = reverse("ballots:list")
MISSING = "等您投票"


@pytest.fixture
def ground(db):
    return new_ground()


def page(client, user, url=LIST, **more) -> str:
    client.force_login(user)
    answer = client.get(url, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().partition("<main")[2] or answer.content.decode()


def main(client, user, url="/", **cookies) -> str:
    for name, value in cookies.items():
        client.cookies[name] = value
    return page(client, user, url)


# --- the list ----------------------------------------------------------------------------------------------


def test_what_waits_for_my_vote_stands_first_and_says_until_when(client, ground):
    sooner = opened(ground, title="门禁换不换", electorate="members", closes_at=timezone.now() + timedelta(1))
    mine = opened(ground, title="电梯换不换")
    announced(ground, title="还没开始的")
    client.force_login(ground.owner)
    answer = client.get(LIST)
    assert answer.context["open_now"] == [mine, sooner]
    said = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert said.count(MISSING) == 1
    assert "12 人中 0 人已参与" in said
    assert [ballot.title for ballot in answer.context["ahead"]] == ["还没开始的"]
    vote(ground.owner, own(mine, ground.owner), "yes")
    said = page(client, ground.owner)
    assert MISSING not in said
    assert "您已投票" in said


def test_drafts_are_for_those_who_prepare_and_an_empty_list_invites(client, ground):
    for user, invited in [
        (ground.owner, reverse("ballots:proposal_new")),
        (ground.chair, reverse("ballots:new")),
    ]:
        assert f'href="{invited}"' in page(client, user)
    draft = drafted(ground, title="只是草稿")
    assert "只是草稿" in page(client, ground.chair)
    assert "只是草稿" not in page(client, ground.owner)
    discard_ballot(by=ground.chair, ballot=draft)
    assert "只是草稿" not in page(client, ground.chair)
    client.logout()
    assert client.get(LIST).status_code == 302


def test_what_came_of_it_in_a_sentence(client, ground):
    counted(owners_vote(ground, *["yes"] * 8, title="换水泵"))
    void_ballot(by=ground.chair, ballot=opened(ground, title="取消的"), reason="名册有误")
    said = page(client, ground.owner)
    assert said.index("取消的") < said.index("换水泵") or "名册有误" in said
    assert "名册有误" in said
    assert "通过" in said
    assert "换水泵" not in page(client, ground.outsider), "of another estate"
    assert "换水泵" not in page(client, ground.owner, f"{LIST}?place={ground.first.pk}"), (
        "narrowed to a building"
    )


LIST_QUERIES = 5  # session, person, capacities, bell; all three lists and their options


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_1_and_for_30(client, ground, count, django_assert_num_queries):
    for number in range(count):
        opened(ground, title=f"第 {number} 件", electorate="members")
    started = timezone.now() - timedelta(days=30)
    for number in range(count):
        ballot = opened(
            ground,
            title=f"过去 {number}",
            electorate="members",
            opens_at=started,
            closes_at=started + timedelta(days=1 + number / 10),
        )
        counted(ballot)
    client.force_login(ground.owner)
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get(LIST)
    assert len(answer.context["open_now"]) == count
    assert len(answer.context["page"]) == min(count, OVER)
    if count == 30:
        more = client.get(
            f"{LIST}?after={answer.context['page'].next_cursor}", headers={"HX-Request": "true"}
        )
        assert len(more.context["page"]) == OVER
        assert "<html" not in more.content.decode()


def turnouts(rows) -> dict[str, tuple[int, int]]:
    return {ballot.title: (ballot.heads_in, ballot.heads) for ballot in rows}


def test_the_figures_are_those_of_the_roll_as_it_stands_and_of_the_count(ground):
    boss, now = UserFactory(is_superuser=True), timezone.now()
    ballot = owners_vote(ground, "yes", "no", title="换水泵")
    untouched = opened(ground, title="没有改过的")
    vote(ground.owner, own(untouched, ground.owner), "yes")
    assert turnouts(running(boss, now)) == {"换水泵": (2, 12), "没有改过的": (1, 12)}
    silent = ballot.electors.order_by("number").last()
    correct_roll(by=ground.chair, elector=silent, reason="房子已经卖了", remove=True)
    assert turnouts(running(boss, now))["换水泵"] == (2, 11)
    counted(ballot)
    assert turnouts(over(boss, now)) == {"换水泵": (2, 11)}


def test_no_roll_is_gone_through_for_a_list(ground):
    """With a thousand homes on each, thirty lines would read sixty thousand entries."""
    boss, now = UserFactory(is_superuser=True), timezone.now()
    opened(ground, title="正在表决的")
    counted(owners_vote(ground, title="换水泵"))
    for rows in (running(boss, now), over(boss, now)):
        assert list(rows)
        assert "ballots_elector" not in tables_read(rows)


def tables_read(rows) -> set[str]:
    """As PostgreSQL did it, without what it found that it need not do."""
    plan = json.loads(rows.explain(format="json", analyze=True))[0]["Plan"]

    def parts(node: dict):
        yield node
        for inner in node.get("Plans", ()):
            yield from parts(inner)

    return {
        part["Relation Name"]
        for part in parts(plan)
        if part.get("Actual Rows", 0) and "Relation Name" in part
    }


def test_one_strip_of_three_leads_round_and_its_tab_stays_lit(client, ground):
    for url in (reverse("committees:list"), reverse("ballots:proposals"), LIST):
        client.force_login(ground.owner)
        said = client.get(url).content.decode()
        strip = said.partition('class="seg seg--nav')[2].partition("</nav>")[0]
        assert [strip.count(f'href="{there}"') for there in ("/meetings/", "/ballots/proposals/", LIST)] == [
            1
        ] * 3
        assert f'href="{url}" aria-current="page"' in strip
        tabs = said.partition('class="tabbar"')[2].partition("</nav>")[0]
        lit = [part for part in tabs.split("<a ")[1:] if "aria-current" in part]
        assert ["议事" in part for part in lit] == [True]
    client.logout()
    assert "seg--nav" not in client.get(reverse("committees:list")).content.decode()


# --- home --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("comfort", ["normal", "large"])
def test_home_asks_for_my_vote_until_it_is_in(client, ground, comfort):
    ballot = opened(ground, title="电梯换不换")
    button = f'href="{ballot.get_absolute_url()}"'
    said = main(client, ground.owner, comfort=comfort)
    assert "电梯换不换" in said
    assert said.count(button) == 1
    assert button not in main(client, ground.tenant), "no vote of theirs"
    vote(ground.owner, own(ballot, ground.owner), "yes")
    assert button not in main(client, ground.owner)


def test_home_asks_an_agent_and_nobody_whose_paper_is_being_read(client, ground):
    ballot = opened(ground, title="电梯换不换")
    button = f'href="{ballot.get_absolute_url()}"'
    proxy_for(ground, own(ballot, ground.second_owner), ground.tenant)
    assert button in main(client, ground.tenant)
    paper_in(ground.staff, own(ballot, ground.second_owner), "yes")
    assert button not in main(client, ground.tenant)
    assert button not in main(client, ground.second_owner)


def test_a_posted_result_is_news_for_a_week(client, ground):
    ballot = owners_vote(ground, *["yes"] * 8, title="换水泵")
    counted(ballot)
    assert "换水泵" not in main(client, ground.tenant), "counted is not posted"
    post_result(by=ground.chair, ballot=ballot, now=after(ballot, minutes=5))
    assert f"{ballot.get_absolute_url()}#result" in main(client, ground.tenant)
    assert newly_posted(ground.tenant, after(ballot, days=8)) is None
    assert ballot.get_absolute_url() not in main(client, ground.outsider)


# --- desks -------------------------------------------------------------------------------------------------


def tasks(client, user, url="/") -> dict[str, str]:
    client.force_login(user)
    context = client.get(url, follow=True).context
    return {task.url: task.label for task in context.get("tasks") or context.get("deciding") or []}


def test_a_desk_shows_papers_counts_and_objections_that_wait(client, ground):
    ballot = opened(ground, title="电梯换不换", closes_at=timezone.now() + timedelta(hours=2))
    objection = object_to(
        by=ground.second_owner,
        ballot=ballot,
        about="roll",
        text="面积不对",
        elector=own(ballot, ground.second_owner),
    )
    paper_in(ground.staff, elector_of(ballot, ground.owner), "yes")
    papers, count = (reverse(f"ballots:{name}", args=[ballot.pk]) for name in ("papers", "count"))
    answer = reverse("ballots:objection_answer", args=[ballot.pk, objection.pk])
    assert {papers, answer} <= set(tasks(client, ground.colleague))
    assert papers not in tasks(client, ground.staff), "read by this person already"
    assert answer in tasks(client, ground.chair)
    at_desk = tasks(client, ground.captain, "/desk/")
    assert papers in at_desk
    assert answer not in at_desk
    assert count not in tasks(client, ground.chair)
    closed(ballot)
    assert tasks(client, ground.chair)[count] == "等着计票"
    assert not {papers, count, answer} & set(tasks(client, ground.manager))


def test_a_counted_ballot_waits_to_be_posted(client, ground):
    ballot = owners_vote(ground, *["yes"] * 8)
    counted(ballot)
    url = reverse("ballots:result_post", args=[ballot.pk])
    assert url in tasks(client, ground.chair)
    post_result(by=ground.chair, ballot=ballot, now=after(ballot, minutes=5))
    assert url not in tasks(client, ground.chair)


def test_a_desk_shows_proposals_and_steps_with_their_day(client, ground):
    proposal, step_of = checking(ground), published(ground, title="加装扶手")
    today = timezone.localdate()
    step = ProposalStep.objects.create(
        proposal=step_of,
        position=1,
        name="商议",
        who="neighbour_council",
        days=5,
        process_name="五步",
        due_on=today + timedelta(days=3),
    )
    answer = reverse("ballots:proposal_answer", args=[proposal.pk])
    assert "逾期" in tasks(client, ground.president)[answer], "it was owed in March"
    of_step = reverse("ballots:process_step", args=[step_of.pk, step.pk])
    assert of_step in tasks(client, ground.president)
    assert answer in tasks(client, ground.staff)
    assert of_step not in tasks(client, ground.chair), "another's turn"
    assert not {answer, of_step} & set(tasks(client, ground.captain, "/desk/"))


def test_a_captain_who_owns_here_is_asked_to_vote(client, ground):
    make_captain(ground.second, user=ground.owner)
    ballot = opened(ground)
    assert tasks(client, ground.owner, "/desk/")[ballot.get_absolute_url()] == MISSING
    vote(ground.owner, own(ballot, ground.owner), "no")
    assert ballot.get_absolute_url() not in tasks(client, ground.owner, "/desk/")


# --- on pages of other rooms ------------------------------------------------------------------------------


def test_the_page_of_a_place_asks_for_what_is_decided_there(client, ground):
    panel = reverse("ballots:place_panel", args=[ground.first.pk])
    assert f'data-piece="{panel}"' in page(client, ground.owner, ground.first.get_absolute_url())
    assert f'href="{reverse("ballots:proposal_new")}?place=' in page(client, ground.owner, panel)
    opened(ground, title="电梯换不换")
    published(ground)
    said = page(client, ground.owner, panel, headers={"HX-Request": "true"})
    assert "<html" not in said
    assert "电梯换不换" in said
    assert "共享洗衣机" in said
    other = page(client, ground.outsider, panel)
    assert "电梯换不换" not in other
    assert "共享洗衣机" not in other
    assert client.get(reverse("ballots:place_panel", args=[999999])).status_code == 404
    client.logout()
    assert "电梯换不换" not in client.get(panel).content.decode()


def test_what_a_meeting_handed_on_leads_to_the_owners_ballot(client):
    estate = make_place()
    meeting = attend(estate, convene_now(estate))
    given = {"by": estate.staff, "meeting": meeting, "actions": []}
    handed = record_resolution(text="动用维修资金换水管", is_beyond_power=True, **given)
    kept = record_resolution(text="先修大门", **given)
    panel = reverse("ballots:resolution_panel", args=[handed.pk])
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    said = page(client, estate.staff, meeting.get_absolute_url())
    assert f'data-piece="{panel}"' in said
    assert reverse("ballots:resolution_panel", args=[kept.pk]) not in said
    prepare = f'href="{reverse("ballots:new")}?resolution={handed.pk}"'
    assert prepare in page(client, estate.staff, panel, headers={"HX-Request": "true"})
    assert prepare not in page(client, estate.resident, panel)
    assert prepare not in page(client, estate.staff, reverse("ballots:resolution_panel", args=[kept.pk]))
    page(client, estate.staff, f"{reverse('ballots:new')}?resolution={handed.pk}")


def test_the_ballot_on_it_takes_the_place_of_the_way_to_prepare_it(client, ground):
    estate = make_place()
    meeting = attend(estate, convene_now(estate))
    handed = record_resolution(
        by=estate.staff, meeting=meeting, text="换水管", is_beyond_power=True, actions=[]
    )
    ballot = Ballot.objects.create(
        place=estate.place,
        organisation=estate.committee,
        resolution=handed,
        title="换不换水管",
        electorate="owners",
        legal_effect="formal",
        created_by=estate.staff,
    )
    panel = reverse("ballots:resolution_panel", args=[handed.pk])
    said = page(client, estate.staff, panel)
    assert f'href="{ballot.get_absolute_url()}"' in said
    assert "?resolution=" not in said
    assert "换不换水管" not in page(client, estate.resident, panel), "a draft"
