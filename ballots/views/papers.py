"""The desk where papers come in: find the home, type, read again what others typed without seeing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots.forms.papers import FindForm, PaperForm, ReadingForm, ReasonForm
from ballots.models import Ballot, Paper
from ballots.models.votes import PaperState
from ballots.operations.papers import confirm_paper, hand_in_paper, spoil_paper
from ballots.operations.secret_papers import in_the_box, mark_paper_voter
from ballots.queries.desk import found_at, read_already, secret_to_read, to_read, unread
from ballots.views.desk import ballot_at_the_desk, elector_asked, photo
from committees.forms.fields import show_refusal
from journal.operations import record_read
from kit.refused import Refused

MOST_FOUND = 20


@never_cache
@login_required
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_at_the_desk(request, pk)
    return render(request, "ballots/papers.html", desk_context(request, ballot))


def desk_context(request: HttpRequest, ballot: Ballot) -> dict:
    user = request.user
    form = FindForm(request.GET) if "door" in request.GET else FindForm()
    found = found_at(user, ballot, form.cleaned_data["door"]) if form.is_bound and form.is_valid() else None
    context = {
        "ballot": ballot,
        "form": form,
        "found": list(found[:MOST_FOUND]) if found is not None else None,
        "takes_papers": ballot.counted_at is None and ballot.voided_at is None,
        "is_closed": ballot.closed_at is not None,
    }
    return context | (secret_context(user, ballot) if ballot.is_secret else named_context(user, ballot))


def named_context(user, ballot: Ballot) -> dict:
    return {
        "waiting": list(to_read(user, ballot)[:100]),
        "mine": list(read_already(user, ballot)[:100]),
        "counted": ballot.papers.filter(state=PaperState.COUNTED).count(),
    }


def secret_context(user, ballot: Ballot) -> dict:
    typed = ballot.secret_papers.count()
    return {
        "waiting": list(secret_to_read(user, ballot)[:100]),
        "typed": typed,
        "handed_in": in_the_box(ballot),
        "left_to_type": in_the_box(ballot) - typed,
    }


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The first reading of a paper of this home (`?elector=`)."""
    ballot = ballot_at_the_desk(request, pk)
    elector = elector_asked(request, ballot)
    posted = request.method == "POST"
    form = PaperForm(
        *([request.POST, request.FILES] if posted else []),
        ballot=ballot,
        options=list(ballot.options.all()),
        proxies=elector.proxies.filter(ended_at=None),
    )
    if posted and form.is_valid() and handed_in(request, form, elector):
        messages.success(request, _("Typed in. It counts when a second person has read it."))
        return redirect("ballots:papers", pk=ballot.pk)
    context = {"ballot": ballot, "elector": elector, "form": form, "is_first": True}
    return render(request, "ballots/paper.html", context, status=422 if form.errors else 200)


def handed_in(request: HttpRequest, form: PaperForm, elector) -> bool:
    words = form.cleaned_data
    try:
        hand_in_paper(
            by=request.user,
            elector=elector,
            handed_in_at=form.handed_in_at(),
            choices=words["chosen"],
            scan=words.get("scan"),
            proxy=words.get("proxy"),
            client_key=words["client_key"],
        )
    except Refused as refused:
        show_refusal(form, refused, {"handed_in_at": "day"})
        return False
    return True


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Another reading; the first is not on this page, nor in it."""
    ballot = ballot_at_the_desk(request, pk)
    row = get_object_or_404(to_read(request.user, ballot), pk=paper_pk)
    posted = [request.POST] if request.method == "POST" else []
    form = ReadingForm(*posted, ballot=ballot, options=list(ballot.options.all()))
    if posted and form.is_valid():
        try:
            read = confirm_paper(by=request.user, paper=row, choices=form.cleaned_data["chosen"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said_of(request, read)
            return redirect("ballots:papers", pk=ballot.pk)
    context = {"ballot": ballot, "elector": row.elector, "paper": row, "form": form}
    return render(request, "ballots/paper.html", context, status=422 if form.errors else 200)


def said_of(request: HttpRequest, read: Paper) -> None:
    if read.state == PaperState.COUNTED:
        words = {"label": read.elector, "receipt": read.vote.receipt}
        sentence = _("Both readings agree: the paper of %(label)s counts. Receipt for the voter: %(receipt)s")
        messages.success(request, sentence % words)
    else:
        messages.warning(
            request, _("The readings differ. A third person settles it, or it is left out with a reason.")
        )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_spoil(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    ballot = ballot_at_the_desk(request, pk)
    row = get_object_or_404(unread(request.user, ballot), pk=paper_pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            spoil_paper(by=request.user, paper=row, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Left out. The voter is told why."))
            return redirect("ballots:papers", pk=ballot.pk)
    context = {"ballot": ballot, "label": str(row.elector), "form": form}
    return render(request, "ballots/paper_spoil.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def paper_photo(request: HttpRequest, pk: int, paper_pk: int) -> FileResponse:
    """To whoever reads it a second time."""
    ballot = ballot_at_the_desk(request, pk)
    row = get_object_or_404(to_read(request.user, ballot), pk=paper_pk)
    if row.scan:
        record_read(by=request.user, subject=ballot, purpose=_("Second reading of a paper"))
    return photo(row.scan.name)


@login_required
@require_POST
def paper_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Secret: this voter's paper went into the box."""
    ballot = ballot_at_the_desk(request, pk)
    elector = elector_asked(request, ballot)
    try:
        mark_paper_voter(by=request.user, elector=elector)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted: the paper of %(label)s is in the box.") % {"label": elector})
    return redirect("ballots:papers", pk=ballot.pk)
