"""Two of one organisation at the same notice, at the same moment or just after; and what is left to say."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from kit.refused import Refused
from kit.subjects import subject_key
from notices.models import Notice
from notices.operations import (
    add_file,
    answer_question,
    ask_question,
    discard_notice,
    draft_notice,
    edit_notice,
    hide_comment,
    publish_notice,
    send_back,
    submit_for_review,
)
from notifications.models import Message
from tests.committees.test_two_at_once import at_once
from tests.factories import MembershipFactory, make_staff
from tests.issues.photos import picture
from tests.notices.ground import new_ground


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_one_throws_a_draft_away_while_another_lets_it_out(turn):
    ground = new_ground()
    notice = ground.draft()
    gone, out = at_once(
        lambda: discard_notice(by=ground.writer, notice=notice),
        lambda: publish_notice(by=ground.writer, notice=notice),
    )
    if Notice.objects.exists():
        assert isinstance(gone, Refused)
        assert isinstance(out, Notice)
    else:
        assert gone is None
        assert isinstance(out, Refused)


@pytest.mark.parametrize(
    "act",
    [
        lambda by, notice: publish_notice(by=by, notice=notice),
        lambda by, notice: edit_notice(by=by, notice=notice, title="明天停水"),
        lambda by, notice: submit_for_review(by=by, notice=notice),
        lambda by, notice: add_file(by=by, notice=notice, file=picture(), name="照片.jpg"),
    ],
)
def test_what_is_done_to_a_draft_that_is_gone_is_refused_with_a_sentence(ground, act):
    notice = ground.draft()
    seen = Notice.objects.get(pk=notice.pk)
    discard_notice(by=ground.writer, notice=notice)
    with pytest.raises(Refused, match="这份草稿已经扔掉了"):
        act(ground.writer, seen)


def test_thrown_away_twice_is_thrown_away(ground):
    notice = ground.draft()
    seen = Notice.objects.get(pk=notice.pk)
    discard_notice(by=ground.writer, notice=notice)
    discard_notice(by=ground.writer, notice=seen)
    assert not Notice.objects.exists()


# --- nobody is asked for what is done ------------------------------------------------------------


@pytest.fixture
def council(ground):
    """A head and a deputy who let out, and a member who prepares."""
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    organisation = head.memberships.get().organisation
    deputy = MembershipFactory(organisation=organisation, office="deputy").user
    return organisation, head, deputy, MembershipFactory(organisation=organisation, office="member").user


def waiting(subject) -> set[str]:
    rows = Message.objects.about(subject_key(subject)).exclude(state="void")
    return set(rows.values_list("letter__kind", flat=True))


def test_once_it_is_out_no_other_reviewer_is_asked_to_look_through_it(ground, council):
    organisation, head, _deputy, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    submit_for_review(by=member, notice=notice)
    assert waiting(notice) == {"notices.review"}
    publish_notice(by=head, notice=notice)
    assert waiting(notice) == {"notices.published"}


def test_once_it_was_changed_and_sent_again_its_writer_is_not_asked_to_change_it(ground, council):
    organisation, head, _deputy, member = council
    notice = draft_notice(by=member, **ground.words(organisation=organisation))
    submit_for_review(by=member, notice=notice)
    send_back(by=head, notice=notice, reason="写清楚哪一栋")
    assert waiting(notice) == {"notices.sent_back"}
    submit_for_review(by=member, notice=notice)
    assert waiting(notice) == {"notices.review"}


@pytest.fixture
def question(ground):
    ends = timezone.now() + timedelta(days=20)
    notice = ground.publish(category="posting", places=[ground.estate], expires_at=ends)
    return ask_question(by=ground.resident, notice=notice, text="骂人的话", client_key=uuid4())


def test_the_words_of_a_hidden_question_go_to_nobody_any_more(ground, question):
    hide_comment(by=ground.writer, comment=question, reason="骂人")
    assert waiting(question) == {"notices.comment_hidden"}


def test_an_answered_question_is_still_told(ground, question):
    """To colleagues it is news, and it is true."""
    answer_question(by=ground.writer, comment=question, answer="好")
    assert waiting(question) == {"notices.comment", "notices.comment_answered"}
