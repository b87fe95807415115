"""What is held to be wrong, answered in words by another, in time or visibly late."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Objection
from ballots.operations.objections import answer_objection, object_to
from ballots.operations.posting import post_result
from ballots.operations.reminding import remind_of_objections
from ballots.queries.objections import may_be_about
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.correcting import correct_roll
from tests.ballots.counting import counted
from tests.ballots.ground import announced, elector_of, in_days, new_ground, opened
from tests.ballots.test_proposals import at_once
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def objection(ground, ballot, by=None, **fields):
    return object_to(
        by=by or ground.tenant, ballot=ballot, **{"about": "roll", "text": "我家不在名册上"} | fields
    )


def test_whoever_sees_the_ballot_is_heard_and_those_who_hold_it_are_told(ground):
    ballot, key = opened(ground), uuid4()
    row = objection(ground, ballot, client_key=key, on_behalf_of=" 我  母亲 ")
    assert objection(ground, ballot, client_key=key, text="另一句").pk == row.pk
    assert (row.on_behalf_of, row.due_on) == ("我 母亲", timezone.localdate(ballot.closes_at))
    told = Message.objects.filter(letter__kind="ballots.objection").values_list("recipient", flat=True)
    assert set(told) == {ground.chair.pk}
    assert Entry.objects.filter(verb="ballots.object").get().data == {"about": "roll"}
    with pytest.raises(Refused, match="另一条"):
        objection(ground, ballot, by=ground.owner, client_key=key)


def test_one_about_the_roll_is_answered_before_voting_ends_at_midnight(ground):
    ballot = opened(ground, closes_at=in_days(4, 0))
    assert objection(ground, ballot).due_on == timezone.localdate() + timedelta(days=3)


def test_what_is_no_objection(ground):
    ballot, far = opened(ground), announced(ground)
    cases = [
        ({"text": " "}, "哪里不对"),
        ({"about": "weather"}, "名册还是"),
        ({"about": "result"}, "还没有公示"),
        ({"by": ground.outsider}, "其他街坊"),
        ({"now": ballot.closes_at}, "截止前"),
    ]
    for fields, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            objection(ground, ballot, **fields)
    for _number in range(3):
        objection(ground, ballot)
    with pytest.raises(Refused, match="三条"):
        objection(ground, ballot)
    # Who may not read the roll points at nobody's entry.
    entry = far.electors.get(number=1)
    assert objection(ground, far, elector=entry).elector is None
    assert objection(ground, far, by=ground.owner, elector=entry).elector == entry


def test_accepted_means_put_right_and_nobody_answers_their_own(ground):
    ballot = opened(ground)
    row = objection(ground, ballot, by=ground.owner, text="面积错了")
    answer = {"objection": row, "accepted": True, "answer": "已按产权证更正"}
    for by, sentence in [
        (ground.tenant, "主持表决"),
        (ground.owner, "主持表决"),
        (ground.chair, "先从这条异议"),
    ]:
        with pytest.raises(Refused, match=sentence):
            answer_objection(by=by, **answer)
    own = objection(ground, ballot, by=ground.chair)
    with pytest.raises(Refused, match="自己提"):
        answer_objection(by=ground.chair, objection=own, accepted=False, answer="不对")
    with pytest.raises(Refused, match="理由") as refused:
        answer_objection(by=ground.chair, objection=row, accepted=False, answer=" ")
    assert refused.value.field == "answer"
    elector = elector_of(ballot, ground.owner)
    correct_roll(by=ground.chair, elector=elector, area=elector.area + 1, reason="按产权证", objection=row)
    done = answer_objection(by=ground.chair, **answer)
    assert (done.state, done.answered_by) == ("accepted", ground.chair)
    assert answer_objection(by=ground.chair, **answer).pk == row.pk
    with pytest.raises(Refused, match="答复过"):
        answer_objection(by=ground.chair, objection=row, accepted=False, answer="再说")
    assert Message.objects.filter(letter__kind="ballots.objection_answered", recipient=ground.owner).exists()


def test_owed_answers_are_asked_for_the_day_before_and_once_late(ground):
    ballot = announced(ground)
    row = objection(ground, ballot)
    due = timezone.make_aware(timezone.datetime.combine(row.due_on, timezone.datetime.min.time()))
    owed = Message.objects.filter(
        letter__kind="ballots.objection_owed", recipient=ground.chair, channel="inbox"
    )
    remind_of_objections(due - timedelta(days=2))
    assert not owed.exists()
    for hours, count in [(-12, 1), (-2, 1), (12, 1), (36, 2), (60, 2)]:
        remind_of_objections(due + timedelta(hours=hours))
        assert owed.count() == count
    assert not Message.objects.filter(letter__kind="ballots.objection_owed", recipient=ground.tenant).exists()


def test_the_page_shows_a_neighbour_and_to_those_who_hold_it_a_name(ground, client):
    ballot = opened(ground)
    page = reverse("ballots:objections", args=[ballot.pk])
    client.force_login(ground.tenant)
    refused = client.post(page, {"client_key": uuid4(), "about": "roll", "text": "", "on_behalf_of": "母亲"})
    assert refused.status_code == 422
    assert "母亲" in refused.content.decode()
    row = {"client_key": uuid4(), "about": "roll", "text": "少了我家"}
    assert client.post(page, row).status_code == 302
    client.force_login(ground.owner)
    text = text_of(client.get(page))
    assert "1栋居民" in text
    assert "少了我家" in text
    assert "谭菠萝" not in text
    assert "去答复" not in text
    answer = reverse("ballots:objection_answer", args=[ballot.pk, Objection.objects.get().pk])
    assert client.get(answer).status_code == 404
    client.force_login(ground.chair)
    assert "谭菠萝" in text_of(client.get(page))
    assert "去答复" in text_of(client.get(page))
    kept = client.post(answer, {"accepted": "yes", "answer": "已经更正了"})
    assert kept.status_code == 422
    assert "已经更正了" in text_of(kept)
    Objection.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert client.post(answer, {"accepted": "no", "answer": "登记的业主是别人"}).status_code == 302
    client.force_login(ground.tenant)
    text = text_of(client.get(page))
    assert "登记的业主是别人" in text
    assert "超期" in text


def test_who_sees_it_and_at_what_cost(ground, client, django_assert_num_queries):
    ballot = opened(ground)
    page = reverse("ballots:objections", args=[ballot.pk])
    assert client.get(page).status_code == 302
    for user in (ground.outsider, ground.stranger):
        client.force_login(user)
        assert client.get(page).status_code == 404
    draft = ground.draft()
    client.force_login(ground.chair)
    assert client.get(reverse("ballots:objections", args=[draft.pk])).status_code == 404
    objection(ground, ballot, by=ground.second_owner)
    client.force_login(ground.owner)
    client.get(page)
    with django_assert_num_queries(8):
        client.get(page)
    now = timezone.now()
    Objection.objects.bulk_create(
        Objection(ballot=ballot, about="roll", by=ground.tenant, text=f"第 {n} 条", due_on=now.date())
        for n in range(29)
    )
    with django_assert_num_queries(8):
        client.get(page)


def test_when_it_may_be_about_what(ground):
    ballot = opened(ground)
    assert may_be_about(ballot) == ["roll"]
    ballot.closed_at = timezone.now()
    assert may_be_about(ballot) == []


def test_of_a_count_that_is_wrong_nobody_says_that_it_was_put_right(ground, client):
    """ "属实，已更正" stood beside a result in which nothing had changed."""
    ballot = opened(ground)
    on_roll = objection(ground, ballot, text="面积错了")
    counted(ballot)
    post_result(by=ground.chair, ballot=ballot, now=ballot.closes_at + timedelta(minutes=5))
    ballot.refresh_from_db()
    now = ballot.closes_at + timedelta(minutes=6)
    row = objection(ground, ballot, by=ground.owner, about="result", text="不是业主投的", now=now)
    client.force_login(ground.chair)
    page = client.get(f"/ballots/{ballot.pk}/objections/{row.pk}/")
    assert f'href="/ballots/{ballot.pk}/void/"' in page.content.decode()
    said = {"accepted": "yes", "answer": "确实不是"}
    listed = client.post(f"/ballots/{ballot.pk}/objections/{row.pk}/", said, follow=True)
    assert "属实" in text_of(listed)
    assert "已更正" not in text_of(listed)
    late = client.get(f"/ballots/{ballot.pk}/objections/{on_roll.pk}/").context["form"]
    assert [value for value, _label in late.fields["accepted"].choices] == ["no"]


@pytest.mark.django_db(transaction=True)
def test_two_answers_to_one_objection(transactional_db):
    ground = new_ground()
    ballot = opened(ground)
    row = objection(ground, ballot)
    acts = [
        lambda by=by, said=said: answer_objection(by=by, objection=row, accepted=False, answer=said)
        for by, said in [(ground.chair, "甲"), (ground.staff, "乙")]
    ]
    results = at_once(*acts)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    row.refresh_from_db()
    said = next(result for result in results if not isinstance(result, Exception))
    assert row.answer == said.answer
    assert Message.objects.filter(letter__kind="ballots.objection_answered", channel="inbox").count() == 1
