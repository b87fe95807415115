"""公示: the notice, its time, the paper downstairs, comments and their answers."""

from datetime import date, timedelta
from io import BytesIO
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from committees import minutes_messages as words
from committees.models import PostingComment
from committees.operations import (
    add_erratum,
    add_proof,
    answer_comment,
    ask_again_about_comments,
    comment,
    publish_minutes,
)
from committees.queries.posting import Period
from kit.refused import Refused
from kit.subjects import subject_key
from kit.uploads import CleanPhoto
from notices.models import Notice
from notices.operations import draft_notice, withdraw_notice
from notifications.models import Message
from tests.committees.ground import NOW, make_place, member, resident_of
from tests.committees.pages import text_of
from tests.committees.sealing import OVER, held, sealed, sent
from tests.factories import make_building
from tests.outliving import session_ends

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def posted(estate, now=OVER, **changes):
    """A meeting whose minutes are on the board."""
    meeting = held(estate, **changes)
    sealed(estate, meeting)
    publish_minutes(by=estate.staff, meeting=meeting, now=now)
    meeting.refresh_from_db()
    return meeting


def posted_now(estate, **changes):
    return posted(estate, timezone.now(), **changes)


def says(meeting, by, text="能不能离窗远一点", *, now=OVER, key=None):
    return comment(by=by, posting=meeting.posting, text=text, client_key=key or uuid4(), now=now)


def about(said, kind, **conditions):
    return Message.objects.about(subject_key(said)).filter(letter__kind=kind, channel="inbox", **conditions)


def test_only_what_is_sealed_is_posted(estate):
    meeting = held(estate)
    for prepare in (lambda: None, lambda: sent(estate, meeting)):
        prepare()
        with pytest.raises(Refused, match="封存后"):
            publish_minutes(by=estate.staff, meeting=meeting, now=OVER)
    assert not Notice.objects.exists()


def test_the_time_of_posting_counts_from_the_next_day(estate):
    meeting = posted(estate)
    up = meeting.posting
    assert (up.starts_on, up.ends_on, up.posted_by) == (date(2026, 3, 11), date(2026, 3, 18), estate.staff)
    assert publish_minutes(by=estate.staff, meeting=meeting, now=OVER + DAY) == meeting.minutes_notice
    period = Period.of(meeting, up, date(2026, 3, 18))
    assert (period.days_late, period.is_over, period.is_soon) == (0, False, True)
    assert Period.of(meeting, up, date(2026, 3, 19)).is_over


def test_a_correction_stands_in_the_notice_too(estate):
    meeting = posted(estate)
    add_erratum(by=estate.staff, meeting=meeting, text="第 2 项应为 12 月 1 日到货", now=OVER + DAY)
    notice = Notice.objects.get(pk=meeting.minutes_notice_id)
    assert "第 2 项应为 12 月 1 日到货" in notice.body
    assert "更正 1" in notice.body
    assert "物业报两处选址" in notice.body
    assert notice.updated_at == OVER + DAY
    add_erratum(by=estate.staff, meeting=meeting, text="第 3 项“议过”应为“没议”", now=OVER + DAY)
    assert "更正 2" in Notice.objects.get(pk=notice.pk).body


def test_who_leads_a_meeting_corrects_its_minutes_and_not_the_notice_of_another_organisation(estate):
    meeting = posted(estate, chair=estate.president)
    add_erratum(by=estate.president, meeting=meeting, text="第 2 项日期不对", now=OVER + DAY)
    assert "日期不对" not in Notice.objects.get(pk=meeting.minutes_notice_id).body
    withdraw_notice(by=estate.staff, notice=meeting.minutes_notice, reason="重发", now=OVER + DAY)
    add_erratum(by=estate.staff, meeting=meeting, text="第 3 项日期不对", now=OVER + DAY)
    assert meeting.minutes.errata.count() == 2


def test_nobody_keeps_minutes_off_the_board_by_a_notice_with_a_key_that_can_be_worked_out(estate):
    """Whoever has the meeting in their calendar knows its number, and may write notices somewhere else."""
    meeting, other = held(estate), make_place()
    key = uuid5(NAMESPACE_URL, meeting.calendar_uid)
    words = {"title": "停水", "body": "明早。", "places": [other.place], "client_key": key}
    draft_notice(by=other.manager, organisation=other.property, **words)
    sealed(estate, meeting)
    assert publish_minutes(by=estate.staff, meeting=meeting, now=OVER).is_out


