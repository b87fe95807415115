"""What was due before a restore waits for a person of the subdistrict: by kind and age, never by words."""

from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kit.forms import say_refused
from kit.refused import Refused
from portal.backup import operations
from portal.backup.forms import HeldBackForm, held_back_form
from portal.backup.rules import may_decide_on_held
from portal.views.outbox import kind_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def held_back(request: HttpRequest) -> HttpResponse:
    if not may_decide_on_held(user=request.user):
        raise Http404
    if request.method == "POST":
        form = held_back_form(request.user, kind_in_words, request.POST)
        if form.is_valid() and _decided(request, form):
            return redirect("outbox")
        return render(request, "portal/held_back.html", {"held_form": form}, status=422)
    form = held_back_form(request.user, kind_in_words)
    return render(request, "portal/held_back.html", {"held_form": form}) if form else redirect("outbox")


def _decided(request: HttpRequest, form: HeldBackForm) -> bool:
    words = form.cleaned_data
    asked = {"by": request.user, "keys": words["keys"], "as_of": words["as_of"]}
    try:
        if "let_go" in request.POST:
            count = operations.let_go_held(**asked, reason=words["reason"])
            text = ngettext("%(n)d message is let go", "%(n)d messages are let go", count)
        else:
            count = operations.send_held(**asked)
            text = ngettext("%(n)d message goes out now", "%(n)d messages go out now", count)
    except Refused as refused:
        say_refused(form, refused)
        return False
    if count:
        said.success(request, text % {"n": count})
    return True
