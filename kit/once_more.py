"""A page that was only read, and lost its turn to somebody else's locks, is read once more.

While tables are brought up to date under load, PostgreSQL ends one of two that wait for each other, and it
may be the reader. Nothing was written then: whoever asked need not hear of it.
"""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

# deadlock_detected, lock_not_available (PostgreSQL's appendix A)
LOST_ITS_TURN = {"40P01", "55P03"}


class OnceMoreMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What fails the second time is told as ever."""
        if request.method not in ("GET", "HEAD") or not lost_its_turn(error):
            return None
        view = request.resolver_match
        return view.func(request, *view.args, **view.kwargs)


def lost_its_turn(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", "") in LOST_ITS_TURN:
            return True
        error = error.__cause__ or error.__context__
    return False
