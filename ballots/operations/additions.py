"""Who was forgotten on a frozen roll, or was counted with others: put on it with a reason, till the close."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Elector, Objection, Participation, RollHome, RollVoter
from ballots.models.rolls import ElectorKind
from ballots.operations.corrections import (
    as_text,
    insist_on_a_correction,
    insist_on_a_voter,
    kind_added,
    tell_voters,
    whole_area,
    write_down,
)
from ballots.operations.locking import lock, lock_elector
from ballots.queries.labels import home_label, several_homes
from ballots.queries.roll import building_of
from buildings.models import Dwelling
from buildings.models.places import one_estate
from buildings.standing import standing_of
from kit.refused import Refused
from people.models import User


@transaction.atomic
def add_elector(
    *,
    by: User,
    ballot: Ballot,
    reason: str,
    label: str = "",
    name: str = "",
    area: Decimal | None = None,
    dwelling: Dwelling | None = None,
    voter: User | None = None,
    objection: Objection | None = None,
    now: datetime | None = None,
) -> Elector:
    """A home that is counted with others (unsold, or of somebody of the same name) leaves them with its area;
    one that is an entry of its own stays it: that entry is corrected."""
    now, label = now or timezone.now(), " ".join(label.split())
    there = _home_there(ballot, dwelling)
    holder = lock_elector(there.elector) if there else None
    ballot = lock(ballot)
    insist_on_a_correction(by, ballot, None, objection, reason, now)
    insist_on_a_voter(ballot, by, voter)
    if dwelling is not None:
        _insist_on_the_home(by, ballot, dwelling)
        label = label or home_label(dwelling.place, dwelling.door, one_estate([ballot.place.path]))
    _insist_on_an_entry(ballot, label, area, dwelling, voter)
    if there and kind_added(ballot) != ElectorKind.PERSON:
        _leave(holder, there, objection, reason, by, now)
    elector = _new_elector(ballot, label, name, area, dwelling)
    after = {
        "label": elector.label,
        "area": as_text(elector.area),
        "voters": [voter.pk] if voter else [],
    }
    elector.revision = 0  # its correction is the first
    write_down(elector, ballot, objection, {}, after, reason, by, now)
    elector.revision = 1
    _take_home(elector, dwelling, there)
    if voter:
        RollVoter.objects.create(elector=elector, user=voter)
    tell_voters(ballot, elector, by=by)
    return elector


def _home_there(ballot: Ballot, dwelling: Dwelling | None) -> RollHome | None:
    if dwelling is None:
        return None
    return RollHome.objects.filter(ballot=ballot, dwelling=dwelling).select_related("elector").first()


def _insist_on_the_home(by: User, ballot: Ballot, dwelling: Dwelling) -> None:
    if not dwelling.place.path.startswith(ballot.place.path):
        raise Refused(_("This home lies elsewhere."), field="dwelling")
    if any(capacity.dwelling_id == dwelling.pk for capacity in standing_of(by).capacities):
        raise Refused(_("This is your own home. Please ask a colleague."), field="dwelling")


def _insist_on_an_entry(
    ballot: Ballot, label: str, area: Decimal | None, dwelling: Dwelling | None, voter: User | None
) -> None:
    if not label:
        raise Refused(_("Say who it is: a home, or a name."), field="label")
    if ballot.is_of_owners and (area is None or dwelling is None):
        field = "area" if dwelling else "dwelling"
        raise Refused(_("An owner counts by a home and its area. Please give both."), field=field)
    if kind_added(ballot) == ElectorKind.HOME and dwelling is None:
        raise Refused(_("Here each home has one vote. Please say which home."), field="dwelling")
    is_person = kind_added(ballot) == ElectorKind.PERSON and voter is None
    if is_person and ballot.electors.filter(removed_at=None, label__iexact=label[:120]).exists():
        sentence = _("An entry of this name is on the roll. Write down where they live as well.")
        raise Refused(sentence, field="label")


# --- a home that was counted with others ---------------------------------------------------------------


def _leave(
    holder: Elector, home: RollHome, objection: Objection | None, reason: str, by: User, now: datetime
) -> None:
    """Its area leaves with it, unless the entry counts for nothing any more."""
    if holder.removed_at:
        return
    others = list(holder.homes.exclude(pk=home.pk).order_by("pk").values_list("label", flat=True))
    if not others:
        raise Refused(
            _("This home is on the roll already. Correct its entry, number %(number)d.")
            % {"number": holder.number},
            field="dwelling",
        )
    if Participation.objects.filter(elector=holder).exists():
        raise Refused(
            _("The entry that this home is counted with has voted already; what its vote counts stays."),
            field="dwelling",
        )
    changed = _without(holder, home, others)
    before = {field: as_text(getattr(holder, field)) for field in changed}
    after = {field: as_text(value) for field, value in changed.items()}
    write_down(holder, holder.ballot, objection, before, after, reason, by, now)
    Elector.objects.filter(pk=holder.pk).update(**changed, revision=holder.revision + 1)
    holder.refresh_from_db()
    tell_voters(holder.ballot, holder, by=by)


def _without(holder: Elector, home: RollHome, others: Sequence[str]) -> dict:
    changed = {"label": several_homes(others)}
    if holder.area is not None:
        rest = holder.area - (home.area or 0)
        if rest <= 0:
            raise Refused(_("Without this home its entry would count no area. Correct that entry first."))
        changed["area"] = rest
    return changed


def _take_home(elector: Elector, dwelling: Dwelling | None, there: RollHome | None) -> None:
    if dwelling is None or elector.kind == ElectorKind.PERSON:
        return
    if there:
        RollHome.objects.filter(pk=there.pk).update(elector=elector)
        return
    source = dwelling.area_source if elector.area is not None and elector.area == dwelling.area else ""
    try:
        with transaction.atomic():
            RollHome.objects.create(
                ballot_id=elector.ballot_id,
                elector=elector,
                dwelling=dwelling,
                label=elector.label[:80],
                area=elector.area,
                area_source=source,
            )
    except IntegrityError:
        raise Refused(_("This home is on the roll already."), field="dwelling") from None


def _new_elector(
    ballot: Ballot, label: str, name: str, area: Decimal | None, dwelling: Dwelling | None
) -> Elector:
    last = ballot.electors.aggregate(last=Max("number"))["last"] or 0
    return Elector.objects.create(
        ballot=ballot,
        number=last + 1,
        kind=kind_added(ballot),
        label=label[:120],
        name=" ".join(name.split())[:200],
        place_id=building_of(dwelling.place) if dwelling else None,
        area=whole_area(area, ballot) if ballot.is_of_owners else None,
        revision=1,
    )
