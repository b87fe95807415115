"""That notice was given, home by home, with what proves it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from ballots.models import Ballot, Delivery, Elector, RollHome
from ballots.models.rolls import DeliveryWay

ORDER = ("number",)
PAGE = 100


class Way(NamedTuple):
    label: str
    count: int  # entries of the roll


def deliveries_by_way(ballot: Ballot) -> list[Way]:
    """Entries reached by each way, and those by none. Two statements."""
    there = Elector.objects.filter(ballot=ballot, removed_at=None)
    rows = Delivery.objects.filter(elector__in=there).values_list("way")
    counts = dict(rows.order_by().annotate(count=Count("elector", distinct=True)))
    silent = there.filter(~Exists(Delivery.objects.filter(elector=OuterRef("pk")))).count()
    ways = [Way(str(way.label), counts.get(way.value, 0)) for way in DeliveryWay]
    return [*ways, Way(_("Not reached by any way on record"), silent)]


def electors_with_proof(ballot: Ballot) -> QuerySet[Elector]:
    """Three statements for a page."""
    notes = Delivery.objects.select_related("by").order_by("at", "pk")
    homes = RollHome.objects.order_by("pk")
    rows = Elector.objects.filter(ballot=ballot, removed_at=None)
    return rows.prefetch_related(Prefetch("homes", homes), Prefetch("deliveries", notes))


class Proof(NamedTuple):
    number: int
    label: str
    notes: list[Delivery]


def proofs(electors: Iterable[Elector]) -> list[Proof]:
    """A line for each home; for each entry that has none, one of its own."""
    found = []
    for elector in electors:
        notes, homes = list(elector.deliveries.all()), list(elector.homes.all())
        if not homes:
            found.append(Proof(elector.number, elector.label, notes))
        for home in homes:
            here = [note for note in notes if note.home_id in (None, home.pk)]
            found.append(Proof(elector.number, home.label, here))
    return found
