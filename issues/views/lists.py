from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import pgettext

from buildings.alike import Listed, page_alike
from buildings.asked import place_asked
from buildings.models import Place
from buildings.standing import standing_of
from issues.models import Issue
from issues.queries import FILTERS, listed, with_names
from issues.queries.lists import MOST_PRESSING
from issues.rows import row_of
from kit.paging import SIZE, Page
from people.models import User

PANEL_SIZE = 5


@login_required
def issue_list(request: HttpRequest) -> HttpResponse:
    now, show = timezone.now(), _show(request)
    place = place_asked(request)
    page, _beside = page_alike(request, _listed, FILTERS[show], SIZE, show, place)
    page = Page([row_of(issue, now, request.user) for issue in page], page.next_cursor)
    context = {"page": page, "show": show, "filters": _labels(request.user), "place": place}
    fragment = request.htmx and request.GET.get("after")
    return render(request, "issues/list.html#rows" if fragment else "issues/list.html", context)


def _listed(user: User, now: datetime, show: str, place: Place | None) -> Listed:
    return Listed(listed(user, show, place, now))


def _show(request: HttpRequest) -> str:
    """What was asked for; else what one holds, where one holds things, and everything for a neighbour."""
    asked, holds = request.GET.get("show"), _may_hold(request.user)
    if asked in FILTERS and (asked != "held" or holds):
        return asked
    return "held" if holds else "all"


def _may_hold(user: User) -> bool:
    """Captains and members of organisations: whoever an issue can lie with."""
    standing = standing_of(user)
    return bool(standing.captain_paths or standing.organisation_ids)


def _labels(user: User) -> list[tuple[str, str]]:
    labels = [
        ("all", pgettext("filter of issues", "All")),
        ("mine", pgettext("filter of issues", "I reported")),
        ("held", pgettext("filter of issues", "With me")),
        ("open", pgettext("filter of issues", "Open")),
        ("overdue", pgettext("filter of issues", "Overdue")),
    ]
    return [label for label in labels if label[0] != "held" or _may_hold(user)]


def place_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """For the building's page: what is open here, as far as this person may see. Others get nothing."""
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    issues = with_names(Issue.objects.visible_to(request.user).below(place.path).open())
    found = list(issues.order_by(*MOST_PRESSING)[: PANEL_SIZE + 1])
    context = {
        "place": place,
        "rows": [row_of(issue, now, request.user) for issue in found[:PANEL_SIZE]],
        "has_more": len(found) > PANEL_SIZE,
    }
    return render(request, "issues/place_panel.html", context)
