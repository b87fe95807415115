"""Words written into a form while the session ran out: they are kept, and given back after signing in.

    @keeps_text()  # or keeps_text(form_page=lambda request, pk: reverse("issues:detail", args=[pk]))
    @login_required
    def report(request): ...
        form = ReportForm(initial=given_back(request))

What was posted waits in the anonymous session of this browser for an hour; signing in carries it over.
"""

import time
from collections.abc import Callable, Container
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

KEY = "kept_text"
ONE_HOUR = 60 * 60
LARGEST = 64 * 1024  # bytes; a form of ours never comes near
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "code")

FormPage = Callable[..., str]


def keeps_text(form_page: FormPage | None = None) -> Callable:
    """For views that need signing in. `form_page` says where the form stands if it posts elsewhere."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST" or request.user.is_authenticated:
                return view(request, *args, **kwargs)
            page = form_page(request, *args, **kwargs) if form_page else request.get_full_path()
            keep(request, page)
            return to_sign_in(request, page)

        return wrapper

    return decorate


def keep(request: HttpRequest, page: str) -> None:
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if not name.startswith(NEVER_KEPT):
            fields.setlist(name, values)
    text = fields.urlencode()
    if text and len(text) <= LARGEST:
        request.session[KEY] = {"page": _path(page), "text": text, "at": time.time()}


def to_sign_in(request: HttpRequest, page: str) -> HttpResponse:
    response = redirect_to_login(page)
    if request.headers.get("HX-Request"):  # htmx would put the whole sign-in page into a corner of this one
        return HttpResponse(status=204, headers={"HX-Redirect": response.url})
    return response


def given_back(request: HttpRequest, *, many: Container[str] = ()) -> dict[str, Any]:
    """For `initial=`: the fields kept for this page, once. Those named in `many` come as lists.

    Empty where nothing was kept, so that `given | given_back(request)` reads well.
    """
    kept = request.session.get(KEY)
    if request.method != "GET" or not kept or kept["page"] != request.path:
        return {}
    del request.session[KEY]
    if time.time() - kept["at"] > ONE_HOUR:
        return {}
    fields = QueryDict(kept["text"])
    return {name: values if name in many else values[-1] for name, values in fields.lists()}


def _path(page: str) -> str:
    return page.partition("?")[0]
