"""公示: what is posted, until when, the paper downstairs, and what neighbours say about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from committees import operations, rules
from committees.forms import show_refusal
from committees.forms.minutes import CommentAnswerForm, CommentForm, ProofForm
from committees.minutes_words import told
from committees.models import Meeting, PostingComment, PostingProof
from committees.queries.minutes import minutes_for
from committees.queries.posting import Period, comments_on, is_overdue, shown_as
from committees.views.convening import meeting_to_run
from kit.drafts import given_back, keeps_text
from kit.forms import status_of
from kit.handed_out import photo_of
from kit.paging import page_of
from kit.refused import Refused


def posted(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(minutes_for(request.user).exclude(posting=None), pk=pk)


def posted_to_run(request: HttpRequest, pk: int) -> Meeting:
    meeting = posted(request, pk)
    if not rules.may_run(user=request.user, meeting=meeting):
        raise Http404
    return meeting


def url_of(meeting: Meeting) -> str:
    return reverse("committees:posting", args=[meeting.pk])


@require_safe
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, posted(request, pk))


def page(request: HttpRequest, meeting: Meeting, **forms) -> HttpResponse:
    now, up = timezone.now(), meeting.posting
    may_run = rules.may_run(user=request.user, meeting=meeting)
    period = Period.of(meeting, up, timezone.localdate(now))
    rows = page_of(request, comments_on(up), ("-at", "-id"))
    dress(rows, meeting, now, forms.get("answer_form") if may_run else None)
    may_comment = not period.is_over and rules.may_comment(user=request.user, meeting=meeting)
    context = {
        "meeting": meeting,
        "period": period,
        "comments": rows,
        "may_run": may_run,
        "may_comment": may_comment,
        "may_sign_in": not period.is_over and not request.user.is_authenticated,
        "comment_form": forms.get("comment_form") or new_comment(request),
        "proof_form": forms.get("proof_form") or (ProofForm() if may_run else None),
        "doc": told(meeting.minutes.document["public"], now),
        "proofs": list(up.proofs.all()),
        "errata": list(meeting.minutes.errata.all()),
    }
    return render(request, "committees/posting.html", context, status=status_of(*forms.values()))


def new_comment(request: HttpRequest) -> CommentForm:
    kept = given_back(request)
    return CommentForm(initial={"text": kept["text"]} if kept.get("text") else None)


def dress(rows, meeting: Meeting, now, refused: CommentAnswerForm | None) -> None:
    """In whose name each comment stands, whether its answer is late, and the form that answers it."""
    buildings = shown_as(rows, meeting)
    for comment in rows:
        building = buildings.get(comment.by_id)
        comment.said_by = _("%(place)s neighbour") % {"place": building} if building else _("A neighbour")
        comment.is_overdue = is_overdue(comment, now)
        is_refused = refused is not None and refused.comment == comment
        comment.form = refused if is_refused else CommentAnswerForm(prefix=f"c{comment.pk}")


@keeps_text(form_page=lambda request, pk: reverse("committees:posting", args=[pk]))
@login_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = posted(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            operations.comment(by=request.user, posting=meeting.posting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return back(request, meeting, _("Thank you. You get an answer within three days."), "comment")
    return page(request, meeting, comment_form=form)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    meeting = posted_to_run(request, pk)
    rows = PostingComment.objects.select_related("posting__meeting", "by")
    said = get_object_or_404(rows, pk=comment, posting=meeting.posting)
    form = CommentAnswerForm(request.POST, prefix=f"c{said.pk}")
    form.comment = said
    if form.is_valid():
        try:
            operations.answer_comment(by=request.user, comment=said, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return back(request, meeting, _("Answered. Whoever asked has been told."), f"answer-{said.pk}")
    return page(request, meeting, answer_form=form)


@login_required
@require_POST
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = posted_to_run(request, pk)
    form = ProofForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            operations.add_proof(by=request.user, posting=meeting.posting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return back(request, meeting, _("The photo stands beside the posting."), "proof")
    return page(request, meeting, proof_form=form)


def back(request: HttpRequest, meeting: Meeting, sentence: str, draft: str) -> HttpResponse:
    messages.success(request, sentence, extra_tags=f"saved:posting-{draft}-{meeting.pk}")
    return redirect(url_of(meeting))


@require_safe
def photo(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """Only for those who may read what is posted; kept by their own browser, by nobody between."""
    meeting = posted(request, pk)
    picture = get_object_or_404(PostingProof, pk=proof, posting=meeting.posting)
    return photo_of(picture.file.name)


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed minutes go up; a second tap leads to the same posting."""
    meeting = meeting_to_run(request, pk)
    try:
        operations.publish_minutes(by=request.user, meeting=meeting)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("committees:minutes", pk=pk)
    messages.success(request, _("The minutes are out; the neighbours are told."))
    return redirect("committees:posting", pk=pk)
