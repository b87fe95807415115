"""What is put right on a frozen roll until voting closes: each change with its reason, from what to what.

What counts of an elector who has taken part stays as it is: nobody's vote gains or loses weight afterwards.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import objections as words
from ballots.models import Ballot, Elector, Objection, Participation, RollCorrection, RollVoter
from ballots.models.ballots import Electorate, Unit
from ballots.models.rolls import ElectorKind
from ballots.operations.locking import lock, lock_elector
from ballots.operations.reminding import stop_reminding
from ballots.queries.people import voters_of
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post
from people.models import User

CENT = Decimal("0.01")
LARGEST = Decimal("9999999.99")


@transaction.atomic
def correct_roll(
    *,
    by: User,
    elector: Elector,
    reason: str,
    objection: Objection | None = None,
    area: Decimal | None = None,
    name: str | None = None,
    representative: str | None = None,
    voter: User | None = None,
    remove: bool = False,
    now: datetime | None = None,
) -> Elector:
    """`voter` is the account that votes for them from now on, in place of whoever did."""
    now = now or timezone.now()
    elector = lock_elector(elector)
    ballot = lock(elector.ballot)
    insist_on_a_correction(by, ballot, elector, objection, reason, now)
    insist_on_a_voter(ballot, by, voter, elector)
    after = _wanted(elector, area=area, name=name, representative=representative, remove=remove, now=now)
    before = {field: getattr(elector, field) for field in after}
    changed = {field: value for field, value in after.items() if value != before[field]}
    voters = list(elector.voters.filter(ended_at=None).order_by("pk").values_list("user_id", flat=True))
    changes_voter = voter is not None and voters != [voter.pk]
    if not changed and not changes_voter:
        return elector
    _insist_on_its_weight(elector, changed)
    earlier = {field: as_text(before[field]) for field in changed}
    later = {field: as_text(value) for field, value in changed.items()}
    if changes_voter:
        earlier["voters"], later["voters"] = voters, [voter.pk]
    write_down(elector, ballot, objection, earlier, later, reason, by, now)
    Elector.objects.filter(pk=elector.pk).update(**changed, revision=elector.revision + 1)
    if remove or changes_voter:
        stop_reminding(elector)
    if changes_voter:
        _vote_from_now_on(elector, voter, now)
    elector.refresh_from_db()
    tell_voters(ballot, elector, by=by, also=voters)
    return elector


def insist_on_a_correction(
    by: User, ballot: Ballot, elector: Elector | None, objection: Objection | None, reason: str, now: datetime
) -> None:
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("The roll is put right by those who hold the ballot."))
    if elector and (rules.may_vote(user=by, elector=elector) or rules.lives_in(user=by, elector=elector)):
        raise Refused(_("This is your own entry. Please ask a colleague."))
    if ballot.announced_at is None:
        raise Refused(_("The roll is not frozen yet: put it right in the register of homes."))
    if ballot.voided_at or ballot.closed_at or now >= ballot.closes_at:
        raise Refused(_("Voting has closed; the roll stays as it is."))
    if elector and elector.removed_at:
        raise Refused(_("This entry was taken off the roll already."))
    if objection and objection.ballot_id != ballot.pk:
        raise Refused(_("This objection is about another ballot."))
    if not reason.strip():
        raise Refused(_("Say why in a sentence; it stands beside the roll."), field="reason")


def _wanted(elector: Elector, *, area, name, representative, remove: bool, now: datetime) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if area is not None:
        wanted["area"] = whole_area(area, elector.ballot)
    if name is not None:
        wanted["name"] = " ".join(name.split())[:200]
    if representative is not None:
        wanted["representative"] = " ".join(representative.split())[:80]
    if remove:
        wanted["removed_at"] = now
    return wanted


def whole_area(area: Decimal, ballot: Ballot) -> Decimal:
    if not ballot.is_of_owners:
        raise Refused(_("In this ballot areas do not count."), field="area")
    if not area.is_finite() or not CENT <= area <= LARGEST:
        raise Refused(_("An area is more than 0 m²."), field="area")
    return area.quantize(CENT, rounding=ROUND_HALF_UP)


def _insist_on_its_weight(elector: Elector, changed: dict) -> None:
    if {"area", "removed_at"} & changed.keys() and Participation.objects.filter(elector=elector).exists():
        raise Refused(_("They have voted already. What their vote counts stays as it was."))


def insist_on_a_voter(ballot: Ballot, by: User, voter: User | None, elector: Elector | None = None) -> None:
    """Nobody gives a vote to themselves; and of persons each has one, where persons are counted."""
    if voter is None:
        return
    if voter.pk == by.pk:
        raise Refused(_("You cannot give a vote to yourself. Please ask a colleague."), field="voter")
    if not voter.is_active:
        raise Refused(_("This account is closed and cannot vote."), field="voter")
    others = RollVoter.objects.filter(elector__ballot=ballot, user=voter, ended_at=None)
    others = others.filter(elector__removed_at=None, elector__kind=ElectorKind.PERSON)
    kind = elector.kind if elector else kind_added(ballot)
    if kind == ElectorKind.PERSON and others.exclude(elector=elector).exists():
        raise Refused(_("They are on the roll already, and have one vote."), field="voter")


def kind_added(ballot: Ballot) -> ElectorKind:
    """What one more entry of this roll is."""
    if ballot.is_of_owners:
        return ElectorKind.OWNER
    of_homes = ballot.electorate == Electorate.RESIDENTS and ballot.unit == Unit.HOME
    return ElectorKind.HOME if of_homes else ElectorKind.PERSON


def as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def write_down(
    elector: Elector,
    ballot: Ballot,
    objection: Objection | None,
    before: dict,
    after: dict,
    reason: str,
    by,
    now,
) -> None:
    RollCorrection.objects.create(
        ballot=ballot,
        elector=elector,
        revision=elector.revision + 1,
        objection=objection,
        before=before,
        after=after,
        reason=" ".join(reason.split())[:300],
        by=by,
        at=now,
    )
    data = {"elector": elector.pk, "fields": sorted(after)}
    record(by=by, verb="ballots.correct_roll", subject=ballot, data=data, now=now)


def _vote_from_now_on(elector: Elector, voter: User, now: datetime) -> None:
    elector.voters.filter(ended_at=None).exclude(user=voter).update(ended_at=now)
    row, is_new = RollVoter.objects.get_or_create(elector=elector, user=voter)
    if not is_new and row.ended_at:
        row.ended_at = None
        row.save(update_fields=["ended_at"])


def tell_voters(ballot: Ballot, elector: Elector, *, by: User, also: Iterable[int] = ()) -> None:
    """Whoever votes for it now, and whoever did until this correction."""
    people = {person.pk: person for person in [*voters_of([elector]), *User.objects.filter(pk__in=also)]}
    people.pop(by.pk, None)
    post(
        to=people.values(),
        kind=words.CORRECTED,
        words=words.roll_corrected(ballot, elector),
        url=words.url_of_roll(ballot),
        subject=ballot,
        dedupe=f"elector {elector.pk} r{elector.revision}",
    )
