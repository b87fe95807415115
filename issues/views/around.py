"""The public list and plan: no sign-in, no names."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from buildings.models import Place
from buildings.models.places import PLAN_KINDS
from buildings.plan import draw, shade
from issues.queries.around import NEWEST, figures_of, open_inside, outline_of, public_issues
from kit.paging import Page, page_of


@require_safe
def around(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    if place.kind not in PLAN_KINDS:
        raise Http404
    now = timezone.now()
    rows = page_of(request, public_issues(place), NEWEST)
    page = Page([outline_of(issue, place, now) for issue in rows], rows.next_cursor)
    if request.htmx and request.GET.get("after"):
        return render(request, "issues/around.html#rows", {"page": page, "place": place})
    inside = list(Place.objects.filter(parent=place))
    counts = open_inside(place, inside)
    drawing = draw([(child.pk, child.plan_x, child.plan_y) for child in inside])
    spots = [
        {
            "box": box,
            "name": child.name,
            "url": _address(child),
            "count": counts[child.pk],
            "shade": shade(counts[child.pk]),
        }
        for box, child in zip(drawing.boxes, inside, strict=True)
    ]
    context = {
        "place": place,
        "figures": figures_of(place, now),
        "page": page,
        "drawing": drawing,
        "spots": spots,
    }
    return render(request, "issues/around.html", context)


def _address(place: Place) -> str:
    return reverse("issues:around", args=[place.pk]) if place.kind in PLAN_KINDS else place.get_absolute_url()
