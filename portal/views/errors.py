import errno
import sys

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from kit.once_more import causes
from notifications.models import Message

AGAIN = 30  # seconds
TOO_MUCH = RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is too old, most often after a night with the page open. The draft is kept."""
    return render(request, "403_csrf.html", status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """A message may be opened a month later, when its page was withdrawn or is theirs no longer, since an
    office or a home ended; or where somebody else is signed in. What they were told is said here again."""
    return render(request, "404.html", {"told": told_of(request)}, status=404)


def told_of(request: HttpRequest) -> Message | None:
    user, path = getattr(request, "user", None), request.path
    if user is None or not user.is_authenticated or "\0" in path:  # which no text of the database can hold
        return None
    here = Q(letter__url=path) | Q(letter__url__startswith=f"{path}#") | Q(letter__url__startswith=f"{path}?")
    return Message.objects.inbox_of(user).filter(here).order_by("-sent_at", "-id").first()


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """What did not arrive whole, and what was too much: to send that once more would help nobody."""
    name, status = ("413.html", 413) if isinstance(exception, TOO_MUCH) else ("400.html", 400)
    return HttpResponse(render_to_string(name), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away and a disk that is full pass by themselves: said so, with when to come again.

    All that an operation had written is taken back with its transaction. A form that cannot be read (in an
    encoding that is not UTF-8) comes by here too, since Django's own pages for other errors try to read it
    again. Anything else is our mistake.
    """
    error = sys.exc_info()[1]
    if isinstance(error, BadRequest | SuspiciousOperation):
        return bad_request(request, error)
    if not passes(error):
        return HttpResponse(render_to_string("500.html"), status=500)
    answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(AGAIN)
    return answer


def passes(error: BaseException | None) -> bool:
    return any(
        isinstance(one, OperationalError | InterfaceError) or (isinstance(one, OSError) and one.errno in FULL)
        for one in causes(error)
    )