@pytest.mark.parametrize("days, late", [(3, 0), (4, 1), (10, 7)])
def test_posted_late_is_said(estate, days, late):
    meeting = posted(estate, OVER + days * DAY)
    assert Period.of(meeting, meeting.posting, date(2026, 3, 12)).days_late == late


# --- the paper downstairs -----------------------------------------------------------------------


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def test_a_photo_of_the_paper(estate, visit, django_capture_on_commit_callbacks):
    meeting = posted_now(estate)
    url = f"/meetings/{meeting.pk}/posting/"
    client = visit(estate.staff)

    def send(content, where="3 栋大堂"):
        return client.post(f"{url}proofs/", {"where": where, "photo": SimpleUploadedFile("a.png", content)})

    assert send(b"not a picture").context["proof_form"].errors["photo"]
    assert send(picture(), where="").context["proof_form"].errors["where"]
    assert client.post(f"{url}proofs/", {"where": "大堂"}).context["proof_form"].errors["photo"]
    with django_capture_on_commit_callbacks(execute=True):
        send(picture())
    proof = meeting.posting.proofs.get()
    assert (proof.where, proof.width, proof.height) == ("3 栋大堂", 40, 30)
    assert default_storage.exists(proof.file.name)
    assert "3 栋大堂" in text_of(visit(estate.resident).get(url))
    photo = visit(estate.resident).get(f"{url}proofs/{proof.pk}/")
    assert photo["Content-Type"] == "image/webp"
    assert visit(estate.resident).post(f"{url}proofs/", {"where": "大堂"}).status_code == 404
    other = posted_now(make_place())
    assert visit(estate.staff).get(f"/meetings/{other.pk}/posting/proofs/{proof.pk}/").status_code == 404


def test_a_proof_needs_a_place_and_somebody_who_runs_the_meeting(estate):
    meeting, photo = posted(estate), CleanPhoto(b"x", 1, 1)
    for by, where in ((estate.resident, "大堂"), (estate.staff, " ")):
        with pytest.raises(Refused):
            add_proof(by=by, posting=meeting.posting, where=where, photo=photo, now=OVER)


# --- comments -----------------------------------------------------------------------------------


def test_a_neighbour_comments_and_has_an_answer_in_time(estate):
    meeting, key = posted(estate), uuid4()
    said = says(meeting, estate.resident, key=key)
    assert says(meeting, estate.resident, key=key) == said
    with pytest.raises(Refused):
        says(meeting, estate.captain, key=key)
    assert said.answer_by == OVER + 3 * DAY
    assert about(said, words.COMMENT).get().recipient == estate.staff
    reminder = about(said, words.COMMENT_DUE).get()
    assert OVER + 2 * DAY <= reminder.due_at < said.answer_by

    for by, text in ((estate.manager, "会的"), (estate.staff, "  ")):
        with pytest.raises(Refused):
            answer_comment(by=by, comment=said, answer=text, now=OVER)
    answered = answer_comment(by=estate.staff, comment=said, answer="方案会标明距离。", now=OVER)
    assert answer_comment(by=estate.staff, comment=said, answer="方案会标明距离。", now=OVER) == answered
    with pytest.raises(Refused, match="已经回复"):
        answer_comment(by=estate.staff, comment=said, answer="别的话", now=OVER)
    reminder.refresh_from_db()
    assert reminder.state == "void"
    assert about(said, words.COMMENT_ANSWERED).get().recipient == estate.resident


def test_what_is_no_comment(estate):
    meeting = posted(estate)
    stranger = resident_of(make_building())
    for by, text, now in (
        (stranger, "好", OVER),
        (estate.manager, "好", OVER),
        (estate.resident, " ", OVER),
        (estate.resident, "长" * 501, OVER),
        (estate.resident, "好", OVER + 8 * DAY),
    ):
        with pytest.raises(Refused):
            says(meeting, by, text, now=now)
    assert says(meeting, estate.resident, now=OVER + 7 * DAY).text


