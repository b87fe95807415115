"""What neighbours say to a proposal: arguments with one level of answers, and "I think so too"."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import discussion as words
from ballots.models import Agreement, Comment, Deliberation, Proposal
from ballots.models.discussion import Side
from ballots.models.proposals import ProposalState
from ballots.operations.proposal_ground import insist_on_words, lock
from journal.operations import record
from kit.refused import Refused
from notifications.operations.caps import one_at_a_time
from people.models import User

LONGEST = Comment._meta.get_field("text").max_length
MOST_AN_HOUR, AN_HOUR = 10, timedelta(hours=1)


@transaction.atomic
def comment(
    *,
    by: User,
    proposal: Proposal,
    text: str,
    side: str = Side.OPEN,
    deliberation: Deliberation | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Comment:
    """One row for one form, however often it is sent. A side is taken only where there are two columns."""
    now, key = now or timezone.now(), client_key or uuid4()
    proposal = lock(proposal)
    if known := said_already(by, proposal, key):
        return known
    insist_on_a_place_to_speak(by, proposal)
    if side not in Side.values:
        raise Refused(_("Say whether you are for it or against it, or neither."), field="side")
    deliberation = insist_on_its_hours(deliberation, proposal, now)
    row = {"deliberation": deliberation, "side": side if proposal.has_columns else Side.OPEN}
    return say(by, proposal, text, key, now, **row)


@transaction.atomic
def answer_comment(
    *, by: User, comment: Comment, text: str, client_key: UUID | None = None, now: datetime | None = None
) -> Comment:
    """One level: an answer is not answered, the argument is answered once more."""
    now, key = now or timezone.now(), client_key or uuid4()
    proposal = lock(comment.proposal)
    if known := said_already(by, proposal, key):
        return known
    insist_on_a_place_to_speak(by, proposal)
    to = locked_comment(comment)
    if to.answers_id:
        raise Refused(_("This is an answer already. Answer what it answers; both stand there together."))
    insist_on_readable(to)
    deliberation = insist_on_its_hours(to.deliberation, proposal, now)
    said = say(by, proposal, text, key, now, answers=to, deliberation=deliberation)
    words.tell_of_reply(said, now=now)
    return said


def said_already(by: User, proposal: Proposal, key: UUID) -> Comment | None:
    known = Comment.objects.filter(client_key=key).first()
    if known and (known.author_id, known.proposal_id) != (by.pk, proposal.pk):
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def insist_on_a_place_to_speak(by: User, proposal: Proposal) -> None:
    if proposal.state == ProposalState.MERGED:
        raise Refused(_("It goes on in another proposal; please say it there."))
    if proposal.state == ProposalState.WITHDRAWN:
        raise Refused(_("It was taken back; nothing more is said here."))
    if not rules.may_discuss(user=by, proposal=proposal):
        raise Refused(_("Neighbours of the place speak here, and those who serve it."))


def insist_on_its_hours(
    deliberation: Deliberation | None, proposal: Proposal, now: datetime
) -> Deliberation | None:
    """In a deliberation nobody writes before it opens or after it closes."""
    if deliberation is None:
        return None
    found = Deliberation.objects.select_for_update(no_key=True).get(pk=deliberation.pk)
    if found.proposal_id != proposal.pk:
        raise Refused(_("That deliberation is about another proposal."))
    if found.called_off_at:
        raise Refused(_("This deliberation was called off; nothing more is said in it."))
    if now < found.opens_at:
        raise Refused(_("It has not begun. Please come back when it opens."))
    if now >= found.closes_at or found.summed_up_at:
        raise Refused(_("It is over; what was said stands. The host sums it up."))
    return found


def say(by: User, proposal: Proposal, text: str, key: UUID, now: datetime, **fields) -> Comment:
    text = insist_on_words(text, LONGEST, "text", _("Write what you would like to say."))
    insist_on_few(by, now)
    try:
        with transaction.atomic():
            said = Comment.objects.create(
                client_key=key, proposal=proposal, author=by, text=text, at=now, **fields
            )
    except IntegrityError:  # the same form for another proposal, at the same moment
        return said_already(by, proposal, key)
    record(by=by, verb="ballots.comment", subject=proposal, data={"comment": said.pk}, now=now)
    return said


def insist_on_few(by: User, now: datetime) -> None:
    """One after the other for each person, so that many taps at the same moment are counted."""
    one_at_a_time(f"comments of {by.pk}")
    if Comment.objects.filter(author=by, at__gt=now - AN_HOUR).count() >= MOST_AN_HOUR:
        raise Refused(
            _("You have written %(most)d times within an hour. Let others speak; go on a little later.")
            % {"most": MOST_AN_HOUR},
            field="text",
        )


def locked_comment(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",), no_key=True)
    related = rows.select_related(
        "proposal__place", "proposal__author", "author", "deliberation", "hidden_by"
    )
    return related.get(pk=comment.pk)


def insist_on_readable(comment: Comment) -> None:
    if comment.withdrawn_at:
        raise Refused(_("It was taken back by whoever wrote it."))
    if comment.is_hidden:
        raise Refused(_("It is hidden just now."))


@transaction.atomic
def agree(*, by: User, comment: Comment, now: datetime | None = None) -> Comment:
    """Once for each person, of an argument; a second tap changes nothing."""
    now = now or timezone.now()
    said = locked_comment(comment)
    if said.author_id == by.pk:
        raise Refused(_("These are your own words; they count already."))
    insist_on_a_place_to_speak(by, said.proposal)
    insist_on_readable(said)
    insist_on_its_hours(said.deliberation, said.proposal, now)
    Agreement.objects.get_or_create(comment=said, user=by, defaults={"at": now})
    return said


@transaction.atomic
def take_back_agreement(*, by: User, comment: Comment) -> Comment:
    Agreement.objects.filter(comment=comment, user=by).delete()
    return comment


@transaction.atomic
def withdraw_comment(*, by: User, comment: Comment, now: datetime | None = None) -> Comment:
    """At any time, by whoever wrote it; nothing of it is shown any more."""
    now = now or timezone.now()
    said = locked_comment(comment)
    if said.author_id != by.pk:
        raise Refused(_("Only whoever wrote it can take it back."))
    if said.withdrawn_at is None:
        said.withdrawn_at = now
        said.save(update_fields=["withdrawn_at"])
        data = {"comment": said.pk}
        record(by=by, verb="ballots.withdraw_comment", subject=said.proposal, data=data, now=now)
    return said


@transaction.atomic
def set_columns(*, by: User, proposal: Proposal, has_columns: bool, now: datetime | None = None) -> Proposal:
    """Arguments for and against side by side: asked for by its author or by those who moderate."""
    proposal = lock(proposal)
    if not rules.may_set_columns(user=by, proposal=proposal):
        raise Refused(_("Its author, or those who moderate here, choose how arguments are shown."))
    if proposal.has_columns != has_columns:
        proposal.has_columns = has_columns
        proposal.save(update_fields=["has_columns"])
        data = {"has_columns": has_columns}
        record(by=by, verb="ballots.set_columns", subject=proposal, data=data, now=now)
    return proposal
