"""Meetings in a calendar program: a file for one of them, and an address that brings all of one's own."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from committees import operations, rules
from committees.ics import Entry, calendar_file, feed_file
from committees.models import Meeting
from committees.queries.calendars import (
    address_called,
    address_of,
    calendar_meetings,
    guest_of,
    guests,
)
from kit.numbers import whole_number
from people.models import User

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
def meeting_file(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Meeting.objects.visible_to(request.user).select_related("organisation", "place")
    meeting = get_object_or_404(rows.prefetch_related(guests(request.user)), pk=pk)
    entry = entry_of(meeting, request.user)
    body = calendar_file(
        meeting, meeting.agenda.in_order(), url=entry.url, guest=entry.guest, shows_link=entry.shows_link
    )
    method = "CANCEL" if meeting.is_cancelled else "PUBLISH"
    response = HttpResponse(body, content_type=f"{CALENDAR}; method={method}")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.ics"'
    return response


def entry_of(meeting: Meeting, user: User) -> Entry:
    guest = guest_of(meeting)
    shows_link = guest is not None or rules.may_run(user=user, meeting=meeting)
    url = settings.BASE_URL + meeting.get_absolute_url()
    return Entry(meeting, meeting.agenda.all(), url, guest, shows_link)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a program that does not sign in: whoever has the address may read. It looks at no session."""
    address = address_called(token)
    if address is None:
        raise Http404
    user = address.user
    with translation.override(user.language):
        body = feed_file(entry_of(meeting, user) for meeting in calendar_meetings(user, timezone.now()))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=f"{CALENDAR}; method=PUBLISH")  # RFC 5545, 3.7.2
    response["ETag"] = tag
    response = get_conditional_response(request, etag=tag, response=response)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    address = address_of(request.user)
    https = settings.BASE_URL + reverse("committees:feed", args=[address.token]) if address else ""
    context = {"address": address, "https": https, "webcal": "webcal://" + https.partition("://")[2]}
    return render(request, "committees/calendar.html", context)


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    operations.make_address(by=request.user, seen=whole_number(request.POST.get("seen")))
    messages.success(request, _("Your calendar has its address."))
    return redirect("committees:calendar")


@login_required
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    operations.take_back_address(by=request.user)
    messages.success(request, _("Taken back. Nobody reads your meetings by that address any more."))
    return redirect("committees:calendar")
