"""A neighbour's proposal: written, put out, seconded, taken back; and how many seconders a place asks for."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import rules
from ballots.messages import proposals as words
from ballots.models import Endorsement, Proposal, ProposalRule
from ballots.models.proposals import WAITING_PROPOSALS, ProposalState
from ballots.operations.proposal_ground import insist_on_words, lock, look_whether_enough, moved_on, plain
from ballots.queries.proposals import behind, limits_at, who_answers
from ballots.thresholds import MOST_OPEN
from buildings.models import Place
from journal.operations import record
from kit.refused import Refused
from people.models import User

LONGEST_TITLE = Proposal._meta.get_field("title").max_length
LONGEST_TEXT = Proposal._meta.get_field("text").max_length
MOST_DRAFTS = 20
MOST_SECONDERS, MOST_DAYS, MOST_AT_A_TIME = 1000, 60, 20


class Overwritten(Refused):
    """Another tab saved the same draft meanwhile. `theirs` stands now; saving over it is a decision."""

    def __init__(self, theirs: Proposal) -> None:
        super().__init__(_("You wrote here in another window meanwhile. Both are below; nothing is lost."))
        self.theirs = theirs


@transaction.atomic
def save_draft(
    *,
    by: User,
    place: Place,
    title: str,
    text: str,
    has_columns: bool = False,
    proposal: Proposal | None = None,
    seen_version: int = 0,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Proposal:
    """As it is typed, half a sentence too. Without `proposal` the form's key finds the draft that it made."""
    now, key = now or timezone.now(), client_key or uuid4()
    fields = {"title": plain(title), "text": plain(text), "place": place, "has_columns": has_columns}
    if not rules.may_propose(user=by, place=place):
        raise Refused(
            _("Proposals come from the neighbours of a place and from those who serve it."), field="place"
        )
    insist_on_length(fields)
    known = lock(proposal) if proposal else draft_with_key(by, key)
    if known is None:
        known = begin_draft(by, key, fields, now)
        if known.version == 1:
            return known
    return write_over(by, known, fields, seen_version, now)


