"""What neighbours say to a proposal; it stands on its page, and so does what was wrong with a form."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballots import operations, rules
from ballots.forms.discussion import AppealForm, CommentForm, DecideForm, HideForm, ReplyForm
from ballots.models import Comment, Deliberation, Proposal
from ballots.queries import discussion as queries
from ballots.views.proposal_shown import deliberation_context, proposal_context
from ballots.views.seen import proposal_seen
from committees.forms import show_refusal
from kit.drafts import given_back, keeps_text
from kit.refused import Refused
from people.models import User


def comment_seen(request: HttpRequest, pk: int, comment: int) -> Comment:
    return get_object_or_404(queries.comment_for(request.user, pk), pk=comment)


def _proposal_page(request: HttpRequest, pk: int) -> str:
    return reverse("ballots:proposal", args=[pk])


@keeps_text(form_page=_proposal_page)
@login_required
@require_POST
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """`deliberation=3`: in that one, and its page is shown again."""
    proposal = proposal_seen(request, pk)
    deliberation = deliberation_asked(request, proposal)
    form = CommentForm(request.POST, has_columns=proposal.has_columns)
    if form.is_valid():
        try:
            words = {"deliberation": deliberation, **form.cleaned_data}
            said = operations.comment(by=request.user, proposal=proposal, **words)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            key = f"deliberation-{deliberation.pk}" if deliberation else f"comment-{pk}"
            messages.success(request, _("Said. Neighbours can read it."), extra_tags=f"saved:{key}")
            return redirect(f"{page_of_comment(said)}#c-{said.pk}")
    return again(request, proposal, deliberation, form)


def again(
    request: HttpRequest, proposal: Proposal, deliberation: Deliberation | None, form: forms.Form
) -> HttpResponse:
    """The page from which it was said, with the sentence why not."""
    if deliberation:
        context = deliberation_context(request, deliberation, comment_form=form)
        return render(request, "ballots/deliberation.html", context, status=422)
    context = proposal_context(request, proposal, comment_form=form)
    return render(request, "ballots/proposal.html", context, status=422)


def deliberation_asked(request: HttpRequest, proposal: Proposal) -> Deliberation | None:
    number = request.POST.get("deliberation", "")
    if not (number.isdecimal() and len(number) < 19):
        return None
    return get_object_or_404(proposal.deliberations.select_related("host", "proposal"), pk=number)


def page_of_comment(comment: Comment) -> str:
    if comment.deliberation_id:
        return reverse("ballots:deliberation", args=[comment.proposal_id, comment.deliberation_id])
    return reverse("ballots:proposal", args=[comment.proposal_id])


# --- one of them ----------------------------------------------------------------------------------------


@login_required
@require_safe
def comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """One argument with its answers, and what this person may do about it: where messages lead."""
    return show(request, comment_seen(request, pk, comment))


def show(request: HttpRequest, said: Comment, **failed) -> HttpResponse:
    user, root = request.user, said.answers or said
    near = is_near(user, said)
    rows = queries.comments_on(said.proposal, user).filter(pk=root.pk)
    thread = list(rows) if near or root.author_id == user.pk else []
    queries.dress([*thread, said], said.proposal.place)
    context = {
        "proposal": said.proposal,
        "comment": said,
        "thread": thread[0] if thread else None,
        "afar": not near,
        "is_own": said.author_id == user.pk,
        "may_speak": rules.may_discuss(user=user, proposal=said.proposal),
        "may_moderate": rules.may_moderate(user=user, proposal=said.proposal),
        "may_hide": not (said.is_hidden or said.withdrawn_at or said.is_restored)
        and rules.may_hide(user=user, comment=said),
        "may_appeal": said.author_id == user.pk and said.is_hidden and not said.appealed_at,
        "may_decide": said.appealed_at
        and not said.appeal_decided_at
        and rules.may_decide_appeal(user=user, comment=said),
    }
    context["reads_hidden"] = said.is_hidden and (context["is_own"] or context["may_moderate"])
    kept = given_back(request)
    for name, form in (
        ("reply", ReplyForm),
        ("hide", HideForm),
        ("appeal", AppealForm),
        ("decide", DecideForm),
    ):
        context[f"{name}_form"] = failed.get(name) or form(initial=kept)
    return render(request, "ballots/comment.html", context, status=422 if failed else 200)


def is_near(user: User, said: Comment) -> bool:
    """Reads the proposal, too: not whoever has moved away since they spoke."""
    return Proposal.objects.visible_to(user).filter(pk=said.proposal_id).exists()


def _comment_page(request: HttpRequest, pk: int, comment: int) -> str:
    return reverse("ballots:comment", args=[pk, comment])


def acted(
    request: HttpRequest, said: Comment, name: str, form: forms.Form, act: Callable, sentence: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, sentence, extra_tags=f"saved:comment-{name}-{said.pk}")
            return redirect("ballots:comment", pk=said.proposal_id, comment=said.pk)
    return show(request, said, **{name: form})


@keeps_text(form_page=_comment_page)
@login_required
@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    said = comment_seen(request, pk, comment)

    def act(words: dict) -> None:
        operations.answer_comment(by=request.user, comment=said, **words)

    return acted(request, said, "reply", ReplyForm(request.POST), act, _("Said. Neighbours can read it."))


@keeps_text(form_page=_comment_page)
@login_required
@require_POST
def hide(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    said = comment_seen(request, pk, comment)

    def act(words: dict) -> None:
        operations.hide_comment(by=request.user, comment=said, **words)

    sentence = _("Hidden. Whoever wrote it has been told why.")
    return acted(request, said, "hide", HideForm(request.POST), act, sentence)


@keeps_text(form_page=_comment_page)
@login_required
@require_POST
def appeal(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    said = comment_seen(request, pk, comment)

    def act(words: dict) -> None:
        operations.appeal(by=request.user, comment=said, text=words["appeal"])

    sentence = _("Sent. Somebody other than who hid it looks at it.")
    return acted(request, said, "appeal", AppealForm(request.POST), act, sentence)


@keeps_text(form_page=_comment_page)
@login_required
@require_POST
def decide(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    said = comment_seen(request, pk, comment)

    def act(words: dict) -> None:
        restored = words["decision"] == "show"
        operations.decide_appeal(by=request.user, comment=said, restored=restored, answer=words["answer"])

    return acted(request, said, "decide", DecideForm(request.POST), act, _("Decided. Both of them are told."))


@login_required
@require_POST
def agree(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """`back=1` takes it back. The script swaps the button alone."""
    said, back = comment_seen(request, pk, comment), request.POST.get("back")
    verb = operations.take_back_agreement if back else operations.agree
    try:
        verb(by=request.user, comment=said)
    except Refused as refused:
        messages.error(request, str(refused))
    if request.htmx:
        context = {"comment": comment_seen(request, pk, comment), "proposal": said.proposal}
        context["may_speak"] = rules.may_discuss(user=request.user, proposal=said.proposal)
        return render(request, "ballots/comments.html#agree", context)
    return redirect(f"{page_of_comment(said)}#c-{said.answers_id or said.pk}")


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    said = comment_seen(request, pk, comment)
    try:
        operations.withdraw_comment(by=request.user, comment=said)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back. Nothing of it is shown any more."))
    if not is_near(request.user, said):
        return redirect("ballots:comment", pk=pk, comment=comment)
    return redirect(f"{page_of_comment(said)}#h-said")
