"""四议两公开, 五步议事法: as data that the subdistrict office keeps, and step by step on a proposal."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Process, Proposal
from ballots.models.processes import Actor, StepKind
from ballots.models.proposals import ProposalState
from ballots.operations import StepPlan, finish_step, remind_of_steps, set_process, start_process
from buildings.models import Captaincy
from committees.models import Meeting
from journal.models import Entry
from kit.refused import Refused
from tests.ballots.ground import announced, in_days, new_ground
from tests.ballots.proposal_ground import NOW, published, told
from tests.ballots.test_one_form_twice import second_waits
from tests.ballots.test_proposals import at_once
from tests.committees.pages import text_of
from tests.factories import make_staff

TURN, DUE = "ballots.step", "ballots.step_due"


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def proposal(ground):
    return published(ground)


@pytest.fixture
def visit(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def five_steps():
    return Process.objects.get(key="five_steps")


def started(ground, proposal, **fields):
    return start_process(
        **{"by": ground.staff, "proposal": proposal, "process": five_steps(), "now": NOW} | fields
    )


def simple(ground, *who, kind=StepKind.WORD, days=3):
    """A way of the subdistrict office's own, with a step for each of these."""
    office = make_staff(ground.community.parent, "street_office")
    steps = [StepPlan(f"第 {n} 件事", actor, days, kind) for n, actor in enumerate(who)]
    return set_process(by=office, process=None, name="简单流程", purpose="", steps=steps, now=NOW)


def meeting_at(place, ground):
    starts_at = in_days(-3)
    return Meeting.objects.create(
        title="选址会",
        place=place,
        venue="议事厅",
        organisation=ground.council,
        convened_by=ground.president,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        kind_id="joint",
    )


# --- what is offered ----------------------------------------------------------------------------------------


def test_they_are_data_that_the_subdistrict_office_keeps(ground):
    office, process = make_staff(ground.community.parent, "street_office"), five_steps()
    steps = [StepPlan("提事", Actor.AUTHOR, 3), StepPlan("议事", Actor.COUNCIL, 5, StepKind.MEETING)]
    given = {"by": office, "process": process, "name": "五步议事法", "purpose": "短", "steps": steps}
    for who in (ground.staff, ground.president, ground.owner):
        with pytest.raises(Refused, match="由街道来定"):
            set_process(**given | {"by": who})
    changed = set_process(**given, seen_version=1)
    assert (changed.version, [step.name for step in changed.steps.order_by("position")]) == (
        2,
        ["提事", "议事"],
    )
    assert set_process(**given, seen_version=1).version == 2  # the same again
    with pytest.raises(Refused, match="刚才有人改过"):
        set_process(**given | {"name": "另一个名字"}, seen_version=1)
    retired = set_process(**given, retired=True, seen_version=2)
    with pytest.raises(Refused, match="已经停用"):
        started(ground, published(ground), process=retired)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": " "}, "name", "请写上名称"),
        ({"name": "长" * 41}, "name", "40 个字以内"),
        ({"purpose": "长" * 201}, "purpose", "200 个字以内"),
        ({"steps": []}, "steps", "至少写一步"),
        ({"steps": [StepPlan("议", "author", 3)] * 13}, "steps", "最多 12 步"),
        ({"steps": [StepPlan(" ", "author", 3)]}, "steps", "第 1 步：请用几个字"),
        ({"steps": [StepPlan("议", "mayor", 3)]}, "steps", "由谁来办"),
        ({"steps": [StepPlan("议", "author", 3, "photo")]}, "steps", "以什么为依据"),
        ({"steps": [StepPlan("议", "author", 0)]}, "steps", "至少一个工作日"),
        ({"steps": [StepPlan("议", "author", 121)]}, "steps", "最多 120 个"),
    ],
)
def test_a_way_makes_sense(ground, fields, field, sentence):
    given = {"name": "流程", "purpose": "", "steps": [StepPlan("议", "author", 3)]}
    office = make_staff(ground.community.parent, "street_office")
    with pytest.raises(Refused, match=sentence) as raised:
        set_process(by=office, process=None, **given | fields)
    assert raised.value.field == field


