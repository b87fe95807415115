"""The search: every kind with its first finds, or one kind page by page."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from buildings.asked import place_asked
from buildings.models import Place
from kit.paging import Page, page_of
from kit.search import LONGEST, Asked, Shelf, hopeful
from portal.answering import whom_to_ask
from portal.search import SHELVES, overview, shelf_of


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request.GET.get("q", ""))
    shelf, place = shelf_of(request.GET.get("kind", "")), place_asked(request)
    context = {"asked": asked, "shelf": shelf, "shelves": SHELVES, "place": place, "longest": LONGEST}
    if shelf and asked:
        context["reading"], context["page"] = one_kind(request, shelf, asked, place)
    elif asked:
        context["reading"], context["groups"] = overview(request.user, asked, place)
    if asked and not (context.get("page") or context.get("groups")):
        context |= whom_to_ask(request.user)
    is_fragment = bool(request.htmx and "page" in context)
    return render(request, "portal/search.html#rows" if is_fragment else "portal/search.html", context)


def one_kind(request: HttpRequest, shelf: Shelf, asked: Asked, place: Place | None) -> tuple[Asked, Page]:
    """By the first reading of it that finds anything."""
    readings = asked.readings()
    if page := page_read(request, shelf, next(readings), place):
        return asked, page
    for reading, _shelf in hopeful(readings, [shelf]):
        if page := page_read(request, shelf, reading, place):
            return reading, page
    return asked, Page([])


def page_read(request: HttpRequest, shelf: Shelf, asked: Asked, place: Place | None) -> Page:
    user = request.user

    def with_all_that_is_said(rows: QuerySet, most: int) -> QuerySet:
        return shelf.said_of(shelf.fetch(shelf.first(rows, most, user, asked)), user, asked)

    found = shelf.said_of(shelf.find(user, asked, place), user, asked)
    page = page_of(request, found, shelf.order, few=with_all_that_is_said)
    return Page([shelf.hit(row, asked, user) for row in page], page.next_cursor)
