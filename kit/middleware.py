"""What holds for every page: comfort (large text) mode, cookies that can be read, pages that stay private."""

import codecs
import re
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.urls import is_valid_path
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

COOKIE = "comfort"
MODES = ("normal", "large")
TEXTS = ("application/json", "application/manifest+json", "application/atom+xml")
ONE_YEAR = 60 * 60 * 24 * 365
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"')


class ReadableCookiesMiddleware:
    """Passes over cookies with a NUL in them: none of ours has one, and the database would fail on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class ReadableWordsMiddleware:
    """Our pages are in UTF-8, and so are their forms. What claims to be written otherwise can hold letters
    that neither the database nor a page can (UTF-7 has halves of some): a form in it did not arrive whole.

    One that is not in parts Django refuses itself, when it is read. For a page asked for it counts as if
    nothing were claimed; not by the setter, which reads the address first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            if request.content_type == "multipart/form-data":
                raise BadRequest("a form in another encoding than its page")
            if request.method in ("GET", "HEAD"):
                request._encoding = None
        return self.get_response(request)


class FormAddressesMiddleware:
    """A form that was refused stands at an address that takes forms and nothing else. Whoever comes back to
    it, signed in anew, with large text or in the other language, is led to the page around it.

    Only where a page is wanted: scripts and programs are told 405, as ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wants_a_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not wants_a_page:
            return response
        return HttpResponseRedirect(page_around(request.path))


def page_around(path: str) -> str:
    """/issues/12/ of /issues/12/accept: the next address above it that there is."""
    while path := path.rstrip("/").rpartition("/")[0]:
        if is_valid_path(f"{path}/"):
            return f"{path}/"
    return "/"


class PrivatePagesMiddleware:
    """What was made for someone signed in is kept by no cache between, and asked for again by their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        return response


class UnchangedPagesMiddleware:
    """A visitor's browser keeps a page, asks whether it is still the same, and is sent it only if it is not.

    By what is in it, so that the answer cannot be wrong: all but the masks of the tokens in its forms, which
    differ each time; instead of them the secret behind them counts, so the forms of a kept page work. Nothing
    of it for whoever has a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 304:  # CommonMiddleware counts what is not sent; RFC 9110, 8.6
            response.headers.pop("Content-Length", None)
        if not _is_for_anyone(request, response):
            return response
        return if_unchanged(request, response) or response


def if_unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """The short answer for whoever has this page; else None, and the page is marked by what is in it."""
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{_fingerprint(request, response)}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if answer is not response else None


def _is_for_anyone(request: HttpRequest, response: HttpResponse) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    hands_out = set(response.cookies) - {settings.CSRF_COOKIE_NAME}
    if request.method not in ("GET", "HEAD") or has_session or hands_out:
        return False
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    return is_page and response.status_code == 200 and "Cache-Control" not in response


def _fingerprint(request: HttpRequest, response: HttpResponse) -> str:
    secret = request.META.get("CSRF_COOKIE", "")
    digest = getattr(response, "digest", None) or digest_of(response.content)
    return salted_hmac("kit.unchanged", digest + secret.encode(), algorithm="sha256").hexdigest()


def digest_of(page: bytes) -> bytes:
    """Of what does not differ from one visitor to the next. Who knows it beforehand puts it on the answer."""
    return sha256(TOKEN.sub(b"", page)).digest()


class SqueezedTextMiddleware(GZipMiddleware):
    """Pages go out compressed; photos and PDFs are so already. Django pads each answer against BREACH."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        kind = response.get("Content-Type", "").partition(";")[0]
        is_text = kind.startswith("text/") or kind in TEXTS
        return super().process_response(request, response) if is_text and not response.streaming else response


class ComfortMiddleware:
    """A cookie, switched by `?comfort=large` on any page, with or without script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("comfort")
        if request.method == "GET" and wanted in MODES:
            return remember(request, wanted)
        chosen = request.COOKIES.get(COOKIE)
        request.comfort = chosen if chosen in MODES else "normal"
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response


def remember(request: HttpRequest, mode: str) -> HttpResponse:
    response = HttpResponseRedirect(address_without_comfort(request))
    remember_mode(response, mode)
    return response


def remember_mode(response: HttpResponse, mode: str) -> None:
    response.set_cookie(
        COOKIE,
        mode,
        max_age=ONE_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def address_without_comfort(request: HttpRequest) -> str:
    """The same page on this host: `//elsewhere` would leave it, so leading slashes are escaped."""
    query = request.GET.copy()
    query.pop("comfort", None)
    path = escape_leading_slashes(escape_uri_path(request.path))
    return f"{path}?{query.urlencode()}" if query else path