def test_a_form_that_is_sent_twice_makes_one_way(ground, client):
    office = make_staff(ground.community.parent, "street_office")
    given = {"by": office, "process": None, "name": "流程", "purpose": "", "client_key": uuid4()}
    steps, before = [StepPlan("议", "author", 3)], Process.objects.count()
    first = set_process(**given, steps=steps)
    assert set_process(**given, steps=steps).pk == first.pk
    assert Entry.objects.filter(verb="ballots.set_process").count() == 1
    with pytest.raises(Refused, match="刚才有人改过"):
        set_process(**given, steps=[StepPlan("另议", "author", 3)])
    client.force_login(office)
    page = client.get(reverse("ballots:process_new")).content.decode()
    key = re.search(r'name="client_key" value="([0-9a-f-]{36})"', page)[1]
    words = {
        "client_key": key,
        "name": "再一个",
        "name0": "议",
        "who0": "author",
        "days0": "3",
        "kind0": "word",
    }
    for _tap in range(2):
        assert client.post(reverse("ballots:process_new"), words).status_code == 302
    assert Process.objects.count() == before + 2


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_one_instant_make_one_way(transactional_db):
    ground, key = new_ground(), uuid4()
    office = make_staff(ground.community.parent, "street_office")
    given = {"by": office, "process": None, "name": "流程", "purpose": "", "client_key": key}
    steps, before = [StepPlan("议", "author", 3)], Process.objects.count()
    result = second_waits(
        lambda: set_process(**given, steps=steps), lambda: set_process(**given, steps=steps)
    )
    assert (result.version, result.steps.count()) == (1, 1)
    assert Process.objects.count() == before + 1


# --- on a proposal ------------------------------------------------------------------------------------------


def test_a_copy_of_its_steps_goes_with_the_proposal(ground, proposal):
    for who in (ground.owner, ground.captain, ground.manager):
        with pytest.raises(Refused, match="召集会议"):
            started(ground, proposal, by=who)
    steps = started(ground, proposal)
    assert [step.pk for step in started(ground, proposal)] == [step.pk for step in steps]
    assert [step.name for step in steps] == [step.name for step in five_steps().steps.order_by("position")]
    assert [step.due_on for step in steps] == [date(2026, 3, 9), None, None, None, None]
    assert told(ground.owner, TURN) == [f"轮到您了：收集议题，{proposal.title}"]
    with pytest.raises(Refused, match="已经在走"):
        started(ground, proposal, process=Process.objects.get(key="four_and_two"))
    office = make_staff(ground.community.parent, "street_office")
    set_process(
        by=office,
        process=five_steps(),
        name="五步议事法",
        purpose="",
        steps=[StepPlan("一步", "author", 1)],
        seen_version=1,
    )
    assert proposal.steps.count() == 5  # what runs keeps its steps


def test_step_by_step_each_with_a_day_from_when_the_last_was_done(ground, proposal):
    first, second, third, *_rest = started(ground, proposal)
    with pytest.raises(Refused, match="由写提案的人来办"):
        finish_step(by=ground.staff, step=first, note="收齐了", now=NOW)
    with pytest.raises(Refused, match="前面还有一步"):
        finish_step(by=ground.president, step=second, note="定了", now=NOW)
    for note, sentence in ((" ", "做了什么"), ("长" * 501, "500 个字以内")):
        with pytest.raises(Refused, match=sentence) as raised:
            finish_step(by=ground.owner, step=first, note=note, now=NOW)
        assert raised.value.field == "note"
    later = NOW + timedelta(days=1)
    for _tap in range(2):
        finish_step(by=ground.owner, step=first, note="收齐 12 条", now=later)
    second.refresh_from_db()
    assert second.due_on == date(2026, 3, 10)  # five working days from Tuesday the 3rd
    assert told(ground.president, TURN) == [f"轮到您了：{second.name}，{proposal.title}"]
    with pytest.raises(Refused, match="已经办完了"):
        finish_step(by=ground.owner, step=first, note="另一句", now=later)
    finish_step(by=ground.president, step=second, note="定了", now=later)
    assert told(ground.owner)[-1] == f"办完一步：{second.name}，{proposal.title}"
    with pytest.raises(Refused, match="请选作为依据的会议") as raised:
        finish_step(by=ground.president, step=third, note="谈过了", now=later)
    assert raised.value.field == "proof"


