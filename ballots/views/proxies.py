"""委托书 at the desk: recorded with a photo of the signed paper, and ended with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import rules
from ballots.forms.papers import EndProxyForm, FindForm, ProxyForm
from ballots.models import Ballot, Elector, Proxy, RollVoter
from ballots.operations.proxies import end_proxy, record_proxy
from ballots.queries.desk import found_at, proxies_handled
from ballots.views.desk import ballot_at_the_desk, elector_asked, photo
from ballots.views.papers import MOST_FOUND
from ballots.views.seen import ballot_seen
from committees.forms.fields import show_refusal
from journal.operations import record_read
from kit.paging import page_of
from kit.refused import Refused
from people.models import User


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
    context = {
        "ballot": ballot,
        "form": form,
        "found": found,
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
        messages.success(request, _("The proxy is recorded. Whoever gave it is told."))
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
def proxy_photo(request: HttpRequest, pk: int, proxy_pk: int) -> FileResponse:
    ballot = ballot_at_the_desk(request, pk)
    proxy = get_object_or_404(proxies_handled(request.user, ballot), pk=proxy_pk)
    record_read(by=request.user, subject=ballot, purpose=_("Looking at a signed proxy"))
    return photo(proxy.scan.name)
