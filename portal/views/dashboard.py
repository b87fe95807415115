"""What community staff and the subdistrict see first: where things lie, how long, who has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.queries.waiting import lists_for
from buildings.alike import ask_alike
from buildings.models.organisations import STAFF_KINDS
from buildings.models.places import inside
from buildings.queries.claims import claims_counted
from buildings.queries.still_here import doors_counted
from buildings.standing import standing_of
from committees.models import ActionItem
from committees.queries import upcoming_rows
from issues.queries import Dashboard, dashboard
from issues.queries.board import AgeBand, pressing_rows
from kit.times import short_day
from kit.together import counted
from notices.queries import latest_rows
from people.models import User
from portal.backup.held_back import held_below
from portal.backup.rules import may_decide_on_held
from portal.navigation import place_line
from portal.roles import Role
from portal.todo import deciding_tasks, of_promise

ROW = 60  # height of one bar with its words, in the chart's pixels
RAMP = ["p1", "p1", "p2", "p3", "p4"]  # the longer it lies, the brighter the lamp
BUILDINGS_SHOWN = 6
PROMISES_SHOWN = 8


@dataclass(frozen=True)
class Bar:
    name: str
    words: str
    count: int
    width: str  # per cent, as SVG wants it
    css: str
    row: int
    url: str = ""

    @property
    def text_y(self) -> int:
        return self.row * ROW + 14

    @property
    def bar_y(self) -> int:
        return self.row * ROW + 22


@dataclass(frozen=True)
class Stat:
    label: str
    number: str
    unit: str
    note: str
    url: str
    hot: bool = False


def dashboard_page(request: HttpRequest, role: Role) -> HttpResponse:
    user, now = request.user, timezone.now()
    found = ask_alike(_lists, user, now)
    figures = dashboard(user, now, found["pressing"])
    bars = _building_bars(figures)
    return render(
        request,
        "home/dashboard.html",
        {
            "now": now,
            "place_name": place_line(user),
            "week_line": _week_line(figures),
            "stats": _stats(figures),
            "by_building": bars,
            "by_building_height": len(bars) * ROW,
            "ages": _age_bars(figures.ages),
            "open_words": _issues(figures.open),
            "promises": [of_promise(action, now) for action in found["promises"]],
            "meeting": next(iter(found["meetings"]), None),
            "notices": found["notices"],
            "pressing": figures.pressing,
            "newcomers": sum(found["claims"]),
            "in_doubt": sum(found.get("still_here", [])),
            "held_back": sum(found.get("held_back", [])),
            "deciding": deciding_tasks(user, now, found),
        },
    )


def _lists(user: User, now: datetime) -> dict[str, QuerySet]:
    lists = {
        "pressing": pressing_rows(user),
        "promises": _promises(user),
        "meetings": upcoming_rows(user, limit=1, now=now),
        "notices": latest_rows(user, limit=4, now=now),
        "claims": claims_counted(user),
    }
    if standing_of(user).service_paths(*STAFF_KINDS):  # the answer is the community's, not the subdistrict's
        lists["still_here"] = doors_counted(user)
    if may_decide_on_held(user=user):
        lists["held_back"] = counted(held_below(user))
    return lists | lists_for(user, now)


def _week_line(figures: Dashboard) -> str:
    words = {
        "since": short_day(figures.since, now=figures.now),
        "until": short_day(figures.now, now=figures.now),
        "clock": f"{timezone.localtime(figures.now):%H:%M}",
    }
    return _("%(since)s – %(until)s · counted at %(clock)s") % words


def _issues(count: int) -> str:
    return ngettext("%(n)d issue", "%(n)d issues", count) % {"n": count}


def _stats(figures: Dashboard) -> list[Stat]:
    issues = reverse("issues:queue")
    unit = _("issues")
    oldest = figures.oldest_overdue
    change = figures.open_change
    than = _("%(n)d fewer than a week ago") if change < 0 else _("%(n)d more than a week ago")
    satisfied = figures.satisfied
    return [
        Stat(
            _("Overdue"),
            str(figures.overdue),
            unit,
            _("longest: %(title)s") % {"title": oldest.title} if oldest else _("nothing is late"),
            f"{issues}?when=overdue",
            hot=bool(figures.overdue),
        ),
        Stat(
            _("Open"),
            str(figures.open),
            unit,
            than % {"n": abs(change)} if change else _("as many as a week ago"),
            f"{issues}?state=new&state=taken&state=disputed&state=off",
        ),
        Stat(
            _("Done this week"),
            str(figures.done_this_week),
            unit,
            _("%(n)d came in") % {"n": figures.reported_this_week},
            f"{issues}?state=word&state=closed",
        ),
        Stat(
            _("Usual time"),
            *_usual(figures.median),
            _("half were quicker, last 90 days"),
            f"{issues}?state=word&state=closed",
        ),
        Stat(
            _("Satisfied"),
            "–" if satisfied.percent is None else f"{satisfied.percent}%",
            "",
            _("of %(n)d who said; silence is not counted") % {"n": satisfied.whole},
            f"{issues}?state=word&state=closed",
        ),
    ]


def _usual(median: timedelta | None) -> tuple[str, str]:
    """ "2.4", "days" """
    if median is None:
        return "–", ""
    if median < timedelta(days=1):
        hours = max(1, round(median.total_seconds() / 3600))
        return str(hours), ngettext("hour", "hours", hours)
    return f"{median / timedelta(days=1):.1f}", _("days")


def _building_bars(figures: Dashboard) -> list[Bar]:
    places = figures.places[:BUILDINGS_SHOWN]
    most = max((place.count for place in places), default=1)
    return [
        Bar(
            name=place.name,
            words=_late_words(place.count, place.overdue),
            count=place.count,
            width=_percent(place.count, most),
            css="p4" if place.overdue else "p2",
            row=row,
            url=reverse("buildings:place", args=[place.place_id]),
        )
        for row, place in enumerate(places)
    ]


def _age_bars(ages: list[AgeBand]) -> list[Bar]:
    most = max([band.count for band in ages] or [1]) or 1
    return [
        Bar(
            name=_band_name(band),
            words=_late_words(band.count, band.overdue),
            count=band.count,
            width=_percent(band.count, most),
            css=RAMP[row],
            row=row,
        )
        for row, band in enumerate(ages)
    ]


def _band_name(band: AgeBand) -> str:
    if band.days_to is None:
        return _("More than %(n)d days") % {"n": band.days_from - 1}
    if band.days_from == 0:
        return _("Today")
    return _("%(first)d – %(last)d days") % {"first": band.days_from, "last": band.days_to - 1}


def _late_words(count: int, late: int) -> str:
    words = _issues(count)
    return _("%(issues)s, %(n)d overdue") % {"issues": words, "n": late} if late else words


def _percent(count: int, most: int) -> str:
    return f"{count * 100 / most:.1f}"


def _promises(user: User) -> QuerySet[ActionItem]:
    """Open ones of the meetings where this person is staff, who may read them all; the most urgent first."""
    here = inside(standing_of(user).staff_paths, "meeting__place")
    rows = ActionItem.objects.open().filter(here).select_related("meeting__place")
    return rows.order_by("due_on", "id")[:PROMISES_SHOWN]
