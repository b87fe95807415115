"""Meetings that come again: begun, left out once, ended, taken over."""

from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees import operations, queries, rules
from committees.forms import show_refusal
from committees.forms.series import FIELD_OF, EndForm, SeriesForm, SkipForm
from committees.models import MeetingSeries
from committees.queries.series import meetings_of_series, series_for
from committees.series import next_dates, often
from committees.views.convening import chosen_place
from kit.drafts import given_back, keeps_text
from kit.forms import status_of
from kit.paging import page_of
from kit.refused import Refused
from kit.times import long_day

NEXT, PAST = 6, 12


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = page_of(request, series_for(request.user), ("-id",))
    for series in page:
        series.often = often(series.rule)
        series.next = next(iter(dates_of(series, now, 1)), None)
    name = "committees/series.html#rows" if request.htmx else "committees/series.html"
    return render(request, name, {"page": page, "may_begin": begins_somewhere(request.user)})


def begins_somewhere(user) -> bool:
    standing = queries.standing_of(user)
    return user.is_superuser or bool(standing.service_paths(*rules.CONVENING_KINDS))


def dates_of(series: MeetingSeries, now: datetime, count: int) -> list[datetime]:
    left_out = {exception.on for exception in series.exceptions.all()}
    return next_dates(series.rule, series.starts_at, now, count, left_out, series.ended_on)


def new_page(request: HttpRequest) -> str:
    number = request.POST.get("place", "")
    return reverse("committees:series_new") + (f"?place={number}" if number.isdecimal() else "")


@keeps_text(new_page)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`step` draws the form again for another place, whose organisations are others."""
    again = request.method == "POST" and request.POST.get("step") == "place"
    typed = dict(request.POST.items()) if again else given_back(request)
    form = new_form(request, None if again or request.method != "POST" else request.POST, typed)
    if form.is_valid():
        try:
            series = operations.begin_series(by=request.user, **form.beginning())
        except Refused as refused:
            show_refusal(form, refused, FIELD_OF)
        else:
            sentence = _("Begun. Each meeting is called by itself, in time for everyone to plan.")
            messages.success(request, sentence, extra_tags="saved:series")
            return redirect("committees:series_detail", series.pk)
    return render(request, "committees/series_new.html", {"form": form}, status=status_of(form))


def new_form(request: HttpRequest, data, typed: dict) -> SeriesForm:
    user = request.user
    places = list(queries.places_to_convene(user))
    place = chosen_place(request, places)
    if not rules.convenes_at(user, place):
        raise Http404
    kept = {name: value for name, value in typed.items() if name not in ("place", "organisation")}
    return SeriesForm(
        data,
        places=places if place in places else [place, *places],
        place=place,
        organisations=queries.organisations_to_convene(user, place),
        kinds=queries.kinds_held(),
        initial=kept,
    )


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, get_object_or_404(series_for(request.user), pk=pk))


def shown(
    request: HttpRequest,
    series: MeetingSeries,
    *,
    skip_form: SkipForm | None = None,
    end_form: EndForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    dates = dates_of(series, now, NEXT)
    called = meetings_of_series(series, PAST)
    by_day = {meeting.series_on: meeting for meeting in called}
    context = {
        "series": series,
        "often": often(series.rule),
        "dates": [(at, by_day.get(at.date())) for at in dates],
        "meetings": called,
        "left_out": [each for each in series.exceptions.all() if each.on >= timezone.localdate(now)],
        "may_run": runs(request.user, series),
        "has_ended": series.ended_on is not None and series.ended_on <= timezone.localdate(now),
        "skip_form": skip_form or SkipForm(None, days=days_of(dates)),
        "end_form": end_form or EndForm(initial={"on": timezone.localdate(now)}, auto_id="end_%s"),
    }
    return render(request, "committees/series_detail.html", context, status=status_of(skip_form, end_form))


def runs(user, series: MeetingSeries) -> bool:
    return rules.may_convene(user=user, organisation=series.organisation, place=series.place)


def days_of(dates: list[datetime]) -> list[tuple[date, str]]:
    return [(at.date(), long_day(at, now=timezone.now())) for at in dates]


def series_to_run(request: HttpRequest, pk: int) -> MeetingSeries:
    series = get_object_or_404(series_for(request.user), pk=pk)
    if not runs(request.user, series):
        raise Http404
    return series


@login_required
@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    series = series_to_run(request, pk)
    every_day = next_dates(series.rule, series.starts_at, timezone.now(), NEXT + series.exceptions.count())
    form = SkipForm(request.POST, days=days_of(every_day))  # those left out too: a second tap is no error
    if form.is_valid():
        try:
            operations.skip_day(by=request.user, series=series, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Left out. Whoever was invited already is told why."))
            return redirect("committees:series_detail", pk)
    return shown(request, series, skip_form=form)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    series = series_to_run(request, pk)
    form = EndForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        try:
            operations.end_series(by=request.user, series=series, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Ended. Meetings that are called already still take place."))
            return redirect("committees:series_detail", pk)
    return shown(request, series, end_form=form)


@login_required
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    operations.take_over_series(by=request.user, series=series_to_run(request, pk))
    messages.success(request, _("The meetings are called in your name from now on."))
    return redirect("committees:series_detail", pk)
