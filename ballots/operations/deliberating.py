"""议事会 in writing, over several days: opened with a question and a neutral host, summed up afterwards."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import discussion as words
from ballots.models import Deliberation, Proposal
from ballots.models.proposals import OPEN_PROPOSALS
from ballots.operations.proposal_ground import insist_on_words, lock, moved_on
from ballots.queries.discussion import hosts_at, took_part
from ballots.queries.proposals import behind
from journal.operations import record
from kit.refused import Refused
from people.models import User

SHORTEST, LONGEST, AHEAD = timedelta(days=1), timedelta(days=30), timedelta(days=60)
JUST_NOW = timedelta(minutes=5)  # a form takes a while to fill in


def longest(field: str) -> int:
    return Deliberation._meta.get_field(field).max_length


@transaction.atomic
def open_deliberation(
    *,
    by: User,
    proposal: Proposal,
    question: str,
    host: User,
    closes_at: datetime,
    opens_at: datetime | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Deliberation:
    """From now, or from an hour to come. Whoever stands behind the proposal is told, and so is the host."""
    now, key = now or timezone.now(), client_key or uuid4()
    proposal = lock(proposal)
    if known := Deliberation.objects.filter(client_key=key, proposal=proposal).first():
        return known
    if not rules.may_open_deliberation(user=by, proposal=proposal):
        raise Refused(_("It is opened by whoever proposed it, or by those who may convene a meeting here."))
    if proposal.state not in OPEN_PROPOSALS:
        raise Refused(moved_on(proposal))
    question = insist_on_words(question, longest("question"), "question", _("Say what is to be talked over."))
    opens_at = now if opens_at is None or now - JUST_NOW <= opens_at < now else opens_at
    insist_on_hours(opens_at, closes_at, now)
    insist_on_a_host(host, proposal)
    if proposal.deliberations.filter(summed_up_at=None, called_off_at=None).exists():
        raise Refused(_("One deliberation is still going on, or waits to be summed up."))
    row = {"question": question, "host": host, "opens_at": opens_at, "closes_at": closes_at}
    try:
        with transaction.atomic():
            opened = Deliberation.objects.create(client_key=key, proposal=proposal, **row)
    except IntegrityError:
        raise Refused(_("This form was used by somebody else. Please open a new one.")) from None
    data = {"deliberation": opened.pk, "host": host.pk}
    record(by=by, verb="ballots.open_deliberation", subject=proposal, data=data, now=now)
    words.tell_of_opening(opened, behind([proposal]), by=by, now=now)
    return opened


def insist_on_hours(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if opens_at < now:
        raise Refused(_("It cannot begin in the past."), field="opens_at")
    if opens_at > now + AHEAD:
        raise Refused(_("Please open it at most 60 days ahead."), field="opens_at")
    if closes_at <= opens_at:
        raise Refused(_("It has to end after it begins."), field="closes_at")
    if closes_at < opens_at + SHORTEST:
        raise Refused(_("Leave at least one whole day: most neighbours are at work."), field="closes_at")
    if closes_at > opens_at + LONGEST:
        raise Refused(_("Thirty days at most; longer, and nobody comes back."), field="closes_at")


def insist_on_a_host(host: User, proposal: Proposal) -> None:
    if host.pk == proposal.author_id:
        raise Refused(_("Whoever proposed it does not host it. Choose somebody neutral."), field="host")
    if host.pk not in dict(hosts_at(proposal)):
        raise Refused(
            _("The host is a captain there, or belongs to those who convene meetings."), field="host"
        )


def lock_deliberation(deliberation: Deliberation) -> Deliberation:
    rows = Deliberation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("proposal__place", "proposal__author", "host").get(pk=deliberation.pk)


@transaction.atomic
def sum_up(
    *, by: User, deliberation: Deliberation, summary: str, now: datetime | None = None
) -> Deliberation:
    """After the end; it stands on the page, and whoever took part is told."""
    now = now or timezone.now()
    found = lock_deliberation(deliberation)
    if not rules.may_sum_up(user=by, deliberation=found):
        raise Refused(_("Its host sums it up."))
    if found.called_off_at:
        raise Refused(_("It was called off; there is nothing to sum up."))
    summary = insist_on_words(
        summary, longest("summary"), "summary", _("Say what was said, for and against, and what came of it.")
    )
    if found.summed_up_at:
        if found.summary == summary:
            return found
        raise Refused(_("It was summed up already."))
    if now < found.closes_at:
        raise Refused(_("Neighbours are still writing. Sum it up once it is over."))
    found.summary, found.summed_up_by, found.summed_up_at = summary, by, now
    found.save(update_fields=["summary", "summed_up_by", "summed_up_at"])
    data = {"deliberation": found.pk}
    record(by=by, verb="ballots.sum_up", subject=found.proposal, data=data, now=now)
    words.tell_of_summary(found, those_concerned(found, by), now=now)
    return found


@transaction.atomic
def call_off(*, by: User, deliberation: Deliberation, why: str, now: datetime | None = None) -> Deliberation:
    """With words; what was written stays. A second tap changes nothing."""
    now = now or timezone.now()
    found = lock_deliberation(deliberation)
    may = by.pk == found.host_id or rules.may_open_deliberation(user=by, proposal=found.proposal)
    if not may:
        raise Refused(_("It is called off by its host, or by those who may open one."))
    if found.called_off_at:
        return found
    if found.summed_up_at:
        raise Refused(_("It was summed up already."))
    why = insist_on_words(why, longest("called_off_why"), "why", _("Say why it is called off."))
    found.called_off_at, found.called_off_why = now, why
    found.save(update_fields=["called_off_at", "called_off_why"])
    data = {"deliberation": found.pk, "why": why}
    record(by=by, verb="ballots.call_off_deliberation", subject=found.proposal, data=data, now=now)
    told = {person.pk: person for person in [*those_concerned(found, by), *behind([found.proposal])]}
    told[found.host_id] = found.host
    words.tell_of_calling_off(found, [p for p in told.values() if p.pk != by.pk], now=now)
    return found


def those_concerned(deliberation: Deliberation, by: User) -> list[User]:
    """Whoever took part, and whoever wrote the proposal."""
    told = {person.pk: person for person in [*took_part(deliberation), deliberation.proposal.author]}
    return [person for person in told.values() if person.pk != by.pk]
