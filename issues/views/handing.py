"""One page that hands over what is open and ends the office with it: for staff, and for the captain."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buildings import rules as buildings
from buildings.leaving import Office, what_goes_on
from buildings.models import Captaincy, Membership
from buildings.queries import places_served_by
from buildings.wording import captain_role
from issues import operations
from issues.forms import LeaveForm
from issues.queries import with_names
from issues.queries.lists import MOST_PRESSING
from issues.queries.offices import held_through, successors_of
from issues.rows import row_of
from kit.drafts import given_back, keeps_text
from kit.forms import say_refused
from kit.refused import Refused


@keeps_text()
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hand_over_captaincy(request: HttpRequest, pk: int) -> HttpResponse:
    captaincy = get_object_or_404(Captaincy.objects.select_related("place__parent", "user"), pk=pk)
    is_own = captaincy.user_id == request.user.pk
    if not (is_own or buildings.may_appoint_captain(user=request.user, place=captaincy.place)):
        raise Http404

    def leave(**words) -> int:
        return operations.leave_captaincy(by=request.user, captaincy=captaincy, **words)

    back = captaincy.place.get_absolute_url()
    return _page(request, captaincy, leave, role=captain_role(captaincy), is_own=is_own, back=back)


@keeps_text()
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hand_over_membership(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("organisation", "user"), pk=pk)
    organisation = membership.organisation
    served = places_served_by(organisation)
    if not buildings.may_end_membership(user=request.user, membership=membership, served=served):
        raise Http404

    def leave(**words) -> int:
        return operations.leave_membership(by=request.user, membership=membership, **words)

    role = f"{organisation} {membership.title or membership.get_office_display()}"
    back = served[0].get_absolute_url() if served else reverse("home")
    is_own = membership.user_id == request.user.pk
    return _page(request, membership, leave, role=role, is_own=is_own, back=back)


def _page(
    request: HttpRequest, office: Office, leave: Callable[..., int], *, role: str, is_own: bool, back: str
) -> HttpResponse:
    now = timezone.now()
    has_ended = office.is_taken_back or (
        office.ended_on is not None and office.ended_on <= timezone.localdate(now)
    )
    if has_ended and request.method == "GET":
        raise Http404
    issues = list(with_names(held_through(office)).order_by(*MOST_PRESSING))
    successors = successors_of(office, issues) if issues else []
    form = LeaveForm(
        request.POST or None,
        successors=successors,
        with_reason=isinstance(office, Captaincy),
        initial={
            "on": office.earliest_end(timezone.localdate(now)),
            "text": _("The term is over; please go on with it."),
        }
        | given_back(request),
    )
    if request.method == "POST" and form.is_valid() and (done := _left(form, leave)):
        messages.success(request, done, extra_tags=f"saved:{_draft(request)}")
        return redirect(back)
    context = {
        "office": office,
        "role": role,
        "is_own": is_own,
        "back_to": back,
        "rows": [row_of(issue, now, request.user) for issue in issues],
        "form": form,
        "draft": _draft(request),
        "nobody": bool(issues) and not successors,
        "goes_on": [] if isinstance(office, Captaincy) else what_goes_on(office, timezone.localdate(now)),
    }
    return render(request, "issues/hand_over.html", context, status=422 if form.is_bound else 200)


def _draft(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"{match.view_name}-{match.kwargs['pk']}"


def _left(form: LeaveForm, leave: Callable[..., int]) -> str:
    """What to say on the next page; nothing when it was refused, and the form says why."""
    try:
        count = leave(**form.words)
    except Refused as refused:
        say_refused(form, refused)
        return ""
    if not count:
        return _("The term ends on that day.")
    return _("%(count)d handed over; the term ends on that day. Everyone concerned has been told.") % {
        "count": count
    }
