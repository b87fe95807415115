"""Reporting: one page, which works without script; with it, the receiver is named while one chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Dwelling, Place
from buildings.models.places import AROUND, REGION_KINDS
from buildings.standing import standing_of
from buildings.wording import told_apart
from issues import rules
from issues.clock import deadlines
from issues.first_calls import CallCard, first_calls
from issues.forms import ASKED, HOME, ReportForm
from issues.models import Category, Issue, Spot, Tier
from issues.models.categories import reads_english
from issues.operations import report_issue
from issues.queries.places import picture_of, places_to_choose, usual_place
from issues.queries.similar import Similar, similar
from issues.receivers import first_receiver
from issues.rows import place_in_words
from kit.drafts import given_back, keeps_text
from kit.forms import say_refused
from kit.numbers import whole_number
from kit.refused import Refused
from kit.times import moment

PAGE = "issues/new.html"
FIRST_TILES = 7  # on a phone, with the eighth that shows the rest
CHOSEN = ("category", "floor", "spot", "is_danger")


def _form_page(request: HttpRequest) -> str:
    place = request.POST.get("place", "")
    return f"{request.path}?{urlencode({'place': place})}" if place else request.get_full_path()


@keeps_text(_form_page)
@login_required
def new(request: HttpRequest) -> HttpResponse:
    choices = places_to_choose(request.user)
    place, problem = place_of(request, choices)
    if place is None:
        return render(request, "issues/no_place.html", {"problem": problem})
    target = request.htmx.target if request.htmx else ""
    if target == "receiver":
        return HttpResponse(_receiver_fragments(request, place))
    form = form_of(request, place)
    if target == "where":
        return HttpResponse(_where_fragments(request, form, place, choices))
    if problem:
        form.full_clean()
        form.errors[NON_FIELD_ERRORS] = form.error_class([problem])  # add_error wants a form that was sent
    elif form.is_bound and form.is_valid() and (issue := send(request, form, place)):
        messages.success(request, noted(issue), extra_tags="saved:issue-new")
        return redirect(issue)
    context = _context(request, form, place, choices)
    return render(request, PAGE, context, status=422 if form.is_bound and form.errors else 200)


def place_of(request: HttpRequest, choices: list[Place]) -> tuple[Place | None, str]:
    """The place asked for, where this person may report; else the usual one and a sentence about it."""
    asked = request.POST.get("place") or request.GET.get("place")
    if not asked:
        return usual_place(request.user, choices), ""
    number = whole_number(asked)
    if known := next((place for place in choices if place.pk == number), None):
        return known, ""
    place = Place.objects.select_related(AROUND).filter(pk=number).first() if number else None
    if place and rules.may_report(user=request.user, place=place):
        return place, ""
    usual = usual_place(request.user, choices)
    if place:
        return usual, _(
            "You can report in your own neighbourhood only. %(place)s belongs to another one."
        ) % {"place": place}
    return usual, _("This place is no longer there. Please choose it again.")


def form_of(request: HttpRequest, place: Place) -> ReportForm:
    """Sent to be noted; or filled with what was chosen so far, by address or by the button for no script."""
    picture = picture_of(place)
    if request.method == "POST" and "look" not in request.POST:
        return ReportForm(request.POST, request.FILES, user=request.user, place=place, picture=picture)
    kept = given_back(request)
    initial = request.POST.dict() if request.method == "POST" else _asked(request.GET) | kept
    return ReportForm(user=request.user, place=place, picture=picture, initial=initial)


def _asked(query: Mapping[str, Any]) -> dict[str, Any]:
    """What an address may choose beforehand; never the words."""
    return {name: value for name, value in query.items() if name in CHOSEN or name.startswith(ASKED)}


def send(request: HttpRequest, form: ReportForm, place: Place) -> Issue | None:
    """None when it was refused; the form then says why."""
    data = form.cleaned_data
    if other := _other_words_before(request, data):
        _refuse_as_used(form, other)
        return None
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
            is_private=data["is_private"],
            answers=data["answers"],
            photos=data["photos"],
            on_behalf_of=data["on_behalf_of"],
            caller="" if data["on_behalf_of"] else data["caller"],
            client_key=data["client_key"],
        )
    except Refused as refused:
        say_refused(form, refused)
        return None
    return issue


def _other_words_before(request: HttpRequest, data: Mapping[str, Any]) -> Issue | None:
    """The browser's "back" without script brings a sent form again; other words in it are something new."""
    sent = Issue.objects.filter(client_key=data["client_key"], logged_by=request.user)
    return sent.exclude(text=data["text"].strip()).first()


def _refuse_as_used(form: ReportForm, other: Issue) -> None:
    """With a key of its own: the same words once more become an issue."""
    form.data = form.data.copy()
    form.data["client_key"] = str(uuid4())
    form.add_error(None, sent_already(other))


def sent_already(other: Issue) -> str:
    sentence = _(
        "This form was sent already, as number %(number)s. If this is another matter, send it once more: "
        "your words are still here."
    )
    return sentence % {"number": other.number}


def noted(issue: Issue) -> str:
    return _("Noted, number %(number)s.") % {"number": issue.number}


# --- what was chosen, and who gets it ---------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What has been tapped so far; what is nonsense counts as not chosen."""

    category: Category | None
    floor: int | None
    spot: str  # one of the usual ones, as the form sends it
    home: int | None  # the window
    is_danger: bool
    answers: dict[str, str]


