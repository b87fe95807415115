"""Several to choose from: which reach the majority, who takes the seats, what comes first."""

from decimal import Decimal

import pytest

from ballots.tally import BadChoicesError, Count, Paper, Roll, count
from ballots.thresholds import own_rule, owners_rule

ORDINARY, HALF_OF_THOSE = owners_rule("ordinary"), own_rule("none", "half")


def votes(*choices):
    return [Paper(1, None, tuple(chosen.split())) for chosen in choices]


def several(kind, papers, *, options="o1 o2 o3", roll=None, rule=HALF_OF_THOSE, **more):
    roll = roll or Roll(30, None)
    return count(kind=kind, rule=rule, roll=roll, papers=papers, options=options.split(), **more)


def test_choosing_says_which_reach_the_majority():
    tally = several("choose", votes("o1 o2", "o2", "o2 o1", "o3", ""), most_choices=2)
    assert {key: amount.heads for key, amount in tally.counts.items()} == {"o1": 2, "o2": 3, "o3": 1}
    assert (tally.elected, tally.order, tally.blank.heads) == (("o2",), ("o2", "o1", "o3"), 1)
    assert tally.passed is None
    by_area = [
        Paper(1, Decimal("10.00"), ("o1",)),
        Paper(1, Decimal("10.00"), ("o1",)),
        Paper(1, Decimal("90.00"), ("o2",)),
    ]
    tally = several("choose", by_area, rule=ORDINARY, roll=Roll(3, Decimal("110.00")))
    assert tally.elected == ()  # one has the heads, the other the area
    few = several("choose", votes("o1"), rule=own_rule("half", "half"))
    assert few.elected == ()  # too few took part


def test_an_election_fills_its_seats_with_those_who_have_the_majority():
    papers = votes("o1 o2", "o1 o2", "o1 o3", "o2 o1")
    tally = several("election", papers, seats=2)
    assert (tally.elected, tally.tie) == (("o1", "o2"), None)
    assert several("election", votes("o1", "o2", "o3"), seats=2).elected == ()  # nobody has more than half
    level = several("election", votes("o1 o2", "o2 o1"), seats=2)
    assert (level.elected, level.tie) == (("o1", "o2"), None)  # equals who both get a seat need no lot


def test_a_tie_across_the_last_seat_waits_for_a_lot_among_exactly_those():
    papers = votes("o3 o1", "o3 o2", "o3 o2 ", "o3 o1", "o1 o2", "o1 o2")
    waiting = several("election", papers, seats=2)
    assert waiting.counts["o1"] == waiting.counts["o2"] == Count(4, None)
    assert waiting.elected == ()
    assert waiting.tie == ("o1", "o2", "o3")
    other = several("election", papers, seats=2, lots=[["o1", "o2"]])
    assert other.tie == ("o1", "o2", "o3")
    drawn = several("election", papers, seats=2, lots=[["o2", "o3", "o1"]])
    assert (drawn.elected, drawn.tie) == (("o2", "o3"), None)
    one = several("election", votes("o1 o2", "o1 o3", "o1 o2", "o1 o3", "o2 o3", "o1 o2", "o1 o3"), seats=2)
    assert (one.elected, one.tie) == (("o1",), ("o2", "o3"))  # the first seat is sure


def test_whoever_stood_back_is_read_as_if_not_on_the_paper():
    papers = votes("o1 o3", "o3", "o3 o1", "o1 o2")
    tally = several("election", papers, options="o1 o2", withdrawn=["o3"], seats=2)
    assert "o3" not in tally.counts
    assert (tally.elected, tally.blank.heads) == (("o1",), 1)
    ranked = several("ranking", votes("o3 o2", "o3 o2", "o1"), options="o1 o2", withdrawn=["o3"])
    assert ranked.order == ("o2", "o1")
    with pytest.raises(BadChoicesError, match="too_many"):  # as it was handed in
        several("election", votes("o1 o2 o3"), options="o1 o2", withdrawn=["o3"], seats=2)


def outs(tally):
    return [step.out for step in tally.rounds]


def test_a_ranking_moves_papers_on_until_one_is_left():
    papers = votes("o1 o2", "o1 o2", "o1", "o2 o1", "o2", "o3 o2", "o3 o2", "")
    assert several("ranking", papers).tie == ("o2", "o3")
    tally = several("ranking", papers, lots=[["o2", "o3"]])
    assert [dict(step.counts) for step in tally.rounds] == [{"o1": 3, "o2": 2, "o3": 2}, {"o1": 3, "o2": 4}]
    assert (outs(tally), tally.order) == ([("o3",), ("o1",)], ("o2", "o1", "o3"))
    assert tally.elected == ()  # 4 of 8 who took part: first, but no majority
    assert tally.counts["o2"].heads == 2  # first choices
    other = several("ranking", papers, lots=[["o3", "o2"]])
    assert other.order[0] == "o1"


def test_equals_are_told_apart_by_the_rounds_before_and_only_then_by_lot():
    papers = votes(*["o1"] * 6, *["o2"] * 4, *["o3"] * 3, "o4 o3", "o4 o1")
    tally = several("ranking", papers, options="o1 o2 o3 o4")
    assert outs(tally)[0] == ("o4",)
    assert tally.rounds[1].counts["o2"] == tally.rounds[1].counts["o3"] == 4
    assert outs(tally)[1] == ("o3",)  # three before, against four
    assert tally.tie is None


def test_equals_who_together_have_fewer_than_the_next_need_no_lot():
    tally = several("ranking", votes("o1", "o1", "o1 o3", "o2 o1"), options="o1 o2 o3 o4 o5")
    assert tally.tie is None
    assert outs(tally)[0] == ("o3", "o4", "o5")
    assert (tally.order[:2], tally.elected) == (("o1", "o2"), ("o1",))


def test_two_equals_at_the_end_draw_lots_and_exhausted_papers_stand_behind_nobody():
    papers = votes("o1", "o2", "o3", "o3", "o1 o2", "o2 o1")
    waiting = several("ranking", papers)
    assert (waiting.order, waiting.tie, waiting.elected) == ((), ("o1", "o2", "o3"), ())
    lots = [["o3", "o1", "o2"]]
    again = several("ranking", papers, lots=lots)
    assert again.order == ("o1", "o3", "o2")
    assert again.rounds[1].counts == {"o1": 3, "o3": 2}  # "o2" is exhausted
    even = several("ranking", votes("o1", "o2"), options="o1 o2")
    assert even.tie == ("o1", "o2")
    assert several("ranking", votes("o1", "o2"), options="o1 o2", lots=[["o2", "o1"]]).order == ("o2", "o1")


def test_a_ranking_of_nothing():
    for papers in ([], votes("", "")):
        tally = several("ranking", papers)
        assert (tally.order, tally.elected, tally.tie, tally.rounds) == ((), (), None, ())
    assert several("ranking", votes("o1"), options="o1").elected == ("o1",)
