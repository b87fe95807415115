"""What the verbs about a proposal share: its lock, the number that is reached once, words as we keep them."""

from datetime import datetime

from django.utils.translation import gettext as _

from ballots.messages import proposals as words
from ballots.models import Proposal
from ballots.models.proposals import ProposalState
from ballots.queries.proposals import limits_at, who_answers
from kit.refused import Refused
from kit.times import local_date
from kit.workdays import workdays_later
from people.models import User


def lock(proposal: Proposal) -> Proposal:
    """Who seconds, answers, joins or takes back waits here for each other."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("place", "author", "topic", "answered_for", "merged_into").get(pk=proposal.pk)


def plain(text: str) -> str:
    """Line ends as we keep them; a NUL, which PostgreSQL takes in no text, is left out."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def insist_on_words(text: str, longest: int, field: str, nothing: str) -> str:
    text = plain(text)
    if not text:
        raise Refused(nothing, field=field)
    if len(text) > longest:
        raise Refused(_("Please say it in at most %(most)d characters.") % {"most": longest}, field=field)
    return text


def moved_on(proposal: Proposal) -> str:
    sentence = _("This has moved on in the meantime; it is now: %(state)s. Nothing was changed.")
    return sentence % {"state": proposal.get_state_display()}


def seconders_of(proposal: Proposal) -> int:
    return proposal.endorsements.count()


def look_whether_enough(proposal: Proposal, *, by: User | None, now: datetime) -> bool:
    """Under the lock: of two who are the last one crosses the line. From then on an answer is owed."""
    count = seconders_of(proposal)
    if proposal.state != ProposalState.GATHERING or count < (proposal.seconders_needed or 0):
        return False
    days = limits_at(proposal.place).answer_days
    ask_for_an_answer(proposal, local_date(workdays_later(now, days)), by=by, now=now)
    return True


def ask_for_an_answer(proposal: Proposal, due_on, *, by: User | None, now: datetime) -> None:
    """The author is told, whoever crossed the line; so are those who owe it."""
    proposal.state, proposal.answer_due_on, proposal.changed_at = ProposalState.CHECKING, due_on, now
    proposal.save(update_fields=["state", "answer_due_on", "changed_at"])
    count = seconders_of(proposal)
    row = {"proposal": proposal, "now": now}
    told = words.reached(proposal, count, now)
    words.tell([proposal.author], kind=words.NEWS, words=told, event="reached", by=None, **row)
    owing = [person for person in who_answers(proposal.place) if person.pk != proposal.author_id]
    told = words.answer_owed(proposal, now)
    words.tell(owing, kind=words.ANSWER_OWED, words=told, event="answer owed", by=None, **row)
