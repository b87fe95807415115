"""The organisation's desk: a queue by time to breach, one issue beside it, and what is done from there.

One page answers every address of it. htmx asks for a part by the id it goes into; without script the same
links and forms open the page with that part in place.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from buildings.alike import Listed, page_alike
from buildings.models import Place
from buildings.models.places import AROUND
from buildings.standing import standing_of
from buildings.wording import place_name, told_apart
from issues import rules
from issues.models import Category, Issue, Tier
from issues.queries.detail import Detail, detail, with_places
from issues.queries.lists import first_of
from issues.queries.queue import (
    Asked,
    asked_of,
    counts_of,
    narrowed,
    places_served,
    queue_of,
    receivers_for,
)
from issues.rows import row_of
from issues.views import queue_words as words
from kit.numbers import whole_number
from kit.paging import PARAMETER, SIZE, Page
from people.models import User

PAGE = "issues/queue.html"
View = Callable[..., HttpResponse]


def for_members(view: View) -> View:
    """For those who serve somewhere today; everybody else has the list of issues."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if standing_of(request.user).organisation_ids:
            return view(request, *args, **kwargs)
        if request.method != "GET":
            raise Http404
        return redirect("issues:list")

    return guarded


@require_safe
@for_members
def queue(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request.GET)
    target = request.htmx.target if request.htmx else ""
    if target == "panel":
        return render(request, f"{PAGE}#panel", panel(request, asked))
    if target == "counts":
        return render(request, f"{PAGE}#counts", tabs(request, asked))
    if target == "filter":
        return render(request, f"{PAGE}#filter", filter_form(request, asked))
    if request.htmx and request.GET.get(PARAMETER):
        return render(request, f"{PAGE}#rows", rows(request, asked))
    context = rows(request, asked) | tabs(request, asked) | panel(request, asked)
    if request.GET.get("filter"):
        context |= filter_form(request, asked)
    if target != "desk":
        return render(request, PAGE, context)
    part = render(request, f"{PAGE}#desk", context | {"is_fragment": True})
    return replace_url(part, request.get_full_path())


def address(asked: Asked, issue: object = "") -> str:
    query = "&".join(part for part in (asked.query, f"issue={issue}" if issue else "") if part)
    return f"{reverse('issues:queue')}?{query}" if query else reverse("issues:queue")


def place_of(request: HttpRequest, asked: Asked) -> Place | None:
    """404 for a place that is not there: a list of everything would answer another question."""
    if not asked.place:
        return None
    places = Place.objects.visible_to(request.user).select_related(AROUND)
    return get_object_or_404(places, pk=int(asked.place))


def rows(request: HttpRequest, asked: Asked) -> dict:
    now, place = timezone.now(), place_of(request, asked)
    keeps = not (asked.q or asked.category or len(asked.state) > 1 or len(asked.tier) > 1)
    page, _beside = page_alike(request, _queued, asked.order, SIZE, asked, place, keeps=keeps)
    page = Page([row_of(issue, now, request.user) for issue in page], page.next_cursor)
    categories = Category.objects.in_bulk(list(asked.category)) if asked.category else {}
    after = request.GET.get(PARAMETER)
    named = place_name(place, within=standing_of(request.user).only_estate) if place else ""
    carried = [asked.query, urlencode({PARAMETER: after}) if after else ""]
    return {
        "page": page,
        "asked": asked,
        "carried": "&".join(part for part in carried if part),
        "chips": words.chips(asked, categories, named),
        "chosen": whole_number(request.GET.get("issue")),
        "is_staff": is_staff(request),
    }


def _queued(user: User, now: datetime, asked: Asked, place: Place | None) -> Listed:
    found = narrowed(queue_of(user), asked, user=user, place=place, now=now)
    return Listed(found, lambda issues, most: first_of(issues, asked.order, most))


def is_staff(request: HttpRequest) -> bool:
    return bool(standing_of(request.user).staff_paths)


def tabs(request: HttpRequest, asked: Asked) -> dict:
    counts, views = counts_of(request.user, timezone.now())
    found = words.tabs(asked, counts, views, is_staff(request))
    return {
        "tabs": found,
        "asked": asked,
        "view": next((view for view in views if view.query == asked.query), None),
        "is_kept": any(tab.current for tab in found),
    }


def panel(request: HttpRequest, asked: Asked) -> dict:
    """The issue beside the list; nothing where none is chosen."""
    number = whole_number(request.GET.get("issue"))
    if number is None:
        return {"asked": asked, "detail": None}
    issue = get_object_or_404(with_places(queue_of(request.user), request.user), pk=number)
    found = detail(request.user, issue, timezone.now())
    return {
        "asked": asked,
        "issue": issue,
        "detail": found,
        "photos": [photo for line in found.lines for photo in line.photos][:6],
        "receivers": _receivers(request, issue, found),
        "may_relay": rules.may_read_relay(user=request.user, issue=issue),
    }


def _receivers(request: HttpRequest, issue: Issue, found: Detail) -> list:
    if not found.verbs & {"dispatch", "decide"}:
        return []
    mine = rules.is_in_charge(user=request.user, issue=issue)
    offered = receivers_for(request.user, [issue], with_colleagues=mine and "dispatch" in found.verbs)
    return [one for one in offered if _is_elsewhere(one.value, issue) or "decide" in found.verbs]


def _is_elsewhere(value: str, issue: Issue) -> bool:
    """Not in the hands that have it already."""
    has_it = {str(issue.holder_organisation_id), f"{issue.holder_organisation_id}-{issue.holder_id}"}
    return value not in has_it


def filter_form(request: HttpRequest, asked: Asked) -> dict:
    within = standing_of(request.user).only_estate
    return {
        "asked": asked,
        "shows_filter": True,
        "who_choices": list(words.who_labels().items()),
        "when_choices": list(words.when_labels().items()),
        "group_choices": list(words.group_labels().items()),
        "tier_choices": Tier.choices,
        "category_choices": list(Category.objects.all()),
        "place_choices": [
            (str(place.pk), name) for place, name in told_apart(places_served(request.user), within=within)
        ],
    }


def back(
    request: HttpRequest, issue: object = "", *, said: str = "", level: int = messages.SUCCESS
) -> HttpResponse:
    """To the list as it was asked for, rebuilt from what we understand of it."""
    if said:
        messages.add_message(request, level, said)
    return redirect(address(came_from(request), issue))


def came_from(request: HttpRequest) -> Asked:
    return asked_of(QueryDict(request.POST.get("back", "")[:2000]))


def nothing_chosen(request: HttpRequest) -> HttpResponse:
    return back(request, said=_("Please tick what this is about first."), level=messages.WARNING)
