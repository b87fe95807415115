"""What is kept about me, as a page and as a file; and the end of it."""

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from buildings.forms import PURPOSES
from kit.refused import Refused
from people.devices import device
from portal.my_data import erase_account, exported, note_export, parts_of, reads_of, what_hinders, what_stays
from portal.sign_in.again import forget_what_waited, has_just_shown, sign_in_anew, ways_to_show

READS_SHOWN = 30
PURPOSE_WORDS = dict(PURPOSES) | {
    "claim": gettext_lazy("To confirm who lives there"),
    "moved_out": gettext_lazy("To note that somebody moved out"),
    "still_here": gettext_lazy("To say whether a former owner still lives there"),
    "administration": gettext_lazy("To administer the site"),
    "ballots.preview_roll": gettext_lazy("To prepare the roll of a ballot"),
    "ballots.paper": gettext_lazy("To read a paper ballot a second time"),
    "ballots.proxy": gettext_lazy("To look at a signed proxy"),
    "ballots.delivery": gettext_lazy("To look at a proof that notice was given"),
}


class EraseForm(forms.Form):
    word = forms.CharField(
        label=gettext_lazy("Write “erase” here"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_word(self) -> str:
        if self.cleaned_data["word"].strip().lower() not in {"erase", str(_("erase"))}:
            raise forms.ValidationError(_("Please write “erase”, so that nobody does it by mistake."))
        return self.cleaned_data["word"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request, EraseForm())


def _page(request: HttpRequest, form: EraseForm, problem: Refused | None = None) -> HttpResponse:
    rows = reads_of(request.user)[:READS_SHOWN]
    context = {
        "parts": parts_of(request.user),
        "reads": [(entry, _purpose(entry.data.get("purpose", ""))) for entry in rows],
        "stays": what_stays(),
        "hindrance": what_hinders(request.user),
        "form": form,
        "problem": problem,
    }
    failed = problem or form.is_bound
    return render(request, "portal/my_data.html", context, status=422 if failed else 200)


def _purpose(written: str) -> str:
    """ "repair: 水管" as one reads it."""
    code, _colon, detail = written.partition(": ")
    words = str(PURPOSE_WORDS.get(code, code))
    return f"{words} · {detail}" if detail else words


@never_cache
@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """A phone that lies about unlocked gives nothing away: one shows once more who one is, as for erasing."""
    if not has_just_shown(request):
        return _ask_who_it_is(request)
    now = timezone.now()
    try:
        note_export(by=request.user, device=device(request.headers.get("User-Agent", "")), now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_data")
    answer = StreamingHttpResponse(exported(request.user, now), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="linli-{timezone.localdate(now):%Y-%m-%d}.zip"'
    return answer


@never_cache
@login_required
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    if not has_just_shown(request):
        if ways_to_show(request.user):
            raise ReauthenticationRequired  # allauth asks, and does afterwards what was wanted
        sentence = _("Please sign in once more: only whoever gets the code erases an account.")
        return sign_in_anew(request, sentence, reverse("my_data"))
    try:
        erase_account(by=request.user)
    except Refused as refused:
        return _page(request, form, refused)
    get_adapter().logout(request)
    messages.success(request, _("Your account is erased. Thank you for the time together."))
    return redirect("home")


def _ask_who_it_is(request: HttpRequest) -> HttpResponseRedirect:
    """And back to the button: a file that came as the answer to a password would leave that page standing."""
    page = reverse("my_data") + "#h-e"
    if ways := ways_to_show(request.user):
        forget_what_waited(request)
        messages.info(request, _("Then press “Fetch my data” once more."))
        return redirect(f"{ways[0]['url']}?{urlencode({'next': page})}")
    return sign_in_anew(
        request, _("Please sign in once more: only whoever gets the code fetches everything."), page
    )
