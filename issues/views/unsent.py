"""The log form as the queue of a phone without signal uses it: the same form and operation, answered in JSON.

See docs/adr/0005. `POST issues:new` with `Accept: application/json`:

    201 {number, url}                     taken; 200 with the same facts when this key was taken before
    422 {errors: [{field, id, sentence}]} refused, with the reason; also 404 and 413 come as they always do
                                          (of "client_key": it went out before, with other words)
    401 {errors}, 409 {errors}            nobody, or somebody else, is signed in here: kept, not sent
"""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from issues.forms import ReportForm
from issues.models import Issue
from issues.queries.places import places_to_choose
from issues.views import report

JSON = "application/json"


@require_safe
@never_cache
def who(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, and a token of today: the page that asks may be a copy of last night's."""
    return JsonResponse({"who": request.user.pk, "token": get_token(request)})


def new(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and request.headers.get("Accept", "").startswith(JSON):
        return never_cache(receive)(request)
    return report.new(request)


def receive(request: HttpRequest) -> JsonResponse:
    if not request.user.is_authenticated:
        return _refused([_("Please sign in first.")], status=401)
    if request.POST.get("queued_by") != str(request.user.pk):
        return _refused([_("Somebody else wrote this. It waits until they sign in.")], status=409)
    if issue := _taken_before(request):  # the answer was lost on the way; what changed since is of no account
        if _holds_other_words(request, issue):
            return _refused([report.sent_already(issue)], field="client_key")
        return _taken(issue, status=200)
    place, problem = report.place_of(request, places_to_choose(request.user))
    if problem or place is None:
        return _refused([problem or _("You have no place here yet where you could report.")])
    form = report.form_of(request, place)
    issue = report.send(request, form, place) if form.is_valid() else None
    if issue is None:
        return JsonResponse({"errors": _errors(form)}, status=422)
    if request.headers.get("Linli-Now"):  # from the form in front of them, which now shows the issue
        messages.success(request, report.noted(issue))
    return _taken(issue, status=201)


def _taken_before(request: HttpRequest) -> Issue | None:
    try:
        key = uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        return None  # the form says what is wrong with it
    return Issue.objects.filter(client_key=key, logged_by=request.user).first()


def _holds_other_words(request: HttpRequest, issue: Issue) -> bool:
    """It went out as it was while its writer, whose form this is, changed it: that is not lost unsaid."""
    is_in_front = "Linli-Now" in request.headers
    return is_in_front and request.POST.get("text", "").split() != issue.text.split()


def _taken(issue: Issue, *, status: int) -> JsonResponse:
    return JsonResponse({"number": issue.number, "url": issue.get_absolute_url()}, status=status)


def _refused(sentences: list[str], *, status: int = 422, field: str = "") -> JsonResponse:
    errors = [{"field": field, "id": "", "sentence": sentence} for sentence in sentences]
    return JsonResponse({"errors": errors}, status=status)


def _errors(form: ReportForm) -> list[dict[str, str]]:
    """In the order of the form: the field's name, the id to jump to, and the sentence."""
    return [
        {"field": name, "id": form[name].auto_id, "sentence": sentence}
        if name in form.fields
        else {"field": "", "id": "", "sentence": sentence}
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
