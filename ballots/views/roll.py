"""The frozen roll, for whoever may read it; for everybody else its totals and "am I on it?"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import rules
from ballots.forms.papers import SendBackForm
from ballots.forms.roll import AddForm, CorrectForm, account_in_short
from ballots.models import Ballot, Elector, Objection, Participation, ProposedCorrection
from ballots.models.rolls import ObjectionAbout, ObjectionState
from ballots.operations.additions import propose_entry
from ballots.operations.confirming_corrections import confirm_correction, send_back_correction
from ballots.operations.corrections import propose_correction, voter_wanted
from ballots.operations.opening_names import open_roll_names
from ballots.queries.roll_shown import (
    ORDER,
    entries,
    found_by,
    lines,
    own_entries,
    proposed_lines,
    reason_not,
    totals_of,
)
from ballots.views.seen import ballot_seen
from buildings.forms import PurposeForm
from buildings.models import Place, Residency
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import AROUND, one_estate
from buildings.queries.places import in_order
from buildings.wording import place_name
from committees.forms import show_refusal
from journal.operations import record_read
from kit.numbers import whole_number
from kit.paging import page_of
from kit.refused import Refused
from people.models import User

LONGEST_SEARCH = 40
MOST_PROPOSED = 50


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
        "may_read": may_run or is_on_it or rules.owns_on_roll(user=request.user, ballot=ballot),
        "may_correct": may_run and is_correctable(ballot),
        "may_object": is_correctable(ballot),
        "why": "" if is_on_it else reason_not(request.user, ballot),
        "proposed": proposed_lines(waiting_or_returned(request.user, ballot)) if may_run else [],
    }
    if context["may_read"]:
        q = request.GET.get("q", "")[:LONGEST_SEARCH]
        page = page_of(request, found_by(entries(ballot), q), ORDER)
        context |= {"q": q, "page": page, "lines": lines(page, [elector.pk for elector in own])}
    return render(request, "ballots/roll.html#rows" if request.htmx else "ballots/roll.html", context)


def waiting_or_returned(user: User, ballot: Ballot):
    """What waits for a second person, and what of one's own came back."""
    rows = ballot.proposed_corrections.select_related("elector", "by", "refused_by")
    mine_back = Q(by=user, refused_by__isnull=False) & ~Q(refused_by=user)
    return rows.filter(Q(ended_at=None) | mine_back).order_by("-ended_at", "at", "pk")[:MOST_PROPOSED]


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


def after_correction(
    request: HttpRequest, ballot: Ballot, objection: Objection | None, proposed: ProposedCorrection | None
) -> HttpResponse:
    if proposed:
        messages.success(request, _("Asked for. It holds when a second person has confirmed it."))
    else:
        messages.info(request, _("It stands on the roll like that already."))
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
            proposed = propose_correction(
                by=request.user, elector=elector, objection=objection, **form.arguments()
            )
        except Refused as refused:
            show_refusal(form, refused, {"voter": "phone"})
        else:
            return after_correction(request, ballot, objection, proposed)
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
            proposed = propose_entry(by=request.user, ballot=ballot, objection=objection, **form.arguments())
        except Refused as refused:
            show_refusal(form, refused, {"voter": "phone", "dwelling": "door"})
        else:
            return after_correction(request, ballot, objection, proposed)
    context = {
        "ballot": ballot,
        "form": form,
        "objection": objection,
        "title": _("Put an entry on the roll"),
        "is_open": is_correctable(ballot),
    }
    return render(request, "ballots/roll_correct.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_proposed(request: HttpRequest, pk: int, proposed: int) -> HttpResponse:
    """For the second person: from what to what, why, who asks for it; yes or no."""
    ballot = to_correct(request, pk)
    rows = ballot.proposed_corrections.select_related("elector", "by", "objection")
    row = get_object_or_404(rows, pk=proposed)
    if request.method != "POST" and row.ended_at:
        return redirect("ballots:roll", pk=ballot.pk)
    form, sentence = SendBackForm(request.POST if "back" in request.POST else None), ""
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            return answered(request, ballot, row, form)
        except Refused as refused:
            sentence = str(refused)
    voter = voter_wanted(row)
    if voter:
        record_read(by=request.user, subject=voter, purpose=_("Confirming who votes on a roll"))
    context = {
        "ballot": ballot,
        "line": proposed_lines([row])[0],
        "entry": lines([row.elector])[0] if row.elector else None,
        "voter": account_in_short(voter) if voter else "",
        "form": form,
        "sentence": sentence,
        "is_own": row.by_id == request.user.pk,
        "is_open": is_correctable(ballot),
    }
    return render(
        request, "ballots/roll_proposed.html", context, status=422 if sentence or form.errors else 200
    )


def answered(
    request: HttpRequest, ballot: Ballot, row: ProposedCorrection, form: SendBackForm
) -> HttpResponse:
    if form.is_bound:
        send_back_correction(by=request.user, proposed=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("Sent back. The roll stays as it is."))
    else:
        confirm_correction(by=request.user, proposed=row)
        messages.success(request, _("Put right. It stands beside the roll, with the reason."))
        if row.objection and row.objection.state == ObjectionState.OPEN:
            return redirect("ballots:objection_answer", pk=ballot.pk, objection=row.objection_id)
    return redirect("ballots:roll", pk=ballot.pk)


def places_of(ballot: Ballot) -> list[tuple[Place, str]]:
    """Where there are doors, as one says it there."""
    within = one_estate([ballot.place.path])
    rows = Place.objects.below(ballot.place.path).filter(dwellings__isnull=False).distinct()
    return [(place, place_name(place, within=within)) for place in in_order(rows.select_related(AROUND))]
