"""What somebody holds to be wrong, and the answers: read by whoever sees the ballot."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import rules
from ballots.forms.roll import ObjectionAnswerForm, ObjectionForm
from ballots.models import Ballot, Elector, Objection
from ballots.models.rolls import ObjectionAbout, ObjectionState
from ballots.operations.objections import answer_objection, object_to
from ballots.queries.objections import ORDER, may_be_about, objections_on, shown
from ballots.queries.roll_shown import lines
from ballots.views.roll import frozen, is_correctable, to_correct
from committees.forms import show_refusal
from kit.drafts import given_back, keeps_text
from kit.numbers import whole_number
from kit.paging import page_of
from kit.refused import Refused


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objections(request: HttpRequest, pk: int) -> HttpResponse:
    ballot, is_here = with_objections(request, pk)
    about, entry = may_be_about(ballot) if is_here else [], entry_asked(request, ballot)
    form = ObjectionForm(request.POST or None, initial=given_back(request), about=about) if about else None
    if request.method == "POST" and form is None:
        messages.error(request, _("There is nothing to object to just now."))
        return redirect("ballots:objections", pk=pk)
    if form and form.is_valid():
        try:
            object_to(by=request.user, ballot=ballot, elector=entry, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Noted. Those who hold the ballot answer it here."))
            return redirect("ballots:objections", pk=pk)
    return page(request, ballot, form, entry, is_here=is_here)


def with_objections(request: HttpRequest, pk: int) -> tuple[Ballot, bool]:
    """The ballot, and whether this reader sees it: of one no longer theirs, their own objection."""
    try:
        return frozen(request, pk), True
    except Http404:
        own = Objection.objects.visible_to(request.user).filter(ballot=pk)
        if first := own.select_related("ballot__place").first():
            return first.ballot, False
        raise


def entry_asked(request: HttpRequest, ballot: Ballot) -> Elector | None:
    """The entry that the roll's page led here from; of whoever may not read the roll, none."""
    number = whole_number(request.GET.get("number"))
    if number is None or not rules.may_read_roll(user=request.user, ballot=ballot):
        return None
    return ballot.electors.filter(number=number).first()


def page(
    request: HttpRequest,
    ballot: Ballot,
    form: ObjectionForm | None,
    entry: Elector | None,
    *,
    is_here: bool,
) -> HttpResponse:
    may_run = rules.may_run(user=request.user, ballot=ballot)
    reads_roll = may_run or rules.may_read_roll(user=request.user, ballot=ballot)
    rows = page_of(request, objections_on(ballot, request.user), ORDER)
    told = {"reader": request.user, "sees_names": may_run, "reads_roll": reads_roll}
    context = {
        "ballot": ballot,
        "is_here": is_here,
        "form": form,
        "entry": entry,
        "page": rows,
        "rows": shown(rows.items, ballot, **told),
        "may_run": may_run,
    }
    template = "ballots/objections.html#rows" if request.htmx else "ballots/objections.html"
    return render(request, template, context, status=422 if form and form.errors else 200)


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection_answer(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    ballot = to_correct(request, pk)
    row = get_object_or_404(objections_on(ballot, request.user), pk=objection)
    if row.state != ObjectionState.OPEN and request.method != "POST":
        return redirect("ballots:objections", pk=pk)
    may_be_right = is_correctable(ballot) or row.corrections.exists()
    kind = {"about": row.about, "may_be_right": may_be_right}
    form = ObjectionAnswerForm(request.POST or None, initial=given_back(request), **kind)
    if form.is_valid():
        try:
            answer_objection(by=request.user, objection=row, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Answered. Whoever objected is told."))
            return redirect("ballots:objections", pk=pk)
    context = {
        "ballot": ballot,
        "form": form,
        "row": shown([row], ballot, reader=request.user, sees_names=True, reads_roll=True)[0],
        "line": lines([row.elector])[0] if row.elector else None,
        "corrections": row.corrections.select_related("elector"),
        "may_correct": row.about == ObjectionAbout.ROLL and is_correctable(ballot),
    }
    return render(request, "ballots/objection_answer.html", context, status=422 if form.errors else 200)
