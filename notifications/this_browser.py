"""Which PushDevice this browser is, as it says itself: its owner, signing in here again, need not switch it
on again, and whoever else signs in here silences it. A number with our signature, of use to no one else."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from notifications.models import PushDevice
from notifications.operations.signed_out import let_go_devices, take_up_device

COOKIE = f"{settings.SESSION_COOKIE_NAME}_device"  # two copies on one host share their cookies
LASTS = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer


def remember(response: HttpResponse, device: PushDevice) -> None:
    response.set_cookie(
        COOKIE,
        _signer().sign(device.pk),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def note_who_is_here(request: HttpRequest) -> None:
    """When somebody signed in, changed their password, or is seen again after an hour."""
    here = request.session.session_key
    if pk := _known(request):
        take_up_device(by=request.user, pk=pk, session_key=here)
    let_go_devices(person=request.user, here=here)


def _known(request: HttpRequest) -> int | None:
    try:
        return int(_signer().unsign(request.COOKIES.get(COOKIE, "")))
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt="notifications.this_browser")
