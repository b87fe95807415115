"""Questions under a notice: who asks, who answers, what is shown of whom, what hiding leaves."""

import re
import threading
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from buildings.models import Captaincy
from journal.models import Entry
from kit.refused import Refused
from kit.workdays import workdays_later
from notices.models import Notice, NoticeComment
from notices.operations import answer_question, ask_again, ask_question, hide_comment, withdraw_notice
from notices.operations.comments import MOST_A_DAY, MOST_WAITING
from notifications.models import Message, State
from tests.factories import MembershipFactory, make_resident
from tests.notices.ground import again, new_ground
from tests.notices.pages import age, page
from tests.outliving import session_ends

LONG = timedelta(days=20)


@pytest.fixture
def notice(ground):
    notice = ground.publish(category="posting", places=[ground.estate], expires_at=timezone.now() + LONG)
    Message.objects.all().delete()
    return notice


def ask(ground, notice, text="附表在哪里看？", by=None, key=None) -> NoticeComment:
    return ask_question(by=by or ground.resident, notice=notice, text=text, client_key=key or uuid4())


def told(kind: str, state: str | None = None) -> list[Message]:
    rows = Message.objects.filter(letter__kind=kind, channel="inbox")
    return list(rows.filter(state=state) if state else rows)


def test_three_working_days_leave_holidays_out():
    friday = timezone.make_aware(datetime(2026, 9, 18, 16, 30))
    assert timezone.localtime(workdays_later(friday, 3)).date() == date(2026, 9, 22), (
        "Sunday 20 September is worked"
    )
    before_the_feast = timezone.make_aware(datetime(2026, 9, 30, 9, 0))
    assert timezone.localtime(workdays_later(before_the_feast, 3)).date() == date(2026, 10, 10)


def test_a_question_is_told_and_its_answer_too(ground, notice):
    said = ask(ground, notice, "𠮷 街坊问：区· 的账在哪 😀")
    assert said.text == "𠮷 街坊问：区· 的账在哪 😀"
    assert told("notices.comment")[0].recipient == ground.writer
    (due,) = told("notices.comment_due")
    assert due.due_at == said.answer_by
    answer_question(by=ground.writer, comment=said, answer="在物业前台。")
    answer_question(by=ground.writer, comment=said, answer="在物业前台。 ")
    (answered,) = told("notices.comment_answered")
    assert answered.recipient == ground.resident
    assert "在物业前台。" in answered.body
    due.refresh_from_db()
    assert due.state == State.VOID
    with pytest.raises(Refused, match="已经回复过"):
        answer_question(by=ground.writer, comment=said, answer="另一个回复")
    assert Entry.objects.filter(verb="notices.answer").count() == 1


def test_who_is_told_of_a_question(ground, notice):
    """Those with an office there, not every member; the outbox has nobody else."""
    clerk = MembershipFactory(organisation=ground.committee, office="member").user
    ask(ground, notice)
    assert {message.recipient for message in told("notices.comment")} == {ground.writer}
    assert clerk not in {message.recipient for message in told("notices.comment_due")}


def test_what_is_refused_and_why(ground, notice):
    def refused(sentence: str, **fields) -> None:
        with pytest.raises(Refused, match=sentence):
            ask(ground, **{"notice": notice} | fields)

    refused("请写下", text="  \n")
    refused("500 个字以内", text="长" * 501)
    refused("存不了的字符", text="a\0b")
    refused("收到告示的街坊", by=ground.outsider)
    refused("收到告示的街坊", by=ground.stranger)
    refused("不收留言", notice=ground.publish(category="other"))
    said = ask(ground, notice)
    for by in (ground.resident, ground.captain):
        with pytest.raises(Refused, match="只有发这条告示的单位"):
            answer_question(by=by, comment=said, answer="我来答")
    with pytest.raises(Refused, match="回复"):
        answer_question(by=ground.writer, comment=said, answer=" ")
    Notice.objects.filter(pk=notice.pk).update(
        publish_at=timezone.now() - LONG, expires_at=timezone.now() - timedelta(seconds=1)
    )
    notice.refresh_from_db()
    refused("已经过期")
    withdraw_notice(by=ground.writer, notice=notice, reason="搞错了")
    notice.refresh_from_db()
    refused("已经撤下")
    assert NoticeComment.objects.count() == 1


