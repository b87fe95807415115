"""委托书 at the desk: recorded with a photo of the signed paper, read by a second person, ended with why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import rules
from ballots.forms.papers import EndProxyForm, FindForm, ProxyForm, SendBackForm
from ballots.models import Ballot, Elector, Proxy, RollVoter
from ballots.operations.confirming_proxies import confirm_proxy, send_back_proxy
from ballots.operations.noting_reads import note_proxy_read
from ballots.operations.proxies import end_proxy, record_proxy
from ballots.queries.desk import found_at, proxies_handled, proxies_pending, proxies_to_confirm
from ballots.result_words import labels_of
from ballots.views.desk import ballot_at_the_desk, elector_asked, photo
from ballots.views.papers import MOST_FOUND
from ballots.views.seen import ballot_seen
from committees.forms.fields import show_refusal
from kit.paging import page_of
from kit.refused import Refused
from people.models import User

MOST_WAITING = 100


@never_cache
@login_required
@require_safe
def proxies(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_at_the_desk(request, pk)
    form = FindForm(request.GET) if "door" in request.GET else FindForm()
    found = None
    if form.is_bound and form.is_valid():
        found = list(found_at(request.user, ballot, form.cleaned_data["door"])[:MOST_FOUND])
    rows = proxies_handled(request.user, ballot).order_by()
    is_open = ballot.closed_at is None and ballot.voided_at is None
    context = {
        "ballot": ballot,
        "form": form,
        "found": found,
        "is_open": is_open,
        "waiting": list(proxies_to_confirm(request.user, ballot)[:MOST_WAITING]) if is_open else [],
        "pending": proxies_pending(ballot),
        "page": page_of(request, rows, ("-recorded_at", "-id")),
    }
    name = "ballots/proxies.html#rows" if request.htmx else "ballots/proxies.html"
    return render(request, name, context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proxy_new(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_at_the_desk(request, pk)
    elector = elector_asked(request, ballot)
    posted = [request.POST, request.FILES] if request.method == "POST" else []
    form = ProxyForm(
        *posted, ballot=ballot, options=list(ballot.options.all()), initial={"scope": scope(ballot)}
    )
    if posted and form.is_valid() and recorded(request, form, elector):
        messages.success(request, _("Recorded. It holds when a second person has looked at the paper."))
        return redirect("ballots:proxies", pk=ballot.pk)
    context = {"ballot": ballot, "elector": elector, "form": form}
    return render(request, "ballots/proxy.html", context, status=422 if form.errors else 200)


def scope(ballot: Ballot) -> str:
    return _("This ballot: %(title)s") % {"title": ballot.title}


def recorded(request: HttpRequest, form: ProxyForm, elector: Elector) -> bool:
    words = form.cleaned_data
    try:
        record_proxy(
            by=request.user,
            elector=elector,
            scope=words["scope"],
            scan=words["scan"],
            agent=account_of(words["agent_phone"]),
            agent_name=words["agent_name"],
            instruction=words["chosen"],
            client_key=words["client_key"],
        )
    except Refused as refused:
        show_refusal(form, refused, {"agent": "agent_phone", "instruction": "is_instructed"})
        return False
    return True


def account_of(phone: str) -> User | None:
    """Known by a phone that its owner proved; whether there is one nobody is told."""
    return User.objects.filter(phone=phone, phone_verified=True, is_active=True).first() if phone else None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proxy(request: HttpRequest, pk: int, proxy_pk: int) -> HttpResponse:
    """The second reading: the photo beside what was typed, and yes or no."""
    ballot = ballot_at_the_desk(request, pk)
    row = get_object_or_404(proxies_handled(request.user, ballot), pk=proxy_pk)
    if request.method != "POST" and not row.is_pending:
        return redirect("ballots:proxies", pk=ballot.pk)
    form = SendBackForm(request.POST if "back" in request.POST else None)
    sentence = ""
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            answered(request, row, form)
            return redirect("ballots:proxies", pk=ballot.pk)
        except Refused as refused:
            sentence = str(refused)
    labels = labels_of(ballot)
    context = {
        "ballot": ballot,
        "proxy": row,
        "form": form,
        "sentence": sentence,
        "instruction": [labels.get(key, key) for key in row.instruction or ()],
        "is_own": row.recorded_by_id == request.user.pk,
    }
    return render(request, "ballots/proxy_read.html", context, status=422 if sentence or form.errors else 200)


def answered(request: HttpRequest, row: Proxy, form: SendBackForm) -> None:
    if form.is_bound:
        send_back_proxy(by=request.user, proxy=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("Sent back. Whoever recorded it reads why."))
    else:
        confirm_proxy(by=request.user, proxy=row)
        messages.success(request, _("Confirmed. From now on they may vote by it."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proxy_end(request: HttpRequest, pk: int, proxy_pk: int) -> HttpResponse:
    """For whoever gave it, whoever holds it, and the desk."""
    ballot = ballot_seen(request, pk)
    proxy = get_object_or_404(endable_by(request.user, ballot), pk=proxy_pk)
    form = EndProxyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_proxy(by=request.user, proxy=proxy, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The proxy has ended."))
            return redirect(ballot)
    context = {"ballot": ballot, "proxy": proxy, "form": form}
    return render(request, "ballots/proxy_end.html", context, status=422 if form.errors else 200)


def endable_by(user: User, ballot: Ballot):
    mine = RollVoter.objects.filter(user=user, ended_at=None, elector__ballot=ballot).values("elector")
    who = Q(agent=user) | Q(elector__in=mine)
    if rules.may_handle_papers(user=user, ballot=ballot):
        who |= Q(pk__in=proxies_handled(user, ballot).order_by().values("pk"))
    return Proxy.objects.filter(who, ballot=ballot, ended_at=None).select_related("elector")


@login_required
@require_safe
def proxy_photo(request: HttpRequest, pk: int, proxy_pk: int) -> HttpResponse:
    ballot = ballot_at_the_desk(request, pk)
    proxy = get_object_or_404(proxies_handled(request.user, ballot), pk=proxy_pk)
    note_proxy_read(by=request.user, proxy=proxy)
    return photo(proxy.scan.name)
