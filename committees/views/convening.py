"""Convening, moving, calling off."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from buildings.models import Place
from buildings.models.places import PlaceKind
from committees import operations, queries, rules
from committees.forms import (
    FIELD_OF,
    MOST_ROWS,
    ROWS,
    CancelForm,
    ConveneForm,
    MoveForm,
    Offers,
    new_meeting_initial,
    show_refusal,
)
from committees.models import Meeting
from issues.models import Issue
from kit.drafts import given_back, keeps_text
from kit.refused import Refused

# What survives when the place is changed; parties, people and issues are those of the new one.
KEPT = [
    "client_key",
    "title",
    "lead",
    "kind",
    "date",
    "starts",
    "ends",
    "venue",
    "venue_note",
    "seats_for_residents",
]


MANY = ("party", "delegate")


def form_page(request: HttpRequest) -> str:
    """Where what was typed is given back after signing in: the form for the place that was chosen."""
    number = request.POST.get("place", "")
    return reverse("committees:new") + (f"?place={number}" if number.isdecimal() else "")


@keeps_text(form_page)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """`step` redraws the form for another place or with more agenda lines, keeping what was typed."""
    offers = offers_for(request)
    step = request.POST.get("step")
    if request.method != "POST":
        form = ConveneForm(None, offers=offers, initial=first_initial(request, offers))
    elif step:
        form = ConveneForm(None, offers=offers, initial=redrawn(typed_in(request), offers, step))
    else:
        form = ConveneForm(request.POST, offers=offers, initial={})
        if form.is_valid() and (meeting := convened(request, form)):
            return redirect(meeting)
    name = "committees/convene.html#form" if request.htmx else "committees/convene.html"
    return render(request, name, {"form": form})


def convened(request: HttpRequest, form: ConveneForm) -> Meeting | None:
    try:
        meeting = operations.convene_meeting(by=request.user, **form.call())
    except Refused as refused:
        show_refusal(form, refused, FIELD_OF)
        return None
    count = meeting.invitations.count()
    sentence = _("The call is out: %(count)d people have their invitation.") % {"count": count}
    messages.success(request, sentence, extra_tags=f"saved:convene-{meeting.place_id}")
    return meeting


def offers_for(request: HttpRequest) -> Offers:
    user = request.user
    places = list(queries.places_to_convene(user))
    place = chosen_place(request, places)
    if not rules.convenes_at(user, place):
        raise Http404
    return Offers(
        places=places if place in places else [place, *places],
        place=place,
        organisations=queries.organisations_to_convene(user, place),
        parties=queries.parties_offered(place),
        issues=queries.issues_to_raise(user, place),
        kinds=queries.kinds_held(),
    )


def chosen_place(request: HttpRequest, places: list[Place]) -> Place:
    """The one asked for, the estate or lane around an issue, else the first estate."""
    number = request.POST.get("place") or request.GET.get("place") or ""
    if number.isdecimal() and len(number) < 19:
        return get_object_or_404(Place.objects.visible_to(request.user), pk=number)
    issue = issue_asked_for(request)
    around = [p for p in places if issue and issue.place.path.startswith(p.path)]
    estates = [p for p in places if p.kind == PlaceKind.ESTATE]
    if found := (around[-1:] or estates or places):
        return found[0]
    raise Http404


def issue_asked_for(request: HttpRequest) -> Issue | None:
    number = request.GET.get("issue", "")
    if not (number.isdecimal() and len(number) < 19):
        return None
    return Issue.objects.readable_by(request.user).select_related("place").filter(pk=number).first()


def first_initial(request: HttpRequest, offers: Offers) -> dict:
    if typed := given_back(request, many=MANY):
        return redrawn(typed, offers, "")
    initial = new_meeting_initial(offers)
    if issue := issue_asked_for(request):
        initial["items"] = [{"title": issue.title, "issue": issue.pk}]
    return initial


def typed_in(request: HttpRequest) -> dict:
    posted = request.POST
    return {name: posted.getlist(name) if name in MANY else posted[name] for name in posted}


def redrawn(data: dict, offers: Offers, step: str) -> dict:
    """`data` is what was typed, lists for those in MANY; another place has parties of its own."""
    initial = new_meeting_initial(offers) | {name: data.get(name, "") for name in KEPT}
    initial["is_open"] = "is_open" in data
    if step != "place":
        initial |= {name: data.get(name, []) for name in MANY}
        initial |= {name: data.get(name, "") for name in ("organisation", "chair")}
    initial["rows"] = min(rows_of(data.get("rows")) + (3 if step == "rows" else 0), MOST_ROWS)
    initial["items"] = list(items_typed(data, initial["rows"]))
    return initial


def rows_of(number: str | None) -> int:
    return int(number) if number and number.isdecimal() and len(number) < 4 else ROWS


def items_typed(data: dict, count: int) -> Iterable[dict]:
    for number in range(count):
        names = ("title", "minutes", "presenter", "issue")
        typed = {name: data.get(f"item{number}-{name}") for name in names}
        yield {name: value for name, value in typed.items() if value is not None}


def meeting_to_run(request: HttpRequest, pk: int) -> Meeting:
    """For those who run it; to everyone else the page does not exist."""
    rows = Meeting.objects.visible_to(request.user).select_related(
        "place__parent", "organisation", "chair", "kind", "minutes"
    )
    meeting = get_object_or_404(rows, pk=pk)
    if not rules.may_run(user=request.user, meeting=meeting):
        raise Http404
    return meeting


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm.of(meeting)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            operations.move_meeting(
                by=request.user,
                meeting=meeting,
                venue=words["venue"],
                seen_revision=words["revision"],
                **form.moments(),
            )
        except Refused as refused:
            show_refusal(form, refused, FIELD_OF)
        else:
            messages.success(request, _("Moved. Everyone invited is told, and reminded for the new date."))
            return redirect(meeting)
    return render(request, "committees/move.html", {"form": form, "meeting": meeting})


@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.cancel_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Called off. Everyone invited is told why."))
            return redirect(meeting)
    return render(request, "committees/cancel.html", {"form": form, "meeting": meeting})