def test_comments_on_the_page_name_a_building_and_no_person(estate, visit):
    meeting = posted_now(estate)
    url = f"/meetings/{meeting.pk}/posting/"
    client = visit(estate.resident)
    assert (
        client.post(f"{url}comments/", {"client_key": str(uuid4()), "text": ""})
        .context["comment_form"]
        .errors
    )
    client.post(f"{url}comments/", {"client_key": str(uuid4()), "text": "能不能离窗远一点"})
    said = PostingComment.objects.get()
    page = text_of(client.get(url))
    assert f"{estate.building.name}居民" in page
    assert "前回复" in page

    PostingComment.objects.update(answer_by=timezone.now() - DAY)
    page = text_of(visit(estate.staff).get(url))
    assert "逾期没有回复" in page
    assert "写回复" in page
    assert estate.resident.display_name not in page
    answer = f"{url}comments/{said.pk}/answer/"
    assert visit(estate.resident).post(answer, {f"c{said.pk}-answer": "好"}).status_code == 404
    refused = visit(estate.staff).post(answer, {f"c{said.pk}-answer": ""})
    assert next(iter(refused.context["comments"])).form.errors["answer"]
    visit(estate.staff).post(answer, {f"c{said.pk}-answer": "会标明距离"})
    assert "会标明距离" in text_of(visit(estate.resident).get(url))


def test_who_reads_a_posting_and_when_it_is_over(estate, visit, client):
    meeting = posted(estate)  # long ago
    url = f"/meetings/{meeting.pk}/posting/"
    page = text_of(client.get(url))
    assert "公示已结束" in page
    assert "不再收意见" in page
    key = {"client_key": str(uuid4()), "text": "晚了"}
    assert "公示期已过" in text_of(visit(estate.resident).post(f"{url}comments/", key))
    assert visit(estate.staff).get(f"/meetings/{held(make_place()).pk}/posting/").status_code == 404


def test_what_was_decided_behind_closed_doors_is_posted_to_the_neighbours(estate, visit, client):
    meeting = posted_now(estate, is_open=False)
    assert meeting.minutes_notice.is_public is False
    for path in ("posting/", "minutes/"):
        url = f"/meetings/{meeting.pk}/{path}"
        assert visit(estate.resident).get(url).status_code == 200
        assert visit(resident_of(make_building())).get(url).status_code == 404
        client.logout()
        assert client.get(url).status_code == 404


def test_what_was_typed_while_signed_out_is_kept(estate, client):
    meeting = posted_now(estate)
    url = f"/meetings/{meeting.pk}/posting/"
    session_ends(client, estate.resident, url)
    answer = client.post(f"{url}comments/", {"client_key": str(uuid4()), "text": "能不能远一点"})
    assert answer.status_code == 302
    client.force_login(estate.resident)
    assert "能不能远一点" in client.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    meeting, photo = posted_now(estate), CleanPhoto(b"x", 1, 1)
    for number in range(count):
        says(meeting, resident_of(make_building(estate.place, f"{number + 2}栋")), now=timezone.now())
    for number in range(min(count, 20)):
        add_proof(by=estate.staff, posting=meeting.posting, where=f"{number} 栋", photo=photo)
    client, url = visit(estate.staff), f"/meetings/{meeting.pk}/posting/"
    client.get(url)
    with django_assert_num_queries(10):
        response = client.get(url)
    assert len(response.context["comments"]) == min(count, 20)


def test_nothing_of_it_before_the_meeting(estate, client):
    meeting = estate.convene(now=NOW)
    assert client.get(f"/meetings/{meeting.pk}/posting/").status_code == 404


def test_the_button_that_posts_it(estate, visit):
    meeting = held(estate)
    url = f"/meetings/{meeting.pk}/minutes/publish/"
    assert visit(estate.resident).post(url).status_code == 404
    refused = visit(estate.staff).post(url, follow=True)
    assert "封存后才能公示" in text_of(refused)
    sealed(estate, meeting)
    page = visit(estate.staff).post(url, follow=True)
    assert page.redirect_chain[-1][0] == f"/meetings/{meeting.pk}/posting/"
    assert "公示中" in text_of(page)
    visit(estate.staff).post(url)
    assert Notice.objects.count() == 1
    body = Notice.objects.get().body
    assert f"/meetings/{meeting.pk}/posting/" in body
    detail = text_of(visit(estate.resident).get(meeting.get_absolute_url()))
    assert "物业报两处选址" in detail


def test_a_comment_that_nobody_asked_is_there_for_any_more_is_asked_of_those_who_are(estate):
    said = says(posted(estate), estate.resident)
    follower = member(organisation=estate.committee).user
    assert ask_again_about_comments(now=OVER) == 0
    estate.staff.memberships.update(ended_on=timezone.localdate())
    assert ask_again_about_comments(now=OVER)
    for kind in (words.COMMENT, words.COMMENT_DUE):
        assert about(said, kind, recipient=follower).exists()
    assert ask_again_about_comments(now=OVER) == 0
