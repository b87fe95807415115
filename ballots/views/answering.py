"""The answer that is owed, two proposals made one, and how many seconders a place asks for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ballots import operations, rules
from ballots.forms.proposals import AnswerForm, MergeForm, RuleForm
from ballots.models import ProposalRule
from ballots.models.proposals import WAITING_PROPOSALS
from ballots.queries import discussion as said
from ballots.queries import proposals as queries
from ballots.views.proposals import seen
from buildings.models import Place
from committees.forms import show_refusal
from kit.drafts import given_back, keeps_text
from kit.refused import Refused

CONFLICT = 409


@keeps_text()
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = seen(request, pk)
    if not rules.may_answer(user=request.user, proposal=proposal):
        raise Http404
    organisations = queries.answering_for(request.user, proposal.place)
    form = AnswerForm(request.POST or None, organisations=organisations, initial=given_back(request))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            answered = operations.answer_proposal(by=request.user, proposal=proposal, **form.words())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            sentence = _("Answered. Whoever wrote or seconds it is told.")
            messages.success(request, sentence, extra_tags=f"saved:proposal-answer-{pk}")
            return redirect(answered)
    elif request.method == "GET" and proposal.state not in WAITING_PROPOSALS:
        return redirect(proposal)
    context = {"proposal": proposal, "form": form, "said_by": said.said_by(proposal.author)}
    return render(request, "ballots/proposal_answer.html", context, status=status)


@login_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks for another open one; a press of its button joins them."""
    proposal = seen(request, pk)
    if not rules.may_merge(user=request.user, proposal=proposal):
        raise Http404
    refusal = ""
    if request.method == "POST":
        number = request.POST.get("into", "")
        into = seen(request, int(number)) if number.isdecimal() and len(number) < 19 else None
        try:
            if into is None:
                raise Refused(_("Choose the proposal that it goes on in."))
            operations.merge_proposals(by=request.user, proposal=proposal, into=into)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Joined. All who wrote or second either are told."))
            return redirect(into)
    elif proposal.state not in WAITING_PROPOSALS:
        return redirect(proposal)
    form = MergeForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.could_be_joined(request.user, proposal, words)
    context = {"proposal": proposal, "form": form, "words": words, "found": found, "refusal": refusal}
    return render(request, "ballots/proposal_merge.html", context, status=422 if refusal else 200)


@login_required
def rules_(request: HttpRequest) -> HttpResponse:
    """Per place: its own rule, or the one that it has from above."""
    places = queries.places_with_rules(request.user)
    if not places:
        raise Http404
    return render(request, "ballots/proposal_rules.html", {"places": places})


@keeps_text()
@login_required
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(request.user).select_related("parent"), pk=pk)
    if not rules.may_set_rules(user=request.user, place=place):
        raise Http404
    limits, own = queries.limits_at(place), ProposalRule.objects.filter(place=place).first()
    initial = RuleForm.words_of(limits, own.version if own else 0) | given_back(request)
    form, theirs, status = RuleForm(request.POST or None, initial=initial), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operations.set_rule(by=request.user, place=place, **form.rule())
            except operations.RuleOverwritten as overwritten:
                theirs, status = overwritten.theirs, CONFLICT
                show_refusal(form, overwritten)
                form.data = form.data.dict() | {
                    "seen_version": theirs.version
                }  # saving once more is a decision
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Kept. It holds for proposals from now on."))
                return redirect("ballots:proposal_rules")
    context = {"place": place, "form": form, "limits": limits, "theirs": theirs}
    return render(request, "ballots/proposal_rule.html", context, status=status)
