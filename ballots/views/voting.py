"""The vote itself. By name: one row, and back to the page. Secret: the answer to this request is the only
page that ever shows the receipt; it is in no session, no address and no message."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from ballots.forms.choosing import VoteForm
from ballots.models import Ballot
from ballots.operations.casting import Cast
from ballots.operations.voting import cast_secret, cast_vote
from ballots.queries.standing import Entry, entries_of, why_not
from ballots.views.detail import ballot_to_show, form_for, page
from committees.forms.fields import show_refusal
from kit.refused import Refused


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@login_required
@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_to_show(request, pk)
    entry = asked_for(request, ballot)
    if entry is None:
        return page(request, ballot, refusal=why_not(request.user, ballot) or gone(), status=422)
    form = form_for(entry, ballot, list(ballot.options.all()), request.POST)
    if not form.is_valid():
        return page(request, ballot, forms={entry.key: form}, refusal=first_error(form), status=422)
    try:
        cast = cast_for(request, ballot, entry, form)
    except Refused as refused:
        show_refusal(form, refused)
        return page(request, ballot, forms={entry.key: form}, refusal=str(refused), status=422)
    if ballot.is_secret:
        if not cast.is_new:
            words = _("This form came in before. What you chose that first time counts and stays.")
            messages.warning(request, words)
        return page(request, ballot_to_show(request, pk), receipts={entry.key: cast.receipt})
    messages.success(request, _("Your vote is in. Its receipt stands on this page."))
    return redirect(f"{ballot.get_absolute_url()}#vote-{entry.key}")


def asked_for(request: HttpRequest, ballot: Ballot) -> Entry | None:
    """For whom: the key of a form that this page showed to this person."""
    asked = request.POST.get("entry", "")
    return next((entry for entry in entries_of(request.user, ballot) if entry.key == asked), None)


def gone() -> str:
    return _("This form does not fit any more. Please load the page again.")


def first_error(form: VoteForm) -> str:
    return next((errors[0] for errors in form.errors.values()), "")


@sensitive_variables()
def cast_for(request: HttpRequest, ballot: Ballot, entry: Entry, form: VoteForm) -> Cast:
    words = form.cleaned_data
    given = {
        "by": request.user,
        "elector": entry.elector,
        "choices": words["chosen"],
        "proxy": entry.proxy,
        "is_of_age": words.get("is_of_age", False),
    }
    if ballot.is_secret:
        return cast_secret(code=words["code"], **given)
    return cast_vote(client_key=words["client_key"], **given)