def chosen_of(sent: Mapping[str, Any], categories: list[Category], place: Place) -> Chosen:
    code, spot = str(sent.get("category") or ""), str(sent.get("spot") or "")
    floor = whole_number(sent.get("floor"))
    home = whole_number(spot.removeprefix(HOME)) if spot.startswith(HOME) else None
    if home and floor is None:  # without script a window was tapped and its floor was not
        floor = Dwelling.objects.below(place.path).filter(pk=home).values_list("floor", flat=True).first()
    return Chosen(
        category=next((category for category in categories if category.pk == code), None),
        floor=floor,
        spot=spot,
        home=home,
        is_danger=bool(sent.get("is_danger")),
        answers={name: str(value) for name, value in sent.items() if name.startswith(ASKED)},
    )


@dataclass(frozen=True)
class Preview:
    """What the bar at the foot says before anything is sent."""

    title: str
    promise: str


def preview(request: HttpRequest, place: Place, chosen: Chosen) -> Preview:
    spot = str(Spot(chosen.spot).label) if chosen.spot in Spot.values else ""
    where = place_in_words(place.name, chosen.floor, spot)
    category = chosen.category
    if category is None:
        return Preview(where, _("Choose what it is, and you see who gets it."))
    title = f"{category.label} · {where}"
    try:
        receiver = first_receiver(
            category=category, place=place, floor=chosen.floor, is_danger=chosen.is_danger, by=request.user
        )
    except Refused as refused:
        return Preview(title, str(refused))
    now = timezone.now()
    due = deadlines(Tier.DANGER if chosen.is_danger else category.tier, now)
    words = {
        "who": receiver.name,
        "respond": moment(due.respond_by, now=now),
        "resolve": moment(due.resolve_by, now=now),
    }
    return Preview(title, _("Goes to %(who)s: an answer by %(respond)s, done by %(resolve)s") % words)


def _similar(request: HttpRequest, place: Place, chosen: Chosen) -> list[Similar]:
    """Nothing of a private kind: who joined it would know of it."""
    if chosen.category is None or chosen.category.is_private:
        return []
    now = timezone.now()
    return similar(user=request.user, category=chosen.category, place=place, now=now, floor=chosen.floor)


# --- the page and its parts -------------------------------------------------------------------------------


def _own_floor(request: HttpRequest, place: Place) -> int | None:
    """The highest that a captain of some floors looks after: there the picture begins."""
    mine = [c for c in standing_of(request.user).captain_capacities if c.path == place.path]
    return max((c.floor_to for c in mine if c.floor_to is not None), default=None)


def _receiver_fragments(request: HttpRequest, place: Place) -> str:
    """The bar, and what is open already nearby: each takes the place of what has its id."""
    wanted = str(request.GET.get("category") or "").replace("\0", "")  # the database takes no such character
    categories = list(Category.objects.filter(pk=wanted, is_active=True))
    chosen = chosen_of(request.GET, categories, place)
    context = {"preview": preview(request, place, chosen), "similar": _similar(request, place, chosen)}
    return _fragments(request, context, "receiver", "similar")


def _where_fragments(request: HttpRequest, form: ReportForm, place: Place, choices: list[Place]) -> str:
    """Floors and doors of another place; what was said so far stays as it is."""
    context = _context(request, form, place, choices)
    return _fragments(request, context, "where", "receiver", "similar", "about")


def _fragments(request: HttpRequest, context: dict[str, Any], *names: str) -> str:
    return "".join(render_to_string(f"{PAGE}#{name}", context, request) for name in names)


@dataclass(frozen=True)
class Kind:
    """A tile, and what is kept ready for when it is chosen, with or without signal."""

    category: Category
    is_rare: bool  # folded away on a phone
    begins_rare: bool
    calls: CallCard | None
    questions: list[dict[str, Any]]


def kinds_of(categories: list[Category], duty: buildings.DutyLine | None, chosen: Chosen) -> list[Kind]:
    few = len(categories) <= FIRST_TILES + 1
    return [
        Kind(
            category=category,
            is_rare=not few and at >= FIRST_TILES,
            begins_rare=not few and at == FIRST_TILES,
            calls=first_calls(category, duty),
            questions=_questions(category, chosen.answers),
        )
        for at, category in enumerate(categories)
    ]


def _questions(category: Category, answers: dict[str, str]) -> list[dict[str, Any]]:
    """In the reader's language: the field, what is asked, answers as (value, words), what was said"""
    english = reads_english()
    return [
        {
            "name": ASKED + question["key"],
            "ask": question["ask_en" if english else "ask"],
            "options": [(value, en if english else zh) for value, zh, en in question["options"]],
            "said": answers.get(ASKED + question["key"], ""),
        }
        for question in category.questions
    ]


def _context(request: HttpRequest, form: ReportForm, place: Place, choices: list[Place]) -> dict[str, Any]:
    categories = list(form.fields["category"].queryset)
    chosen = chosen_of(request.POST if form.is_bound else form.initial, categories, place)
    duty = buildings.duty_line(place)
    kinds = kinds_of(categories, duty, chosen)
    kind = next((kind for kind in kinds if kind.category == chosen.category), None)
    return {
        "form": form,
        "place": place,
        "place_line_here": f"{place.parent} · {place}" if place.parent else str(place),
        "kinds": kinds,
        "kind": kind,
        "danger_calls": (danger_calls := first_calls(None, duty, is_danger=True)),
        "calls": danger_calls if chosen.is_danger else kind and kind.calls,
        "chosen": chosen,
        "picture": form.picture,
        "first_floor": _own_floor(request, place),
        "spots": Spot.choices,
        "outdoors": [p for p in choices if p.kind in REGION_KINDS and p != place and p.path in place.path],
        "choices": told_apart(
            (p for p in choices if p != place), within=standing_of(request.user).only_estate
        ),
        "logs_for_others": rules.may_log_for(user=request.user, place=place),
        "preview": preview(request, place, chosen),
        "similar": _similar(request, place, chosen),
        "duty": duty,
    }
