"""The frozen roll, for whoever may read it; for everybody else its totals and "am I on it?"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import rules
from ballots.forms.roll import AddForm, CorrectForm
from ballots.models import Ballot, Elector, Objection, Participation
from ballots.models.rolls import ObjectionAbout, ObjectionState
from ballots.operations.additions import add_elector
from ballots.operations.corrections import correct_roll
from ballots.operations.opening_names import open_roll_names
from ballots.queries.roll_shown import ORDER, entries, found_by, lines, own_entries, reason_not, totals_of
from ballots.views.seen import ballot_seen
from buildings.forms import PurposeForm
from buildings.models import Place, Residency
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import AROUND, one_estate
from buildings.wording import place_name
from committees.forms import show_refusal
from kit.numbers import whole_number
from kit.paging import page_of
from kit.refused import Refused
from people.models import User

LONGEST_SEARCH = 40


def frozen(request: HttpRequest, pk: int) -> Ballot:
    ballot = ballot_seen(request, pk)
    if ballot.announced_at is None:
        raise Http404
    return ballot


def to_correct(request: HttpRequest, pk: int) -> Ballot:
    ballot = frozen(request, pk)
    if not rules.may_run(user=request.user, ballot=ballot):
        raise Http404
    return ballot


def is_correctable(ballot: Ballot) -> bool:
    return ballot.closed_at is None and ballot.voided_at is None and timezone.now() < ballot.closes_at


@login_required
@require_safe
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = frozen(request, pk)
    own = own_entries(ballot, request.user)
    may_run = rules.may_run(user=request.user, ballot=ballot)
    is_on_it = any(elector.removed_at is None for elector in own)
    context = {
        "ballot": ballot,
        "totals": totals_of(ballot),
        "own": lines(own, [elector.pk for elector in own]),
        "may_run": may_run,
        "may_read": may_run or is_on_it,
        "may_correct": may_run and is_correctable(ballot),
        "may_object": is_correctable(ballot),
        "why": "" if is_on_it else reason_not(request.user, ballot),
    }
    if context["may_read"]:
        q = request.GET.get("q", "")[:LONGEST_SEARCH]
        page = page_of(request, found_by(entries(ballot), q), ORDER)
        context |= {"q": q, "page": page, "lines": lines(page, [elector.pk for elector in own])}
    return render(request, "ballots/roll.html#rows" if request.htmx else "ballots/roll.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_names(request: HttpRequest, pk: int) -> HttpResponse:
    """In the answer to one question with its purpose; looking again asks again."""
    ballot = to_correct(request, pk)
    words = (request.POST.get("words") or request.GET.get("q") or "")[:LONGEST_SEARCH]
    form, opened = PurposeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_roll_names(by=request.user, ballot=ballot, purpose=form.in_words, words=words)
        except Refused as refused:
            show_refusal(form, refused)
    context = {"ballot": ballot, "form": form, "opened": opened, "words": words}
    return render(request, "ballots/roll_names.html", context, status=422 if form.errors else 200)


# --- put right -----------------------------------------------------------------------------------------


def objection_meant(request: HttpRequest, ballot: Ballot) -> Objection | None:
    """The one that this correction answers; another's, or one that was answered, does not exist."""
    number = whole_number(request.GET.get("objection"))
    if number is None:
        return None
    waiting = ballot.objections.filter(state=ObjectionState.OPEN, about=ObjectionAbout.ROLL)
    return get_object_or_404(waiting.select_related("by"), pk=number)


def after_correction(request: HttpRequest, ballot: Ballot, objection: Objection | None) -> HttpResponse:
    messages.success(request, _("Put right. It stands beside the roll, with the reason."))
    if objection:
        return redirect("ballots:objection_answer", pk=ballot.pk, objection=objection.pk)
    return redirect("ballots:roll", pk=ballot.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_correct(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    ballot = to_correct(request, pk)
    elector = get_object_or_404(entries(ballot).filter(removed_at=None), number=number)
    objection = objection_meant(request, ballot)
    form = CorrectForm(
        request.POST or None,
        elector=elector,
        accounts=owners_there(elector),
        took_part=Participation.objects.filter(elector=elector).exists(),
    )
    if form.is_valid():
        try:
            correct_roll(by=request.user, elector=elector, objection=objection, **form.arguments())
        except Refused as refused:
            show_refusal(form, refused, {"voter": "phone"})
        else:
            return after_correction(request, ballot, objection)
    context = {
        "ballot": ballot,
        "form": form,
        "line": lines([elector])[0],
        "objection": objection,
        "title": _("Correct number %(number)d") % {"number": elector.number},
        "is_open": is_correctable(ballot),
    }
    return render(request, "ballots/roll_correct.html", context, status=422 if form.errors else 200)


def owners_there(elector: Elector) -> list[User]:
    """The accounts of the owners of its homes today, each once."""
    homes = [home.dwelling_id for home in elector.homes.all()]
    owners = Residency.objects.current().filter(dwelling__in=homes, kind=ResidencyKind.OWNER, is_minor=False)
    return list(User.objects.filter(pk__in=owners.values("user"), is_active=True).order_by("pk"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_add(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = to_correct(request, pk)
    objection = objection_meant(request, ballot)
    form = AddForm(request.POST or None, ballot=ballot, places=places_of(ballot), objection=objection)
    if form.is_valid():
        try:
            add_elector(by=request.user, ballot=ballot, objection=objection, **form.arguments())
        except Refused as refused:
            show_refusal(form, refused, {"voter": "phone", "dwelling": "door"})
        else:
            return after_correction(request, ballot, objection)
    context = {
        "ballot": ballot,
        "form": form,
        "objection": objection,
        "title": _("Put an entry on the roll"),
        "is_open": is_correctable(ballot),
    }
    return render(request, "ballots/roll_correct.html", context, status=422 if form.errors else 200)


def places_of(ballot: Ballot) -> list[tuple[Place, str]]:
    """Where there are doors, as one says it there."""
    within = one_estate([ballot.place.path])
    rows = Place.objects.below(ballot.place.path).filter(dwellings__isnull=False).distinct()
    return [
        (place, place_name(place, within=within)) for place in rows.select_related(AROUND).order_by("path")
    ]
