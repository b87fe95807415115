"""Registered with buildings.leaving: steps of proposals that others take once an organisation is gone."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import ProposalStep
from ballots.queries.processes import steps_running
from buildings.leaving import Ending, GoesOn, places_left, still_served
from buildings.models import Membership, Organisation
from buildings.models.places import starts_with
from buildings.queries import administrators, organisation_answering
from buildings.queries.duty import STAFF_FIRST


def goes_on(ending: Ending, on: date) -> list[GoesOn]:
    counts = Counter(_heir(step, ending.organisation, on) for step in _steps(ending, on))
    return [GoesOn(_so_many(count), heir) for heir, count in counts.items()]


def _steps(ending: Ending, on: date) -> list[ProposalStep]:
    """Those that wait for this very organisation: the nearest of its kind."""
    house = ending.organisation
    paths = [place.path for place in places_left(ending, on)]
    rows = steps_running().filter(starts_with(paths, "proposal__place__path"), who=house.kind)
    rows = rows.exclude(starts_with(still_served(ending, on), "proposal__place__path")).order_by("pk")
    return [step for step in rows if organisation_answering(step.proposal.place, house.kind, on) == house]


def _heir(step: ProposalStep, gone: Organisation, on: date) -> str:
    place = step.proposal.place
    for kind in (step.who, *STAFF_FIRST):
        house = organisation_answering(place, kind, on, gone=gone.pk)
        if house and Membership.objects.current(on).filter(organisation=house, user__is_active=True).exists():
            return str(house)
    return _("the site's administrators") if administrators() else ""


def _so_many(count: int) -> str:
    return ngettext("%(n)d step of a proposal", "%(n)d steps of proposals", count) % {"n": count}
