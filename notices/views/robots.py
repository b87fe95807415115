"""The robots of neighbours' chat groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buildings.models.places import starts_with
from kit.paging import page_of
from kit.refused import Refused
from notices import operations, rules
from notices.forms import RobotForm
from notices.models import GroupRobot


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def robots(request: HttpRequest) -> HttpResponse:
    if not rules.may_publish_somewhere(user=request.user):
        raise PermissionDenied
    form = RobotForm(request.POST or None, leader=request.user)
    if form.is_bound and form.is_valid():
        try:
            operations.add_group_robot(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The robot speaks from now on."))
            return redirect("notices:robots")
    page = page_of(request, _theirs(request), ("-id",))
    return render(
        request, "notices/robots.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


def _theirs(request: HttpRequest) -> QuerySet[GroupRobot]:
    rows = GroupRobot.objects.filter(robot__ended_at=None).select_related(
        "robot", "place__parent__parent__parent"
    )
    if request.user.is_superuser:
        return rows
    return rows.filter(starts_with(rules.leading_paths(request.user), "place__path"))


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(_theirs(request), pk=pk)
    operations.remove_group_robot(by=request.user, group=group)
    messages.success(request, _("The robot says nothing more."))
    return redirect("notices:robots")
