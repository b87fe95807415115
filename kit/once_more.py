"""A page that was only read, and lost its turn to somebody else's locks, is read once more.

While tables are brought up to date under load, PostgreSQL ends one of two that wait for each other, and it
may be the reader. Its own transaction was taken back, and to read twice harms nothing: whoever asked need not
hear of it.
"""

from collections.abc import Callable, Iterator

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


def lost_its_turn(error: BaseException) -> bool:
    return any(
        isinstance(one, OperationalError) and getattr(one.__cause__, "pgcode", "") in LOST_ITS_TURN
        for one in causes(error)
    )


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those from which it came: one of ours was raised from it, or a template from it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
