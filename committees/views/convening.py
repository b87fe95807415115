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
from buildings.queries.places import in_order
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
from committees.forms.convening import may_call, seats_name
from committees.models import Meeting, Topic
from issues.models import Issue
from kit.drafts import given_back, keeps_text, put_back
from kit.forms import status_of
from kit.refused import Refused

# What survives when the place or the kind is changed; parties, people and issues are those of the new one.
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
    "online_url",
    "seats_for_residents",
]
CHOSEN = ("organisation", "chair", "quorum")  # of what is offered at this place
MANY = ("party", "delegate")


def form_page(request: HttpRequest) -> str:
    """Where what was typed is given back after signing in: the form for the place that was chosen."""
    number = request.POST.get("place", "")
    return reverse("committees:new") + (f"?place={number}" if number.isdecimal() else "")


@keeps_text(form_page)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """`step` redraws the form for another place or kind, or with more lines, keeping what was typed."""
    offers = offers_for(request)
    is_elsewhere = offered_elsewhere(request, offers)
    step = request.POST.get("step") or ("place" if is_elsewhere else "")
    if request.method != "POST":
        form = ConveneForm(None, offers=offers, initial=first_initial(request, offers))
    elif step:
        form = ConveneForm(None, offers=offers, initial=redrawn(typed_in(request), offers, step))
    else:
        form = ConveneForm(request.POST, offers=offers, initial={})
        if form.is_valid() and (meeting := convened(request, form)):
            return redirect(meeting)
    name = "committees/convene.html#form" if request.htmx else "committees/convene.html"
    context = {"form": form, "is_elsewhere": is_elsewhere and not request.POST.get("step")}
    return render(request, name, context, status=status_of(form, *form.items))


def offered_elsewhere(request: HttpRequest, offers: Offers) -> bool:
    """The place was changed and the call sent at once: what is ticked are the parties of the place before."""
    return request.POST.get("offered_at", str(offers.place.pk)) != str(offers.place.pk)


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
    places = in_order(queries.places_to_convene(user))
    place = chosen_place(request, places)
    if not rules.convenes_at(user, place):
        raise Http404
    organisations = queries.organisations_to_convene(user, place)
    kinds = queries.kinds_held()
    return Offers(
        places=places if place in places else [place, *places],
        place=place,
        organisations=organisations,
        parties=queries.parties_offered(place),
        issues=queries.issues_to_raise(user, place),
        kinds=[kind for kind in kinds if any(may_call(kind, each) for each in organisations)],
        topics=queries.topics_ready(user, place),
        charters=queries.charters_of(organisations),
    )


def chosen_place(request: HttpRequest, places: list[Place]) -> Place:
    """The one asked for, the estate or lane around an issue or a topic, else the first estate."""
    number = request.POST.get("place") or request.GET.get("place") or ""
    if number.isdecimal() and len(number) < 19:
        return get_object_or_404(Place.objects.visible_to(request.user), pk=number)
    about = issue_asked_for(request) or topic_asked_for(request)
    around = [p for p in places if about and about.place.path.startswith(p.path)]
    estates = [p for p in places if p.kind == PlaceKind.ESTATE]
    if found := (around[-1:] or estates or places):
        return found[0]
    raise Http404


def number_asked_for(request: HttpRequest, name: str) -> int | None:
    number = request.GET.get(name, "")
    return int(number) if number.isdecimal() and len(number) < 19 else None


def topic_asked_for(request: HttpRequest) -> Topic | None:
    number = number_asked_for(request, "topic")
    rows = Topic.objects.visible_to(request.user).select_related("place")
    return rows.filter(pk=number).first() if number else None


def issue_asked_for(request: HttpRequest) -> Issue | None:
    number = number_asked_for(request, "issue")
    if not number:
        return None
    return Issue.objects.readable_by(request.user).select_related("place").filter(pk=number).first()


def first_initial(request: HttpRequest, offers: Offers) -> dict:
    if typed := given_back(request, many=MANY):
        return redrawn(typed, offers, "")
    initial = new_meeting_initial(offers, request.GET.get("kind", "joint"))
    if issue := issue_asked_for(request):
        initial["items"] = [{"title": issue.title, "issue": issue.pk}]
    elif topic := topic_asked_for(request):
        initial["items"] = [{"title": topic.title, "topic": topic.pk}]
    return initial


def typed_in(request: HttpRequest) -> dict:
    posted = request.POST
    return {name: posted.getlist(name) if name in MANY else posted[name] for name in posted}


def redrawn(data: dict, offers: Offers, step: str) -> dict:
    """`data` is what was typed, lists for those in MANY; another place or kind has parties of its own."""
    fresh = new_meeting_initial(offers, data.get("kind"))
    initial = fresh | {name: data.get(name, "") for name in KEPT}
    initial["kind"] = fresh["kind"]
    if step != "kind":
        initial["is_open"] = "is_open" in data
    if step not in ("place", "kind"):
        initial |= {name: data.get(name, []) for name in MANY}
        initial |= {name: data.get(name, "") for name in (*CHOSEN, *map(seats_name, offers.parties))}
    initial["rows"] = min(rows_of(data.get("rows")) + (3 if step == "rows" else 0), MOST_ROWS)
    items = list(items_typed(data, initial["rows"]))
    has_words = any(item.get("title") or item.get("issue") or item.get("topic") for item in items)
    initial["items"] = items if has_words or step != "kind" else fresh["items"]
    return initial


def rows_of(number: str | None) -> int:
    return int(number) if number and number.isdecimal() and len(number) < 4 else ROWS


def items_typed(data: dict, count: int) -> Iterable[dict]:
    for number in range(count):
        names = ("title", "minutes", "presenter", "issue", "topic")
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
                venue_note=words["venue_note"],
                seen_revision=words["revision"],
                **form.moments(),
            )
        except Refused as refused:
            show_refusal(form, refused, FIELD_OF)
        else:
            messages.success(request, _("Moved. Everyone invited is told, and reminded for the new date."))
            return redirect(meeting)
    return render(request, "committees/move.html", {"form": form, "meeting": meeting}, status=status_of(form))


@keeps_text()
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    put_back(form, request)
    if form.is_valid():
        try:
            operations.cancel_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Called off. Everyone invited is told why."))
            return redirect(meeting)
    return render(
        request, "committees/cancel.html", {"form": form, "meeting": meeting}, status=status_of(form)
    )
