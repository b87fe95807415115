from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kit.refused import Refused
from people.forms import ProfileForm
from people.models import User
from people.operations import update_profile


@login_required
def me(request: HttpRequest) -> HttpResponse:
    # Another copy of the person: a form that fails must not change the name in the page's frame.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:me")
    return render(request, "people/me.html", {"form": form})
