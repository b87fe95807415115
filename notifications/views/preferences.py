"""What reaches a person how: chosen on one page, together with the browsers that may be woken."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.forms import say_refused
from kit.refused import Refused
from notifications import operations, queries, this_browser, vapid
from notifications.forms import DeviceForm, PreferencesForm
from notifications.models import Channel, PushDevice
from people.devices import device


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, PreferencesForm(chosen=queries.chosen_by(request.user)))
    form = PreferencesForm(request.POST)
    if form.is_valid():
        try:
            operations.choose(by=request.user, **form.chosen())
        except Refused as refusal:
            say_refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("notifications:preferences")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: PreferencesForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "ways": queries.ways_of(request.user),
        "devices": PushDevice.objects.filter(user=request.user).order_by("-made_at", "-pk"),
        "push_key": vapid.public_key(),
    }
    return render(request, "notifications/preferences.html", context, status=status)


@require_POST
@login_required
def add_device(request: HttpRequest) -> HttpResponse:
    """From the page's script, as a form or as the browser itself writes a subscription (JSON)."""
    form = DeviceForm(_posted(request))
    sentence = next(iter(form.errors.values()))[0] if not form.is_valid() else ""
    if not sentence:
        try:
            return _added(request, form)
        except Refused as refusal:
            sentence = refusal.sentence
    return JsonResponse({"error": sentence}, status=422)


def _added(request: HttpRequest, form: DeviceForm) -> HttpResponse:
    label, key = device(request.headers.get("User-Agent", "")), request.session.session_key
    added = operations.add_device(by=request.user, label=label, session_key=key, **form.cleaned_data)
    response = JsonResponse({}, status=201)
    this_browser.remember(response, added)
    return response


def _posted(request: HttpRequest) -> dict:
    if request.content_type != "application/json":
        return request.POST
    try:
        said = json.loads(request.body)
        return {"endpoint": said["endpoint"], **{name: said["keys"][name] for name in ("p256dh", "auth")}}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}


@require_POST
@login_required
def remove_device(request: HttpRequest, pk: int) -> HttpResponse:
    operations.remove_device(by=request.user, device=get_object_or_404(PushDevice, pk=pk, user=request.user))
    messages.success(request, _("This device stays quiet from now on."))
    return redirect("notifications:preferences")


@require_POST
@login_required
def works_again(request: HttpRequest, channel: str) -> HttpResponse:
    """Its owner has looked: the address takes messages again."""
    if channel not in (Channel.EMAIL, Channel.SMS):
        raise Http404
    operations.clear_own_marks(by=request.user, channel=channel)
    messages.success(request, _("Good. We use it again from now on."))
    return redirect("notifications:preferences")