def test_a_double_tap_is_one_question_and_a_borrowed_form_is_none(ground, notice):
    key = uuid4()
    assert ask(ground, notice, key=key) == ask(ground, notice, key=key)
    with pytest.raises(Refused):
        ask(ground, notice, by=ground.neighbour, key=key)
    assert NoticeComment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_tap_on_two_connections():
    ground = new_ground()
    notice = ground.publish(category="posting", expires_at=timezone.now() + LONG)
    key, barrier, found = uuid4(), threading.Barrier(3), []

    def tap() -> None:
        try:
            barrier.wait(timeout=10)
            found.append(ask_question(by=again(ground.resident), notice=notice, text="问", client_key=key).pk)
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(set(found)) == 1
    assert Message.objects.filter(letter__kind="notices.comment", channel="inbox").count() == 1


def test_five_of_one_person_may_wait_under_a_notice(ground, notice, signed_in):
    first, *_rest = [ask(ground, notice, f"第 {number} 问") for number in range(MOST_WAITING)]
    own, form = signed_in(ground.resident), {"client_key": str(uuid4()), "text": "第六问：𠮷"}
    answer = own.post(f"/notices/{notice.pk}/questions/", form)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "还有 5 条提问没等到回复" in html
    assert re.search(r"<textarea[^>]*>\s*第六问：𠮷</textarea>", html), "nothing typed is lost"
    ask(ground, notice, by=ground.neighbour)
    answer_question(by=ground.writer, comment=first, answer="好的")
    assert own.post(f"/notices/{notice.pk}/questions/", form).status_code == 302
    assert own.post(f"/notices/{notice.pk}/questions/", form).status_code == 302, (
        "the second tap of the last one"
    )


def test_twenty_a_day_over_all_notices(ground, notice):
    for number in range(MOST_A_DAY):
        hide_comment(by=ground.writer, comment=ask(ground, notice, f"{number}"), reason="广告")
    other = ground.publish(category="posting", expires_at=timezone.now() + LONG)
    with pytest.raises(Refused, match="请明天再接着问") as no:
        ask(ground, other)
    assert no.value.field == "text"
    NoticeComment.objects.update(at=timezone.now() - timedelta(hours=25))
    ask(ground, other)


@pytest.mark.django_db(transaction=True)
def test_many_questions_at_the_same_moment_are_counted_one_after_the_other():
    ground = new_ground()
    notices = [ground.publish(category="posting", expires_at=timezone.now() + LONG) for _ in range(2)]
    for number in range(MOST_A_DAY - 1):
        said = ask(ground, notices[number % 2], f"{number}")
        answer_question(by=ground.writer, comment=said, answer="好的")
    barrier, found = threading.Barrier(4), []

    def tap(notice) -> None:
        try:
            barrier.wait(timeout=10)
            ask(ground, notice, by=again(ground.resident))
            found.append("asked")
        except Refused:
            found.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=tap, args=[notices[number % 2]]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(found) == ["asked", "refused", "refused", "refused"]


# --- the pages ---------------------------------------------------------------------------------------------


def test_asked_on_the_page_shown_without_a_name_answered_on_its_own(ground, notice, signed_in, client):
    own, path = signed_in(ground.resident), f"/notices/{notice.pk}/"
    form = {"client_key": str(uuid4()), "text": "<script>alert(1)</script> 账在哪里"}
    answer = own.post(f"{path}questions/", form, follow=True)
    html = answer.content.decode()
    assert "三个工作日内会回复您" in html
    assert "<script>alert" not in html
    seen = page(client, path)
    assert "1栋居民" in seen
    assert "何茉莉" not in seen
    assert "&lt;script&gt;" in seen
    said = NoticeComment.objects.get()
    one = f"{path}questions/{said.pk}/"
    assert "<textarea" not in page(client, one)
    writer = signed_in(ground.writer)
    assert "<textarea" in page(writer, one)
    assert writer.post(f"{one}answer/", {"answer": ""}).status_code == 422
    assert "在前台" in writer.post(f"{one}answer/", {"answer": "在前台"}, follow=True).content.decode()
    type(ground.resident).objects.filter(pk=ground.resident.pk).update(shows_name=True)
    assert "何茉莉" in page(client, path)


