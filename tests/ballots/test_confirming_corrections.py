"""A correction takes two: what one person asks for has no effect until a second one confirms it."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import (
    ProposedCorrection,
    RollCorrection,
    RollVoter,
)
from ballots.operations.additions import propose_entry
from ballots.operations.confirming_corrections import confirm_correction, send_back_correction
from ballots.operations.corrections import propose_correction
from ballots.operations.objections import answer_objection, object_to
from ballots.queries.standing import entries_of
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.correcting import correct_roll
from tests.ballots.ground import elector_at, elector_of, new_ground, opened, owner_with_account
from tests.ballots.test_proposals import at_once
from tests.ballots.voting import vote
from tests.ballots.waiting import deciding_tasks
from tests.committees.pages import text_of
from tests.factories import make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def correct(ground, elector, **fields):
    return correct_roll(**{"by": ground.chair, "elector": elector, "reason": "按产权证"} | fields)


def ask(ground, elector, **fields) -> ProposedCorrection:
    """It waits for a second person."""
    return propose_correction(**{"by": ground.chair, "elector": elector, "reason": "按产权证"} | fields)


def test_what_one_person_asks_for_has_no_effect(ground):
    """One of those who hold the ballot ties an account of their choice to a home without one."""
    ballot = opened(ground)
    elector, friend = elector_at(ballot, ground.home("0302")), ground.stranger
    asked = ask(ground, elector, voter=friend, representative="朋友")
    assert ask(ground, elector, voter=friend, representative="朋友") == asked  # a second tap
    elector.refresh_from_db()
    assert (elector.representative, elector.revision, elector.voters.count()) == ("", 0, 0)
    assert entries_of(friend, ballot) == []
    with pytest.raises(Refused):
        vote(friend, elector, "yes")
    assert not RollCorrection.objects.exists()
    assert not Message.objects.filter(letter__kind="ballots.roll_corrected").exists()
    with pytest.raises(Refused, match="已经有一条更正"):
        ask(ground, elector, area=Decimal(90))
    for by, sentence in [
        (ground.chair, "您自己提出"),
        (ground.captain, "主持表决"),
        (ground.owner, "主持表决"),
        (friend, "主持表决"),
    ]:
        with pytest.raises(Refused, match=sentence):
            confirm_correction(by=by, proposed=asked)
    confirm_correction(by=ground.staff, proposed=asked)
    confirm_correction(by=ground.staff, proposed=asked)  # a second tap
    with pytest.raises(Refused, match="已经有别人"):
        confirm_correction(by=ground.colleague, proposed=asked)
    assert vote(friend, elector, "yes").is_new
    fix = RollCorrection.objects.get()
    assert (fix.by, fix.confirmed_by, fix.reason) == (ground.chair, ground.staff, "按产权证")
    entry = Entry.objects.get(verb="ballots.correct_roll")
    assert (entry.by, entry.data["proposed_by"], entry.data["reason"]) == (
        ground.staff,
        ground.chair.pk,
        "按产权证",
    )


def test_a_second_person_gives_no_vote_to_themselves_either(ground):
    ballot = opened(ground)
    elector = elector_at(ballot, ground.home("0302"))
    asked = ask(ground, elector, voter=ground.staff)
    with pytest.raises(Refused, match="自己名下"):
        confirm_correction(by=ground.staff, proposed=asked)
    home = ground.home("0301", ground.second)
    for person in (ground.colleague, account := make_resident(ground.second, "0301")):
        person.display_name = "卢芭蕉"
        person.save(update_fields=["display_name"])
    make_resident(home.place, home.door, user=ground.colleague, kind="family")
    with pytest.raises(Refused, match="自己名下"):  # by another account of theirs
        ask(ground, elector_at(ballot, ground.home("0202")), by=ground.colleague, voter=account)


def test_the_database_itself_changes_nothing_for_one(ground):
    ballot = opened(ground)
    elector = elector_at(ballot, ground.home("0302"))
    alone = {"ballot": ballot, "elector": elector, "revision": 1, "reason": "错了", "by": ground.chair}
    alone |= {"before": {}, "after": {"voters": [ground.stranger.pk]}}
    for second in (None, ground.chair):
        with pytest.raises(DatabaseError), transaction.atomic():
            RollCorrection.objects.create(confirmed_by=second, **alone)
    correct(ground, elector, area=Decimal(90))  # a correction of something else lets nobody in
    with pytest.raises(DatabaseError, match="stands in a correction"), transaction.atomic():
        RollVoter.objects.create(elector=elector, user=ground.stranger)
    correct(ground, elector, voter=ground.stranger)
    correct(ground, elector, voter=ground.tenant)
    with pytest.raises(DatabaseError, match="stands in a correction"), transaction.atomic():
        RollVoter.objects.filter(elector=elector, user=ground.stranger).update(ended_at=None)
    asked = ask(ground, elector, area=Decimal(91))
    for changes in ({"wanted": {"area": "99.00"}}, {"confirmed_by": ground.chair}, {"by": ground.staff}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ProposedCorrection.objects.filter(pk=asked.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        asked.delete()


def test_everything_is_asked_again_when_it_is_confirmed(ground):
    ballot = opened(ground)
    first, second = elector_of(ballot, ground.owner), elector_of(ballot, ground.second_owner)
    heavier = ask(ground, first, area=Decimal(90))
    vote(ground.owner, first, "yes")
    with pytest.raises(Refused, match="不能再变"):
        confirm_correction(by=ground.staff, proposed=heavier)
    asked = ask(ground, second, representative="长女")
    with pytest.raises(Refused, match="截止"):
        confirm_correction(by=ground.staff, proposed=asked, now=ballot.closes_at)
    ground.owners_committee.memberships.all().delete()  # whoever asked is a member no more: the other holds it
    assert confirm_correction(by=ground.staff, proposed=asked).representative == "长女"


def test_or_it_is_sent_back_or_taken_back(ground):
    ballot = opened(ground)
    elector = elector_of(ballot, ground.owner)
    asked = ask(ground, elector, remove=True, reason="重复")
    with pytest.raises(Refused) as refused:
        send_back_correction(by=ground.staff, proposed=asked, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="主持表决"):
        send_back_correction(by=ground.captain, proposed=asked, reason="不对")
    for _tap in range(2):
        send_back_correction(by=ground.staff, proposed=asked, reason="产权证上是他")
    told = Message.objects.get(letter__kind="ballots.correction_sent_back", channel="inbox")
    assert (told.recipient, "产权证上是他" in told.body) == (ground.chair, True)
    with pytest.raises(Refused, match="产权证上是他"):
        confirm_correction(by=ground.colleague, proposed=asked)
    again = ask(ground, elector, area=Decimal(90))
    send_back_correction(by=ground.chair, proposed=again, reason="看错了")
    assert Message.objects.filter(letter__kind="ballots.correction_sent_back", channel="inbox").count() == 1
    elector.refresh_from_db()
    assert (elector.removed_at, str(elector.area)) == (None, "80.00")


def test_who_is_added_waits_as_well(ground):
    ballot = opened(ground, electorate="residents", organisation=ground.committee)
    late = make_resident(ground.second, "0301")
    given = {"ballot": ballot, "reason": "漏登", "dwelling": ground.home("0301", ground.second)}
    asked = propose_entry(by=ground.staff, voter=late, **given)
    assert propose_entry(by=ground.staff, voter=late, **given) == asked
    with pytest.raises(Refused, match="已经有一条"):
        propose_entry(by=ground.colleague, voter=ground.stranger, **given)
    before = ballot.electors.count()
    assert entries_of(late, ballot) == []
    with pytest.raises(Refused, match="您自己提出"):
        confirm_correction(by=ground.staff, proposed=asked)
    added = confirm_correction(by=ground.colleague, proposed=asked)
    assert confirm_correction(by=ground.colleague, proposed=asked) == added
    assert ballot.electors.count() == before + 1
    assert [entry.elector for entry in entries_of(late, ballot)] == [added]
    with pytest.raises(Refused, match="一人一票"):  # as it is by then
        propose_entry(by=ground.staff, voter=late, label="又一次", ballot=ballot, reason="漏登")


def test_an_objection_is_right_once_two_have_put_it_right(ground):
    ballot = opened(ground)
    row = object_to(by=ground.owner, ballot=ballot, about="roll", text="面积错了")
    asked = ask(ground, elector_of(ballot, ground.owner), area=Decimal(90), objection=row)
    answer = {"by": ground.chair, "objection": row, "accepted": True, "answer": "已更正"}
    with pytest.raises(Refused, match="等第二个人确认") as refused:
        answer_objection(**answer)
    assert refused.value.field == "accepted"
    confirm_correction(by=ground.staff, proposed=asked)
    assert answer_objection(**answer).state == "accepted"


def test_the_pages_of_the_second_person(ground, client):
    ballot = opened(ground)
    elector, heir = elector_of(ballot, ground.owner), owner_with_account(ground, "0302")
    asked = ask(ground, elector, area=Decimal("82.50"), voter=heir, reason="按测绘报告")
    page = reverse("ballots:roll_proposed", args=[ballot.pk, asked.pk])
    roll = reverse("ballots:roll", args=[ballot.pk])
    for user in (ground.owner, ground.captain, ground.president, ground.stranger):
        client.force_login(user)
        assert client.get(page).status_code == client.post(page).status_code == 404
    client.force_login(ground.owner)
    assert "按测绘报告" not in text_of(client.get(roll))
    client.force_login(ground.chair)
    text = text_of(client.get(page))
    assert "请另一个人来核对" in text
    assert "没有错，确认" not in text
    assert client.post(page).status_code == 422
    client.force_login(ground.staff)
    meta = "1 条名册更正等确认"
    assert meta in [task.meta for task in deciding_tasks(ground.staff, timezone.now())]
    assert meta not in [task.meta for task in deciding_tasks(ground.chair, timezone.now())]
    assert "80.00 平方米 改为 82.50 平方米" in text_of(client.get(roll))
    text = text_of(client.get(page))
    for said in ("80.00 平方米 改为 82.50 平方米", "按测绘报告", "潘石斛", heir.phone[-4:]):
        assert said in text, said
    assert Entry.objects.filter(verb="personal_data.read", subject=f"people.user:{heir.pk}").exists()
    assert client.post(page, {"back": "1", "reason": " "}).status_code == 422
    assert client.post(page).url == roll
    assert client.post(page).url == roll  # a second tap
    client.force_login(heir)
    text = text_of(client.get(roll))
    assert "按测绘报告" in text
    assert "潘石斛、李龙眼" in text


def test_what_came_back_is_read_by_whoever_asked(ground, client):
    ballot = opened(ground)
    asked = ask(ground, elector_of(ballot, ground.owner), area=Decimal(90))
    page = reverse("ballots:roll_proposed", args=[ballot.pk, asked.pk])
    client.force_login(ground.staff)
    assert client.post(page, {"back": "1", "reason": "产权证上是 80"}).status_code == 302
    client.force_login(ground.chair)
    assert "李龙眼退回：产权证上是 80" in text_of(client.get(reverse("ballots:roll", args=[ballot.pk])))


@pytest.mark.django_db(transaction=True)
def test_two_confirm_at_one_moment_and_it_is_done_once(transactional_db):
    ground = new_ground()
    for _round in range(3):
        ballot = opened(ground)
        elector = elector_of(ballot, ground.owner)
        asked = ask(ground, elector, area=Decimal(90))
        results = at_once(
            lambda asked=asked: confirm_correction(by=ground.staff, proposed=asked),
            lambda asked=asked: confirm_correction(by=ground.colleague, proposed=asked),
        )
        assert sorted(type(result).__name__ for result in results) == ["Elector", "Refused"], results
        assert elector.corrections.count() == 1