def insist_on_length(fields: dict) -> None:
    for field, longest in (("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
        if len(fields[field]) > longest:
            raise Refused(_("Please say it in at most %(most)d characters.") % {"most": longest}, field=field)


def draft_with_key(by: User, key: UUID) -> Proposal | None:
    known = Proposal.objects.filter(client_key=key).first()
    if known and known.author_id != by.pk:
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known and lock(known)


def begin_draft(by: User, key: UUID, fields: dict, now: datetime) -> Proposal:
    insist_on_few(by, fields["place"])
    if Proposal.objects.filter(author=by, state=ProposalState.DRAFT).count() >= MOST_DRAFTS:
        raise Refused(_("You have %(most)d drafts. Please finish or discard one.") % {"most": MOST_DRAFTS})
    try:
        with transaction.atomic():
            return Proposal.objects.create(client_key=key, author=by, changed_at=now, **fields)
    except IntegrityError:  # the same page saved twice at the same moment
        return draft_with_key(by, key)


def insist_on_few(by: User, place: Place) -> None:
    """Under the lock of the person: two tabs that begin one at the same moment wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    rows = Proposal.objects.filter(
        author=by, place=place, state__in=(ProposalState.DRAFT, *WAITING_PROPOSALS)
    )
    most = limits_at(place).most_open
    if rows.count() >= most:
        sentence = ngettext(
            "You have %(most)d draft or proposal without an answer for this place. First finish it, take it "
            "back, or wait for its answer.",
            "You have %(most)d drafts or proposals without an answer for this place. First finish one, take "
            "one back, or wait for an answer.",
            most,
        )
        raise Refused(sentence % {"most": most}, field="place")


def write_over(by: User, draft: Proposal, fields: dict, seen_version: int, now: datetime) -> Proposal:
    if draft.author_id != by.pk:
        raise Refused(_("Only whoever writes it can change it."))
    if draft.state != ProposalState.DRAFT:
        raise Refused(
            _("It is out, and neighbours second these words. Take it back to write it anew."),
        )
    if all(getattr(draft, name) == value for name, value in fields.items()):
        return draft
    if draft.version != seen_version:
        raise Overwritten(draft)
    if draft.place_id != fields["place"].pk:
        insist_on_few(by, fields["place"])
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.version, draft.changed_at = draft.version + 1, now
    draft.save(update_fields=[*fields, "version", "changed_at"])
    return draft


@transaction.atomic
def discard_draft(*, by: User, proposal: Proposal) -> None:
    """What nobody has read goes without a trace. A second tap finds nothing left."""
    Proposal.objects.filter(pk=proposal.pk, author=by, state=ProposalState.DRAFT).delete()


@transaction.atomic
def publish_proposal(*, by: User, proposal: Proposal, now: datetime | None = None) -> Proposal:
    """From now on neighbours read it and second it, as many as the place's rule of this day says."""
    now = now or timezone.now()
    proposal = lock(proposal)
    if proposal.author_id != by.pk:
        raise Refused(_("Only whoever writes it can put it out."))
    if proposal.published_at:
        return proposal
    if not rules.may_propose(user=by, place=proposal.place):
        raise Refused(
            _("Proposals come from the neighbours of a place and from those who serve it."), field="place"
        )
    insist_on_words(proposal.title, LONGEST_TITLE, "title", _("Say in a few words what should change."))
    insist_on_words(proposal.text, LONGEST_TEXT, "text", _("Say why, and how you would do it."))
    proposal.state, proposal.published_at, proposal.changed_at = ProposalState.GATHERING, now, now
    proposal.seconders_needed = limits_at(proposal.place).seconders
    proposal.save(update_fields=["state", "published_at", "changed_at", "seconders_needed"])
    data = {"place": proposal.place_id, "seconders": proposal.seconders_needed}
    record(by=by, verb="ballots.publish_proposal", subject=proposal, data=data, now=now)
    look_whether_enough(proposal, by=by, now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(*, by: User, proposal: Proposal, now: datetime | None = None) -> Proposal:
    """By whoever wrote it, until it is answered; the page stays, and whoever seconds it is told."""
    now = now or timezone.now()
    proposal = lock(proposal)
    if proposal.author_id != by.pk:
        raise Refused(_("Only whoever wrote it can take it back."))
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    if not rules.may_withdraw(user=by, proposal=proposal):
        raise Refused(moved_on(proposal))
    told = behind([proposal])
    if proposal.state == ProposalState.CHECKING:
        told += [person for person in who_answers(proposal.place) if person not in told]
    proposal.state, proposal.changed_at = ProposalState.WITHDRAWN, now
    proposal.save(update_fields=["state", "changed_at"])
    record(by=by, verb="ballots.withdraw_proposal", subject=proposal, now=now)
    words.stop_asking(proposal)
    row = {"kind": words.NEWS, "words": words.withdrawn(proposal), "event": "withdrawn", "by": by}
    words.tell(told, proposal=proposal, now=now, **row)
    return proposal


@transaction.atomic
def endorse(*, by: User, proposal: Proposal, now: datetime | None = None) -> Proposal:
    """附议. A second tap changes nothing; whoever is the last that was missing brings it to an answer."""
    now = now or timezone.now()
    proposal = lock(proposal)
    if proposal.author_id == by.pk:
        raise Refused(_("You wrote it yourself; your voice counts already."))
    if not rules.is_neighbour_at(user=by, place=proposal.place):
        raise Refused(_("Proposals are seconded by the neighbours of the place."))
    if proposal.endorsements.filter(user=by).exists():
        return proposal
    if proposal.state not in WAITING_PROPOSALS:
        raise Refused(moved_on(proposal))
    Endorsement.objects.create(proposal=proposal, user=by, at=now)
    record(by=by, verb="ballots.endorse", subject=proposal, now=now)
    look_whether_enough(proposal, by=by, now=now)
    return proposal


@transaction.atomic
def take_back_endorsement(*, by: User, proposal: Proposal, now: datetime | None = None) -> Proposal:
    """Until it is answered. An answer that is owed stays owed: the day was promised to all the others."""
    now = now or timezone.now()
    proposal = lock(proposal)
    own = proposal.endorsements.filter(user=by)
    if own.exists():
        if proposal.state not in WAITING_PROPOSALS:
            raise Refused(moved_on(proposal))
        own.delete()
        record(by=by, verb="ballots.take_back_endorsement", subject=proposal, now=now)
    return proposal


class RuleOverwritten(Refused):
    """Somebody else set the rule meanwhile. `theirs` holds now; saving over it is a decision."""

    def __init__(self, theirs: ProposalRule) -> None:
        super().__init__(
            _("Somebody else changed this meanwhile. Look at what it says now; saving again replaces it.")
        )
        self.theirs = theirs


@transaction.atomic
def set_rule(
    *,
    by: User,
    place: Place,
    seconders: int,
    answer_days: int,
    most_open: int = MOST_OPEN,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> ProposalRule:
    """For proposals put out from now on; those that are out keep the number of their day. `seen_version`: of
    the rule that was read, 0 where the place had none of its own."""
    now = now or timezone.now()
    if not rules.may_set_rules(user=by, place=place):
        raise Refused(_("The staff of the community say how many seconders it takes."))
    values = {"seconders": seconders, "answer_days": answer_days, "most_open": most_open}
    insist_on_limits(**values)
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)  # also where there is no rule yet
    known = ProposalRule.objects.filter(place=place).select_related("set_by").first()
    if known and all(getattr(known, name) == value for name, value in values.items()):
        return known
    if known and seen_version is not None and seen_version != known.version:
        raise RuleOverwritten(known)
    rule = known or ProposalRule(place=place, version=0)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.version, rule.set_by, rule.set_at = rule.version + 1, by, now
    rule.save()
    record(by=by, verb="ballots.set_rule", subject=rule, data={"place": place.pk} | values, now=now)
    return rule


def insist_on_limits(*, seconders: int, answer_days: int, most_open: int) -> None:
    if not 0 <= seconders <= MOST_SECONDERS:
        sentence = _("At most %(most)d seconders; 0 if every proposal is to be answered.")
        raise Refused(sentence % {"most": MOST_SECONDERS}, field="seconders")
    if not 1 <= answer_days <= MOST_DAYS:
        raise Refused(
            _("At least one working day, at most %(most)d.") % {"most": MOST_DAYS}, field="answer_days"
        )
    if not 1 <= most_open <= MOST_AT_A_TIME:
        raise Refused(_("At least one, at most %(most)d.") % {"most": MOST_AT_A_TIME}, field="most_open")
