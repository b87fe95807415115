"""The two bars of the turnout, as a page draws them: figures as text, geometry in percents. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.thresholds import ALL, HALF, NOBODY, TWO_THIRDS, Share
from kit.figures import square_metres


class Gauge(NamedTuple):
    """`width` and `mark` are attributes of an SVG: percents of its width, with a point."""

    title: str
    figures: str  # 62 of 96
    percent: str  # 64.6
    width: str
    mark: str  # where it is enough; "" where any number is
    mark_words: str
    anchor: str
    missing: str

    @property
    def label(self) -> str:
        words = {"title": self.title, "percent": self.percent, "missing": self.missing}
        return _("%(title)s: %(percent)s%% took part. %(missing)s") % words


def gauges_of(turnout: Any) -> list[Gauge]:
    """By heads, and by area where areas count."""
    heads = turnout.heads
    said = {"done": f"{heads.done:,}", "whole": f"{heads.whole:,}"}
    left = ngettext("%(count)d head missing", "%(count)d heads missing", heads.missing) % {
        "count": heads.missing
    }
    gauges = [_gauge(_("By heads"), _("%(done)s of %(whole)s heads") % said, heads, left)]
    if area := turnout.area:
        said = {"done": f"{area.done:,.2f}", "whole": f"{area.whole:,.2f}"}
        left = _("%(area)s missing") % {"area": square_metres(area.missing)}
        gauges.append(_gauge(_("By exclusive area"), _("%(done)s of %(whole)s m²") % said, area, left))
    return gauges


def _gauge(title: str, figures: str, measure: Any, left: str) -> Gauge:
    share: Share = measure.share
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
    """64.6: a tenth, but nothing looks reached that is not."""
    if not measure.whole:
        return Decimal("0.0")
    exact = Decimal(measure.done) * 100 / Decimal(measure.whole)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def mark_in_words(share: Share) -> str:
    said = {
        TWO_THIRDS: _("2/3 must take part"),
        HALF: _("more than 1/2 must take part"),
        ALL: _("all must take part"),
    }
    return said[share]


def missing_in_words(turnout: Any) -> str:
    """What is still missing, in a sentence."""
    heads, area = turnout.heads, turnout.area
    if heads.share == NOBODY:
        return _("Any number may take part.")
    if turnout.is_enough:
        return _("Enough took part for a valid vote.")
    count = ngettext("%(count)d head", "%(count)d heads", heads.missing) % {"count": heads.missing}
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
