"""The desk where papers come in: find the home, type, read again what others typed without seeing it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots import rules
from ballots.forms.papers import FindForm, PaperForm, PaperReadingForm
from ballots.models import Ballot, Paper
from ballots.models.votes import PaperState
from ballots.operations.noting_reads import note_paper_read
from ballots.operations.papers import confirm_paper, hand_in_paper
from ballots.operations.secret_papers import mark_paper_voter
from ballots.queries.desk import found_at, read_already, secret_read_already, secret_to_read, to_read
from ballots.queries.papers import put_into_the_box
from ballots.views.desk import ballot_at_the_desk, elector_asked, photo
from committees.forms.fields import show_refusal
from kit.qr import qr_code
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
        "takes_papers": not (ballot.counted_at or ballot.voided_at or ballot.papers_in_at),
        "is_closed": ballot.closed_at is not None,
        "says_all_in": ballot.closed_at
        and not ballot.papers_in_at
        and rules.may_run(user=user, ballot=ballot),
    }
    return context | (secret_context(user, ballot) if ballot.is_secret else named_context(user, ballot))


def named_context(user, ballot: Ballot) -> dict:
    return {
        "waiting": list(to_read(user, ballot)[:100]),
        "mine": list(read_already(user, ballot)[:100]),
        "counted": ballot.papers.filter(state=PaperState.COUNTED).count(),
    }


def secret_context(user, ballot: Ballot) -> dict:
    typed, handed_in = ballot.secret_papers.count(), put_into_the_box(ballot)
    return {
        "waiting": list(secret_to_read(user, ballot)[:100]),
        "mine": list(secret_read_already(user, ballot)[:100]),
        "typed": typed,
        "handed_in": handed_in,
        "left_to_type": handed_in - typed,
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
        proxies=elector.proxies.holding(),
    )
    way_on = ""
    if posted and form.is_valid():
        try:
            handed_in(request, form, elector)
        except Refused as refused:
            show_refusal(form, refused, {"handed_in_at": "day"})
            way_on = refused.url
        else:
            messages.success(request, _("Typed in. It counts when a second person has read it."))
            return redirect("ballots:papers", pk=ballot.pk)
    context = {"ballot": ballot, "elector": elector, "form": form, "is_first": True, "way_on": way_on}
    return render(request, "ballots/paper.html", context, status=422 if form.errors else 200)


def handed_in(request: HttpRequest, form: PaperForm, elector) -> Paper:
    words = form.cleaned_data
    return hand_in_paper(
        by=request.user,
        elector=elector,
        handed_in_at=form.handed_in_at(),
        choices=words["chosen"],
        scan=words.get("scan"),
        proxy=words.get("proxy"),
        client_key=words["client_key"],
    )


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Another reading; the first is not on this page, nor in it. The answer to one that agrees is a slip."""
    ballot = ballot_at_the_desk(request, pk)
    row = to_read(request.user, ballot).filter(pk=paper_pk).first()
    if row is None:
        return slip_again(request, ballot, paper_pk)
    posted = [request.POST] if request.method == "POST" else []
    form, way_on = PaperReadingForm(*posted, ballot=ballot, options=list(ballot.options.all())), ""
    if posted and form.is_valid():
        words = form.cleaned_data
        try:
            read = confirm_paper(
                by=request.user, paper=row, choices=words["chosen"], client_key=words["client_key"]
            )
        except Refused as refused:
            show_refusal(form, refused)
            way_on = refused.url
        else:
            return read_again(request, read)
    context = {"ballot": ballot, "elector": row.elector, "paper": row, "form": form, "way_on": way_on}
    return render(request, "ballots/paper.html", context, status=422 if form.errors else 200)


def read_again(request: HttpRequest, read: Paper) -> HttpResponse:
    if read.state == PaperState.COUNTED:
        return slip(request, read, read.vote.receipt)
    messages.warning(
        request, _("The readings differ. A third person settles it, or it is left out with a reason.")
    )
    return redirect("ballots:papers", pk=read.ballot_id)


def slip(request: HttpRequest, read: Paper, receipt: str) -> HttpResponse:
    """收条, for whoever has no account: this answer alone shows it. Without `receipt`: that it was shown."""
    ballot = read.elector.ballot
    qr = qr_code(settings.BASE_URL + ballot.get_absolute_url())
    context = {"ballot": ballot, "label": str(read.elector), "receipt": receipt, "qr": qr}
    return render(request, "ballots/receipt.html", context)


def slip_again(request: HttpRequest, ballot: Ballot, paper_pk: int) -> HttpResponse:
    """To whoever read it as the second: again to the very same form, whose answer may have been lost."""
    mine = ballot.papers.filter(state=PaperState.COUNTED, confirmed_by=request.user)
    read = get_object_or_404(mine.select_related("elector__ballot", "vote"), pk=paper_pk)
    is_same = request.method == "POST" and request.POST.get("client_key") == str(read.vote.client_key)
    return slip(request, read, read.vote.receipt if is_same else "")


@login_required
@require_safe
def paper_photo(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """To whoever reads it a second time."""
    ballot = ballot_at_the_desk(request, pk)
    row = get_object_or_404(to_read(request.user, ballot), pk=paper_pk)
    if row.scan:
        note_paper_read(by=request.user, elector=row.elector)
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
