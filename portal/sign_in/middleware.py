from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponse


class TooOftenMiddleware:
    """allauth 65.21 lets its limit on text messages fall through the sign-up page: say it, do not fail."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond_429(request) if isinstance(exception, RateLimited) else None


class SaysWhoMiddleware:
    """Tells the service worker whose page this is, so that no copy is left for the next person at it.

    Only where the page asked who is signed in: a fragment that does not pays nothing for it.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "_cached_user"):
            response["Linli-Who"] = request._cached_user.pk or ""
        return response
