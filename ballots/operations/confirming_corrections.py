"""The second person of a correction: says that it is so, and it holds from that moment; or sends it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import objections as words
from ballots.models import Elector, ProposedCorrection
from ballots.operations.additions import holder_of, put_on
from ballots.operations.corrections import put_right
from ballots.operations.handling import insist_on_a_second_person
from ballots.operations.locking import lock, lock_elector
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post
from people.models import User


@transaction.atomic
def confirm_correction(*, by: User, proposed: ProposedCorrection, now: datetime | None = None) -> Elector:
    """Everything is asked again as it is now: who votes, what was voted, who is on the roll."""
    now = now or timezone.now()
    holder = proposed.elector or holder_of(proposed)
    holder = lock_elector(holder) if holder else None
    ballot = lock(proposed.ballot)
    proposed = locked(proposed)
    if proposed.ended_at and proposed.confirmed_by_id == by.pk:
        return proposed.elector
    insist_on_an_open_one(proposed)
    if by.pk == proposed.by_id:
        raise Refused(_("You asked for it yourself. Somebody else looks whether it is so."))
    insist_on_a_second_person(proposed.by, by, ballot)
    if proposed.is_addition:
        elector = put_on(proposed, holder, ballot, by, now)
    else:
        elector = put_right(proposed, holder, ballot, by, now)
    proposed.elector, proposed.confirmed_by, proposed.ended_at = elector, by, now
    proposed.save(update_fields=["elector", "confirmed_by", "ended_at"])
    return elector


@transaction.atomic
def send_back_correction(
    *, by: User, proposed: ProposedCorrection, reason: str, now: datetime | None = None
) -> ProposedCorrection:
    """Also by whoever asked for it, who takes it back. It never had any effect; the reason stays."""
    now, reason = now or timezone.now(), " ".join(reason.split())[:200]
    ballot = lock(proposed.ballot)
    proposed = locked(proposed)
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("The roll is put right by those who hold the ballot."))
    if proposed.refused_by_id == by.pk:
        return proposed
    insist_on_an_open_one(proposed)
    if not reason:
        raise Refused(_("Say in a sentence what is wrong; whoever asked for it reads it."), field="reason")
    proposed.refused_by, proposed.refused_reason, proposed.ended_at = by, reason, now
    proposed.save(update_fields=["refused_by", "refused_reason", "ended_at"])
    data = {"proposed": proposed.pk, "proposed_by": proposed.by_id, "reason": reason}
    record(by=by, verb="ballots.send_back_correction", subject=ballot, data=data, now=now)
    if by.pk != proposed.by_id:
        tell_sent_back(proposed)
    return proposed


def locked(proposed: ProposedCorrection) -> ProposedCorrection:
    rows = ProposedCorrection.objects.select_for_update(of=("self",)).select_related("by", "ballot")
    return rows.get(pk=proposed.pk)


def insist_on_an_open_one(proposed: ProposedCorrection) -> None:
    if proposed.refused_by_id:
        raise Refused(_("This was sent back: %(reason)s") % {"reason": proposed.refused_reason})
    if proposed.ended_at:
        raise Refused(_("Somebody else has confirmed this already."))


def tell_sent_back(proposed: ProposedCorrection) -> None:
    ballot = proposed.ballot
    post(
        to=[proposed.by],
        kind=words.CORRECTION_SENT_BACK,
        words=words.correction_sent_back(proposed),
        url=words.url_of_roll(ballot),
        subject=ballot,
        dedupe=f"correction {proposed.pk} sent back",
    )
