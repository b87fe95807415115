"""The first time somebody comes by WeChat: their number, its code, and for a newcomer a name.

Known or unknown, a number gets the same code and the same page; what it belongs to is said to who proved it.
"""

import time
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal.flows.signup import clear_pending_signup, get_pending_signup
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.models import User
from people.sign_in_forms import ConfirmLoginCodeForm
from portal.sign_in.codes import DEAD, LASTS, TRIES, WAIT, has_typed_all
from portal.sign_in.forms import WeixinNameForm, WeixinPhoneForm
from portal.sign_in.operations import open_account
from portal.sign_in.weixin import apps, prove

STEP = "weixin_step"  # in the session: {"phone", "code", "at", "tries", "proven"}


def step_of_weixin(view):
    """For whoever just came from WeChat and is nobody yet; the first page of it for all others."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def with_pending(request: HttpRequest) -> HttpResponse:
        if not apps():
            raise Http404
        pending = None if request.user.is_authenticated else get_pending_signup(request)
        if pending is None:
            return redirect("people:me" if request.user.is_authenticated else "account_login")
        try:
            return view(request, pending)
        except ImmediateHttpResponse as at_once:
            return at_once.response

    return with_pending


@step_of_weixin
def phone(request: HttpRequest, pending: SocialLogin) -> HttpResponse:
    form = WeixinPhoneForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["phone"]
        if _seconds_left(request, number):
            return redirect("weixin_code")
        if ratelimit.consume(request, action="request_login_code", key=number):
            _send(request, number)
            return redirect("weixin_code")
        form.add_error("phone", get_adapter().error_messages["rate_limited"])
    return _page(request, "socialaccount/signup.html", form)


def _send(request: HttpRequest, number: str) -> None:
    adapter = get_adapter()
    code = adapter.generate_login_code()
    adapter.send_verification_code_sms(user=None, phone=number, code=code)
    request.session[STEP] = {"phone": number, "code": code, "at": time.time(), "tries": 0, "proven": False}


def _seconds_left(request: HttpRequest, number: str) -> int:
    """Until another code may be asked for: a second tap sends no second one."""
    step = _step(request)
    return max(0, round(step["at"] + WAIT - time.time())) if step and step["phone"] == number else 0


def _step(request: HttpRequest) -> dict[str, Any] | None:
    step = request.session.get(STEP)
    return step if step and time.time() - step["at"] < LASTS else None


@step_of_weixin
def code(request: HttpRequest, pending: SocialLogin) -> HttpResponse:
    if (step := _step(request)) is None or step["proven"]:
        return redirect("socialaccount_signup")
    if request.POST.get("action") == "resend":
        return _again(request, step)
    form = ConfirmLoginCodeForm(request.POST if request.method == "POST" else None, code=step["code"])
    if not form.is_bound or not form.is_valid():
        return _not_this(request, form, step)
    if person := User.objects.filter(phone=step["phone"]).first():
        return _enter(request, pending, person, step, is_new=False)
    request.session[STEP] = step | {"proven": True}
    return redirect("weixin_name")


def _again(request: HttpRequest, step: dict) -> HttpResponse:
    left = _seconds_left(request, step["phone"])
    if left:
        said = _("The code is on its way. You can ask for another in %(seconds)s seconds.")
        messages.info(request, said % {"seconds": left})
    elif ratelimit.consume(request, action="request_login_code", key=step["phone"]):
        _send(request, step["phone"])
    else:
        messages.error(request, get_adapter().error_messages["rate_limited"])
    return redirect("weixin_code")


def _not_this(request: HttpRequest, form: ConfirmLoginCodeForm, step: dict) -> HttpResponse:
    if form.is_bound and has_typed_all(form):
        step = step | {"tries": step["tries"] + 1}
        request.session[STEP] = step
        if step["tries"] >= TRIES:
            del request.session[STEP]
            messages.error(request, DEAD)
            return redirect("socialaccount_signup")
    seconds = _seconds_left(request, step["phone"])
    return _page(request, "socialaccount/signup_code.html", form, phone=step["phone"], seconds=seconds)


@step_of_weixin
def name(request: HttpRequest, pending: SocialLogin) -> HttpResponse:
    if (step := _step(request)) is None or not step["proven"]:
        return redirect("socialaccount_signup")
    form = WeixinNameForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, "socialaccount/signup_name.html", form)
    person, is_new = open_account(phone=step["phone"], display_name=form.cleaned_data["display_name"])
    return _enter(request, pending, person, step, is_new=is_new)


def _enter(
    request: HttpRequest, pending: SocialLogin, person: User, step: dict, *, is_new: bool
) -> HttpResponse:
    """Through every step of signing in: a closed account stays closed, a second step is asked for."""
    clear_pending_signup(request)
    del request.session[STEP]
    prove(request, pending, person, step["phone"])
    get_adapter().set_phone_verified(person, step["phone"])
    wanted = pending.get_redirect_url(request)
    if is_new:
        return complete_signup(request, user=person, redirect_url=wanted)
    return perform_login(request, Login(user=person, redirect_url=wanted))


def _page(request: HttpRequest, template: str, form, **more) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **more}, status=status)
