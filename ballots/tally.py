"""The count. Pure: votes and rule in, figures out; whole numbers and Decimal only, no clock and no database.

Owners (Civil Code 278): at least 2/3 of all heads and 2/3 of all area take part; of those who take part more
than 1/2 (special matters: at least 3/4) agree, by heads and by area. 以上 includes the figure, 过半数 does
not (art. 1259). Abstaining is taking part, silence is not. `ballots.verify` counts the same, written apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ballots.elections import elect
from ballots.ranking import Round, run_off
from ballots.thresholds import Rule, Share

HUNDREDTH = Decimal("0.01")


class Paper(NamedTuple):
    """What one elector chose: keys of options, of a ranking in order, none at all for a blank paper."""

    heads: int
    area: Decimal | None
    choices: tuple[str, ...]


class Roll(NamedTuple):
    """Everybody who counts, whether they vote or not; removed electors are left out."""

    heads: int
    area: Decimal | None


class Count(NamedTuple):
    heads: int
    area: Decimal | None  # none where the roll has no areas

    def plus(self, heads: int, area: Decimal | None) -> "Count":
        return Count(self.heads + heads, None if self.area is None else self.area + (area or 0))


class Test(NamedTuple):
    """One of the four: `least` is the least figure that passes, `margin` how far the figure is above it."""

    __test__ = False  # for pytest

    name: str  # participation_heads, participation_area, agreement_heads, agreement_area
    figure: int | Decimal
    whole: int | Decimal
    share: Share
    least: int | Decimal
    margin: int | Decimal
    met: bool
    option: str = ""  # whose agreement, where there are several to choose from


class Tally(NamedTuple):
    counts: dict[str, Count]  # per option; of a ranking the first choices
    blank: Count
    participation: Count
    tests: tuple[Test, ...]
    passed: bool | None = None  # of yes or no; else nothing was to pass
    elected: tuple[str, ...] = ()  # who, or what, reached what the rule asks
    order: tuple[str, ...] = ()  # the options from first to last
    rounds: tuple[Round, ...] = ()
    deemed: Count = Count(0, None)  # silence that a local rule joins to the majority: in no other figure
    deemed_to: str = ""  # "yes" or "no"
    tie: tuple[str, ...] | None = None  # waits for a lot among these (keys sorted)

    def decided(self, option: str = "") -> bool:
        """Were all tests met that concern this option, and those that concern everybody?"""
        return all(test.met for test in self.tests if test.option in ("", option))


class BadChoicesError(ValueError):
    """A paper that cannot be. `why`: "unknown", "twice" or "too_many"."""

    def __init__(self, why: str, choices: Sequence[str]) -> None:
        super().__init__(f"{why}: {list(choices)}")
        self.why = why


class Ask(NamedTuple):
    """What was asked, as the functions below hand it on."""

    kind: str
    rule: Rule
    roll: Roll
    options: tuple[str, ...]
    seats: int
    lots: Sequence[Sequence[str]]
    silence_joins: bool


def count(
    *,
    kind: str,
    rule: Rule,
    roll: Roll,
    papers: Iterable[Paper],
    options: Sequence[str],
    seats: int = 1,
    most_choices: int = 1,
    lots: Sequence[Sequence[str]] = (),
    silence_joins: bool = False,
    withdrawn: Sequence[str] = (),
) -> Tally:
    """`options` still stand; `withdrawn` once did: what was chosen of them is read as if it were not written.
    A lot holds the keys of a tie as they were drawn, the first wins. ValueError: figures that cannot be."""
    ask = Ask(kind, rule, roll, tuple(options), seats, lots, silence_joins)
    papers = list(papers)
    for paper in papers:
        check_choices(kind, paper.choices, [*options, *withdrawn], seats=seats, most_choices=most_choices)
    gone = set(withdrawn)
    papers = [paper._replace(choices=tuple(c for c in paper.choices if c not in gone)) for paper in papers]
    _check_figures(ask, papers)
    return COUNTS[kind](ask, papers)


def most_allowed(kind: str, options: Sequence[str], *, seats: int = 1, most_choices: int = 1) -> int:
    """How many a paper may name: of an election as many as there are seats."""
    return {"yesno": 1, "choose": most_choices, "election": seats, "ranking": len(options)}[kind]


def check_choices(
    kind: str, choices: Sequence[str], options: Sequence[str], *, seats: int = 1, most_choices: int = 1
) -> None:
    if set(choices) - set(options):
        raise BadChoicesError("unknown", choices)
    if len(set(choices)) < len(choices):
        raise BadChoicesError("twice", choices)
    if len(choices) > most_allowed(kind, options, seats=seats, most_choices=most_choices):
        raise BadChoicesError("too_many", choices)


def _check_figures(ask: Ask, papers: list[Paper]) -> None:
    if ask.rule.by_area and ask.roll.area is None:
        raise ValueError("this rule counts areas, and the roll has none")
    for paper in papers:
        _check_weight(paper, needs_area=ask.roll.area is not None)
    cast = _sum(ask, papers)
    if cast.heads > ask.roll.heads or (cast.area is not None and cast.area > ask.roll.area):
        raise ValueError("more votes than there are on the roll")


def _check_weight(paper: Paper, *, needs_area: bool) -> None:
    if type(paper.heads) is not int or paper.heads < 1:
        raise ValueError(f"not a number of heads: {paper.heads!r}")
    if needs_area:
        check_area(paper.area)


def check_area(area: Decimal | None) -> None:
    """m², above nothing, to the hundredth. A float, NaN or a third decimal is no area."""
    if not isinstance(area, Decimal) or not area.is_finite() or area <= 0 or area % HUNDREDTH:
        raise ValueError(f"not an area: {area!r}")


def _sum(ask: Ask, papers: Iterable[Paper]) -> Count:
    total = Count(0, None if ask.roll.area is None else Decimal("0.00"))
    for paper in papers:
        total = total.plus(paper.heads, paper.area)
    return total


# ── yes or no ───────────────────────────────────────────────────────────────────────────────────────────────


def _count_yes_no(ask: Ask, papers: list[Paper]) -> Tally:
    tally = _begun(ask, papers, {key: [p for p in papers if key in p.choices] for key in ask.options})
    deemed, deemed_to = _silence(ask, tally)
    yes, whole = tally.counts["yes"], tally.participation.plus(*deemed)
    if deemed_to == "yes":
        yes = yes.plus(*deemed)
    tests = tally.tests + _agreement(ask, yes, whole)
    tally = tally._replace(tests=tests, deemed=deemed, deemed_to=deemed_to)
    return tally._replace(passed=tally.decided())


def _silence(ask: Ask, tally: Tally) -> tuple[Count, str]:
    """Only by a local rule (disputed): who did not vote is added to the greater side, and to those of whom
    agreement is asked; never to those who must take part. Where everybody must agree, silence is no yes."""
    nothing = _sum(ask, ())
    if not ask.silence_joins or ask.rule.of_all:
        return nothing, ""
    side = _greater_side(ask, tally.counts)
    if not side:
        return nothing, ""
    here = tally.participation
    area = None if here.area is None else ask.roll.area - here.area
    return Count(ask.roll.heads - here.heads, area), side


def _greater_side(ask: Ask, counts: Mapping[str, Count]) -> str:
    """Yes or no, where it alone has the most heads and, if areas count, the most area."""
    for side in ("yes", "no"):
        others = [count for key, count in counts.items() if key != side]
        by_heads = all(counts[side].heads > other.heads for other in others)
        by_area = not ask.rule.by_area or all(counts[side].area > other.area for other in others)
        if by_heads and by_area:
            return side
    return ""


# ── several to choose from ──────────────────────────────────────────────────────────────────────────────────


def _count_choose(ask: Ask, papers: list[Paper]) -> Tally:
    """Which options reach what the rule asks: none, one or several."""
    tally = _with_agreements(ask, papers)
    return tally._replace(elected=tuple(key for key in tally.order if tally.decided(key)))


def _count_election(ask: Ask, papers: list[Paper]) -> Tally:
    """The highest take the seats, each with the majority that the rule asks. By heads; where areas count too,
    equal heads are told apart by area."""
    tally = _with_agreements(ask, papers)
    reached = [key for key in tally.order if tally.decided(key)]
    scores = {key: _score(ask, tally.counts[key]) for key in reached}
    elected, tie = elect(scores, ask.seats, ask.lots)
    return tally._replace(elected=elected, tie=tie)


def _with_agreements(ask: Ask, papers: list[Paper]) -> Tally:
    tally = _begun(ask, papers, {key: [p for p in papers if key in p.choices] for key in ask.options})
    tests = tally.tests
    for key in ask.options:
        tests += _agreement(ask, tally.counts[key], tally.participation, option=key)
    order = sorted(ask.options, key=lambda key: _score(ask, tally.counts[key]), reverse=True)
    return tally._replace(tests=tests, order=tuple(order))


def _score(ask: Ask, count: Count) -> tuple:
    return (count.heads, count.area) if ask.rule.by_area else (count.heads,)


def _count_ranking(ask: Ask, papers: list[Paper]) -> Tally:
    """A run-off by heads. Whoever is first needs the majority too: of those behind it in the last round."""
    tally = _begun(ask, papers, {key: [p for p in papers if p.choices[:1] == (key,)] for key in ask.options})
    result = run_off([(paper.heads, paper.choices) for paper in papers], ask.options, ask.lots)
    tally = tally._replace(rounds=result.rounds, order=result.order, tie=result.tie)
    if not result.order:
        return tally
    winner = result.order[0]
    behind = _sum(ask, (paper for paper in papers if result.stands_behind(paper.choices) == winner))
    tests = tally.tests + _agreement(ask, behind, tally.participation, option=winner)
    tally = tally._replace(tests=tests)
    return tally._replace(elected=(winner,) if tally.decided(winner) else ())


COUNTS = {
    "yesno": _count_yes_no,
    "choose": _count_choose,
    "election": _count_election,
    "ranking": _count_ranking,
}


# ── the tests ───────────────────────────────────────────────────────────────────────────────────────────────


def _begun(ask: Ask, papers: list[Paper], chosen: Mapping[str, list[Paper]]) -> Tally:
    """What every kind has: who took part, whether they were enough, and how many chose what."""
    here = _sum(ask, papers)
    return Tally(
        counts={key: _sum(ask, those) for key, those in chosen.items()},
        blank=_sum(ask, (paper for paper in papers if not paper.choices)),
        participation=here,
        tests=_both_tests(ask, "participation", here, ask.roll, ask.rule.participation),
        deemed=_sum(ask, ()),
    )


def _whole(ask: Ask, here: Count) -> Count | Roll:
    return ask.roll if ask.rule.of_all else here


def _agreement(ask: Ask, agree: Count, here: Count, option: str = "") -> tuple[Test, ...]:
    return _both_tests(ask, "agreement", agree, _whole(ask, here), ask.rule.agreement, option)


def _both_tests(
    ask: Ask, what: str, part: Count, whole: Count | Roll, share: Share, option: str = ""
) -> tuple[Test, ...]:
    heads = _test(f"{what}_heads", part.heads, whole.heads, share, option)
    if not ask.rule.by_area:
        return (heads,)
    return heads, _test(f"{what}_area", part.area, whole.area, share, option)


def _test(name: str, figure: int | Decimal, whole: int | Decimal, share: Share, option: str) -> Test:
    if isinstance(whole, Decimal):  # in hundredths of a m², so that it is whole numbers again
        least = Decimal(least_of(int(whole / HUNDREDTH), share)) * HUNDREDTH
    else:
        least = least_of(whole, share)
    return Test(name, figure, whole, share, least, figure - least, figure >= least, option)


def least_of(whole: int, share: Share) -> int:
    """2/3 of 996 is 664; more than 1/2 of 664 is 333. Where nobody takes part, nobody agrees: at least 1."""
    if not share.numerator:
        return 0
    exact = whole * share.numerator
    least = exact // share.denominator + 1 if share.is_strict else -(-exact // share.denominator)
    return max(least, 1)


# ── as text and whole numbers ───────────────────────────────────────────────────────────────────────────────


def share_text(share: Share) -> str:
    """ "2/3" is at least two thirds, ">1/2" more than half."""
    return f"{'>' if share.is_strict else ''}{share.numerator}/{share.denominator}"


def area_text(area: Decimal | None) -> str | None:
    return None if area is None else f"{area:.2f}"


def to_json(tally: Tally) -> dict:
    """As it is kept and printed: the last line of the file, compared word for word by the verifier."""
    return {
        "counts": {key: _count_json(count) for key, count in tally.counts.items()},
        "blank": _count_json(tally.blank),
        "participation": _count_json(tally.participation),
        "tests": [_test_json(test) for test in tally.tests],
        "passed": tally.passed,
        "elected": list(tally.elected),
        "order": list(tally.order),
        "rounds": [{"counts": dict(step.counts), "out": list(step.out)} for step in tally.rounds],
        "deemed": _count_json(tally.deemed),
        "deemed_to": tally.deemed_to,
        "tie": None if tally.tie is None else list(tally.tie),
    }


def _count_json(count: Count) -> dict:
    return {"heads": count.heads, "area": area_text(count.area)}


def _test_json(test: Test) -> dict:
    return {
        "name": test.name,
        "option": test.option,
        "figure": _figure_json(test.figure),
        "whole": _figure_json(test.whole),
        "share": share_text(test.share),
        "least": _figure_json(test.least),
        "margin": _figure_json(test.margin),
        "met": test.met,
    }


def _figure_json(figure: int | Decimal) -> int | str:
    return area_text(figure) if isinstance(figure, Decimal) else figure
