"""Ballots: the list, and what of them stands on the pages of lower rooms."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballots import rules
from ballots.models import Ballot
from ballots.proposal_chips import proposal_chip
from ballots.queries import listing as queries
from buildings.alike import Listed, page_alike
from buildings.asked import place_asked
from buildings.models import Place
from committees.models import Meeting, Resolution
from kit.carried import prefetched
from kit.paging import PARAMETER
from people.models import User


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """What one can vote on now, what comes, what came out; drafts for those who prepare them."""
    user, now, place = request.user, timezone.now(), place_asked(request)
    is_first = not (request.GET.get(PARAMETER) or request.htmx)
    page, found = page_alike(request, _listed, queries.ORDER, queries.OVER, place)
    above = queries.in_order(found, now)
    for ballot in page:
        prefetched(ballot, "options", ballot.option_rows)
        ballot.told = queries.told(ballot, now)
    context = {
        "page": page,
        "open_now": above.open_now,
        "ahead": above.ahead,
        "drafts": above.drafts,
        "nominating": above.nominating,
        "may_prepare": queries.prepares_somewhere(user),
        "place": place,
        "is_first": is_first,
    }
    return render(request, "ballots/list.html#rows" if request.htmx else "ballots/list.html", context)


def _listed(user: User, now: datetime, place: Place | None) -> Listed:
    return Listed(queries.over(user, now, place), beside=queries.above(user, now, place))


@require_safe
def place_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a building or an estate: what is being decided there."""
    place = get_object_or_404(Place.objects.visible_to(request.user).select_related("parent"), pk=pk)
    user = request.user
    ballots, proposals = queries.at_place(user, place) if user.is_authenticated else ([], [])
    now = timezone.now()
    for proposal in proposals:
        proposal.chip = proposal_chip(proposal, timezone.localdate(now))
    context = {
        "place": place,
        "ballots": [(ballot, ballot.opens_at <= now) for ballot in ballots],
        "proposals": proposals,
        "may_propose": user.is_authenticated and rules.may_propose(user=user, place=place),
    }
    name = "ballots/at_place.html#panel" if request.htmx else "ballots/at_place.html"
    return render(request, name, context)


@require_safe
def resolution_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Beside a resolution that is the owners' to decide: their ballot, or the way to prepare it."""
    user = request.user
    seen = Resolution.objects.filter(meeting__in=Meeting.objects.visible_to(user))
    resolution = get_object_or_404(seen.select_related("meeting__place"), pk=pk)
    ballots = Ballot.objects.visible_to(user).filter(resolution=resolution).order_by("pk")
    found = list(ballots.defer(*queries.HEAVY))
    place = resolution.meeting.place
    may_call = resolution.is_beyond_power and not found and rules.calls_at(user, place)
    context = {"resolution": resolution, "ballots": found, "may_call": may_call}
    name = "ballots/of_resolution.html#panel" if request.htmx else "ballots/of_resolution.html"
    return render(request, name, context)
