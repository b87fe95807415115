"""A count for whoever wants to check it: the file, the program that reads it, the list by name, one's own
receipt, and the record on paper."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ballots import rules, verify
from ballots.forms.counting import ReceiptForm
from ballots.models import Ballot, Result
from ballots.queries.results import VOTES_ORDER, own_electors, paper_by_receipt, votes_of
from ballots.record_pdf import record_pdf
from ballots.result_context import said
from ballots.result_words import labels_of
from ballots.views.seen import ballot_seen
from committees.seal import canonical
from kit.paging import page_of
from kit.refused import Refused


def counted(request: HttpRequest, pk: int) -> tuple[Ballot, Result]:
    rows = Ballot.objects.visible_to(request.user).filter(counted_at__isnull=False)
    ballot = get_object_or_404(rows.select_related("place", "organisation", "matter", "result"), pk=pk)
    return ballot, ballot.result


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Byte for byte what was counted; its last number is its mark, so that nobody fetches it twice."""
    ballot, result = counted(request, pk)
    if not rules.may_read_file(user=request.user, ballot=ballot):
        raise Http404
    answer = HttpResponse(result.file.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ballot-{ballot.public_id}.txt"'
    answer["ETag"] = f'"{result.chain_head}"'
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


@login_required
@require_safe
def sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """What was frozen when notice was given, byte for byte: its SHA-256 is the seal on the notice."""
    ballot = ballot_seen(request, pk)
    if ballot.announced_at is None:
        raise Http404
    answer = HttpResponse(canonical(ballot.document), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sealed-{ballot.public_id}.json"'
    return answer


@login_required
@require_safe
def verifier(request: HttpRequest, pk: int) -> HttpResponse:
    """The program that reads the file, as it stands in this site's own source."""
    counted(request, pk)
    source = Path(verify.__file__).read_bytes()
    answer = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


@login_required
@require_safe
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    ballot, result = counted(request, pk)
    if not rules.may_see_votes(user=request.user, ballot=ballot):
        raise Http404
    page = page_of(request, votes_of(ballot), VOTES_ORDER)
    own, labels = own_electors(ballot, request.user), labels_of(ballot)
    for vote in page:
        vote.is_own = vote.elector_id in own
        vote.said = said(ballot, labels, vote.choices)
    template = "ballots/votes.html#rows" if request.htmx else "ballots/votes.html"
    return render(request, template, {"ballot": ballot, "result": result, "page": page})


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """A receipt is looked for in the file alone. It comes in the body, and is kept nowhere."""
    ballot, result = counted(request, pk)
    if not rules.may_read_file(user=request.user, ballot=ballot):
        raise Http404
    form = ReceiptForm(request.POST or None)
    command = f"python verify.py ballot-{ballot.public_id}.txt --posted {result.chain_head}"
    context = {"ballot": ballot, "result": result, "form": form, "command": command}
    context["is_asked"] = form.is_valid()
    if form.is_valid():
        paper = paper_by_receipt(result, form.cleaned_data["receipt"])
        context["paper"] = paper
        context["said"] = said(ballot, labels_of(ballot), paper["choices"]) if paper else ""
    answer = render(request, "ballots/check.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """With the list by name for whoever may see names; `?public=1` gives the one without to everybody."""
    ballot, result = counted(request, pk)
    whole = rules.may_see_votes(user=request.user, ballot=ballot) and not request.GET.get("public")
    address = settings.BASE_URL + ballot.get_absolute_url()
    try:
        content = record_pdf(ballot, result, whole=whole, address=address, language=settings.LANGUAGE_CODE)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(ballot)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ballot-{ballot.pk}.pdf"'
    return answer
