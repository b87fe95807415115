"""The frozen roll: doors for whoever is on it, totals and a reason for everybody else, names for a purpose."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Elector, RollHome
from ballots.queries.roll_shown import reason_not
from journal.models import Entry
from tests.ballots.correcting import correct_roll
from tests.ballots.ground import announced, elector_of, new_ground, opened, owner_with_account, sell
from tests.committees.pages import text_of
from tests.factories import make_building, make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def roll_of(ballot) -> str:
    return reverse("ballots:roll", args=[ballot.pk])


def test_the_roll_with_its_doors_areas_and_corrections_and_no_name(ground, client):
    sell(ground.home("0202"), "方甲", "方乙")
    ballot = opened(ground)
    correct_roll(
        by=ground.chair,
        elector=elector_of(ballot, ground.second_owner),
        area=Decimal("80.50"),
        reason="按测绘",
    )
    gone = ballot.electors.get(label="2栋0301")
    correct_roll(by=ground.chair, elector=gone, remove=True, reason="重复登记")
    correct_roll(by=ground.chair, elector=ballot.electors.get(number=4), name="方丙", reason="写错了")
    client.force_login(ground.owner)
    text = text_of(client.get(roll_of(ballot)))
    for said in (
        "您代表",
        "1栋0102",
        "80.00 平方米 改为 80.50 平方米",
        "按测绘",
        "移出名册",
        "重复登记",
        "共有",
        "更正了姓名",
    ):
        assert said in text, said
    assert ballot.seal in text
    assert ballot.document["roll"]["sha256"] in text
    assert "11 人" in text
    assert "12 人" in text
    for name in ("区山茶", "钟紫荆", "方甲", "方丙"):
        assert name not in text
    assert text.index("1栋0101") < text.index("1栋0102")


@pytest.mark.parametrize(
    ("who", "status", "reads", "runs"),
    [
        ("owner", 200, True, False),
        ("chair", 200, True, True),
        ("staff", 200, True, True),
        ("tenant", 200, False, False),
        ("captain", 200, False, False),
        ("president", 200, False, False),
        ("manager", 200, None, None),
        ("outsider", 404, False, False),
        ("stranger", 404, False, False),
    ],
)
def test_who_reads_it(ground, client, who, status, reads, runs):
    ballot = opened(ground)
    client.force_login(getattr(ground, who))
    answer = client.get(roll_of(ballot))
    assert answer.status_code == status
    if status == 404 or reads is None:
        return
    text = text_of(answer)
    assert ("2栋0301" in text) is reads
    assert ("查看姓名" in text) is runs
    assert "960" in text or "12 人" in text  # the totals are for everybody who sees it
    names = client.get(reverse("ballots:roll_names", args=[ballot.pk]))
    assert names.status_code == (200 if runs else 404)


def test_a_draft_has_no_roll_and_a_visitor_signs_in(ground, client):
    assert client.get(roll_of(opened(ground))).status_code == 302
    client.force_login(ground.chair)
    assert client.get(roll_of(ground.draft())).status_code == 404


def test_why_somebody_is_not_on_it(ground):
    sell(ground.home("0301"), "方甲", "方乙")
    joint = make_resident(ground.first, "0301")
    ballot = opened(ground)
    buyer = make_resident(ground.first, "0101", started_on=timezone.localdate())
    child = make_resident(ground.first, "0102", kind="family", is_minor=True, guardian=ground.second_owner)
    unknown = make_resident(ground.second, "0201", started_on=timezone.localdate() - timedelta(days=300))
    cases = [
        (ground.tenant, "由业主投票"),
        (ground.outsider, "登记在别处"),
        (ground.stranger, "不知道您"),
        (buyer, "冻结"),
        (child, "孩子"),
        (joint, "共有"),
        (unknown, "还没记下"),
    ]
    for user, sentence in cases:
        assert sentence in reason_not(user, ballot), sentence
    elector = elector_of(ballot, ground.second_owner)
    correct_roll(by=ground.chair, elector=elector, remove=True, reason="法院判归他人")
    assert "法院判归他人" in reason_not(ground.second_owner, ballot)


def test_residents_who_came_later(ground):
    ballot = opened(ground, electorate="residents")
    late = make_resident(ground.second, "0301", started_on=timezone.localdate())
    assert "公告之后搬来" in reason_not(late, ballot)


def test_an_owner_who_is_a_tenant_elsewhere_is_on_the_roll_as_owner(ground, client):
    user = owner_with_account(ground, "0302")
    make_resident_again = ground.home("0201").residencies.create
    make_resident_again(user=user, kind="tenant", started_on=timezone.localdate() - timedelta(days=30))
    ballot = opened(ground)
    assert elector_of(ballot, user).label == "1栋0302"
    client.force_login(user)
    assert "1栋0302" in text_of(client.get(roll_of(ballot)))


def test_a_roll_of_one(client):
    ground = new_ground()
    alone = make_building(ground.estate, "3栋", floors=1, doors=1)
    home = alone.dwellings.get()
    home.area_source = "register"
    home.save(update_fields=["area_source"])
    user = owner_with_account(ground, home.door, alone)
    ballot = opened(ground, place=alone)
    client.force_login(user)
    text = text_of(client.get(roll_of(ballot)))
    assert ballot.electors.count() == 1
    assert "1 人" in text
    client.force_login(ground.chair)
    assert client.get(reverse("ballots:turnout", args=[ballot.pk])).status_code == 200


def test_found_by_door_or_number(ground, client):
    for door in ("0101", "0301"):
        sell(ground.home(door, ground.second), ("方甲", "10000000777"))
    ballot = opened(ground)
    client.force_login(ground.chair)
    both = text_of(client.get(roll_of(ballot), {"q": " 2栋 0301"}))
    assert "另 1" in both or "2栋0101" in both  # one of several homes of an owner
    assert "1栋0101" not in both
    assert "1栋0102" in text_of(client.get(roll_of(ballot), {"q": "2"}))
    assert "没有这一项" in text_of(client.get(roll_of(ballot), {"q": "九号楼"}))


def test_names_are_opened_for_a_purpose_and_on_record(ground, client):
    ballot = opened(ground)
    page = reverse("ballots:roll_names", args=[ballot.pk])
    client.force_login(ground.chair)
    assert "何茉莉" not in text_of(client.get(page))
    assert client.post(page, {"words": "0101"}).status_code == 422
    purpose = {"purpose": "other", "detail": "核对异议"}
    assert client.post(page, {"words": " "} | purpose).status_code == 422
    text = text_of(client.post(page, {"words": "1栋0101"} | purpose))
    assert "何茉莉" in text
    assert "区山茶" not in text
    read = Entry.objects.get(verb="personal_data.read")
    assert "核对异议" in read.data["purpose"]
    assert read.subject.endswith(f":{ground.estate.pk}")
    assert Entry.objects.get(verb="ballots.open_names").by == ground.chair


def test_it_costs_the_same_at_one_and_at_thirty(ground, client, django_assert_num_queries):
    alone = make_building(ground.estate, "3栋", floors=1, doors=1)
    home = alone.dwellings.get()
    home.area_source = "register"
    home.save(update_fields=["area_source"])
    user = owner_with_account(ground, home.door, alone)
    many = make_building(ground.estate, "4栋", floors=15, doors=2)
    many.dwellings.update(area_source="register")
    for door in many.dwellings.all():
        sell(door, f"业主{door.door}")
    ballots = [announced(ground, place=alone), announced(ground, place=ground.estate)]
    client.force_login(user)
    client.get(roll_of(ballots[0]))
    for ballot in ballots:
        with django_assert_num_queries(13):
            answer = client.get(roll_of(ballot))
    page = answer.context["page"]
    assert len(page) == 20
    assert page.next_cursor
    rest = client.get(roll_of(ballots[1]), {"after": page.next_cursor}, headers={"HX-Request": "true"})
    assert "2栋0301" in text_of(rest) or "4栋" in text_of(rest)
    assert (
        Elector.objects.filter(ballot=ballots[1]).count()
        == RollHome.objects.filter(ballot=ballots[1]).count()
    )
