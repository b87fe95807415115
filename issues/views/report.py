"""Reporting: one page, which works without script; with it, the receiver is named while one chooses."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Place
from issues import rules
from issues.clock import deadlines
from issues.forms import DOOR, ReportForm
from issues.models import Category, Issue, Spot, Tier
from issues.operations import report_issue
from issues.queries.places import layout_of, places_to_choose, usual_place
from issues.receivers import first_receiver
from issues.rows import place_in_words
from kit.drafts import given_back, keeps_text
from kit.numbers import whole_number
from kit.refused import Refused
from kit.times import moment

PAGE = "issues/new.html"


def _form_page(request: HttpRequest) -> str:
    place = request.POST.get("place", "")
    return f"{request.path}?{urlencode({'place': place})}" if place else request.get_full_path()


@keeps_text(_form_page)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    place, problem = _place(request)
    if place is None:
        return render(request, "issues/no_place.html", {"problem": problem})
    if request.htmx and request.htmx.target == "receiver":
        return HttpResponse(_receiver_fragments(request, place))
    form = _form(request, place)
    if request.htmx and request.htmx.target == "where":
        return HttpResponse(_where_fragments(request, form, place))
    if problem:
        form.full_clean()
        form.errors[NON_FIELD_ERRORS] = form.error_class([problem])  # add_error wants a form that was sent
    elif request.method == "POST" and form.is_valid() and (issue := _report(request, form, place)):
        return redirect(issue)
    context = _context(request, form, place)
    return render(request, PAGE, context, status=422 if form.is_bound and form.errors else 200)


def _place(request: HttpRequest) -> tuple[Place | None, str]:
    """The place asked for, where this person may report; else the usual one and a sentence about it."""
    asked = request.POST.get("place") or request.GET.get("place")
    number = whole_number(asked)
    place = Place.objects.filter(pk=number).first() if number else None
    if place and rules.may_report(user=request.user, place=place):
        return place, ""
    usual = usual_place(request.user)
    if place:
        return usual, _(
            "You can report in your own neighbourhood only. %(place)s belongs to another one."
        ) % {"place": place}
    return usual, _("This place is no longer there. Please choose it again.") if asked else ""


def _form(request: HttpRequest, place: Place) -> ReportForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"category": request.GET.get("category")} | given_back(request)
    return ReportForm(*sent, user=request.user, place=place, layout=layout_of(place), initial=initial)


def _report(request: HttpRequest, form: ReportForm, place: Place) -> Issue | None:
    """None when it was refused; the form then says why."""
    data = form.cleaned_data
    try:
        issue = report_issue(
            by=request.user,
            place=place,
            category=data["category"],
            text=data["text"],
            floor=data["floor"],
            dwelling=data["dwelling"],
            spot=data["where"],
            is_danger=data["is_danger"],
            photos=data["photos"],
            on_behalf_of=data["on_behalf_of"],
            caller="" if data["on_behalf_of"] else data["caller"],
            client_key=data["client_key"],
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return None
    words = {"number": issue.number}
    messages.success(request, _("Noted, number %(number)s.") % words, extra_tags="saved:issue-new")
    return issue


# --- who gets it ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """What the bar at the foot says before anything is sent."""

    title: str
    promise: str
    is_danger: bool


def preview(request: HttpRequest, place: Place, chosen: QueryDict | dict[str, Any]) -> Preview:
    code = str(chosen.get("category") or "").replace("\0", "")  # the database takes no such character
    category = Category.objects.filter(pk=code, is_active=True).first()
    floor = whole_number(chosen.get("floor"))
    spot = str(chosen.get("spot") or "")
    spot = "" if spot.startswith(DOOR) else str(Spot(spot).label) if spot in Spot.values else ""
    where = place_in_words(place.name, floor, spot)
    if category is None:
        return Preview(where, _("Choose what it is, and you see who gets it."), False)
    is_danger = bool(chosen.get("is_danger"))
    title = f"{category.label} · {where}"
    try:
        receiver = first_receiver(
            category=category, place=place, floor=floor, is_danger=is_danger, by=request.user
        )
    except Refused as refused:
        return Preview(title, str(refused), is_danger)
    now = timezone.now()
    due = deadlines(Tier.DANGER if is_danger else category.tier, now)
    words = {
        "who": receiver.name,
        "respond": moment(due.respond_by, now=now),
        "resolve": moment(due.resolve_by, now=now),
    }
    promise = _("Goes to %(who)s: an answer by %(respond)s, done by %(resolve)s") % words
    return Preview(title, promise, is_danger or category.tier == Tier.DANGER)


def _receiver_fragments(request: HttpRequest, place: Place) -> str:
    """The bar, and the card that says whom to call first, which swaps itself in."""
    context = {"preview": preview(request, place, request.GET), "duty": buildings.duty_line(place)}
    return _fragments(request, context | {"out_of_band": True}, "receiver", "danger")


def _where_fragments(request: HttpRequest, form: ReportForm, place: Place) -> str:
    """Floors and doors of another place; what was said so far stays as it is."""
    context = _context(request, form, place) | {"out_of_band": True, "receiver_out_of_band": True}
    return _fragments(request, context, "where", "receiver", "danger")


def _fragments(request: HttpRequest, context: dict[str, Any], *names: str) -> str:
    return "".join(render_to_string(f"{PAGE}#{name}", context, request) for name in names)


def _context(request: HttpRequest, form: ReportForm, place: Place) -> dict[str, Any]:
    chosen = request.POST if form.is_bound else form.initial
    return {
        "form": form,
        "place": place,
        "place_line_here": " · ".join(buildings.full_name(place).split(" · ")[-2:]),
        "categories": list(form.fields["category"].queryset),
        "chosen": {name: str(chosen.get(name) or "") for name in ("category", "floor", "spot")},
        "floors": form.fields["floor"].choices[1:],
        "spots": form.fields["spot"].choices[1:],
        "choices": places_to_choose(request.user),
        "logs_for_others": rules.may_log_for(user=request.user, place=place),
        "preview": preview(request, place, chosen),
        "duty": buildings.duty_line(place),
    }
