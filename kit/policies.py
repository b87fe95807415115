"""What a page of ours never does, said to the browser so that nothing put into one could do it either."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Photos are chosen by a field of a form, which asks for none of these.
UNUSED = ("camera", "microphone", "geolocation", "display-capture", "payment", "usb", "browsing-topics")
POLICIES = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    # No other site's page takes one of ours in as its picture or script, and with it what is in it.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PoliciesMiddleware:
    """On pages alone: readers of feeds show pictures of public notices, other programs fetch calendars."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            for name, value in POLICIES.items():
                response.setdefault(name, value)
        return response