def test_what_shows_a_step_is_of_the_place_and_open_to_whoever_names_it(ground, proposal):
    (step,) = started(ground, proposal, process=simple(ground, Actor.COUNCIL, kind=StepKind.MEETING))
    elsewhere = meeting_at(ground.outsider.residencies.get().dwelling.place, ground)
    with pytest.raises(Refused, match="不是这里的"):
        finish_step(by=ground.president, step=step, note="谈过了", meeting=elsewhere, now=NOW)
    ballot = announced(ground)
    with pytest.raises(Refused, match="依据应该是"):
        finish_step(by=ground.president, step=step, note="谈过了", ballot=ballot, now=NOW)
    meeting = meeting_at(ground.estate, ground)
    done = finish_step(by=ground.president, step=step, note="谈过了", meeting=meeting, now=NOW)
    assert done.meeting == meeting
    voted = published(ground)
    (step,) = started(ground, voted, process=simple_ballot(ground))
    with pytest.raises(Refused, match="不是这里的"):
        finish_step(by=ground.president, step=step, note="表决了", ballot=ground.draft(), now=NOW)
    assert finish_step(by=ground.president, step=step, note="表决了", ballot=ballot, now=NOW).ballot == ballot


def simple_ballot(ground):
    office = make_staff(ground.community.parent, "street_office")
    steps = [StepPlan("表决", Actor.COUNCIL, 3, StepKind.BALLOT)]
    return set_process(by=office, process=None, name="表决流程", purpose="", steps=steps, now=NOW)


WHO = {
    Actor.AUTHOR: {"owner"},
    Actor.PARTY: {"staff", "colleague"},  # nobody of it serves here: the community's staff see to it
    Actor.COMMITTEE: {"staff", "colleague"},
    Actor.COUNCIL: {"president"},
    Actor.OWNERS: {"chair"},
    Actor.PROPERTY: {"manager"},
    Actor.CAPTAINS: {"captain"},
}
PEOPLE = (
    "owner",
    "tenant",
    "captain",
    "staff",
    "colleague",
    "president",
    "chair",
    "manager",
    "outsider",
    "stranger",
)


@pytest.mark.parametrize("actor", list(Actor))
def test_who_must_act_finishes_it_and_is_told(ground, proposal, actor):
    from ballots.rules import may_finish

    (step,) = started(ground, proposal, process=simple(ground, actor))
    assert {name for name in PEOPLE if may_finish(user=getattr(ground, name), step=step)} == WHO[actor]
    told_of_it = {name for name in PEOPLE if told(getattr(ground, name), TURN)}
    assert told_of_it == WHO[actor] - {"staff"}  # who started it knows


def test_reminded_when_it_is_due_and_when_it_is_late(ground, proposal):
    (step,) = started(ground, proposal, process=simple(ground, Actor.COUNCIL))  # due Thursday the 5th
    assert remind_of_steps(NOW + timedelta(days=1)) == 0
    for _again in range(2):
        remind_of_steps(NOW + timedelta(days=2))
    due = f"快到期了：第 0 件事，{proposal.title}"
    assert told(ground.president, DUE) == [due]
    for days in (4, 5, 9):
        remind_of_steps(NOW + timedelta(days=days))
    assert told(ground.president, DUE) == [due, f"已经过期：第 0 件事，{proposal.title}"]
    finish_step(by=ground.president, step=step, note="办了", now=NOW + timedelta(days=9))
    assert told(ground.president, DUE) == []
    assert remind_of_steps(NOW + timedelta(days=12)) == 0


def test_nothing_goes_on_where_the_proposal_does_not(ground, proposal):
    (step,) = started(ground, proposal, process=simple(ground, Actor.COUNCIL))
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    assert remind_of_steps(NOW + timedelta(days=9)) == 0
    with pytest.raises(Refused, match="没有改动"):
        finish_step(by=ground.president, step=step, note="办了", now=NOW)
    with pytest.raises(Refused, match="没有改动"):
        started(ground, withdrawn(ground))


def withdrawn(ground):
    proposal = published(ground)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    return proposal


# --- on pages -------------------------------------------------------------------------------------------------


