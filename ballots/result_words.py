"""A count in plain sentences and pictures: each test with its exact figure, what it needs and by how much;
and never more than the ballot's legal effect. Shared by the page, the posted notice and the paper record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots import units
from ballots.document import rule_of
from ballots.models import Ballot, Result
from ballots.models.ballots import BallotKind, LegalEffect
from ballots.wording import platform_notice
from kit.figures import square_metres

TENTH = Decimal("0.1")
AREA = "_area"
ANY = "0/1"  # any number may take part: nothing to reach
TEST_NAMES = {
    "participation_heads": units.participation,
    "participation_area": lambda unit: _("Participation by area"),
    "agreement_heads": units.agreement,
    "agreement_area": lambda unit: _("Agreement by area"),
}


class Line(NamedTuple):
    """One of the four, as it is read: 参与人数 664 / 996 人, 须达 664 人, 正好达到。"""

    name: str
    label: str
    option: str
    met: bool
    figure: str
    whole: str
    percent: str
    share: str
    least: str
    margin: str

    @property
    def sentence(self) -> str:
        words = {"figure": self.figure, "whole": self.whole, "share": self.share, "least": self.least}
        said = _("%(figure)s of %(whole)s; needed: %(share)s, that is %(least)s.") % words
        sentences = {"first": said, "second": self.margin}
        return pgettext("two sentences", "%(first)s %(second)s") % sentences


class Segment(NamedTuple):
    css: str
    x: str
    width: str


class Gauge(NamedTuple):
    """A bar over the whole roll; the tick above is the line of participation, the one below of agreement."""

    label: str
    part: str
    head: str
    aria: str
    segments: list[Segment]
    above: str
    above_words: str
    below: str
    below_words: str


class OptionLine(NamedTuple):
    key: str
    label: str
    heads: int
    counted: str  # 18 homes
    area: str
    percent: str
    width: str
    is_chosen: bool
    tests: list[Line]


class RoundLine(NamedTuple):
    number: int
    counts: list[tuple[str, str]]  # (wording, 18 homes)
    out: str


@dataclass
class Shown:
    """Everything that a reader of a result is told."""

    tone: str
    chip: str
    headline: str
    meaning: list[str]
    took_part: str
    tests: list[Line]
    failed: list[Line]
    options: list[OptionLine]
    blank: int
    column: str
    gauges: list[Gauge] = field(default_factory=list)
    rounds: list[RoundLine] = field(default_factory=list)
    elected: list[str] = field(default_factory=list)
    silence: str = ""


def shown(ballot: Ballot, result: Result) -> Shown:
    tally, labels = result.tally, labels_of(ballot)
    unit = ballot.unit
    tests = [test_line(row, unit) for row in tally["tests"] if row["share"] != ANY]
    common = [line for line in tests if ballot.kind == BallotKind.YESNO or not line.option]
    elected = [labels.get(key, key) for key in tally["elected"]]
    tone, chip = verdict(ballot, result, elected)
    return Shown(
        tone=tone,
        chip=chip,
        headline=headline(ballot, result, elected),
        meaning=meaning(ballot, result),
        took_part=took_part(tally, unit),
        tests=common,
        failed=[line for line in common if not line.met],
        options=[option_line(ballot, tally, key, labels, tests) for key in in_order(tally, labels)],
        blank=tally["blank"]["heads"],
        column=column_of(ballot),
        gauges=gauges(tally, unit) if ballot.kind == BallotKind.YESNO else [],
        rounds=rounds(tally, labels, unit),
        elected=elected,
        silence=silence(tally, unit),
    )


def column_of(ballot: Ballot) -> str:
    """Of a ranking, what stands first: the rounds say the rest."""
    column = units.column(ballot.unit)
    if ballot.kind != BallotKind.RANKING:
        return column
    return _("%(column)s, first choices") % {"column": column}


def labels_of(ballot: Ballot) -> dict[str, str]:
    """As they were frozen."""
    return {option["key"]: option["label"] for option in ballot.document["options"]}


def in_order(tally: dict, labels: dict[str, str]) -> list[str]:
    """As they came in, else as they stood on the paper."""
    ranked = list(tally["order"])
    return ranked + [key for key in labels if key in tally["counts"] and key not in ranked]


# --- figures ---------------------------------------------------------------------------------------------


def amount(name: str, figure: int | str, unit: str) -> str:
    return square_metres(figure) if name.endswith(AREA) else units.counted(int(figure), unit)


def portion(part: int | str, whole: int | str) -> Decimal:
    whole = Decimal(str(whole))
    return Decimal(str(part)) * 100 / whole if whole else Decimal(0)


def percent(part: int | str, whole: int | str) -> str:
    """Cut, never rounded up: what is a head short of half is not shown as half."""
    return f"{portion(part, whole).quantize(TENTH, rounding=ROUND_DOWN)}%"


def along(value: Decimal) -> str:
    """A place on a bar."""
    return f"{value.quantize(Decimal('0.01'), rounding=ROUND_DOWN)}%"


def share_of(text: str) -> Decimal:
    over, under = text.removeprefix(">").split("/")
    return Decimal(over) / Decimal(under)


def share_in_words(text: str) -> str:
    return {
        "2/3": _("at least two thirds"),
        ">1/2": _("more than half"),
        "3/4": _("at least three quarters"),
        "1/1": _("all of them"),
    }.get(text, text)


def test_line(row: dict, unit: str) -> Line:
    name = row["name"]
    return Line(
        name=name,
        label=TEST_NAMES[name](unit),
        option=row["option"],
        met=row["met"],
        figure=amount(name, row["figure"], unit),
        whole=amount(name, row["whole"], unit),
        percent=percent(row["figure"], row["whole"]),
        share=share_in_words(row["share"]),
        least=amount(name, row["least"], unit),
        margin=margin_in_words(name, Decimal(str(row["margin"])), unit),
    )


def margin_in_words(name: str, margin: Decimal, unit: str) -> str:
    if margin == 0:
        return _("Reached exactly.")
    words = {"amount": amount(name, str(abs(margin)), unit)}
    return _("Reached, with %(amount)s to spare.") % words if margin > 0 else _("%(amount)s short.") % words


def took_part(tally: dict, unit: str) -> str:
    here = tally["participation"]
    heads = units.counted(here["heads"], unit)
    if here["area"] is None:
        return _("%(heads)s took part.") % {"heads": heads}
    area = square_metres(here["area"])
    return _("%(heads)s took part, with %(area)s.") % {"heads": heads, "area": area}


# --- what came out ----------------------------------------------------------------------------------------


def verdict(ballot: Ballot, result: Result, elected: list[str]) -> tuple[str, str]:
    """Tone and words of the chip."""
    if ballot.legal_effect == LegalEffect.ADVISORY:
        return "plain", _("Opinion poll")
    if ballot.kind == BallotKind.YESNO:
        return ("done", _("Passed")) if result.passed else ("late", _("Not passed"))
    if ballot.kind == BallotKind.ELECTION:
        return ("done", _("Elected")) if elected else ("late", _("Nobody elected"))
    return ("done", _("Chosen")) if elected else ("late", _("Nothing chosen"))


def headline(ballot: Ballot, result: Result, elected: list[str]) -> str:
    if ballot.kind == BallotKind.YESNO:
        return yes_no_headline(ballot, result)
    names = pgettext("between names", ", ").join(elected)
    if ballot.legal_effect == LegalEffect.ADVISORY:
        said = _("What people think: most are for %(names)s.") % {"names": names}
        return said if elected else _("What people think: nothing stands out.")
    if ballot.kind == BallotKind.ELECTION:
        said = _("Elected: %(names)s.") % {"names": names}
        return said if elected else _("Nobody has reached what the rule asks.")
    return _("Chosen: %(names)s.") % {"names": names} if elected else _("Nothing reached what the rule asks.")


def yes_no_headline(ballot: Ballot, result: Result) -> str:
    if ballot.legal_effect == LegalEffect.ADVISORY:
        counts = result.tally["counts"]
        figures = {
            key: units.counted(counts.get(key, {"heads": 0})["heads"], ballot.unit)
            for key in ("yes", "no", "abstain")
        }
        return _("What people think: %(yes)s for it, %(no)s against, %(abstain)s abstained.") % figures
    lines = [test_line(row, ballot.unit) for row in result.tally["tests"] if row["share"] != ANY]
    if result.passed:
        return passed_headline(lines)
    failed = [line for line in lines if not line.met]
    reasons = [
        _("%(test)s: %(margin)s") % {"test": line.label, "margin": line.margin.rstrip(".。")}
        for line in failed
    ]
    return _("Not passed. %(reasons)s.") % {"reasons": pgettext("between clauses", "; ").join(reasons)}


def passed_headline(lines: list[Line]) -> str:
    """Without a quorum there is one test alone, and its figures say more than its number."""
    if len(lines) == 1:
        words = {"figure": lines[0].figure, "whole": lines[0].whole, "least": lines[0].least}
        return _("Passed: %(figure)s of %(whole)s agree; %(least)s were needed.") % words
    return _("All %(count)d tests are met.") % {"count": len(lines)}


def meaning(ballot: Ballot, result: Result) -> list[str]:
    """What follows from it, and what does not."""
    if ballot.legal_effect == LegalEffect.ADVISORY:
        return [_("This was asked to know what people think. Nothing is decided by it.")]
    if ballot.legal_effect == LegalEffect.INTERNAL:
        words = {"organisation": ballot.organisation}
        return [_("It holds for %(organisation)s itself, and for nobody else.") % words]
    if not ballot.is_of_owners:
        return [_("This is a decision of those who were on the roll.")]
    said = _("Counted by the Civil Code, article 278. Any owner may have it looked at by a court.")
    if rule_of(ballot).of_all:
        said = _("Counted by the Civil Code, article 279. Any owner may have it looked at by a court.")
    return [said, platform_notice()]


def silence(tally: dict, unit: str) -> str:
    """Apart from every count: nobody of these has said a word."""
    deemed, side = tally["deemed"], tally["deemed_to"]
    if not deemed["heads"] or not side:
        return ""
    heads = units.counted(deemed["heads"], unit)
    if deemed["area"] is not None:
        both = {"heads": heads, "area": square_metres(deemed["area"])}
        heads = pgettext("two figures", "%(heads)s (%(area)s)") % both
    words = {"heads": heads, "side": _("yes") if side == "yes" else _("no")}
    return (
        _(
            "%(heads)s did not vote. By the local rule they are added to the majority (%(side)s) where "
            "agreement is tested, and nowhere else. They said nothing; this rule is disputed."
        )
        % words
    )


# --- pictures ---------------------------------------------------------------------------------------------

COLOURS = (("yes", "l4"), ("abstain", "l2"), ("no", "p3"))


def gauges(tally: dict, unit: str) -> list[Gauge]:
    rows = {row["name"]: row for row in tally["tests"]}
    measures = [name for name in ("heads", "area") if f"participation_{name}" in rows]
    return [gauge(tally, rows, measure, unit) for measure in measures]


def gauge(tally: dict, rows: dict[str, dict], measure: str, unit: str) -> Gauge:
    here, agreed = rows[f"participation_{measure}"], rows[f"agreement_{measure}"]
    whole, part = here["whole"], tally["participation"][measure]
    parted = {"part": amount(here["name"], part, unit), "whole": amount(here["name"], whole, unit)}
    above = along(share_of(here["share"]) * 100) if here["share"] != ANY else ""
    yes = percent(tally["counts"]["yes"][measure], part)
    words = {"part": percent(part, whole), "yes": yes}
    return Gauge(
        label=_("By area of the homes") if measure == "area" else units.measure(unit),
        part=_("%(part)s of %(whole)s took part") % parted,
        head=_("%(yes)s for it") % {"yes": yes},
        aria=_("Took part: %(part)s. Of these for it: %(yes)s") % words,
        segments=segments(tally, measure, whole),
        above=above,
        above_words=_("Participation %(share)s") % {"share": here["share"].removeprefix(">")},
        below=along(portion(agreed["whole"], whole) * share_of(agreed["share"])),
        below_words=_("Passes at %(share)s") % {"share": agreed["share"].removeprefix(">")},
    )


def segments(tally: dict, measure: str, whole: int | str) -> list[Segment]:
    found, x = [], Decimal(0)
    for key, css in COLOURS:
        width = portion(tally["counts"].get(key, {measure: 0})[measure], whole)
        if width:
            found.append(Segment(css, along(x), along(width)))
        x += width
    return found


def option_line(
    ballot: Ballot, tally: dict, key: str, labels: dict[str, str], tests: Iterable[Line]
) -> OptionLine:
    count, whole = tally["counts"].get(key), tally["participation"]["heads"]
    count = count or {"heads": 0, "area": None}
    return OptionLine(
        key=key,
        label=labels.get(key, key),
        heads=count["heads"],
        counted=units.counted(count["heads"], ballot.unit),
        area=square_metres(count["area"]) if count["area"] is not None else "",
        percent=percent(count["heads"], whole),
        width=along(portion(count["heads"], whole)),
        is_chosen=key in tally["elected"],
        tests=[line for line in tests if line.option == key and ballot.kind != BallotKind.YESNO],
    )


def rounds(tally: dict, labels: dict[str, str], unit: str) -> list[RoundLine]:
    between = pgettext("between names", ", ")
    return [
        RoundLine(
            number,
            [(labels.get(key, key), units.counted(heads, unit)) for key, heads in step["counts"].items()],
            between.join(labels.get(key, key) for key in step["out"]),
        )
        for number, step in enumerate(tally["rounds"], start=1)
    ]
