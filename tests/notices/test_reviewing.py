"""From the writer to whoever lets it out and back; two editors at once; emergencies."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from journal.models import Entry
from kit.refused import Refused
from kit.subjects import subject_key
from notices.models import Notice, NoticeRead
from notices.operations import (
    Conflict,
    add_file,
    ask_again,
    discard_notice,
    draft_notice,
    edit_and_publish,
    edit_notice,
    publish_notice,
    remove_file,
    repeat_due,
    send_back,
    submit_for_review,
    unschedule_notice,
    withdraw_notice,
)
from notices.tasks import repeat_due as task
from notifications.models import Message
from tests.factories import MembershipFactory, OrganisationFactory, make_staff
from tests.issues.photos import picture
from tests.kit.test_papers import PDF
from tests.notices.ground import again, new_ground

HOUR = timedelta(hours=1)


@pytest.fixture
def council(ground):
    """A council with a head who lets out and a member who prepares."""
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    organisation = head.memberships.get().organisation
    member = MembershipFactory(organisation=organisation, office="member").user
    return organisation, head, member


def told(notice, kind: str, **fields) -> set[int]:
    rows = Message.objects.about(subject_key(notice)).filter(letter__kind=kind, **fields)
    return set(rows.values_list("recipient_id", flat=True))


def test_a_member_sends_it_the_head_sends_it_back_and_then_lets_it_out(ground, council):
    organisation, head, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    for _ in range(2):  # the second tap
        submit_for_review(by=member, notice=notice)
    assert told(notice, "notices.review") == {head.pk}
    assert Entry.objects.about(notice).filter(verb="notices.submit").count() == 1
    with pytest.raises(Refused, match="收回"):
        discard_notice(by=member, notice=notice)
    with pytest.raises(Refused, match="要改什么") as no:
        send_back(by=head, notice=notice, reason=" ")
    assert no.value.field == "reason"
    with pytest.raises(Refused):
        send_back(
            by=again(MembershipFactory(organisation=organisation, office="member").user),
            notice=notice,
            reason="x",
        )
    send_back(by=head, notice=notice, reason="请写上日期")
    notice.refresh_from_db()
    assert (notice.state, notice.sent_back_reason) == ("draft", "请写上日期")
    assert told(notice, "notices.sent_back") == {member.pk}
    assert not told(notice, "notices.review", state="pending"), "nobody is asked for what is a draft again"
    edit_notice(by=member, notice=notice, when_text="周六")
    submit_for_review(by=member, notice=notice)
    assert publish_notice(by=head, notice=notice).is_out
    assert told(notice, "notices.published", channel="inbox") == {ground.resident.pk, ground.captain.pk}
    with pytest.raises(Refused, match="不用再审核"):
        send_back(by=head, notice=notice, reason="再改")


def test_who_sent_it_takes_it_back_without_a_reason(ground, council):
    organisation, _head, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    submit_for_review(by=member, notice=notice)
    assert send_back(by=member, notice=notice).state == "draft"
    assert not told(notice, "notices.sent_back")


def test_where_nobody_else_could_say_yes_it_is_not_sent(ground):
    club = OrganisationFactory(kind="club", serves=[ground.estate])
    head = MembershipFactory(organisation=club, office="head").user
    notice = draft_notice(by=head, **ground.words(organisation=club))
    with pytest.raises(Refused, match="没有别人"):
        submit_for_review(by=head, notice=notice)


def test_what_waits_for_review_is_seen_by_its_own_only(ground, council, signed_in):
    organisation, head, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    submit_for_review(by=member, notice=notice)
    assert "今天下午停水" in signed_in(head).get("/notices/drafts/").content.decode()
    assert signed_in(head).get(f"/notices/{notice.pk}/").status_code == 200
    for reader in (ground.resident, ground.captain, ground.stranger):
        assert signed_in(reader).get(f"/notices/{notice.pk}/").status_code == 404
        assert signed_in(reader).post(f"/notices/{notice.pk}/submit/").status_code == 404
        assert signed_in(reader).get(f"/notices/{notice.pk}/send-back/").status_code == 404


def test_the_pages_of_review(ground, council, signed_in):
    organisation, head, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    assert "已送审" in signed_in(member).post(f"/notices/{notice.pk}/submit/", follow=True).content.decode()
    path = f"/notices/{notice.pk}/send-back/"
    assert "收回“今天下午停水”" in signed_in(member).get(path).content.decode()
    assert "退回“今天下午停水”" in signed_in(head).get(path).content.decode()
    refused = signed_in(head).post(path, {"reason": ""})
    assert refused.status_code == 422
    assert "请写明要改什么" in refused.content.decode()
    assert "请写上日期" in signed_in(head).post(path, {"reason": "请写上日期"}, follow=True).content.decode()
    assert "请写上日期" in signed_in(member).get(f"/notices/{notice.pk}/edit/").content.decode()


# --- two editors at once ---------------------------------------------------------------------------------------


def test_the_second_of_two_editors_loses_nothing_and_overwrites_nothing(ground):
    notice = ground.draft()
    edit_notice(by=ground.writer, notice=notice, title="先保存的", seen_version=1)
    with pytest.raises(Conflict) as conflict:
        edit_notice(by=ground.writer, notice=notice, title="后保存的", seen_version=1)
    assert (conflict.value.theirs.title, conflict.value.version) == ("先保存的", 2)
    edit_notice(
        by=ground.writer, notice=notice, title="先保存的", seen_version=1
    )  # the same words are no conflict
    assert edit_notice(by=ground.writer, notice=notice, title="后保存的", seen_version=2).version == 3


def test_what_was_changed_since_it_was_read_is_not_let_out_unseen(ground):
    notice = ground.draft()
    edit_notice(by=ground.writer, notice=notice, title="换了标题")
    with pytest.raises(Conflict):
        publish_notice(by=ground.writer, notice=notice, seen_version=1)
    assert publish_notice(by=ground.writer, notice=notice, seen_version=2).is_out


def together(*acts) -> list:
    barrier, results = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_a_paper_added_or_taken_out_in_review_is_another_version(
    ground, council, signed_in, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    organisation, head, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    submit_for_review(by=member, notice=notice)
    notice.refresh_from_db()
    seen = [notice.version]
    row = add_file(by=member, notice=notice, file=ContentFile(PDF), name="名单.pdf")
    notice.refresh_from_db()
    seen.append(notice.version)
    remove_file(by=member, file=row)
    for version in seen:
        with pytest.raises(Conflict):
            publish_notice(by=head, notice=notice, seen_version=version)
    answer = signed_in(head).post(
        f"/notices/{notice.pk}/publish/", {"release": "now", "seen_version": seen[0]}, follow=True
    )
    assert "请再看一遍" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "review"
    assert publish_notice(by=head, notice=notice, seen_version=notice.version).is_out


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_saves_and_the_other_is_shown_both(transactional_db):
    ground = new_ground()
    notice = ground.draft()
    writers = [ground.writer, MembershipFactory(organisation=ground.committee).user]

    def saves(by, title):
        return lambda: edit_notice(by=by, notice=notice, title=title, seen_version=1)

    results = together(saves(writers[0], "甲写的"), saves(writers[1], "乙写的"))
    assert sum(isinstance(one, Conflict) for one in results) == 1
    notice.refresh_from_db()
    assert {notice.version, *(one.title for one in results if isinstance(one, Notice))} == {2, notice.title}


@pytest.mark.django_db(transaction=True)
def test_five_emergencies_at_the_same_moment_are_counted_one_after_the_other(transactional_db):
    ground = new_ground()
    company = make_staff(ground.estate, kind="property_company", office="head").memberships.get()
    drafts = [
        draft_notice(by=company.user, **ground.words(organisation=company.organisation, is_urgent=True))
        for _ in range(5)
    ]
    results = together(
        *[lambda d=draft: publish_notice(by=again(company.user), notice=d) for draft in drafts]
    )
    assert sorted(type(one).__name__ for one in results) == ["Notice"] * 3 + ["Refused"] * 2


# --- emergencies ---------------------------------------------------------------------------------------------------


def test_an_emergency_takes_a_reason_or_a_second_person(ground):
    notice = ground.draft(is_urgent=True, urgent_reason="")
    with pytest.raises(Refused, match="第二个人") as no:
        publish_notice(by=ground.writer, notice=notice)
    assert no.value.field == "urgent_reason"
    colleague = MembershipFactory(organisation=ground.committee).user
    with pytest.raises(Refused):
        publish_notice(by=colleague, notice=notice)  # not asked to look at it
    submit_for_review(by=ground.writer, notice=notice)
    with pytest.raises(Refused):
        publish_notice(by=ground.writer, notice=notice)  # one's own second person
    with pytest.raises(Refused):
        edit_and_publish(by=colleague, notice=notice, title="我改过的")  # one's own words
    confirmed = publish_notice(by=colleague, notice=notice)
    assert confirmed.confirmed_by == colleague
    entry = Entry.objects.about(notice).get(verb="notices.publish")
    assert (entry.data["confirmed_by"], entry.data["reason"]) == (colleague.pk, "")


def test_the_reason_stands_in_the_journal(ground):
    notice = ground.publish(is_urgent=True, urgent_reason="总管爆了")
    assert Entry.objects.about(notice).get(verb="notices.publish").data["reason"] == "总管爆了"


def test_words_confirmed_by_a_second_person_are_not_changed_by_one(ground):
    notice = ground.draft(is_urgent=True, urgent_reason="")
    colleague = MembershipFactory(organisation=ground.committee).user
    submit_for_review(by=ground.writer, notice=notice)
    publish_notice(by=colleague, notice=notice, publish_at=timezone.now() + HOUR)
    with pytest.raises(Refused, match="第二个人"):
        edit_notice(by=ground.writer, notice=notice, title="换了一件事")
    assert unschedule_notice(by=ground.writer, notice=notice).confirmed_by is None


def test_it_goes_out_at_once_on_every_channel_also_at_night(ground):
    ground.resident.phone_verified = True
    ground.resident.save()
    notice = ground.publish(is_urgent=True)
    rows = Message.objects.about(subject_key(notice)).filter(recipient=ground.resident)
    assert set(rows.values_list("channel", "state", "letter__is_essential", "letter__by_day")) == {
        (channel, "pending", True, False) for channel in ("inbox", "email", "sms")
    }


def test_what_was_told_as_an_emergency_ends_by_its_hour_and_not_by_a_tick(ground):
    notice = ground.publish(is_urgent=True)
    with pytest.raises(Refused, match="什么时候为止"):
        edit_notice(by=ground.writer, notice=notice, is_urgent=False)


def test_it_is_told_again_to_who_has_not_opened_it_until_it_is_over(ground):
    now = timezone.now()
    notice = ground.publish(is_urgent=True, repeats=2, repeat_minutes=30, expires_at=now + 3 * HOUR, now=now)
    assert repeat_due(now=now + timedelta(minutes=29)) == 0
    NoticeRead.objects.create(notice=notice, user=ground.resident)
    for _ in range(2):  # a second worker, or a redelivery
        repeat_due(now=now + timedelta(minutes=31))
    again_rows = Message.objects.about(subject_key(notice)).filter(letter__event__dedupe__contains=" again 1")
    assert set(again_rows.values_list("recipient_id", "channel")) == {(ground.captain.pk, "inbox")}
    late = now + timedelta(minutes=95)  # the machine was down; told once, not twice
    assert repeat_due(now=late) == 1
    notice.refresh_from_db()
    assert (notice.repeated, notice.repeat_at) == (2, None)


def test_it_is_not_told_again_once_it_is_over_or_withdrawn(ground):
    now = timezone.now()
    over = ground.publish(is_urgent=True, repeats=3, repeat_minutes=60, expires_at=now + HOUR / 2, now=now)
    down = ground.publish(is_urgent=True, repeats=3, repeat_minutes=60, now=now)
    withdraw_notice(by=ground.writer, notice=down, reason="已经修好了")
    enough = ground.publish(is_urgent=True, repeats=3, repeat_minutes=60, now=now)
    edit_notice(by=ground.writer, notice=enough, repeats=0)
    repeat_due(now=now + 2 * HOUR)
    assert not Message.objects.filter(letter__event__dedupe__contains=" again ").exists()
    over.refresh_from_db()
    assert over.repeat_at is None


def test_what_becomes_an_emergency_is_told_again_as_was_asked(ground):
    now = timezone.now()
    notice = ground.publish(now=now)
    edit_notice(
        by=ground.writer,
        notice=notice,
        is_urgent=True,
        urgent_reason="水漫进来了",
        repeats=1,
        repeat_minutes=30,
        now=now,
    )
    assert repeat_due(now=now + timedelta(minutes=31)) == 1
    assert Message.objects.filter(letter__event__dedupe__contains=" again 1").exists()


def test_one_person_gets_four_a_day_outside_the_inbox_and_all_of_them_inside(ground):
    for number in range(5):
        ground.publish(is_urgent=True, title=f"第 {number} 次")
    rows = Message.objects.filter(recipient=ground.resident, letter__kind="notices.emergency")
    assert rows.filter(channel="email").count() == 4
    assert rows.filter(channel="inbox").count() == 5


def test_without_the_communitys_staff_three_emergencies_a_day(ground):
    company = make_staff(ground.estate, kind="property_company", office="head").memberships.get()
    words = {"organisation": company.organisation, "is_urgent": True}
    now = timezone.now()
    for _ in range(3):
        notice = draft_notice(by=company.user, **ground.words(**words))
        publish_notice(by=company.user, notice=notice, now=now)
    fourth = draft_notice(by=company.user, **ground.words(**words))
    with pytest.raises(Refused, match="三次"):
        publish_notice(by=company.user, notice=fourth, now=now + HOUR)
    for out in (False, True):  # while it waits for its hour, and when it is out: by the form's other door
        plain = draft_notice(by=company.user, **ground.words(organisation=company.organisation))
        publish_notice(by=company.user, notice=plain, publish_at=None if out else now + HOUR, now=now)
        with pytest.raises(Refused, match="三次"):
            edit_notice(by=company.user, notice=plain, is_urgent=True, urgent_reason="水漫进来了", now=now)
    assert publish_notice(by=company.user, notice=fourth, now=now + 25 * HOUR).is_out is False
    for _ in range(4):
        ground.publish(is_urgent=True)


@pytest.mark.parametrize(
    "fields", [{"repeats": 4}, {"repeats": -1}, {"repeat_minutes": 5}, {"repeat_minutes": 3000}]
)
def test_how_often_has_its_bounds(ground, fields):
    with pytest.raises(Refused) as no:
        ground.draft(is_urgent=True, **fields)
    assert no.value.field in fields


def test_the_task_is_the_one_that_beat_calls(settings):
    assert task.name == settings.CELERY_BEAT_SCHEDULE["tell of emergencies again"]["task"]


def test_a_picture_that_one_person_adds_was_confirmed_by_nobody(ground, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, second = ground.writer, MembershipFactory(organisation=ground.committee).user
    waiting = ground.draft(is_urgent=True, urgent_reason="")
    submit_for_review(by=first, notice=waiting)
    add_file(by=second, notice=waiting, file=picture(), name="甲.jpg")
    with pytest.raises(Refused):
        publish_notice(by=second, notice=waiting)

    confirmed = ground.draft(is_urgent=True, urgent_reason="")
    submit_for_review(by=first, notice=confirmed)
    publish_notice(by=second, notice=confirmed, publish_at=timezone.now() + timedelta(hours=2))
    with pytest.raises(Refused):
        add_file(by=first, notice=confirmed, file=picture(), name="甲.jpg")
    assert not confirmed.files.exists()


def test_where_nobody_who_was_asked_is_left_whoever_came_since_is_asked(ground, council):
    organisation, head, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation, places=[ground.estate]))
    submit_for_review(by=member, notice=notice)
    follower = MembershipFactory(organisation=organisation, office="head").user
    assert ask_again() == 0, "whoever was asked is there"
    head.memberships.update(ended_on=timezone.localdate())
    assert ask_again()
    assert told(notice, "notices.review") == {head.pk, follower.pk}
    assert ask_again() == 0
