from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    AccountInactiveView,
    ConfirmLoginCodeView,
    LoginView,
    RequestLoginCodeView,
    SignupView,
)
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buildings.queries.duty import duty_phones
from people.passkeys import work_at
from people.phones import normalise
from portal.demo.entry import enterable
from portal.sign_in.again import sign_in_anew
from portal.sign_in.codes import DEAD, has_typed_all, on_its_way, seconds_left
from portal.sign_in.forms import RequestLoginCodeForm
from portal.sign_in.second_step import AFTER, is_missing, must_have


class SignIn(LoginView):
    """allauth's page, with the phone first and, in the demonstration, people to enter as."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["code_form"] = RequestLoginCodeForm(auto_id="code_%s")
        context["demo_people"] = enterable() if settings.DEMO else []
        return context


class SignUp(SignupView):
    """An account, and its code on the way; or neither, and the same form is good for another try."""

    def form_valid(self, form) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            if response.status_code == 429:
                transaction.set_rollback(True)
        return response


class RequestCode(RequestLoginCodeView):
    """A second tap sends no second code; after half a minute it does, and another number always."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        waited_for = on_its_way(request) if request.method == "POST" else {}
        if waited_for:
            if _asks_for(request) == _address(waited_for) and (left := seconds_left(waited_for)):
                said = _("The code is on its way. You can ask for another in %(seconds)s seconds.")
                messages.info(request, said % {"seconds": left})
                self.request = request
                return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)


def _asks_for(request: HttpRequest) -> str:
    phone = request.POST.get("phone", "")
    return normalise(phone, invented=settings.DEMO) or request.POST.get("email", "").strip().lower()


def _address(waited_for: dict) -> str:
    return waited_for.get("phone") or waited_for.get("email", "").lower()


class ConfirmCode(ConfirmLoginCodeView):
    """Only six digits are a try. After three of them the code is dead, and the page says so."""

    def form_invalid(self, form) -> HttpResponse:
        if not has_typed_all(form) or self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, DEAD)
        return redirect("account_request_login_code")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        waited_for = self._process.state
        return context | {
            "resend_url": reverse("account_request_login_code"),
            "resend_to": {key: waited_for[key] for key in ("phone", "email") if waited_for.get(key)},
            "seconds": seconds_left(waited_for),
        }


@login_required
@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Why staff need one, and the two kinds of it. Whoever has one goes on to where they wanted to be."""
    if not is_missing(request.user):
        return redirect(request.session.pop(AFTER, "home"))
    return render(request, "portal/second_step.html")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def once_more(request: HttpRequest) -> HttpResponse:
    """For whoever has codes only and came long ago: why it is asked, and a button out and back."""
    page = get_next_redirect_url(request) or reverse("people:me")
    if request.method == "POST":
        return sign_in_anew(request, _("Now with a fresh code; then you go on where you were."), page)
    return render(request, "account/once_more.html", {"onward": page})


class Closed(AccountInactiveView):
    """Whoever cannot sign in can ask nobody here: the communities' numbers stand beside the sentence."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"duty_phones": duty_phones(limit=40)}


class AddPasskey(AddWebAuthnView):
    """Spare codes go with a second step; to whom a passkey is only a way in, none are shown."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not work_at(settings.BASE_URL):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)  # asks for another kind, which the next line forgets
        options = begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": {"creation_options": options}}

    def get_success_url(self) -> str:
        if must_have(self.request.user):
            return super().get_success_url()
        return reverse("mfa_list_webauthn")


class Devices(ListUserSessionsView):
    """Signs out one device, or with no device named all but this one."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not (named := request.POST.get("device")):
            return super().post(request, *args, **kwargs)
        if not named.isdecimal() or len(named) > 18:
            raise Http404
        session = get_object_or_404(UserSession, pk=int(named), user=request.user)
        end_sessions(request, [session])
        messages.success(request, _("Signed out there."))
        return redirect("usersessions_list")
