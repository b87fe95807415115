"""A frozen roll is put right by two people, with a reason, and never the weight of whoever has voted."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import (
    Elector,
    Participation,
    RollCorrection,
    RollHome,
    Vote,
)
from ballots.operations.confirming_corrections import confirm_correction, send_back_correction
from ballots.operations.corrections import propose_correction
from ballots.operations.objections import object_to
from ballots.queries.standing import entries_of
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.correcting import add_elector, correct_roll
from tests.ballots.counting import all_in
from tests.ballots.ground import elector_at, elector_of, new_ground, opened, owner_with_account, sell
from tests.ballots.test_proposals import at_once
from tests.ballots.voting import left_out, paper_in, proxy_for, vote
from tests.committees.pages import text_of
from tests.factories import make_resident

pytestmark = pytest.mark.django_db
PAIR = (("0301", "80.00"), ("0302", "100.00"))


@pytest.fixture
def ground(db):
    return new_ground()


def correct(ground, elector, **fields):
    return correct_roll(**{"by": ground.chair, "elector": elector, "reason": "按产权证"} | fields)


def test_from_what_to_what_and_why(ground):
    ballot = opened(ground)
    elector = correct(ground, elector_of(ballot, ground.owner), area=Decimal("80.005"))
    fix = RollCorrection.objects.get()
    assert (str(elector.area), elector.revision, fix.before, fix.after) == (
        "80.01",
        1,
        {"area": "80.00"},
        {"area": "80.01"},
    )
    assert (fix.by, fix.confirmed_by) == (ground.chair, ground.staff)
    assert correct(ground, elector, area=Decimal("80.01")).revision == 1  # it stands there already
    assert ballot.document["roll"]["area"] == "960.00"  # what was frozen stays
    told = Message.objects.filter(letter__kind="ballots.roll_corrected", channel="inbox")
    assert [message.recipient for message in told] == [ground.owner]
    assert told.get().url == reverse("ballots:roll", args=[ballot.pk])


@pytest.mark.parametrize("area", ["0", "-3", "0.004", "NaN", "Infinity", "10000000"])
def test_an_area_is_an_area(ground, area):
    with pytest.raises(Refused, match="大于 0") as refused:
        correct(ground, elector_of(opened(ground), ground.owner), area=Decimal(area))
    assert refused.value.field == "area"
    assert not RollCorrection.objects.exists()


def test_who_may_not_and_when_not(ground):
    ballot = opened(ground)
    elector = elector_of(ballot, ground.owner)
    other = object_to(by=ground.owner, ballot=opened(ground), about="roll", text="另一次")
    cases = [
        ({"by": ground.captain}, "主持表决"),
        ({"by": ground.owner}, "主持表决"),
        ({"reason": " "}, "理由"),
        ({"objection": other}, "另一次"),
        ({"voter": ground.chair}, "自己名下"),
        ({"now": ballot.closes_at}, "截止"),
    ]
    for fields, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            correct(ground, elector, **{"area": Decimal(90)} | fields)
    resident = make_resident(ground.first, "0101", kind="family")
    ground.owners_committee.memberships.create(
        user=resident, office="member", started_on=timezone.localdate()
    )
    with pytest.raises(Refused, match="您自己的一项"):
        correct(ground, elector, by=resident, area=Decimal(90))
    correct(ground, elector, remove=True)
    with pytest.raises(Refused, match="已经移出"):
        correct(ground, elector, area=Decimal(90))
    with pytest.raises(DatabaseError), transaction.atomic():
        Elector.objects.filter(pk=elector.pk).update(area=1)


def test_what_a_vote_counts_stays(ground):
    ballot = opened(ground)
    elector = elector_of(ballot, ground.owner)
    vote(ground.owner, elector, "yes")
    for fields in ({"area": Decimal(90)}, {"remove": True}):
        with pytest.raises(Refused, match="不能再变"):
            correct(ground, elector, **fields)
    assert correct(ground, elector, representative="何家长女").representative == "何家长女"


def test_of_whom_a_paper_is_being_read_nothing_that_counts_changes(ground):
    """Taken off the roll, its paper could neither be read nor left out, and the ballot never be counted."""
    ballot = opened(ground)
    elector = elector_at(ballot, ground.home("0301"))
    wanted = propose_correction(by=ground.chair, elector=elector, reason="登记有误", remove=True)
    paper = paper_in(ground.staff, elector, "no")
    with pytest.raises(Refused, match="选票还在核对"):
        confirm_correction(by=ground.staff, proposed=wanted)
    send_back_correction(by=ground.staff, proposed=wanted, reason="选票还在核对")
    for fields in ({"area": Decimal(90)}, {"remove": True}):
        with pytest.raises(Refused, match="选票还在核对"):
            correct(ground, elector, **fields)
    left_out(ground.staff, ground.colleague, paper, "不是这一户的票")
    assert correct(ground, elector, remove=True).removed_at
    assert all_in(ballot).papers_in_at


def test_another_votes_from_now_on_and_both_hear_of_it(ground):
    """A voter who died: the heirs name who votes, by an objection and a correction that answers it."""
    ballot = opened(ground)
    elector, heir = elector_of(ballot, ground.owner), make_resident(ground.first, "0101")
    row = object_to(by=heir, ballot=ballot, about="roll", text="户主去世，由我代表")
    correct(ground, elector, voter=heir, representative="何家长女", objection=row)
    assert row.corrections.get().after["voters"] == [heir.pk]
    told = Message.objects.filter(letter__kind="ballots.roll_corrected", channel="inbox")
    assert {message.recipient for message in told} == {ground.owner, heir}
    with pytest.raises(Refused):
        vote(ground.owner, elector, "yes")
    assert vote(heir, elector, "yes").is_new
    correct(ground, elector, voter=ground.owner, reason="弄错了，户主健在")
    assert elector_of(ballot, ground.owner) == elector


def test_who_votes_from_now_on_neither_reads_nor_changes_the_vote_before(ground):
    ballot = opened(ground, may_change=True)
    elector, other = elector_of(ballot, ground.owner), make_resident(ground.first, "0101")
    vote(ground.owner, elector, "no")
    correct(ground, elector, voter=other)
    assert [entry.vote for entry in entries_of(other, ballot)] == [None]
    with pytest.raises(Refused, match="已经投"):
        vote(other, elector, "yes")
    assert Vote.objects.current().get(elector=elector).choices == ["no"]


def test_whom_the_one_before_sent_votes_no_more(ground):
    """Else the agent of somebody who votes for it no more would take the vote of who does."""
    ballot = opened(ground)
    elector, heir = elector_of(ballot, ground.owner), make_resident(ground.first, "0101")
    proxy = proxy_for(ground, elector, ground.tenant)
    correct(ground, elector, voter=heir, reason="户主去世，由女儿代表")
    proxy.refresh_from_db()
    assert proxy.ended_at
    assert "户主去世" in proxy.end_reason
    with pytest.raises(Refused, match="委托已经"):
        vote(ground.tenant, elector, "no", proxy=proxy)
    told = Message.objects.filter(letter__kind="ballots.proxy_ended", channel="inbox")
    assert {message.recipient for message in told} == {ground.tenant, heir}
    assert vote(heir, elector, "yes").is_new


def test_whom_an_owner_sent_who_gets_an_account_votes_on(ground):
    """Nobody voted for it online before: it is the same principal."""
    ballot = opened(ground)
    elector, heir = elector_at(ballot, ground.home("0301")), make_resident(ground.first, "0301")
    proxy = proxy_for(ground, elector, ground.tenant)
    correct(ground, elector, voter=heir)
    assert vote(ground.tenant, elector, "no", proxy=proxy).is_new


def test_a_home_that_was_counted_with_the_unsold_ones(ground):
    for door in ("0201", "0202", "0301"):
        home = ground.home(door, ground.second)
        home.ownerships.all().delete()
        home.presence = "unsold"
        home.save(update_fields=["presence"])
    ballot = opened(ground)
    unsold = ballot.electors.get(kind="unsold")
    buyer = make_resident(ground.second, "0202")
    given = {"by": ground.chair, "ballot": ballot, "reason": "已交付", "voter": buyer}
    home = ground.home("0202", ground.second)
    own = add_elector(dwelling=home, area=Decimal(80), **given)
    unsold.refresh_from_db()
    assert (str(unsold.area), unsold.homes.count(), unsold.revision) == ("160.00", 2, 1)
    assert (own.label, own.homes.get().dwelling, own.number) == ("2栋0202", home, 11)
    assert sum(elector.area for elector in ballot.electors.all()) == 960
    with pytest.raises(Refused, match="已经在名册上"):
        add_elector(dwelling=home, area=Decimal(80), **given)
    vote_by_hand = Participation(elector=unsold, ballot=ballot, channel="phone")
    vote_by_hand.save()
    with pytest.raises(Refused, match="已经投票"):
        add_elector(dwelling=ground.home("0301", ground.second), area=Decimal(80), **given)
    with pytest.raises(DatabaseError), transaction.atomic():  # only between two entries that were corrected
        RollHome.objects.filter(elector=own).update(elector=elector_of(ballot, ground.owner))


def test_a_home_leaves_with_its_area_also_where_the_whole_was_put_right(ground):
    phone = "10000099903"
    homes = [sell(ground.home(door), ("陈荔枝", phone), area=area) for door, area in PAIR]
    ballot = opened(ground)
    holder = elector_at(ballot, homes[0])
    assert str(holder.area) == "180.00"
    correct(ground, holder, area=Decimal(190), reason="0301 实测 90 平方米")
    given = {"by": ground.chair, "ballot": ballot, "reason": "另一位业主"}
    added = add_elector(dwelling=homes[0], area=Decimal(90), **given)
    holder.refresh_from_db()
    assert (str(holder.area), str(added.area)) == ("100.00", "90.00")


def test_who_was_forgotten_among_persons(ground):
    ballot = opened(ground, electorate="residents", organisation=ground.committee)
    late = make_resident(ground.second, "0301")
    given = {"by": ground.staff, "ballot": ballot, "reason": "住满一年，漏登"}
    with pytest.raises(Refused, match="是谁"):
        add_elector(**given)
    with pytest.raises(Refused, match="一人一票"):
        add_elector(label="2栋0301", voter=ground.tenant, **given)
    added = add_elector(dwelling=ground.home("0301", ground.second), voter=late, **given)
    assert (added.kind, added.place, added.homes.count()) == ("person", ground.second, 0)
    add_elector(label="街坊甲", **given)
    with pytest.raises(Refused, match="同名"):
        add_elector(label="街坊甲", **given)
    with pytest.raises(Refused, match="不计面积"):
        correct_roll(by=ground.staff, elector=added, reason="面积", area=Decimal(3))
    elsewhere = ground.outsider.residencies.get().dwelling
    with pytest.raises(Refused, match="不在这个范围"):
        add_elector(dwelling=elsewhere, **given)


def test_an_owner_counts_by_a_home_and_its_area(ground):
    ballot = opened(ground)
    given = {"by": ground.chair, "ballot": ballot, "reason": "漏登"}
    for fields in ({"area": Decimal(80)}, {"dwelling": ground.home("0101")}):
        with pytest.raises(Refused, match="都填上"):
            add_elector(label="何家", **fields, **given)


def test_the_pages(ground, client):
    ballot = opened(ground)
    elector = elector_of(ballot, ground.owner)
    heir = owner_with_account(ground, "0302")
    page = reverse("ballots:roll_correct", args=[ballot.pk, elector.number])
    add = reverse("ballots:roll_add", args=[ballot.pk])
    for user in (ground.owner, ground.captain, ground.president, ground.stranger):
        client.force_login(user)
        assert client.get(page).status_code == client.get(add).status_code == 404
    client.force_login(ground.chair)
    text = text_of(client.get(page))
    assert "何茉莉" not in text
    assert "何 ··" in text
    kept = client.post(page, {"area": "0", "reason": "按产权证第 12 号"})
    assert kept.status_code == 422
    assert "按产权证第 12 号" in text_of(kept)
    assert "大于 0" in text_of(kept)
    nobody = client.post(page, {"phone": "10000009999", "reason": "改代表"})
    assert nobody.status_code == 422
    assert "没有账号" in text_of(nobody)
    row = object_to(by=heir, ballot=ballot, about="roll", text="代表换人")
    done = client.post(
        f"{page}?objection={row.pk}",
        {"area": "80.00", "phone": heir.phone, "representative": "长女", "reason": "换代表"},
    )
    assert done.url == reverse("ballots:objection_answer", args=[ballot.pk, row.pk])
    asked = elector.proposed.get()
    assert asked.wanted == {"representative": "长女", "voter": heir.pk}, "the area is as it was"
    same = {"area": "80.00", "reason": "面积没有变"}
    assert client.post(page, same, follow=True).status_code == 200
    assert ballot.proposed_corrections.count() == 1
    refused = client.post(add, {"building": ground.first.pk, "door": "9999", "area": "3", "reason": "漏登"})
    assert refused.status_code == 422
    assert "没有这个门牌" in text_of(refused)
    refused = client.post(add, {"building": ground.first.pk, "door": "0101", "area": "80", "reason": "漏登"})
    assert refused.status_code == 422
    assert "已经在名册上" in text_of(refused)


def test_a_dwelling_sold_during_the_ballot_is_no_correction_of_its_own(ground):
    ballot = opened(ground)
    before = list(ballot.electors.values_list("name", "area"))
    sell(ground.home("0301"), "新业主", area="99.00")
    assert list(ballot.electors.values_list("name", "area")) == before
    assert elector_at(ballot, ground.home("0301")).revision == 0


@pytest.mark.django_db(transaction=True)
def test_a_correction_against_a_vote_of_the_same_elector(transactional_db):
    """Whichever comes first: a vote keeps its weight, or counts the corrected one. Never half of each."""
    ground = new_ground()
    seen = set()
    for _round in range(6):
        ballot = opened(ground)
        elector = elector_of(ballot, ground.owner)
        fixed, cast = at_once(
            lambda elector=elector: correct(ground, elector, area=Decimal(90)),
            lambda elector=elector: vote(ground.owner, elector, "yes"),
        )
        elector.refresh_from_db()
        assert cast.is_new
        is_late = isinstance(fixed, Refused)
        assert is_late or not isinstance(fixed, Exception)
        assert elector.area == (80 if is_late else 90)
        seen.add(is_late)
    # Both orders, one after the other, for certain.
    ballot = opened(ground)
    elector = elector_of(ballot, ground.owner)
    correct(ground, elector, remove=True)
    with pytest.raises(Refused):
        vote(ground.owner, elector, "yes")


@pytest.mark.django_db(transaction=True)
def test_a_home_leaves_the_unsold_while_they_vote(transactional_db):
    ground = new_ground()
    for door in ("0201", "0202"):
        home = ground.home(door, ground.second)
        home.ownerships.all().delete()
        home.presence = "unsold"
        home.save(update_fields=["presence"])
    ballot = opened(ground)
    unsold, buyer = ballot.electors.get(kind="unsold"), make_resident(ground.second, "0202")
    correct(ground, unsold, voter=ground.manager)
    added, cast = at_once(
        lambda: add_elector(
            by=ground.chair,
            ballot=ballot,
            reason="已交付",
            dwelling=ground.home("0202", ground.second),
            area=Decimal(80),
            voter=buyer,
        ),
        lambda: vote(ground.manager, unsold, "no"),
    )
    assert cast.is_new
    unsold.refresh_from_db()
    assert unsold.area == (160 if isinstance(added, Refused) else 80)
    assert isinstance(added, Refused | Elector)
