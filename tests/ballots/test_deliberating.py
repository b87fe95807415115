"""A deliberation held in writing over several days: opened, written in while it lasts, summed up afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ballots.models import Deliberation, Proposal
from ballots.models.proposals import ProposalState
from ballots.operations import agree, answer_comment, call_off, comment, endorse, open_deliberation, sum_up
from kit.refused import Refused
from kit.times import written
from notifications.models import Message
from tests.ballots.ground import new_ground
from tests.ballots.proposal_ground import NOW, neighbours, published, told
from tests.ballots.test_proposals import at_once
from tests.committees.pages import text_of

ENDS = NOW + timedelta(days=4)
HELD = "ballots.deliberation"


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


def opened(ground, proposal, **fields):
    given = {
        "by": ground.staff,
        "proposal": proposal,
        "question": "放在哪里，谁来打扫？",
        "host": ground.captain,
        "closes_at": ENDS,
        "now": NOW,
    }
    return open_deliberation(**given | fields)


def speak(ground, held, by, now, text="东侧好"):
    return comment(by=by, proposal=held.proposal, text=text, deliberation=held, now=now)


def test_opened_and_told(ground, proposal):
    people = neighbours(ground, 2)
    for person in people:
        endorse(by=person, proposal=proposal, now=NOW)
    key = uuid4()
    held = opened(ground, proposal, client_key=key)
    assert opened(ground, proposal, client_key=key).pk == held.pk
    for person in (*people, ground.owner):
        assert told(person, HELD) == ["一起来议一议：放在哪里，谁来打扫？"]
    assert told(ground.captain, HELD) == ["请您主持一场议事：放在哪里，谁来打扫？"]
    letter = Message.objects.filter(recipient=ground.owner, letter__kind=HELD).first().body
    assert letter == f"{written(NOW, now=NOW)} – {written(ENDS, now=NOW)}，什么时候方便什么时候写。"
    asked = Message.objects.filter(recipient=ground.captain, letter__kind=HELD).first().body
    assert asked == f"{letter}\n结束后请归纳赞成的和反对的都说了什么。"
    reminder = Message.objects.filter(recipient=ground.captain, letter__kind="ballots.sum_up").first()
    assert reminder.due_at == ENDS


def test_who_opens_one(ground, proposal):
    for who in (ground.tenant, ground.captain, ground.manager, ground.stranger):
        with pytest.raises(Refused, match="议事由写提案的人"):
            opened(ground, proposal, by=who)
    for who in (ground.owner, ground.president, ground.chair):
        held = opened(ground, proposal, by=who)
        call_off(by=who, deliberation=held, why="改期", now=NOW)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"question": " "}, "question", "请写明议什么"),
        ({"question": "长" * 201}, "question", "200 个字以内"),
        ({"opens_at": NOW - timedelta(hours=1)}, "opens_at", "不能早于现在"),
        ({"opens_at": NOW + timedelta(days=61), "closes_at": NOW + timedelta(days=65)}, "opens_at", "60 天"),
        ({"closes_at": NOW}, "closes_at", "晚于开始"),
        ({"closes_at": NOW + timedelta(hours=23)}, "closes_at", "至少留一整天"),
        ({"closes_at": NOW + timedelta(days=30, seconds=1)}, "closes_at", "最多 30 天"),
    ],
)
def test_bad_openings(ground, proposal, fields, field, sentence):
    with pytest.raises(Refused, match=sentence) as raised:
        opened(ground, proposal, **fields)
    assert raised.value.field == field


def test_the_host_is_neutral_and_belongs_there(ground, proposal):
    with pytest.raises(Refused, match="不主持"):
        opened(ground, proposal, host=ground.owner)
    for host in (ground.tenant, ground.outsider, ground.manager):
        with pytest.raises(Refused, match="主持人要是"):
            opened(ground, proposal, host=host)
    assert opened(ground, proposal, host=ground.president).host == ground.president


def test_one_at_a_time(ground, proposal):
    held = opened(ground, proposal)
    with pytest.raises(Refused, match="还有一场议事"):
        opened(ground, proposal)
    sum_up(by=ground.captain, deliberation=held, summary="都说东侧。", now=ENDS)
    later = ENDS + timedelta(days=1)
    opened(ground, proposal, now=later, closes_at=later + timedelta(days=2))


def test_not_about_what_is_over(ground, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(Refused, match="没有改动"):
        opened(ground, proposal)


def test_nobody_writes_in_it_before_or_after(ground, proposal):
    starts = NOW + timedelta(days=1)
    held = opened(ground, proposal, opens_at=starts)
    with pytest.raises(Refused, match="还没开始"):
        speak(ground, held, ground.tenant, starts - timedelta(microseconds=1))
    argument = speak(ground, held, ground.tenant, starts)
    last = answer_comment(by=ground.owner, comment=argument, text="好", now=ENDS - timedelta(microseconds=1))
    assert (argument.deliberation, last.deliberation) == (held, held)
    for act in (
        lambda: speak(ground, held, ground.tenant, ENDS),
        lambda: answer_comment(by=ground.owner, comment=argument, text="好", now=ENDS),
        lambda: agree(by=ground.owner, comment=argument, now=ENDS),
    ):
        with pytest.raises(Refused, match="已经结束"):
            act()
    comment(by=ground.tenant, proposal=proposal, text="外面还能说", now=ENDS)
    with pytest.raises(Refused, match="另一件提案"):
        comment(by=ground.owner, proposal=published(ground), text="x", deliberation=held, now=starts)


def test_summed_up_by_its_host_after_the_end_and_who_took_part_is_told(ground, proposal):
    held = opened(ground, proposal)
    speak(ground, held, ground.tenant, NOW)
    with pytest.raises(Refused, match="由主持人归纳"):
        sum_up(by=ground.tenant, deliberation=held, summary="东侧。", now=ENDS)
    with pytest.raises(Refused, match="结束后再归纳"):
        sum_up(by=ground.captain, deliberation=held, summary="东侧。", now=ENDS - timedelta(seconds=1))
    for summary, sentence in ((" ", "请写下赞成的"), ("长" * 4001, "4000 个字以内")):
        with pytest.raises(Refused, match=sentence):
            sum_up(by=ground.captain, deliberation=held, summary=summary, now=ENDS)
    for _tap in range(2):
        sum_up(by=ground.captain, deliberation=held, summary="东侧，轮流打扫。", now=ENDS)
    for person in (ground.tenant, ground.owner):
        assert told(person, HELD)[-1] == "议出了什么：放在哪里，谁来打扫？"
    assert told(ground.second_owner, HELD) == []
    assert told(ground.captain, "ballots.sum_up") == []
    with pytest.raises(Refused, match="已经归纳过了"):
        sum_up(by=ground.captain, deliberation=held, summary="西侧。", now=ENDS)
    with pytest.raises(Refused, match="已经归纳过了"):
        call_off(by=ground.captain, deliberation=held, why="x", now=ENDS)


def test_called_off_with_words(ground, proposal):
    held = opened(ground, proposal)
    speak(ground, held, ground.tenant, NOW)
    with pytest.raises(Refused, match="取消"):
        call_off(by=ground.tenant, deliberation=held, why="不想议", now=NOW)
    with pytest.raises(Refused, match="为什么取消") as raised:
        call_off(by=ground.captain, deliberation=held, why=" ", now=NOW)
    assert raised.value.field == "why"
    for _tap in range(2):
        call_off(by=ground.captain, deliberation=held, why="主持人住院", now=NOW)
    assert told(ground.tenant, HELD) == ["议事取消了：放在哪里，谁来打扫？"]
    assert told(ground.captain, "ballots.sum_up") == []
    with pytest.raises(Refused, match="取消了"):
        speak(ground, held, ground.owner, NOW)
    with pytest.raises(Refused, match="没有要归纳的"):
        sum_up(by=ground.captain, deliberation=held, summary="东侧。", now=ENDS)


def test_from_opening_to_summary_on_pages(ground, proposal, visit):
    url = f"/ballots/proposals/{proposal.pk}/"
    ends = timezone.localtime() + timedelta(days=3)
    form = {
        "client_key": uuid4(),
        "question": "放在哪里？",
        "host": ground.captain.pk,
        "closes_at": ends.strftime("%Y-%m-%dT%H:%M"),
    }
    client = visit(ground.owner)
    refused = client.post(url + "deliberations/new/", form | {"host": ""})
    assert (refused.status_code, "请选主持人" in text_of(refused)) == (422, True)
    page = client.post(url + "deliberations/new/", form, follow=True)
    assert "正在议" in text_of(page)
    assert "还剩 2 天" in text_of(page)
    held = Deliberation.objects.get()
    one = f"{url}deliberations/{held.pk}/"
    words = {"client_key": uuid4(), "text": "东侧好", "deliberation": held.pk}
    spoken = visit(ground.tenant).post(url + "comments/", words, follow=True)
    assert spoken.redirect_chain[-1][0].startswith(one)
    assert "议事中的发言" in text_of(visit(ground.owner).get(url))
    Deliberation.objects.update(closes_at=timezone.now() - timedelta(minutes=1), opens_at=NOW)
    late = visit(ground.tenant).post(url + "comments/", words | {"client_key": uuid4()})
    assert (late.status_code, "已经结束" in text_of(late)) == (422, True)
    assert "发布归纳" not in text_of(visit(ground.tenant).get(one))
    client = visit(ground.captain)
    assert client.post(one + "sum-up/", {"summary": ""}).status_code == 422
    assert "都说东侧" in text_of(client.post(one + "sum-up/", {"summary": "都说东侧。"}, follow=True))
    assert visit(ground.outsider).get(one).status_code == 404
    assert visit(ground.tenant).get(url + "deliberations/new/").status_code == 404
    assert client.post(one + "call-off/", {"why": "x"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_open_one_at_the_same_moment(transactional_db):
    ground = new_ground()
    proposal = published(ground)
    results = at_once(lambda: opened(ground, proposal), lambda: opened(ground, proposal, by=ground.president))
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Deliberation.objects.count() == 1
