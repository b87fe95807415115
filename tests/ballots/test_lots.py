"""Equals, told apart by a lot: drawn in public after the close, written down once, and read again by the program
that recounts. And random ballots of every kind, whose file recounts to the figures that were kept."""

import json
import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballots import verify
from ballots.models import Ballot, Lot, Result
from ballots.operations import (
    announce_ballot,
    count_ballot,
    count_or_say_why,
    draw_lot,
    nominate,
)
from ballots.operations.tallying import tie_of
from journal.models import Entry
from kit.refused import Refused
from people.models import User
from tests.ballots.counting import after, all_in, cast_for, closed, neighbours
from tests.ballots.ground import Ground, drafted, elector_of, new_ground, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def election(ground: Ground, people: list[User], *, seats: int, **fields) -> Ballot:
    """They named themselves; voting began a minute ago."""
    opens_at = timezone.now() - timedelta(minutes=1)
    then = opens_at - timedelta(days=16)
    words = {"electorate": "residents", "kind": "election", "title": "选街坊会成员", "seats": seats}
    words |= {"nominations_until": then + timedelta(days=7)} | fields
    draft = drafted(ground, now=then, opens_at=opens_at, closes_at=opens_at + timedelta(days=5), **words)
    for person in people:
        nominate(by=person, ballot=draft, user=person, now=then)
    return announce_ballot(by=draft.created_by, ballot=draft, now=then)


def voted(ballot: Ballot, people: list[User], *papers: str) -> Ballot:
    for person, choices in zip(people, papers, strict=False):
        cast_for(elector_of(ballot, person), *choices.split())
    return closed(ballot)


@pytest.fixture
def level(ground):
    """Two seats, three who reach the majority: o1 has four votes, o2 and o3 three each."""
    people = neighbours(ground, 5)
    ballot = election(ground, people[:3], seats=2)
    return voted(ballot, people, "o1 o2", "o1 o2", "o1 o3", "o1 o3", "o2 o3")


def lot_of(ground: Ground, ballot: Ballot, *order: str, **fields) -> Lot:
    given = {
        "by": ground.staff,
        "tied": sorted(order),
        "order": order,
        "how": "从帽子里抽纸条",
        "witnesses": "三位街坊",
        "drawn_at": after(ballot, minutes=5),
        "now": after(ballot, minutes=10),
    }
    return draw_lot(ballot=ballot, **given | fields)


def recounted(result: Result) -> list[str]:
    return list(verify.check(result.file.encode(), result.chain_head))


def test_a_tie_across_the_last_seat_waits_for_its_lot(ground, level):
    assert count_or_say_why(ballot=level, now=after(level)) is None
    with pytest.raises(Refused, match="抽签") as refused:
        count_ballot(by=ground.staff, ballot=level, now=after(level))
    assert refused.value.url == reverse("ballots:lot", args=[level.pk])
    lot = lot_of(ground, level, "o3", "o2")
    assert (lot.number, lot.tied, lot.order, lot.recorded_by) == (1, ["o2", "o3"], ["o3", "o2"], ground.staff)
    assert Entry.objects.get(verb="ballots.draw_lot").data == {"tied": ["o2", "o3"], "order": ["o3", "o2"]}
    result = count_ballot(by=ground.staff, ballot=level, now=after(level, hours=1))
    assert (result.tally["elected"], result.tally["tie"]) == (["o1", "o3"], None)
    assert json.loads(result.file.splitlines()[0].partition("\t")[0])["lots"] == [["o3", "o2"]]
    assert "一样" in recounted(result)[-1]
    with pytest.raises(Refused, match="不用再抽签"):
        lot_of(ground, level, "o1", "o2")


def test_it_is_written_down_once_and_never_rewritten(ground, level):
    lot = lot_of(ground, level, "o3", "o2")
    assert lot_of(ground, level, "o3", "o2", how="另一种说法") == lot
    with pytest.raises(Refused, match="不能再抽"):
        lot_of(ground, level, "o2", "o3")
    for change in ({"order": ["o2", "o3"]}, {"how": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Lot.objects.filter(pk=lot.pk).update(**change)
    assert Lot.objects.get().how == "从帽子里抽纸条"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tied": ["o1", "o2"], "order": ["o1", "o2"]}, None),  # these are not equal
        ({"tied": ["o1", "o2", "o3"], "order": ["o1", "o2", "o3"]}, None),
        ({"order": ["o2", "o2"]}, None),
        ({"order": ["o2"]}, None),
        ({"order": ["o2", "o9"]}, None),
        ({"how": "  "}, "how"),
        ({"witnesses": "\n"}, "witnesses"),
    ],
)
def test_what_does_not_fit_is_refused_and_says_why(ground, level, change, field):
    with pytest.raises(Refused) as refused:
        lot_of(ground, level, "o3", "o2", **change)
    assert refused.value.field == field
    assert not Lot.objects.exists()


def test_not_before_the_close_nor_ahead_of_time_nor_by_strangers(ground, level):
    for drawn_at in (level.closes_at - timedelta(minutes=1), after(level, days=1)):
        with pytest.raises(Refused) as refused:
            lot_of(ground, level, "o3", "o2", drawn_at=drawn_at)
        assert refused.value.field == "drawn_at"
    for stranger in (ground.owner, ground.captain, ground.manager, ground.outsider):
        with pytest.raises(Refused):
            lot_of(ground, level, "o3", "o2", by=stranger)
    still = opened(ground, electorate="residents")
    with pytest.raises(Refused, match="投票还没结束"):
        lot_of(ground, still, "yes", "no", now=still.opens_at + timedelta(hours=1))


