"""Who opened what of whom: kept beside the home, or the person where none counts, so that each finds it in
"my data". What it was for is one of PURPOSES; `portal.views.my_data` says it in words."""

from collections.abc import Iterable, Iterator

from django.db import models

from ballots.models import Elector, Proxy
from ballots.queries.roll import DoubtOfRoll, PlannedElector
from buildings.models import Dwelling
from journal.operations import record_reads
from people.models import User

ROLL, PAPER, PROXY, PROOF = "ballots.preview_roll", "ballots.paper", "ballots.proxy", "ballots.delivery"
PURPOSES = (ROLL, PAPER, PROXY, PROOF)


def note_preview(*, by: User, electors: Iterable[PlannedElector], doubts: Iterable[DoubtOfRoll] = ()) -> None:
    """Of a roll that is not written yet: those whose names stood on the page."""
    homes = [home for elector in electors if elector.name for home in subjects_of_plan(elector)]
    homes += [Dwelling(pk=home.dwelling_id) for row in doubts for home in row.doubt.homes]
    record_reads(by=by, subjects=homes, purpose=ROLL)


def subjects_of_plan(elector: PlannedElector) -> list[models.Model]:
    if elector.homes:
        return [Dwelling(pk=home.dwelling_id) for home in elector.homes]
    return [User(pk=pk) for pk in elector.voters]


def note_paper_read(*, by: User, elector: Elector) -> None:
    record_reads(by=by, subjects=subjects_of(elector), purpose=PAPER)


def note_proof_read(*, by: User, elector: Elector) -> None:
    record_reads(by=by, subjects=subjects_of(elector), purpose=PROOF)


def note_proxy_read(*, by: User, proxy: Proxy) -> None:
    """A signed proxy names two: whoever gave it and whoever holds it."""
    subjects = [*subjects_of(proxy.elector), *([proxy.agent] if proxy.agent else [])]
    record_reads(by=by, subjects=subjects, purpose=PROXY)


def subjects_of(elector: Elector) -> Iterator[models.Model]:
    homes = list(elector.homes.values_list("dwelling", flat=True))
    if homes:
        yield from (Dwelling(pk=pk) for pk in homes)
    else:
        yield from (User(pk=pk) for pk in elector.voters.values_list("user", flat=True))
