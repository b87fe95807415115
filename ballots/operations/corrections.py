"""What is put right on a frozen roll until voting closes: one person asks for it with a reason, and nothing
changes until a second one confirms it (`confirming_corrections`). Then it stands beside the roll.

What counts of an elector who has taken part stays as it is: nobody's vote gains or loses weight afterwards.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import objections as words
from ballots.models import (
    Ballot,
    Elector,
    Objection,
    Participation,
    ProposedCorrection,
    Proxy,
    RollCorrection,
    RollVoter,
)
from ballots.models.ballots import Electorate, Unit
from ballots.models.rolls import ElectorKind
from ballots.operations.casting import end_proxies
from ballots.operations.handling import insist_on_an_outsider
from ballots.operations.locking import lock, lock_elector
from ballots.operations.proxies import tell_of_the_end
from ballots.operations.reminding import stop_reminding
from ballots.queries.people import voters_of
from ballots.queries.reached import IN_HAND
from ballots.second_person import is_one_person
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post
from people.models import User

CENT = Decimal("0.01")
LARGEST = Decimal("9999999.99")


@transaction.atomic
def propose_correction(
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
) -> ProposedCorrection | None:
    """`voter` is the account that is to vote for them in place of whoever does. None: there is nothing to be
    changed. A second tap finds what was asked for."""
    now = now or timezone.now()
    elector = lock_elector(elector)
    ballot = lock(elector.ballot)
    insist_on_a_correction(by, ballot, elector, objection, reason, now)
    insist_on_a_voter(ballot, by, voter, elector)
    given = _wanted(elector, area=area, name=name, representative=representative, remove=remove)
    wanted = _changes(elector, given, voter)
    if not wanted:
        return None
    _insist_on_its_weight(elector, wanted)
    if waiting := elector.proposed.filter(ended_at=None).first():
        return _the_same(waiting, by, wanted)
    return ask_for(ballot, elector, objection, wanted, reason, by, now)


def _wanted(elector: Elector, *, area, name, representative, remove: bool) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if area is not None:
        wanted["area"] = whole_area(area, elector.ballot)
    if name is not None:
        wanted["name"] = " ".join(name.split())[:200]
    if representative is not None:
        wanted["representative"] = " ".join(representative.split())[:80]
    if remove:
        wanted["removed_at"] = True  # the moment is that of the second person
    return wanted


def _changes(elector: Elector, given: dict[str, Any], voter: User | None) -> dict[str, Any]:
    """Of what was given what is different from the roll, as it is kept until somebody confirms it."""
    wanted = {field: as_text(value) for field, value in given.items() if value != getattr(elector, field)}
    if voter is not None and voters_now(elector) != [voter.pk]:
        wanted["voter"] = voter.pk
    return wanted


def voters_now(elector: Elector) -> list[int]:
    return list(elector.voters.filter(ended_at=None).order_by("pk").values_list("user_id", flat=True))


def _the_same(waiting: ProposedCorrection, by: User, wanted: dict) -> ProposedCorrection:
    if waiting.by_id == by.pk and waiting.wanted == wanted:
        return waiting
    sentence = _("A correction of this entry waits for a second person already. That one comes first.")
    raise Refused(sentence, url=url_of_proposed(waiting))


def url_of_proposed(proposed: ProposedCorrection) -> str:
    return reverse("ballots:roll_proposed", args=[proposed.ballot_id, proposed.pk])


def ask_for(
    ballot: Ballot,
    elector: Elector | None,
    objection: Objection | None,
    wanted: dict,
    reason: str,
    by: User,
    now: datetime,
) -> ProposedCorrection:
    """An elector of None: an entry to be added."""
    proposed = ProposedCorrection.objects.create(
        ballot=ballot,
        elector=elector,
        seen_revision=elector.revision if elector else 0,
        objection=objection,
        wanted=wanted,
        reason=" ".join(reason.split())[:300],
        by=by,
        at=now,
    )
    data = {"proposed": proposed.pk, "fields": sorted(wanted), "reason": proposed.reason}
    data |= {"elector": elector.pk} if elector else {}
    record(by=by, verb="ballots.propose_correction", subject=ballot, data=data, now=now)
    return proposed


# --- what makes sense ----------------------------------------------------------------------------------


def insist_on_a_correction(
    by: User, ballot: Ballot, elector: Elector | None, objection: Objection | None, reason: str, now: datetime
) -> None:
    """Asked of both: of whoever wants it, and of the second person."""
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("The roll is put right by those who hold the ballot."))
    if elector and (rules.may_vote(user=by, elector=elector) or rules.lives_in(user=by, elector=elector)):
        raise Refused(_("This is your own entry. Please ask a colleague."))
    if elector:
        insist_on_an_outsider(by, elector)
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


def whole_area(area: Decimal, ballot: Ballot) -> Decimal:
    if not ballot.is_of_owners:
        raise Refused(_("In this ballot areas do not count."), field="area")
    if not area.is_finite() or not CENT <= area <= LARGEST:
        raise Refused(_("An area is more than 0 m²."), field="area")
    return area.quantize(CENT, rounding=ROUND_HALF_UP)


def _insist_on_its_weight(elector: Elector, changed: dict) -> None:
    if not {"area", "removed_at"} & changed.keys():
        return
    if Participation.objects.filter(elector=elector).exists():
        raise Refused(_("They have voted already. What their vote counts stays as it was."))
    insist_on_no_paper_in_hand(elector)


def insist_on_no_paper_in_hand(elector: Elector) -> None:
    """Taken off the roll, its paper could neither be read nor left out, and nothing would ever be counted."""
    if elector.papers.filter(state__in=IN_HAND).exists():
        sentence = _("A paper of %(label)s is being read. First it is read twice, or left out by two people.")
        raise Refused(sentence % {"label": elector})


def insist_on_a_voter(ballot: Ballot, by: User, voter: User | None, elector: Elector | None = None) -> None:
    """Nobody gives a vote to themselves, by whichever account; and of persons each has one, where persons are
    counted."""
    if voter is None:
        return
    if is_one_person(voter, by):
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


def as_text(value: Any) -> Any:
    """As JSON has it: an area in text."""
    return value if value is None or isinstance(value, bool) else str(value)


# --- put right: by the second person -------------------------------------------------------------------


def put_right(
    proposed: ProposedCorrection, elector: Elector, ballot: Ballot, by: User, now: datetime
) -> Elector:
    """Elector and ballot are locked."""
    voter = voter_wanted(proposed)
    insist_on_a_correction(by, ballot, elector, None, proposed.reason, now)
    insist_on_a_voter(ballot, by, voter, elector)
    if elector.revision != proposed.seen_revision:
        raise Refused(_("The entry was corrected meanwhile. Send this back, and ask for it anew."))
    _insist_on_its_weight(elector, proposed.wanted)
    changed = _columns(proposed.wanted, now)
    before = {field: as_text(getattr(elector, field)) for field in changed}
    after = {field: as_text(value) for field, value in changed.items()}
    voters = voters_now(elector)
    if voter:
        before["voters"], after["voters"] = voters, [voter.pk]
    write_down(proposed, elector, before, after, by, now)
    Elector.objects.filter(pk=elector.pk).update(**changed, revision=elector.revision + 1)
    if voter or "removed_at" in changed:
        stop_reminding(elector)
    if voter:
        _vote_from_now_on(elector, voter, proposed.reason, by, now)
    elector.refresh_from_db()
    tell_voters(ballot, elector, by=by, also=voters)
    return elector


def voter_wanted(proposed: ProposedCorrection) -> User | None:
    number = proposed.wanted.get("voter")
    return User.objects.get(pk=number) if number else None


def _columns(wanted: dict, now: datetime) -> dict[str, Any]:
    """{"area": Decimal, "removed_at": now}"""
    changed = {field: wanted[field] for field in ("name", "representative") if field in wanted}
    if "area" in wanted:
        changed["area"] = Decimal(wanted["area"])
    if "removed_at" in wanted:
        changed["removed_at"] = now
    return changed


def write_down(
    proposed: ProposedCorrection, elector: Elector, before: dict, after: dict, by: User, now: datetime
) -> None:
    """With both names: who asked for it, and who confirmed it."""
    RollCorrection.objects.create(
        ballot_id=proposed.ballot_id,
        elector=elector,
        revision=elector.revision + 1,
        objection_id=proposed.objection_id,
        before=before,
        after=after,
        reason=proposed.reason,
        by_id=proposed.by_id,
        confirmed_by=by,
        at=now,
    )
    data = {"elector": elector.pk, "fields": sorted(after), "reason": proposed.reason}
    data |= {"proposed": proposed.pk, "proposed_by": proposed.by_id}
    record(by=by, verb="ballots.correct_roll", subject=proposed.ballot, data=data, now=now)


def _vote_from_now_on(elector: Elector, voter: User, reason: str, by: User, now: datetime) -> None:
    others = elector.voters.filter(ended_at=None).exclude(user=voter).update(ended_at=now)
    row, is_new = RollVoter.objects.get_or_create(elector=elector, user=voter)
    if not is_new and row.ended_at:
        row.ended_at = None
        row.save(update_fields=["ended_at"])
    if others:
        _end_what_they_gave(elector, reason, by, now)


def _end_what_they_gave(elector: Elector, reason: str, by: User, now: datetime) -> None:
    """Whom the one before had sent would take the vote of who votes now."""
    given = list(Proxy.objects.standing().filter(elector=elector).select_related("agent", "recorded_by"))
    reason = _("Somebody else votes for %(label)s now: %(reason)s") % {"label": elector, "reason": reason}
    end_proxies(elector, reason[:200], now)
    for proxy in given:
        proxy.elector, proxy.end_reason = elector, reason[:200]
        tell_of_the_end(proxy, by)


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
