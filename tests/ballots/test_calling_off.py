"""A ballot that was counted is called off by two; its result stays to be read, marked as what it is."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, CallingOff, Result
from ballots.operations import (
    ask_to_call_off,
    confirm_calling_off,
    post_result,
    send_back_calling_off,
    void_ballot,
)
from ballots.queries.listing import told
from journal.models import Entry
from kit.refused import Refused
from notices.models import Notice
from notifications.models import Message
from tests.ballots.counting import counted, owners_vote
from tests.ballots.ground import new_ground
from tests.ballots.waiting import deciding_tasks
from tests.committees.pages import text_of
from tests.committees.test_two_at_once import at_once

pytestmark = pytest.mark.django_db
REASON = "名册有误，重来"


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def ballot(ground):
    """Counted, not posted."""
    ballot = owners_vote(ground, "yes", "no")
    counted(ballot)
    return ballot


def ask(ground, ballot, **fields) -> CallingOff:
    return ask_to_call_off(**{"by": ground.chair, "ballot": ballot, "reason": REASON} | fields)


def test_one_person_changes_nothing(ground, ballot):
    with pytest.raises(Refused, match="两个人"):
        void_ballot(by=ground.chair, ballot=ballot, reason=REASON)
    asked = ask(ground, ballot)
    assert ask(ground, ballot) == asked  # a second tap
    ballot.refresh_from_db()
    assert ballot.voided_at is None
    assert not Message.objects.filter(letter__kind="ballots.voided").exists()
    with pytest.raises(Refused, match="已经有人提出"):
        ask(ground, ballot, by=ground.staff)
    for by, sentence in [
        (ground.chair, "您是第一个"),
        (ground.owner, "组织这次表决"),
        (ground.captain, "组织这次表决"),
        (ground.president, "组织这次表决"),
    ]:
        with pytest.raises(Refused, match=sentence):
            confirm_calling_off(by=by, asked=asked)
    for changes in (
        {"voided_at": timezone.now(), "voided_by": ground.chair, "void_reason": REASON},
        {"voided_at": timezone.now(), "voided_by": ground.staff, "void_reason": "别的理由"},
    ):
        with pytest.raises(DatabaseError, match="by two"), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        CallingOff.objects.filter(pk=asked.pk).update(confirmed_by=ground.chair, ended_at=timezone.now())


def test_what_is_asked_for(ground, ballot):
    for fields, sentence in [
        ({"by": ground.owner}, "组织这次表决"),
        ({"by": ground.captain}, "组织这次表决"),
        ({"reason": "  "}, "原因"),
        ({"reason": "长" * 301}, "300"),
    ]:
        with pytest.raises(Refused, match=sentence):
            ask(ground, ballot, **fields)
    running = owners_vote(ground, "yes")
    with pytest.raises(Refused, match="还没有计票"):
        ask(ground, running)
    assert not CallingOff.objects.exists()


def test_by_two_it_is_called_off_and_what_hangs_says_so(ground, ballot, client):
    notice = post_result(by=ground.chair, ballot=ballot)
    posted, until = notice.source, notice.expires_at
    asked = ask(ground, ballot)
    for _tap in range(2):
        confirm_calling_off(by=ground.staff, asked=asked)
    ballot.refresh_from_db()
    assert (ballot.void_reason, ballot.voided_by) == (REASON, ground.staff)
    entry = Entry.objects.get(verb="ballots.void")
    assert (entry.by, entry.data["asked_by"], entry.data["reason"]) == (ground.staff, ground.chair.pk, REASON)
    notice.refresh_from_db()
    assert notice.state == "published", "what was posted stays posted"
    assert notice.title.startswith("计票后取消：")
    assert REASON in notice.body
    assert posted in notice.source
    assert notice.expires_at >= until
    with pytest.raises(Refused, match="取消"):
        post_result(by=ground.chair, ballot=ballot)
    with pytest.raises(Refused, match=REASON):
        ask(ground, ballot, by=ground.colleague)
    result = Result.objects.get(ballot=ballot)
    assert told(Ballot.objects.get(pk=ballot.pk), timezone.now())["label"] == "计票后取消"
    client.force_login(ground.owner)
    text = text_of(client.get(ballot.get_absolute_url()))
    for said in ("计票后取消", "结果不作数", REASON, "潘石斛和李龙眼取消", result.chain_head):
        assert said in text, said
    for name in ("file", "votes", "verifier", "check"):
        assert client.get(reverse(f"ballots:{name}", args=[ballot.pk])).status_code == 200, name
    file = client.get(reverse("ballots:file", args=[ballot.pk]))
    assert file.content.decode() == result.file
    assert Message.objects.filter(
        letter__kind="ballots.voided", recipient=ground.owner, channel="inbox"
    ).exists()


def test_in_the_name_of_another_organisation_it_hangs_anew(ground, ballot):
    """Community staff change no words of the owners' committee."""
    notice = post_result(by=ground.chair, ballot=ballot)
    confirm_calling_off(by=ground.colleague, asked=ask(ground, ballot, by=ground.staff))
    notice.refresh_from_db()
    assert (notice.state, notice.withdrawn_reason) == ("withdrawn", REASON)
    anew = Notice.objects.get(title__startswith="计票后取消：")
    assert (anew.state, anew.organisation) == ("published", ground.committee)
    assert notice.source in anew.source


