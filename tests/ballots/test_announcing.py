"""Giving notice: what stands in the way is said, what was announced is frozen, and everybody is told once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from ballots.document import entry, roll_sha256, rule_from
from ballots.models import Ballot, Participation
from ballots.operations import announce_ballot, edit_ballot
from ballots.thresholds import owners_rule
from buildings.models import Dwelling
from committees.seal import sha256_of
from kit.refused import Refused
from notices.models import Notice
from notifications.models import Message
from tests.ballots.ground import announced, drafted, in_days, matter, member, new_ground, opened, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return new_ground()


def test_what_is_announced_is_frozen_sealed_and_told(ground):
    ballot = ground.announced(legal_effect="formal")
    document = ballot.document
    assert ballot.seal == sha256_of(document)
    assert document["roll"] == {"heads": 12, "area": "960.00", "sha256": document["roll"]["sha256"]}
    assert document["matter"]["key"] == "use_of_fund"
    assert rule_from(document["rule"]) == owners_rule("ordinary")
    assert [option["key"] for option in document["options"]] == ["yes", "no", "abstain"]
    entries = [
        entry(
            number=elector.number,
            kind=elector.kind,
            label=elector.label,
            name=elector.name,
            area=elector.area,
            is_joint=elector.is_joint,
            homes=[(h.dwelling_id, h.label, h.area, h.area_source) for h in elector.homes.all()],
        )
        for elector in ballot.electors.all()
    ]
    assert roll_sha256(entries) == document["roll"]["sha256"]  # whoever has the roll can check it

    notice = ballot.notice
    assert notice.is_out
    assert (notice.asks_acknowledgement, notice.audience, notice.expires_at) == (
        True,
        ["owners"],
        ballot.closes_at,
    )
    for said in (
        "12 个计票人",
        "960.00 平方米",
        "人数和面积都要达到全体业主的三分之二以上",
        "参与表决的业主过半数同意",
        "住建部门的表决平台",
        ballot.seal,
        "《民法典》第二百七十八条",
    ):
        assert said in notice.source, said
    told = Message.objects.filter(letter__kind="ballots.announced")
    assert {row.recipient for row in told} == {ground.owner, ground.second_owner}
    assert all(row.is_essential for row in told)


def test_a_poll_never_says_that_the_estate_decided(ground):
    notice = ground.announced(electorate="residents").notice
    assert "只听听大家的意见，不作任何决定" in notice.source
    assert "小区决定" not in notice.source + notice.title
    assert "平台" not in notice.source


def test_silence_is_warned_of(ground):
    ballot = ground.announced(silence_joins=True, silence_rule="某市业主大会规则第十条")
    assert "有争议" in ballot.notice.source
    assert "某市业主大会规则第十条" in ballot.notice.source


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "choose", "options": []}, "至少写两个"),
        ({"kind": "choose", "options": [("甲", "")]}, "至少写两个"),
        (
            {"kind": "choose", "options": [("甲", ""), ("乙", "")], "most_choices": 3},
            "可以选 3 个，可是只有 2 个选项",
        ),
        ({"opens_at": in_days(14)}, "至少提前 15 天"),
        ({"closes_at": in_days(15)}, "还没开始就结束"),
        ({"opens_at": in_days(-1), "legal_effect": "advisory"}, "开始的时间已经过了"),
        ({"opens_at": None}, "从什么时候到什么时候"),
        ({"matter": None}, "按事项"),
        ({"kind": "election"}, "还没有人同意"),
    ],
)
def test_what_stands_in_the_way_is_said(ground, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        announce_ballot(by=ground.chair, ballot=drafted(ground, **fields))
    assert not Notice.objects.exists()
    assert Ballot.objects.get().announced_at is None


def test_fifteen_days_are_enough_and_the_first_is_not_counted(ground):
    ballot = drafted(ground, opens_at=in_days(15, 0) + timedelta(minutes=1))
    assert announce_ballot(by=ground.chair, ballot=ballot).announced_at


def test_homes_without_an_area_are_named_and_lead_to_where_it_is_put_right(ground):
    Dwelling.objects.below(ground.estate.path).update(area=None)
    with pytest.raises(Refused) as refused:
        announce_ballot(by=ground.chair, ballot=drafted(ground))
    assert "1栋0101、1栋0102、1栋0201、1栋0202、1栋0301，还有 7 户" in str(refused.value)
    assert refused.value.url == f"/places/{ground.first.pk}/"
    Dwelling.objects.below(ground.estate.path).update(area="80.00")
    Dwelling.objects.filter(pk=ground.home("0302").pk).update(area=None)
    with pytest.raises(Refused, match="查不到面积：1栋0302。"):
        announce_ballot(by=ground.chair, ballot=drafted(ground))
    # A poll among owners, counted by heads, needs no area.
    poll = announced(ground, legal_effect="advisory", matter=None)
    assert set(poll.electors.values_list("area", flat=True)) == {None}


def test_nobody_on_the_roll_a_roll_of_one_and_doubts(ground):
    with pytest.raises(Refused, match="名册上一个人也没有"):
        announced(ground, electorate="named", named_list="")
    assert announced(ground, electorate="named", named_list="罗百合").electors.count() == 1
    sell(ground.home("0301"), "陈荔枝")
    sell(ground.home("0302"), "陈荔枝")
    with pytest.raises(Refused, match="1 个名字"):
        announced(ground)
    poll = announced(ground, legal_effect="advisory")
    assert (poll.electors.count(), poll.document["roll"]["area"]) == (12, "960.00")


def test_who_may_ask_whom(ground):
    with pytest.raises(Refused, match="不能请他们作决定"):
        drafted(ground, by=ground.president, organisation=ground.council)
    with pytest.raises(Refused, match="不能以演示物业公司的名义"):
        drafted(ground, by=ground.manager, organisation=ground.company, legal_effect="advisory")
    poll = drafted(ground, by=ground.president, organisation=ground.council, legal_effect="advisory")
    Ballot.objects.filter(pk=poll.pk).update(legal_effect="formal")  # as if a rule had changed meanwhile
    with pytest.raises(Refused, match="不能请他们作决定"):
        announce_ballot(by=ground.president, ballot=poll)
    with pytest.raises(Refused, match="发起这次表决的人"):
        announce_ballot(by=ground.owner, ballot=poll)
    plain = member(organisation=ground.owners_committee, office="member").user
    with pytest.raises(Refused, match="由单位里管事的人发布"):
        announce_ballot(by=plain, ballot=drafted(ground))
    staff = announce_ballot(by=ground.staff, ballot=drafted(ground))
    assert staff.notice.organisation == ground.committee  # in their own name


def test_announced_twice_is_announced_once(ground):
    ballot = drafted(ground)
    first = announce_ballot(by=ground.chair, ballot=ballot)
    again = announce_ballot(by=ground.staff, ballot=ballot, opens_at=in_days(40))
    assert (again.seal, again.announced_by, again.opens_at) == (first.seal, ground.chair, first.opens_at)
    assert Notice.objects.count() == 1
    assert Message.objects.filter(letter__kind="ballots.announced", channel="inbox").count() == 2
    with pytest.raises(Refused, match="已经公告"):
        edit_ballot(by=ground.chair, ballot=ballot, title="别的")


def test_what_was_read_is_what_is_announced(ground):
    ballot = drafted(ground)
    edit_ballot(by=ground.staff, ballot=ballot, title="换成别的问题")
    with pytest.raises(Refused, match="有人改过"):
        announce_ballot(by=ground.chair, ballot=ballot, seen_version=ballot.version)


def test_nobody_takes_part_before_notice_is_given(ground):
    ballot = drafted(ground)
    elector = ballot.electors.create(number=1, kind="owner", label="1栋0101", area=Decimal(80))
    with pytest.raises(DatabaseError, match="the ballot is closed"), transaction.atomic():
        Participation.objects.create(elector=elector, ballot=ballot, channel="phone")


def test_the_database_lets_nobody_rewrite_what_was_announced(ground):
    ballot = ground.announced()
    for change in ({"title": "别的"}, {"closes_at": in_days(90)}, {"seal": "0" * 64}):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**change)


def test_open_ballots_for_other_tests(ground):
    """`opened` and `announced` give what they say, for every electorate."""
    now = timezone.now()
    assert ground.opened().state(now) == "open"
    assert opened(ground, electorate="residents", secrecy="secret").state(now) == "open"
    assert (
        opened(ground, electorate="members", kind="ranking", options=[("甲", ""), ("乙", "")]).options.count()
        == 2
    )
    assert ground.announced(matter=matter("raising_of_fund")).state(now) == "announced"


def test_the_seal_says_the_same_in_any_language(ground):
    ballot = drafted(ground)
    with translation.override("en"):
        done = announce_ballot(by=ground.chair, ballot=ballot)
    assert "怎样才算通过" in done.notice.source
    assert done.options.get(key="yes").label == "同意"
