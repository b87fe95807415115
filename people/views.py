from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.forms import say_refused
from kit.languages import remember_language
from kit.refused import Refused
from people.consents import not_answered, refusal
from people.forms import ConsentForm, ConsentsForm, ProfileForm
from people.models import Consent, ConsentItem, User
from people.operations import answer_consents, give_consents, update_profile, withdraw_consents


@login_required
def me(request: HttpRequest) -> HttpResponse:
    # Another copy of the person: a form that fails must not change the name in the page's frame.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            say_refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            response = redirect("people:me")
            remember_language(response, form.cleaned_data["language"])
            return response
    return render(request, "people/me.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """After signing up, and later where it was not answered or the words have changed: what we would like to
    do, item by item; going on without any yes is fine."""
    form = ConsentsForm(request.POST if request.method == "POST" else None)
    asked = not_answered(request.user)
    if request.method == "POST" and form.is_valid():
        answer_consents(by=request.user, asked=asked, yes=form.cleaned_data["yes"])
        return redirect(_onward(request))
    status = 422 if form.is_bound else 200
    return render(
        request,
        "people/welcome.html",
        {"form": form, "items": asked, "onward": _onward(request)},
        status=status,
    )


def _onward(request: HttpRequest) -> str:
    page = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours and page.startswith("/") else "/"  # of a bare word a view would be looked for


class Answer(NamedTuple):
    """How one item stands: the yes of today, or when it ended; `blocked` says why nobody can agree here."""

    item: ConsentItem
    standing: Consent | None
    ended: Consent | None
    blocked: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _consents_page(request)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        give_consents(by=request.user, items=[form.cleaned_data["item"]])
    except Refused as refused:
        return _consents_page(request, refused)
    messages.success(request, _("Noted."))
    return redirect("people:consents")


def _consents_page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    rows = list(Consent.objects.filter(user=request.user).order_by("given_at", "pk"))
    context = {"answers": [_answer(request.user, item, rows) for item in ConsentItem], "refused": refused}
    return render(request, "people/consents.html", context, status=422 if refused else 200)


def _answer(person: User, item: ConsentItem, rows: Iterable[Consent]) -> Answer:
    own = [row for row in rows if row.item == item]
    standing = next((row for row in own if row.withdrawn_at is None), None)
    return Answer(item, standing, own[-1] if own and not standing else None, str(refusal(person, item) or ""))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_consent(request: HttpRequest, item: str) -> HttpResponse:
    """Asks once more, and says what ends with it."""
    if item not in ConsentItem.values:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            withdraw_consents(by=request.user, items=[item])
        except Refused as refusal_:
            refused = refusal_
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("people:consents")
    context = {"item": ConsentItem(item), "refused": refused}
    return render(request, "people/end_consent.html", context, status=422 if refused else 200)