def test_hidden_words_leave_a_place_and_a_reason(ground, notice, signed_in, client):
    said = ask(ground, notice, "骂人的话")
    one = f"/notices/{notice.pk}/questions/{said.pk}/"
    assert signed_in(ground.neighbour).post(f"{one}hide/", {"reason": "不好听"}).status_code == 422
    writer = signed_in(ground.writer)
    assert writer.post(f"{one}hide/", {"reason": ""}).status_code == 422
    for _ in range(2):
        assert writer.post(f"{one}hide/", {"reason": "点名骂了邻居"}).status_code == 302
    for path in (f"/notices/{notice.pk}/", one):
        html = page(client, path)
        assert "骂人的话" not in html
        assert "点名骂了邻居" in html
    (message,) = told("notices.comment_hidden")
    assert message.recipient == ground.resident
    assert told("notices.comment_due", State.VOID)
    with pytest.raises(Refused, match="已隐藏"):
        answer_question(by=ground.writer, comment=said, answer="晚了")
    assert NoticeComment.objects.get().text == "骂人的话"
    hide_comment(by=ground.writer, comment=said, reason="再来一次")
    assert NoticeComment.objects.get().hidden_reason == "点名骂了邻居"


def test_who_may_not_read_it_sees_no_question(ground, signed_in):
    notice = ground.publish(category="posting", is_public=False, expires_at=timezone.now() + LONG)
    said = ask(ground, notice)
    for user in (ground.outsider, ground.stranger):
        other = signed_in(user)
        assert other.get(f"/notices/{notice.pk}/questions/{said.pk}/").status_code == 404
        form = {"client_key": str(uuid4()), "text": "问"}
        assert other.post(f"/notices/{notice.pk}/questions/", form).status_code == 404


def test_late_is_said_and_words_come_back_after_signing_in(ground, notice, client):
    age(notice, days=10)
    said = ask(ground, notice)
    NoticeComment.objects.filter(pk=said.pk).update(answer_by=timezone.now() - timedelta(hours=1))
    assert "逾期没有回复" in page(client, f"/notices/{notice.pk}/")
    form = {"client_key": str(uuid4()), "text": "登录前写的话"}
    session_ends(client, ground.resident, f"/notices/{notice.pk}/")
    answer = client.post(f"/notices/{notice.pk}/questions/", form)
    assert "/accounts/login/" in answer.url
    client.force_login(ground.resident)
    assert "登录前写的话" in page(client, f"/notices/{notice.pk}/")


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_one_question_as_for_thirty(
    ground, notice, client, count, django_assert_num_queries
):
    Captaincy.objects.filter(user=ground.captain).delete()
    for number in range(count):
        ask(ground, notice, f"第 {number} 问", by=make_resident(ground.first, "0102"))
    # What changed lately, the notice, its questions, in whose name they are shown.
    with django_assert_num_queries(1 + 1 + 1 + 2):
        html = page(client, f"/notices/{notice.pk}/")
    assert ('rel="next"' in html) == (count > 10)


def test_a_question_that_nobody_asked_is_there_for_any_more_is_asked_of_who_came_since(ground, notice):
    said = ask(ground, notice)
    follower = MembershipFactory(organisation=ground.committee).user
    assert ask_again() == 0, "its author is there"
    ground.writer.memberships.update(ended_on=timezone.localdate())
    assert ask_again()
    for kind, at in (("notices.comment", None), ("notices.comment_due", said.answer_by)):
        (message,) = [one for one in told(kind) if one.recipient == follower]
        assert at is None or message.due_at == at
    assert ask_again() == 0