def test_the_line_of_steps_on_the_page_of_the_proposal(ground, visit):
    proposal = published(ground, now=timezone.now())
    first, *_rest = started(ground, proposal, now=timezone.now())
    url = f"/ballots/proposals/{proposal.pk}/"
    page = visit(ground.owner).get(url)
    assert "这步办完了" in text_of(page)
    one = f"{url}steps/{first.pk}/"
    assert "这步办完了" not in text_of(visit(ground.tenant).get(url))
    assert visit(ground.tenant).post(one, {"note": "x"}).status_code == 404
    refused = visit(ground.owner).post(one, {"note": " "})
    assert (refused.status_code, "做了什么" in text_of(refused)) == (422, True)
    visit(ground.owner).post(one, {"note": "收齐 12 条"})
    page = visit(ground.tenant).get(url)
    assert "收齐 12 条" in text_of(page)
    # Everybody finds whoever answers, and how to ring them.
    assert "黄木棉" in text_of(page)
    assert f"tel:{ground.council.phone}" in page.content.decode()
    assert visit(ground.outsider).get(one).status_code == 404


def test_what_shows_a_step_is_a_link_for_those_who_may_read_it(ground, visit):
    proposal = published(ground)
    (step,) = started(ground, proposal, process=simple(ground, Actor.COUNCIL, kind=StepKind.MEETING))
    meeting = meeting_at(ground.estate, ground)
    url = f"/ballots/proposals/{proposal.pk}/"
    client = visit(ground.president)
    assert "选址会" in text_of(client.get(f"{url}steps/{step.pk}/"))
    client.post(f"{url}steps/{step.pk}/", {"note": "谈过了", "proof": meeting.pk})
    assert meeting.get_absolute_url() in visit(ground.tenant).get(url).content.decode()


def test_the_captain_s_number_where_captains_must_act(ground, visit):
    proposal = published(ground)
    started(ground, proposal, process=simple(ground, Actor.CAPTAINS))
    page = visit(ground.tenant).get(f"/ballots/proposals/{proposal.pk}/").content.decode()
    assert f"tel:{Captaincy.objects.get(user=ground.captain).phone}" in page
    Captaincy.objects.all().delete()
    page = visit(ground.tenant).get(f"/ballots/proposals/{proposal.pk}/").content.decode()
    assert f"tel:{ground.company.phone}" in page  # else the duty phone of the place


def test_started_and_set_on_pages(ground, visit):
    proposal, office = published(ground), make_staff(ground.community.parent, "street_office")
    url = f"/ballots/proposals/{proposal.pk}/way/"
    client = visit(ground.president)
    assert "四议两公开" in text_of(client.get(url))
    refused = client.post(url, {})
    assert (refused.status_code, "请选一种议事流程" in text_of(refused)) == (422, True)
    client.post(url, {"process": five_steps().pk})
    assert proposal.steps.count() == 5
    assert visit(ground.tenant).get(url).status_code == 404
    assert "四议两公开" in text_of(visit(ground.tenant).get("/ballots/proposals/ways/"))
    ways = "/ballots/proposals/ways/new/"
    for who in (ground.staff, ground.president, ground.owner):
        assert visit(who).get(ways).status_code == 404
    client = visit(office)
    form = {"name": "楼栋三步", "name0": "提", "who0": "author", "days0": "3", "kind0": "word"}
    assert client.post(ways, form | {"days0": "0"}).status_code == 422
    client.post(ways, form)
    made = Process.objects.get(name="楼栋三步")
    assert [step.who for step in made.steps.all()] == ["author"]
    page = client.get(f"/ballots/proposals/ways/{made.pk}/")
    assert page.context["form"]["name0"].value() == "提"


@pytest.mark.django_db(transaction=True)
def test_finished_twice_at_the_same_moment(transactional_db):
    ground = new_ground()
    proposal = published(ground)
    first, second = started(ground, proposal, process=simple(ground, Actor.COUNCIL, Actor.COUNCIL))
    results = at_once(
        lambda: finish_step(by=ground.president, step=first, note="甲", now=NOW),
        lambda: finish_step(by=ground.president, step=first, note="乙", now=NOW),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    second.refresh_from_db()
    assert second.due_on == date(2026, 3, 5)
