"""Hidden with a reason that everybody reads; objected to once; decided by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Comment
from ballots.operations import agree, answer_comment, appeal, comment, decide_appeal, hide_comment
from buildings.models import Membership
from kit.refused import Refused
from tests.ballots.ground import new_ground
from tests.ballots.proposal_ground import NOW, published, told
from tests.committees.pages import text_of


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def said(ground):
    return comment(by=ground.tenant, proposal=published(ground), text="三楼那个人最懒", now=NOW)


@pytest.fixture
def visit(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def hidden(ground, said, **fields):
    return hide_comment(**{"by": ground.staff, "comment": said, "reason": "点名说人", "now": NOW} | fields)


def appealed(ground, said, **fields):
    return appeal(**{"by": ground.tenant, "comment": said, "text": "没有点名", "now": NOW} | fields)


def decided(ground, said, **fields):
    given = {"by": ground.president, "comment": said, "restored": True, "answer": "没写名字", "now": NOW}
    return decide_appeal(**given | fields)


def test_who_hides_and_with_which_reason(ground, said):
    for who in (ground.owner, ground.captain, ground.manager, ground.stranger):
        with pytest.raises(Refused, match="召集会议"):
            hidden(ground, said, by=who)
    for reason, sentence in ((" ", "原因"), ("长" * 201, "200 个字以内")):
        with pytest.raises(Refused, match=sentence) as raised:
            hidden(ground, said, reason=reason)
        assert raised.value.field == "reason"
    own = comment(by=ground.staff, proposal=said.proposal, text="我来说", now=NOW)
    with pytest.raises(Refused, match="撤回就可以"):
        hidden(ground, own)
    critic = comment(by=ground.tenant, proposal=published(ground, by=ground.president), text="不行", now=NOW)
    with pytest.raises(Refused, match="请同事来看"):
        hidden(ground, critic, by=ground.president)
    for _tap in range(2):
        hidden(ground, said)
    assert told(ground.tenant, "ballots.comment_hidden") == [f"您的发言被隐藏了：{said.proposal.title}"]
    said.refresh_from_db()
    for act in (
        lambda: agree(by=ground.owner, comment=said, now=NOW),
        lambda: answer_comment(by=ground.owner, comment=said, text="好", now=NOW),
    ):
        with pytest.raises(Refused, match="隐藏"):
            act()


def test_the_author_objects_once_and_another_decides(ground, said):
    with pytest.raises(Refused, match="没有隐藏"):
        appealed(ground, said)
    hidden(ground, said)
    with pytest.raises(Refused, match="只有写的人能申诉"):
        appealed(ground, said, by=ground.owner)
    for text, sentence in ((" ", "为什么应该显示"), ("长" * 501, "500 个字以内")):
        with pytest.raises(Refused, match=sentence) as raised:
            appealed(ground, said, text=text)
        assert raised.value.field == "appeal"
    with pytest.raises(Refused, match="没有人申诉"):
        decided(ground, said)
    appealed(ground, said)
    appealed(ground, said)
    with pytest.raises(Refused, match="每条申诉一次"):
        appealed(ground, said, text="还是不服")
    title = [f"有人对隐藏提出申诉：{said.proposal.title}"]
    assert told(ground.president, "ballots.appeal") == told(ground.colleague, "ballots.appeal") == title
    assert told(ground.staff, "ballots.appeal") == []
    with pytest.raises(Refused, match="由别人来定"):
        decided(ground, said, by=ground.staff)
    with pytest.raises(Refused, match="召集会议"):
        decided(ground, said, by=ground.captain)
    with pytest.raises(Refused, match="请写一句理由"):
        decided(ground, said, answer=" ")
    for _tap in range(2):
        assert not decided(ground, said).is_hidden
    with pytest.raises(Refused, match="已经定过了"):
        decided(ground, said, by=ground.chair, restored=False)
    for who in (ground.tenant, ground.staff):
        assert told(who, "ballots.appeal_decided") == [f"发言恢复显示了：{said.proposal.title}"]
    with pytest.raises(Refused, match="不再隐藏第二次"):
        hidden(ground, said, by=ground.colleague)


def test_the_database_lets_nobody_decide_about_themselves(ground, said):
    hidden(ground, said)
    appealed(ground, said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=said.pk).update(
            appeal_decided_by=ground.staff, appeal_decided_at=NOW, appeal_answer="我定"
        )


def test_where_nobody_else_is_left_the_office_above_is_asked(ground, said):
    from tests.factories import make_staff

    office = make_staff(ground.community.parent, "street_office")
    Membership.objects.filter(user__in=[ground.colleague, ground.president]).update(
        ended_on=timezone.localdate()
    )
    hidden(ground, said)
    appealed(ground, said)
    assert told(office, "ballots.appeal") == [f"有人对隐藏提出申诉：{said.proposal.title}"]
    decided(ground, said, by=office, restored=False)
    assert told(ground.tenant, "ballots.appeal_decided") == [f"发言仍然隐藏：{said.proposal.title}"]


def test_its_place_stays_and_its_words_are_for_few(ground, said, visit):
    url = f"/ballots/proposals/{said.proposal_id}/"
    one = f"{url}comments/{said.pk}/"
    refused = visit(ground.staff).post(one + "hide/", {"reason": " "})
    assert (refused.status_code, "原因" in text_of(refused)) == (422, True)
    visit(ground.staff).post(one + "hide/", {"reason": "点名说人"})
    for address in (url, one):
        page = text_of(visit(ground.owner).get(address))
        assert "三楼那个人" not in page, address
        assert f"{ground.committee}隐藏了这条：点名说人" in page, address
    for who, sees in ((ground.tenant, True), (ground.president, True), (ground.captain, False)):
        assert ("三楼那个人" in text_of(visit(who).get(one))) == sees
    client = visit(ground.tenant)
    assert "我要申诉" in text_of(client.get(one))
    assert client.post(one + "appeal/", {"appeal": ""}).status_code == 422
    assert "送出了" in text_of(client.post(one + "appeal/", {"appeal": "没有点名"}, follow=True))
    assert "处理申诉" not in text_of(visit(ground.staff).get(one))
    client = visit(ground.president)
    assert client.post(one + "decide/", {"decision": "show", "answer": ""}).status_code == 422
    assert "已定" in text_of(client.post(one + "decide/", {"decision": "show", "answer": "行"}, follow=True))
    # From a page that stood open meanwhile: why not, beside the words that were written.
    late = client.post(one + "decide/", {"decision": "keep", "answer": "确实点名了"})
    assert (late.status_code, "已经定过了" in text_of(late), "确实点名了" in late.content.decode()) == (
        422,
        True,
        True,
    )
    assert "三楼那个人" in text_of(visit(ground.owner).get(url))
    assert visit(ground.outsider).get(one).status_code == 404


def test_whoever_moved_away_can_still_object_to_being_hidden_and_take_their_words_back(ground, said, visit):
    """The message says that they may; its link led to a page that was not there for them any more."""
    critic = comment(by=ground.owner, proposal=said.proposal, text="别人说的", now=NOW)
    hidden(ground, said)
    ground.tenant.residencies.update(ended_on=timezone.localdate() - timedelta(days=1))
    assert told(ground.tenant, "ballots.comment_hidden")
    away = type(ground.tenant).objects.get(pk=ground.tenant.pk)
    page, proposal = (
        reverse("ballots:comment", args=[said.proposal_id, said.pk]),
        said.proposal.get_absolute_url(),
    )
    answer = visit(away).get(page)
    assert answer.status_code == 200
    assert "三楼那个人最懒" in answer.content.decode()
    assert f'href="{proposal}"' not in answer.content.decode(), "that page is theirs no longer"
    assert visit(away).get(proposal).status_code == 404
    assert visit(away).get(reverse("ballots:comment", args=[said.proposal_id, critic.pk])).status_code == 404
    sent = visit(away).post(
        reverse("ballots:comment_appeal", args=[said.proposal_id, said.pk]), {"appeal": "没有点名"}
    )
    assert sent.url == page
    assert told(ground.president, "ballots.appeal")
    taken = visit(away).post(reverse("ballots:comment_withdraw", args=[said.proposal_id, said.pk]))
    assert taken.url == page
    assert visit(away).get(page).status_code == 200
