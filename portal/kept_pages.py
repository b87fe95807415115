"""Public pages, made once and given to every visitor, until something they are made of changes.

What a page is made of is seen from its own questions: the tables that they name. It is kept in this process
with the version (kit/changes.py) that these tables had before the page was made, and never beyond the minute
in which it was made: what begins or ends by the clock does so at a full minute. Whoever has a session, or a
cookie that we do not know, or asked by htmx, gets a page of their own.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import Error, connections, router
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language

from kit import changes
from kit.kept_plans import WORD, tables
from kit.middleware import COOKIE, TOKEN, digest_of, if_unchanged
from kit.models import Change

KEPT = {
    "home", "notices:list", "notices:archive", "notices:month", "notices:postings", "notices:detail",
    "committees:list", "committees:detail", "committees:minutes", "buildings:list",
    "buildings:place",
}  # fmt: skip
MOST, LARGEST = 400, 100_000  # pages, and bytes of one
MASK = b'name="csrfmiddlewaretoken" value=""'


@dataclass(frozen=True)
class Page:
    content: bytes
    digest: bytes
    headers: dict[str, str]
    tables: tuple[str, ...]
    version: changes.Version


class Shelf:
    """The pages asked for last. Threads share it."""

    def __init__(self) -> None:
        self.pages: OrderedDict[tuple, Page] = OrderedDict()
        self.lock = Lock()

    def take(self, key: tuple) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def put(self, key: tuple, page: Page) -> None:
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST:
                self.pages.popitem(last=False)


class Versions:
    """What was last heard of some tables: good for a twentieth of a second, so that a rush is one question.

    Counted from before the question, and forgotten when something was sent to this process: whoever wrote
    here finds it at once. Threads share it; two that ask at the same moment both ask.
    """

    def __init__(self) -> None:
        self.heard: dict[tuple, tuple[float, changes.Version]] = {}

    def of(self, tables: tuple[str, ...]) -> changes.Version:
        now, key = monotonic(), (router.db_for_read(Change), tables)
        until, version = self.heard.get(key, (0.0, {}))
        if now >= until:
            version = changes.version(tables)
            self.heard[key] = (now + settings.KEPT_PAGES_CHECKED_MS / 1000, version)
        return version

    def forget(self) -> None:
        self.heard = {}


class Making:
    """A page that is to be kept, while its view makes it."""

    def __init__(self, key: tuple) -> None:
        self.key, self.version, self.tables = key, changes.version(), set()
        for connection in connections.all():
            connection.execute_wrappers.append(self._look)

    def _look(self, execute, sql, params, many, context):
        self.tables |= tables() & set(WORD.findall(str(sql)))
        return execute(sql, params, many, context)

    def stop(self) -> None:
        for connection in connections.all():
            connection.execute_wrappers.remove(self._look)

    def page(self, response: HttpResponse) -> Page:
        version = {table: seen for table, seen in self.version.items() if table in self.tables}
        content = TOKEN.sub(MASK, response.content)
        digest = digest_of(response.content)
        return Page(content, digest, dict(response.headers), tuple(sorted(self.tables)), version)


class KeptPagesMiddleware:
    """The innermost: what it gives out goes through all the others, as what a view made does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf, self.versions = Shelf(), Versions()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.making = None
        try:
            response = self.get_response(request)
        finally:
            if request.making:
                request.making.stop()
            if request.method not in ("GET", "HEAD"):
                self.versions.forget()
        if request.making and _may_be_kept(response) and request.making.tables <= _noted():
            self.shelf.put(request.making.key, request.making.page(response))
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not _is_plain_visit(request):
            return None
        try:
            return self._kept(request)
        except Error:  # the view will meet it too, and the primary take the place of a replica that died
            return None

    def _kept(self, request: HttpRequest) -> HttpResponse | None:
        key = _key(request)
        page = self.shelf.take(key)
        if page and page.version == self.versions.of(page.tables):
            return _given(request, page)
        request.making = Making(key)
        return None


def _is_plain_visit(request: HttpRequest) -> bool:
    known = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, COOKIE}
    return (
        request.method == "GET"
        and request.resolver_match.view_name in KEPT
        and not (set(request.COOKIES) - known or request.htmx or "Authorization" in request.headers)
    )


def _key(request: HttpRequest) -> tuple:
    minute = int(timezone.now().timestamp() // 60)
    return (
        minute,
        request.get_host(),
        request.scheme,
        request.get_full_path(),
        get_language(),
        request.comfort,
    )


def _may_be_kept(response: HttpResponse) -> bool:
    if response.streaming or response.status_code != 200 or response.cookies:
        return False
    return len(response.content) <= LARGEST and not response.has_header("Cache-Control")


def _given(request: HttpRequest, page: Page) -> HttpResponse:
    bool(request.user)  # the answer says whose page it is (SaysWhoMiddleware): nobody's
    if same := if_unchanged(request, _answer(page, b"")):
        return same  # a token, which would not be sent, takes as long as half of all the rest
    content = page.content
    if MASK in content:
        token = get_token(request).encode()
        content = content.replace(MASK, MASK[:-1] + token + b'"')
    return _answer(page, content)


def _answer(page: Page, content: bytes) -> HttpResponse:
    response = HttpResponse(content, headers=page.headers)
    response.digest = page.digest
    return response


@cache
def _noted() -> frozenset[str]:
    return frozenset(changes.noted())
