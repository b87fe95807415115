"""The two bars of the turnout, as a page draws them: figures as text, geometry in percents. Pure."""

from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots import units
from ballots.thresholds import ALL, HALF, NOBODY, TWO_THIRDS, Share
from kit.figures import square_metres


class Gauge(NamedTuple):
    """`width` and `mark` are attributes of an SVG: percents of its width, with a point."""

    title: str
    figures: str  # 62 of 96 homes
    percent: str  # 64.5
    width: str
    mark: str  # where it is enough; "" where any number is
    mark_words: str
    anchor: str
    missing: str

    @property
    def label(self) -> str:
        words = {"title": self.title, "percent": self.percent, "missing": self.missing}
        return _("%(title)s: %(percent)s%% took part. %(missing)s") % words


def gauges_of(turnout: Any, unit: str) -> list[Gauge]:
    """By heads (or homes), and by area where areas count."""
    heads = turnout.heads
    whole, missing = units.counted(heads.whole, unit), units.counted(heads.missing, unit)
    gauges = [_gauge(units.measure(unit), _figures(f"{heads.done:,}", whole), heads, missing)]
    if area := turnout.area:
        figures = _figures(f"{area.done:,.2f}", square_metres(area.whole))
        gauges.append(_gauge(_("By exclusive area"), figures, area, square_metres(area.missing)))
    return gauges


def _figures(done: str, whole: str) -> str:
    return pgettext("figures of a bar", "%(done)s of %(whole)s") % {"done": done, "whole": whole}


def _gauge(title: str, figures: str, measure: Any, missing: str) -> Gauge:
    share: Share = measure.share
    left = _("%(amount)s missing") % {"amount": missing}
    asks = share != NOBODY
    at = Decimal(100 * share.numerator) / share.denominator
    return Gauge(
        title=title,
        figures=figures,
        percent=f"{_rounded(measure)}",
        width=f"{measure.percent:.2f}",
        mark=f"{at:.2f}" if asks else "",
        mark_words=mark_in_words(share) if asks else "",
        anchor="end" if at > 85 else "middle",
        missing=(_("enough") if measure.is_met else left) if asks else "",
    )


def _rounded(measure: Any) -> Decimal:
    """64.5 of 64.58: cut to a tenth, as in the result; nothing looks reached that is not."""
    if not measure.whole:
        return Decimal("0.0")
    exact = Decimal(measure.done) * 100 / Decimal(measure.whole)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def mark_in_words(share: Share) -> str:
    said = {
        TWO_THIRDS: _("2/3 must take part"),
        HALF: _("more than 1/2 must take part"),
        ALL: _("all must take part"),
    }
    return said[share]


def missing_in_words(turnout: Any, unit: str) -> str:
    """What is still missing, in a sentence."""
    heads, area = turnout.heads, turnout.area
    if heads.share == NOBODY:
        by_home = units.is_by_home(unit)
        return _("Any number of homes may take part.") if by_home else _("Any number may take part.")
    if turnout.is_enough:
        return _("Enough took part for a valid vote.")
    count = units.counted(heads.missing, unit)
    if area is None:
        return _("%(heads)s still missing for a valid vote.") % {"heads": count}
    if heads.is_met:
        words = {"area": square_metres(area.missing)}
        return _("Heads are enough, %(area)s still missing. It is valid only when both are enough.") % words
    if area.is_met:
        return _("The area is enough, %(heads)s still missing. It is valid only when both are enough.") % {
            "heads": count
        }
    words = {"heads": count, "area": square_metres(area.missing)}
    return _("%(heads)s and %(area)s still missing. It is valid only when both are enough.") % words
