"""A piece of paper for whoever rang: the number, where it stands, whom to ring."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from buildings import queries as buildings
from buildings.wording import captain_title
from issues import rules
from issues.models import Issue
from issues.queries.detail import with_places
from issues.rows import where_of, who_has
from kit.qr import qr_code


@require_safe
@login_required
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(with_places(Issue.objects.readable_by(request.user), request.user), pk=pk)
    if not rules.may_print_slip(user=request.user, issue=issue):
        raise Http404
    context = {
        "issue": issue,
        "where": where_of(issue, request.user),
        "who": who_has(issue),
        "callers": callers_of(issue),
        "qr": qr_code(settings.BASE_URL + issue.get_absolute_url()),
    }
    return render(request, "issues/slip.html", context)


def callers_of(issue: Issue) -> list[tuple[str, str]]:
    """The captain, by the number given for neighbours only; and the desk on duty."""
    found = []
    captaincy = buildings.captain_of(issue.place, issue.floor)
    if captaincy and captaincy.phone:
        title = captain_title(captaincy.kind, captaincy.place.name, is_lead=captaincy.is_lead)
        found.append((f"{title} {captaincy.user}", captaincy.phone))
    if duty := buildings.duty_line(issue.place):
        found.append((duty.name, duty.phone))
    return found