def test_or_it_is_sent_back_and_the_result_holds(ground, ballot):
    asked = ask(ground, ballot)
    with pytest.raises(Refused) as refused:
        send_back_calling_off(by=ground.staff, asked=asked, reason=" ")
    assert refused.value.field == "reason"
    for _tap in range(2):
        send_back_calling_off(by=ground.staff, asked=asked, reason="名册没有错")
    with pytest.raises(Refused, match="名册没有错"):
        confirm_calling_off(by=ground.colleague, asked=asked)
    back = Message.objects.get(letter__kind="ballots.void_sent_back", channel="inbox")
    assert (back.recipient, "名册没有错" in back.body) == (ground.chair, True)
    assert post_result(by=ground.chair, ballot=ballot).state == "published"
    send_back_calling_off(by=ground.chair, asked=ask(ground, ballot), reason="看错了")  # taken back
    assert Message.objects.filter(letter__kind="ballots.void_sent_back", channel="inbox").count() == 1


def test_the_page(ground, ballot, client):
    page, meta = reverse("ballots:void", args=[ballot.pk]), "计票后要取消吗？"
    client.force_login(ground.chair)
    assert "要两个人才能取消" in text_of(client.get(page))
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": REASON}).status_code == 302
    text = text_of(client.get(page))
    assert "等第二个人确认" in text
    assert "确认取消" not in text
    assert client.post(page).status_code == 422
    assert meta not in [task.meta for task in deciding_tasks(ground.chair, timezone.now())]
    assert meta in [task.meta for task in deciding_tasks(ground.staff, timezone.now())]
    client.force_login(ground.staff)
    assert "有人提出取消" in text_of(client.get(ballot.get_absolute_url()))
    text = text_of(client.get(page))
    assert REASON in text
    assert "潘石斛提出取消" in text
    assert client.post(page, {"back": "1", "reason": ""}).status_code == 422
    assert client.post(page).status_code == 302
    assert client.post(page).status_code == 302  # a second tap
    ballot.refresh_from_db()
    assert ballot.voided_by == ground.staff
    client.force_login(ground.owner)
    assert client.get(page).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_sent_back_at_one_moment(transactional_db):
    ground = new_ground()
    ballot = owners_vote(ground, "yes")
    counted(ballot)
    asked = ask(ground, ballot)
    results = at_once(
        lambda: confirm_calling_off(by=ground.staff, asked=asked),
        lambda: send_back_calling_off(by=ground.colleague, asked=asked, reason="没有错"),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    asked.refresh_from_db()
    ballot.refresh_from_db()
    assert bool(ballot.voided_at) == bool(asked.confirmed_by)
