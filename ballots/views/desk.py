"""What the pages of the desk share: who sits there, which entry a form is about, how a photo goes out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ballots import rules
from ballots.models import Ballot, Elector
from ballots.queries.desk import handled_by
from ballots.views.seen import ballot_seen
from kit.handed_out import NOT_KEPT, photo_of
from kit.numbers import whole_number


def ballot_at_the_desk(request: HttpRequest, pk: int) -> Ballot:
    ballot = ballot_seen(request, pk)
    if ballot.announced_at is None or not rules.may_handle_papers(user=request.user, ballot=ballot):
        raise Http404
    if rules.stands(user=request.user, ballot=ballot):
        raise Http404
    return ballot


def elector_asked(request: HttpRequest, ballot: Ballot) -> Elector:
    """One that this person may take in hand; others do not exist here."""
    asked = whole_number(request.POST.get("elector") or request.GET.get("elector"))
    return get_object_or_404(handled_by(request.user, ballot), pk=asked)


def photo(name: str) -> HttpResponse:
    return photo_of(name, kept=NOT_KEPT)
