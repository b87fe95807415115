"""What this room says on the pages of lower rooms: fetched by them, and pages of their own without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from buildings.models import Place
from committees import queries, rules
from committees.chips import meeting_chip, topic_chip
from issues.models import Issue, IssueState


@require_safe
def seats_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who speaks for us: the seats of the councils that serve this place."""
    place = get_object_or_404(Place.objects.visible_to(request.user).select_related("parent"), pk=pk)
    user = request.user
    councils = queries.councils_at(place) if user.is_authenticated else []
    context = {
        "place": place,
        "seats": list(queries.seats_at(place)),
        "councils_to_seat": [c for c in councils if rules.may_seat(user=user, council=c)],
    }
    name = "committees/seats.html#panel" if request.htmx else "committees/seats.html"
    return render(request, name, context)


@require_safe
def issue_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """At which meetings an issue is talked about, and what came of it."""
    opened = Issue.objects.open_to(request.user).exclude(state=IssueState.MEDIATION)  # as its own page does
    issue = get_object_or_404(opened.select_related("place"), pk=pk)
    items, now = list(queries.items_about(issue, request.user)), timezone.now()
    for item in items:
        item.chip = meeting_chip(item.meeting, None, now)
    topic = queries.open_topic_about(issue, request.user)
    if topic:
        topic.chip = topic_chip(topic)
    context = {
        "issue": issue,
        "items": items,
        "topic": topic,
        "may_raise_topic": not topic and may_raise_topic(request.user, issue),
        "may_raise": issue.is_open and rules.convenes_at(request.user, issue.place),
    }
    name = "committees/about_issue.html#panel" if request.htmx else "committees/about_issue.html"
    return render(request, name, context)


def may_raise_topic(user, issue: Issue) -> bool:
    """Who reported it, neighbours, and those who serve there bring it to the meeting of the place."""
    place = queries.meeting_place_of(issue.place) if issue.is_open and user.is_authenticated else None
    return place is not None and rules.may_raise_topic(user=user, place=place)
