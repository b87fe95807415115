"""What whoever holds a ballot does after the close: count, draw a lot, post the result; or call it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import operations, rules
from ballots.forms.counting import CountForm, LotForm, PostResultForm, VoidForm
from ballots.forms.papers import SendBackForm
from ballots.models import Ballot, CallingOff, Result
from ballots.models.ballots import BallotState
from ballots.operations.handling import standing_sentence
from ballots.operations.posting import MOST_DAYS, fewest_days
from ballots.operations.tallying import tie_of, waits_for
from ballots.queries.desk import proxies_pending
from ballots.queries.papers import few_secret_votes
from ballots.result_notice import notice_title
from ballots.result_words import labels_of, shown
from ballots.thresholds import RESULT_POSTED_DAYS
from committees.forms import show_refusal
from kit.refused import Refused

UNANSWERED = 422


def to_run(request: HttpRequest, pk: int) -> Ballot:
    rows = Ballot.objects.visible_to(request.user).filter(announced_at__isnull=False)
    ballot = get_object_or_404(rows.select_related("place", "organisation"), pk=pk)
    if not rules.may_run(user=request.user, ballot=ballot):
        raise Http404
    return ballot


def is_waiting(ballot: Ballot) -> bool:
    return ballot.state(timezone.now()) == BallotState.COUNTING


def again(request: HttpRequest, template: str, context: dict, *, refused: bool) -> HttpResponse:
    return render(request, template, context, status=UNANSWERED if refused else 200)


# --- counting --------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """What still waits, and one button. It says nothing of how it would come out."""
    ballot = to_run(request, pk)
    if not is_waiting(ballot):
        return redirect(ballot)
    sentence, form = "", CountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.count_ballot(by=request.user, ballot=ballot, **form.cleaned_data)
        except Refused as refused:
            sentence = str(refused)
        else:
            messages.success(request, _("Counted. Everybody who may vote is told."))
            return redirect(ballot)
    waiting = waits_for(ballot)
    tied = None if waiting else tie_of(ballot)
    labels = labels_of(ballot)
    context = {
        "ballot": ballot,
        "form": form,
        "waiting": waiting,
        "few": few_secret_votes(ballot),
        "unconfirmed": proxies_pending(ballot),
        "tied": [labels.get(key, key) for key in tied or ()],
        "lots": [[labels.get(key, key) for key in lot.order] for lot in ballot.lots.all()],
        "stands": standing_sentence() if rules.stands(user=request.user, ballot=ballot) else "",
        "sentence": sentence,
    }
    return again(request, "ballots/count.html", context, refused=bool(sentence))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lot(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = to_run(request, pk)
    tied = tie_of(ballot) if is_waiting(ballot) and not waits_for(ballot) else None
    if not tied:
        return redirect("ballots:count", pk=ballot.pk)
    labels = labels_of(ballot)
    form = LotForm(request.POST or None, tied=tied, labels=labels)
    if form.is_valid():
        try:
            operations.draw_lot(by=request.user, ballot=ballot, **form.arguments())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Written down."), extra_tags=f"saved:lot-{ballot.pk}")
            return redirect("ballots:count", pk=ballot.pk)
    context = {"ballot": ballot, "form": form, "tied": [labels.get(key, key) for key in tied]}
    return again(request, "ballots/lot.html", context, refused=bool(form.errors))


# --- posting, calling off ----------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result_post(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = to_run(request, pk)
    result = Result.objects.filter(ballot=ballot).first()
    if result is None or result.notice_id or ballot.voided_at:
        return redirect(ballot)
    limits = {"fewest": fewest_days(ballot), "most": MOST_DAYS, "usual": RESULT_POSTED_DAYS}
    form = PostResultForm(request.POST or None, **limits)
    if form.is_valid():
        try:
            notice = operations.post_result(by=request.user, ballot=ballot, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Posted. Neighbours find it among the notices."))
            return redirect(notice)
    context = {"ballot": ballot, "result": result, "form": form, "told": shown(ballot, result)}
    context["title"] = notice_title(ballot)
    return again(request, "ballots/result_post.html", context, refused=bool(form.errors))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = to_run(request, pk)
    if ballot.voided_at:
        return redirect(ballot)
    if ballot.counted_at:
        return void_counted(request, ballot)
    form = VoidForm(request.POST or None)
    if form.is_valid():
        try:
            operations.void_ballot(by=request.user, ballot=ballot, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Called off. Everybody who may vote is told."))
            return redirect(ballot)
    context = {"ballot": ballot, "form": form}
    return again(request, "ballots/void.html", context, refused=bool(form.errors))


def void_counted(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    """After the count: one person asks for it, a second confirms it or sends it back."""
    asked = ballot.calling_off.filter(ended_at=None).select_related("by").first()
    kind = VoidForm if asked is None else SendBackForm
    is_typed = request.method == "POST" and (asked is None or "back" in request.POST)
    form, sentence = kind(request.POST if is_typed else None), ""
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            answer_calling_off(request, ballot, asked, form)
            return redirect(ballot)
        except Refused as refused:
            sentence = str(refused)
    context = {"ballot": ballot, "form": form, "asked": asked, "sentence": sentence}
    context["is_own"] = asked is not None and asked.by_id == request.user.pk
    return again(request, "ballots/void.html", context, refused=bool(sentence or form.errors))


def answer_calling_off(
    request: HttpRequest, ballot: Ballot, asked: CallingOff | None, form: VoidForm | SendBackForm
) -> None:
    if asked is None:
        operations.ask_to_call_off(by=request.user, ballot=ballot, **form.cleaned_data)
        messages.success(request, _("Asked for. It is called off when a second person has confirmed it."))
    elif form.is_bound:
        operations.send_back_calling_off(by=request.user, asked=asked, **form.cleaned_data)
        messages.success(request, _("Sent back. The result holds as before."))
    else:
        operations.confirm_calling_off(by=request.user, asked=asked)
        messages.success(request, _("Called off. Everybody who may vote is told."))
