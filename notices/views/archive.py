"""The months gone by, what hangs as a public posting now, and the feed of a place."""

from hashlib import sha256
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from buildings.asked import place_asked
from buildings.models import Place
from buildings.models.places import AROUND
from kit import times
from kit.paging import page_of
from notices import queries
from notices.feed import atom_of
from notices.queries import archive as shelf

ORDER = ("-publish_at", "-id")
PAGE = 20
FRESH_FOR = 300  # seconds


def _notices(request: HttpRequest):
    place = place_asked(request)
    return *queries.chosen_for(request.user, place=place), place


def _months(counts: dict[int, int], year: int, place: Place | None) -> list[dict]:
    """The newest first, each with its address."""
    query = f"?place={place.pk}" if place else ""
    return [
        {
            "name": times.month(month),
            "number": month,
            "count": counts[month],
            "url": reverse("notices:month", args=[f"{year}", f"{month:02}"]) + query,
        }
        for month in sorted(counts, reverse=True)
    ]


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """One year with its months, the newest when none is asked for."""
    notices, paths, place = _notices(request)
    years = shelf.years_of(notices, paths)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    year = year if year in years else (years[0] if years else timezone.localdate().year)
    months = _months(shelf.counts_of(notices, paths, year), year, place) if years else []
    context = {"years": years, "year": year, "months": months, "place": place}
    return render(request, "notices/archive.html", context)


@require_safe
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    if not 2000 <= int(year) <= 2999:
        raise Http404
    user, (notices, paths, place) = request.user, _notices(request)
    rows = shelf.month_of(queries.around(user, notices, paths), int(year), int(month))
    page = page_of(request, rows, ORDER, PAGE)
    days = groupby(page, key=lambda notice: times.local_date(notice.publish_at))
    context = {
        "page": page,
        "days": [(day, list(rows)) for day, rows in days],
        "year": int(year),
        "month": times.month(int(month)),
        "number": int(month),
        "months": _months(shelf.counts_of(notices, paths, int(year)), int(year), place),
        "place": place,
    }
    return render(request, "notices/month.html", context)


@require_safe
def postings(request: HttpRequest) -> HttpResponse:
    place = place_asked(request)
    rows = shelf.postings_for(request.user, place=place)
    page = page_of(request, rows, shelf.POSTINGS_ORDER, PAGE, shelf.first_postings)
    return render(request, "notices/postings.html", {"page": page, "place": place})


@require_safe
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for everybody, so any cache may keep it a while; it says so when nothing has changed."""
    places = Place.objects.visible_to(request.user).select_related(AROUND)
    place = get_object_or_404(places, pk=pk)
    changed = shelf.changed_at(place, timezone.now())
    with translation.override(settings.LANGUAGE_CODE):
        text = atom_of(place, shelf.feed_of(place), changed, "zh-CN")
    etag = quote_etag(sha256(text.encode()).hexdigest()[:32])
    since = int(changed.timestamp()) if changed else None
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    response = get_conditional_response(request, etag=etag, last_modified=since, response=response)
    response["ETag"], response["Content-Language"] = etag, "zh-CN"  # whoever asks
    if since:
        response["Last-Modified"] = http_date(since)
    patch_cache_control(response, public=True, max_age=FRESH_FOR)
    return response