def test_the_page_asks_for_each_place(ground, level, client):
    url = reverse("ballots:lot", args=[level.pk])
    client.force_login(ground.owner)
    assert client.get(url).status_code == 404
    client.force_login(ground.staff)
    page = client.get(url).content.decode()
    assert 'name="place_1"' in page
    assert "街坊甲001乙" in page
    assert "街坊甲000乙" not in page  # has a seat already, and how many votes stands nowhere
    words = {
        "place_1": "o3",
        "place_2": "o3",
        "how": "抓阄",
        "witnesses": "街坊",
        "drawn_at": "2026-01-01T09:00",
    }
    assert client.post(url, words).status_code == 422
    assert not Lot.objects.exists()


def test_equals_who_all_get_a_seat_need_no_lot(ground):
    people = neighbours(ground, 3)
    ballot = voted(election(ground, people[:2], seats=2), people, "o1 o2", "o1 o2", "o2 o1")
    result = count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    assert set(result.tally["elected"]) == {"o1", "o2"}


def test_in_an_order_two_ties_need_two_lots(ground):
    people = neighbours(ground, 3)
    three = [("种树", ""), ("修亭", ""), ("停车", "")]
    ballot = opened(ground, electorate="residents", kind="ranking", options=three)
    voted(ballot, people, "o1", "o2", "o3")
    with pytest.raises(Refused):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    lot_of(ground, ballot, "o2", "o1", "o3")  # the last drawn goes out
    with pytest.raises(Refused):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    assert lot_of(ground, ballot, "o1", "o2").number == 2
    result = count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, hours=1))
    assert result.tally["order"] == ["o1", "o2", "o3"]
    assert [step["out"] for step in result.tally["rounds"]] == [["o3"], ["o2"]]
    assert "一样" in recounted(result)[-1]


# ── as many as there are seats ──────────────────────────────────────────────────────────────────────────────


def test_of_an_election_as_many_are_named_as_there_are_seats(ground):
    """Form, vote, paper, count and the program that recounts hold it alike; `most_choices` is for choosing."""
    people = neighbours(ground, 4)
    ballot = election(ground, people[:3], seats=2, most_choices=3)
    assert (ballot.most_choices, ballot.seats) == (1, 2)
    elector = elector_of(ballot, people[3])
    with pytest.raises(Refused, match="2"):
        cast_for(elector, "o1", "o2", "o3")
    cast_for(elector, "o1", "o2")
    result = count_ballot(by=ground.staff, ballot=closed(ballot), now=after(ballot))
    assert set(result.tally["elected"]) == {"o1", "o2"}
    assert "一样" in recounted(result)[-1]


# ── every kind ──────────────────────────────────────────────────────────────────────────────────────────────

OPTIONS = [("种树", ""), ("修亭", ""), ("停车", ""), ("健身角", "")]
KINDS = {
    "owners": {},
    "silence": {"silence_joins": True, "silence_rule": "管理规约第 8 条"},
    "heads": {"electorate": "residents", "quorum": "half", "majority": "two_thirds"},
    "secret": {"electorate": "residents", "secrecy": "secret"},
    "choose": {"electorate": "residents", "kind": "choose", "options": OPTIONS, "most_choices": 2},
    "choose_by_area": {"kind": "choose", "options": OPTIONS, "most_choices": 3},
    "ranking": {"electorate": "residents", "kind": "ranking", "options": OPTIONS},
    "election": {},
}


def any_choices(ballot: Ballot, dice: random.Random) -> list[str]:
    keys = list(ballot.options.filter(withdrawn_at=None).values_list("key", flat=True))
    if ballot.kind == "yesno":
        return [dice.choice(keys)]
    most = {"choose": ballot.most_choices, "election": ballot.seats}.get(ballot.kind, len(keys))
    return dice.sample(keys, dice.randint(0, min(most, len(keys))))


def any_ballot(ground: Ground, kind: str, people: list[User], dice: random.Random) -> Ballot:
    if kind != "election":
        return opened(ground, **KINDS[kind])
    return election(ground, people[:4], seats=dice.randint(1, 3))


@settings(max_examples=24, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 2**32), share=st.sampled_from([0.0, 0.5, 1.0])
)
def test_the_file_of_any_ballot_recounts_to_what_was_kept(ground, kind, seed, share):
    with transaction.atomic():
        dice = random.Random(seed)
        people = neighbours(ground, 9)
        ballot = any_ballot(ground, kind, people, dice)
        for elector in list(ballot.electors.order_by("number"))[:12]:
            if dice.random() < share:
                cast_for(elector, *any_choices(ballot, dice))
        result = count_with_lots(ground, closed(ballot), dice)
        said = recounted(result)
        assert "一样" in said[-1]
        kept = Result.objects.get(pk=ballot.pk)
        last = json.loads(kept.file.splitlines()[-1].partition("\t")[0])
        assert {"line": "tally", **kept.tally} == last
        assert kept.papers == kept.tally["participation"]["heads"]
        transaction.set_rollback(True)


def count_with_lots(ground: Ground, ballot: Ballot, dice: random.Random) -> Result:
    ballot = all_in(ballot)
    while tie := tie_of(ballot):
        lot_of(ground, ballot, *dice.sample(tie, len(tie)), by=ballot.created_by)
    return count_ballot(by=ballot.created_by, ballot=ballot, knows_few=True, now=after(ballot, hours=1))
