from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from notifications.this_browser import note_who_is_here
from portal.demo.entry import enterable

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """One tap in, as an invented person; never as anyone real, and where DEMO is off there is no page."""
    if not settings.DEMO:
        raise Http404
    people = {role.key: user for role, user in enterable()}
    try:
        user = people[request.POST.get("key", "")]
    except KeyError:
        raise Http404 from None
    login(request, user, backend=BACKEND)
    record_authentication(request, user, "demo")  # as fresh as from a code, which nobody could read here
    UserSession.objects.create_from_request(request)  # allauth lists it among the devices one is signed in on
    note_who_is_here(request)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe and wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL))
