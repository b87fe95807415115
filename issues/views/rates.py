"""响应率、解决率、满意率: for those who serve a place, of that place."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from buildings.models import Place
from issues import rules
from issues.models import Category
from issues.queries.board import Rate
from issues.queries.rates import FEWEST, Breakdown, Rates, known_places, rates
from kit.numbers import whole_number
from kit.times import duration

SPANS = (30, 90, 365)


@dataclass(frozen=True)
class Line:
    name: str
    url: str
    count: str
    responded: str
    resolved: str
    satisfied: str
    unrated: str
    to_answer: str
    to_resolve: str


@login_required
@require_safe
def rates_page(request: HttpRequest) -> HttpResponse:
    number = whole_number(request.GET.get("place"))
    paths = rules.rate_paths(user=request.user)
    here = _asked(request, number, paths)
    known = known_places(here, paths)
    place = here or _widest(known)
    if place is None:
        raise Http404
    if here is None:
        known = known_places(place, paths)
    days = whole_number(request.GET.get("days"))
    days, now = days if days in SPANS else 90, timezone.now()
    found = rates(user=request.user, place=place, days=days, now=now)
    hides = rules.hides_few(user=request.user, place=place)
    context = {
        "place": place,
        "around": [p for p in known if p != place and place.path.startswith(p.path) and _is_mine(p, paths)],
        "tops": [p for p in known if p.path in paths],
        "days": days,
        "spans": [(span, _("%(days)d days") % {"days": span}) for span in SPANS],
        "total": _line("", "", found.total, hides),
        "tables": _tables(found, place, known, hides),
        "fewest": FEWEST,
        "hides": hides,
    }
    return render(request, "issues/rates.html", context)


def _asked(request: HttpRequest, number: int | None, paths: set[str]) -> Place | None:
    """The place in the address, where this person serves it; 404 for every other."""
    if number is None:
        return None
    place = Place.objects.visible_to(request.user).filter(pk=number).first()
    if place is None or not rules.may_see_rates(user=request.user, place=place):
        raise Http404
    return place


def _is_mine(place: Place, paths: set[str]) -> bool:
    return any(place.path.startswith(path) for path in paths)


def _widest(known: list[Place]) -> Place | None:
    return min(known, key=lambda place: (len(place.ancestor_ids), place.pk), default=None)


def _tables(found: Breakdown, place: Place, known: list[Place], hides: bool) -> list[tuple[str, list[Line]]]:
    few_places, few_kinds = _hidden(found.places, hides), _hidden(found.categories, hides)
    inside = [
        _line(p.name, f"?place={p.pk}", found.places[p.pk], hides, p.pk in few_places)
        for p in known
        if p.parent_id == place.pk and p.pk in found.places
    ]
    kinds = [
        _line(kind.label, "", found.categories[kind.pk], hides, kind.pk in few_kinds)
        for kind in Category.objects.all()
        if kind.pk in found.categories
    ]
    return [(_("By place"), inside), (_("By kind"), kinds)]


def _hidden(group: dict, hides: bool) -> set:
    """Those too few to be shown. A single one would be the total less the others: the next goes with it."""
    by_size = sorted(group, key=lambda key: group[key].count)
    few = sum(group[key].count < FEWEST for key in by_size) if hides else 0
    return set(by_size[: 2 if few == 1 else few])


def _line(name: str, url: str, of: Rates, hides: bool, is_hidden: bool = False) -> Line:
    few = ngettext("fewer than %(n)d, not shown", "fewer than %(n)d, not shown", FEWEST) % {"n": FEWEST}

    def shown(size: int, words: str) -> str:
        if is_hidden:
            return few if of.count < FEWEST else _("not shown")
        return few if hides and size < FEWEST else words

    return Line(
        name=name,
        url=url,
        count=shown(of.count, str(of.count)),
        responded=shown(of.responded.whole, _rate(of.responded)),
        resolved=shown(of.resolved.whole, _rate(of.resolved)),
        satisfied=shown(of.satisfied.whole, _rate(of.satisfied)),
        unrated=shown(of.count, str(of.unrated)),
        to_answer=shown(of.answered, _length(of.to_answer)),
        to_resolve=shown(of.done, _length(of.to_resolve)),
    )


def _rate(rate: Rate) -> str:
    """ "75%, 3 of 4" """
    if rate.percent is None:
        return "—"
    words = {"percent": rate.percent, "part": rate.part, "whole": rate.whole}
    return _("%(percent)d%% (%(part)d of %(whole)d)") % words


def _length(length) -> str:
    return "—" if length is None else duration(length) or _("under a minute")
