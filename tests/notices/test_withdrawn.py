"""What was taken down: a marked page for who could read it; nothing on it can be opened, printed or answered to."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from kit.subjects import subject_key
from notices.operations import answer_question, ask_question, withdraw_notice
from notices.queries.comments import waiting_on
from notifications.models import Message
from tests.notices.leaks import dress, words
from tests.notices.pages import page

REASON = "日期写错了"


@pytest.fixture
def taken_down(ground, settings, tmp_path, django_capture_on_commit_callbacks):
    """The notice, and the numbers that its addresses take."""
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        notice = ground.publish(**words(is_public=False), expires_at=timezone.now() + timedelta(days=9))
        numbers = dress(ground, notice)
    ask_question(by=ground.resident, notice=notice, text="哪天", client_key=uuid4())
    withdraw_notice(by=ground.writer, notice=notice, reason=REASON)
    notice.refresh_from_db()
    return notice, numbers


def test_who_could_read_it_reads_that_by_whom_and_why_it_was_withdrawn(ground, taken_down, client, signed_in):
    notice, _numbers = taken_down
    path = f"/notices/{notice.pk}/"
    for user in (ground.resident, ground.captain):
        answer = signed_in(user).get(path)
        html = answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"
        for text in (notice.title, "正文", REASON, str(ground.writer)):
            assert text in html
        assert f"{path}files/" not in html, "no link to a paper, and no picture that could not be shown"
        assert f"{path}boards/" not in html
        assert "<textarea" not in html
        assert "这里不再收留言" in html
        assert "前回复" not in re.sub(r"\s", "", html), "nobody is awaited any more"
    for reader in (client, signed_in(ground.outsider)):
        assert reader.get(path).status_code == 404
    assert "X-Robots-Tag" not in client.get(f"/notices/{ground.publish().pk}/")


def test_poster_files_boards_and_questions_are_closed_to_readers(ground, taken_down, signed_in):
    notice, numbers = taken_down
    path = f"/notices/{notice.pk}/"
    closed = [f"{path}files/{numbers['file_pk']}/", f"{path}boards/{numbers['photo']}"]
    printed = [f"{path}poster/", f"{path}poster/?size=A3", f"{path}posters.pdf"]
    for user in (ground.resident, ground.captain):
        reader = signed_in(user)
        assert {reader.get(address).status_code for address in [*closed, *printed]} == {404}
    own = signed_in(ground.writer)
    assert {own.get(address).status_code for address in closed} == {200}, "its organisation keeps its proof"
    assert {own.get(address).status_code for address in printed} == {404}
    html = page(signed_in(ground.captain), f"{path}coverage/")
    assert f"{path}boards/" not in html


def test_what_was_being_typed_meanwhile_is_not_lost(ground, taken_down, signed_in):
    notice, _numbers = taken_down
    form = {"client_key": str(uuid4()), "text": "刚刚写好的话"}
    answer = signed_in(ground.resident).post(f"/notices/{notice.pk}/questions/", form)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "已经撤下，这里不再收留言" in html
    assert "刚刚写好的话" in html
    plain = ground.publish()  # nothing was ever asked under it
    withdraw_notice(by=ground.writer, notice=plain, reason=REASON)
    answer = signed_in(ground.resident).post(f"/notices/{plain.pk}/questions/", form)
    assert "刚刚写好的话" in answer.content.decode()


def test_nobody_is_reminded_of_its_questions(ground, taken_down):
    notice, _numbers = taken_down
    due = Message.objects.filter(letter__kind="notices.comment_due")
    assert due.exists()
    assert not due.exclude(state="void").exists()
    assert not waiting_on([ground.committee.pk]).exists()
    said = notice.comments.get(text="哪天")
    answer_question(by=ground.writer, comment=said, answer="改到周五。")
    assert Message.objects.about(subject_key(said)).filter(letter__kind="notices.comment_answered").exists()
