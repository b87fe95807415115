"""Who was forgotten on a frozen roll, or was counted with others: put on it with a reason, till the close, by
two people as any other correction."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import (
    Ballot,
    Elector,
    Objection,
    Participation,
    ProposedCorrection,
    RollHome,
    RollVoter,
)
from ballots.models.rolls import ElectorKind
from ballots.operations.corrections import (
    as_text,
    ask_for,
    insist_on_a_correction,
    insist_on_a_voter,
    insist_on_no_paper_in_hand,
    kind_added,
    tell_voters,
    voter_wanted,
    whole_area,
    write_down,
)
from ballots.operations.locking import lock
from ballots.queries.labels import home_label, several_homes
from ballots.queries.roll import building_of
from buildings.models import Dwelling
from buildings.models.places import one_estate
from buildings.standing import standing_of
from kit.refused import Refused
from people.models import User


class Entry(NamedTuple):
    """As it would stand on the roll."""

    label: str
    name: str
    area: Decimal | None
    dwelling: Dwelling | None
    voter: User | None


@transaction.atomic
def propose_entry(
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
) -> ProposedCorrection:
    """A home that is counted with others (unsold, or of somebody of the same name) would leave them with its
    area; one that is an entry of its own stays it: that entry is corrected."""
    now, label = now or timezone.now(), " ".join(label.split())
    ballot = lock(ballot)
    insist_on_a_correction(by, ballot, None, objection, reason, now)
    entry = Entry(label, " ".join(name.split())[:200], area, dwelling, voter)
    if dwelling is not None and not label:
        entry = entry._replace(
            label=home_label(dwelling.place, dwelling.door, one_estate([ballot.place.path]))
        )
    _insist_on_sense(by, ballot, entry)
    wanted = _as_kept(entry, ballot)
    for waiting in ballot.proposed_corrections.filter(ended_at=None, elector=None):
        if waiting.by_id == by.pk and waiting.wanted == wanted:
            return waiting
        if dwelling is not None and waiting.wanted["dwelling"] == dwelling.pk:
            sentence = _("An entry for this home waits for a second person already. That one comes first.")
            raise Refused(sentence, field="dwelling")
    return ask_for(ballot, None, objection, wanted, reason, by, now)


def _as_kept(entry: Entry, ballot: Ballot) -> dict[str, Any]:
    area = whole_area(entry.area, ballot) if ballot.is_of_owners else None
    return {
        "label": entry.label[:120],
        "name": entry.name,
        "area": as_text(area),
        "dwelling": entry.dwelling.pk if entry.dwelling else None,
        "voter": entry.voter.pk if entry.voter else None,
    }


def entry_wanted(proposed: ProposedCorrection) -> Entry:
    wanted = proposed.wanted
    homes = Dwelling.objects.select_related("place")
    return Entry(
        wanted["label"],
        wanted["name"],
        Decimal(wanted["area"]) if wanted["area"] else None,
        homes.get(pk=wanted["dwelling"]) if wanted["dwelling"] else None,
        voter_wanted(proposed),
    )


# --- what makes sense ----------------------------------------------------------------------------------


def _insist_on_sense(by: User, ballot: Ballot, entry: Entry) -> None:
    insist_on_a_voter(ballot, by, entry.voter)
    if entry.dwelling is not None:
        _insist_on_the_home(by, ballot, entry.dwelling)
    _insist_on_an_entry(ballot, entry)
    there = home_there(ballot, entry.dwelling)
    if there and kind_added(ballot) != ElectorKind.PERSON:
        _insist_on_leaving(there.elector, there)


def home_there(ballot: Ballot, dwelling: Dwelling | None) -> RollHome | None:
    if dwelling is None:
        return None
    return RollHome.objects.filter(ballot=ballot, dwelling=dwelling).select_related("elector").first()


def _insist_on_the_home(by: User, ballot: Ballot, dwelling: Dwelling) -> None:
    if not dwelling.place.path.startswith(ballot.place.path):
        raise Refused(_("This home lies elsewhere."), field="dwelling")
    if any(capacity.dwelling_id == dwelling.pk for capacity in standing_of(by).capacities):
        raise Refused(_("This is your own home. Please ask a colleague."), field="dwelling")


def _insist_on_an_entry(ballot: Ballot, entry: Entry) -> None:
    if not entry.label:
        raise Refused(_("Say who it is: a home, or a name."), field="label")
    if ballot.is_of_owners and (entry.area is None or entry.dwelling is None):
        field = "area" if entry.dwelling else "dwelling"
        raise Refused(_("An owner counts by a home and its area. Please give both."), field=field)
    if kind_added(ballot) == ElectorKind.HOME and entry.dwelling is None:
        raise Refused(_("Here each home has one vote. Please say which home."), field="dwelling")
    is_person = kind_added(ballot) == ElectorKind.PERSON and entry.voter is None
    if is_person and ballot.electors.filter(removed_at=None, label__iexact=entry.label[:120]).exists():
        sentence = _("An entry of this name is on the roll. Write down where they live as well.")
        raise Refused(sentence, field="label")


def _insist_on_leaving(holder: Elector, home: RollHome) -> None:
    """A home that is counted with others may leave them, unless they have voted with it."""
    if holder.removed_at:
        return
    if not holder.homes.exclude(pk=home.pk).exists():
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
    insist_on_no_paper_in_hand(holder)


# --- put on it: by the second person -------------------------------------------------------------------


def holder_of(proposed: ProposedCorrection) -> Elector | None:
    """The entry that its home is counted with now: locked before the ballot is."""
    number = proposed.wanted["dwelling"]
    home = RollHome.objects.filter(ballot=proposed.ballot, dwelling=number).first() if number else None
    return home.elector if home else None


def put_on(
    proposed: ProposedCorrection, holder: Elector | None, ballot: Ballot, by: User, now: datetime
) -> Elector:
    """Holder and ballot are locked."""
    entry = entry_wanted(proposed)
    insist_on_a_correction(by, ballot, None, None, proposed.reason, now)
    there = home_there(ballot, entry.dwelling)
    if there and there.elector != holder:
        raise Refused(_("The entry was corrected meanwhile. Send this back, and ask for it anew."))
    _insist_on_sense(by, ballot, entry)
    if there and kind_added(ballot) != ElectorKind.PERSON:
        _leave(proposed, holder, there, entry.area, by, now)
    elector = _new_elector(ballot, entry)
    after = {
        "label": elector.label,
        "area": as_text(elector.area),
        "voters": [entry.voter.pk] if entry.voter else [],
    }
    elector.revision = 0  # its correction is the first
    write_down(proposed, elector, {}, after, by, now)
    elector.revision = 1
    _take_home(elector, entry.dwelling, there)
    if entry.voter:
        RollVoter.objects.create(elector=elector, user=entry.voter)
    tell_voters(ballot, elector, by=by)
    return elector


def _leave(
    proposed: ProposedCorrection,
    holder: Elector,
    home: RollHome,
    taken: Decimal | None,
    by: User,
    now: datetime,
) -> None:
    """Its area leaves with it, unless the entry counts for nothing any more."""
    if holder.removed_at:
        return
    others = list(holder.homes.exclude(pk=home.pk).order_by("pk").values_list("label", flat=True))
    changed = _without(holder, home, taken, others)
    before = {field: as_text(getattr(holder, field)) for field in changed}
    after = {field: as_text(value) for field, value in changed.items()}
    write_down(proposed, holder, before, after, by, now)
    Elector.objects.filter(pk=holder.pk).update(**changed, revision=holder.revision + 1)
    holder.refresh_from_db()
    tell_voters(holder.ballot, holder, by=by)


def _without(holder: Elector, home: RollHome, taken: Decimal | None, others: Sequence[str]) -> dict:
    """Where the whole was put right its homes were not: then as much goes as the new entry takes."""
    changed = {"label": several_homes(others)}
    if holder.area is not None:
        was_put_right = holder.area != sum(row.area or 0 for row in holder.homes.all())
        rest = holder.area - ((taken if was_put_right else home.area) or 0)
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


def _new_elector(ballot: Ballot, entry: Entry) -> Elector:
    last = ballot.electors.aggregate(last=Max("number"))["last"] or 0
    return Elector.objects.create(
        ballot=ballot,
        number=last + 1,
        kind=kind_added(ballot),
        label=entry.label[:120],
        name=entry.name,
        place_id=building_of(entry.dwelling.place) if entry.dwelling else None,
        area=whole_area(entry.area, ballot) if ballot.is_of_owners else None,
        revision=1,
    )
