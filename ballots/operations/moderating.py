"""Hidden with a reason that everybody reads; the author objects once, and somebody else decides."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import discussion as words
from ballots.models import Comment
from ballots.operations.discussion import locked_comment
from ballots.operations.proposal_ground import insist_on_words
from ballots.queries.discussion import who_hears_appeals
from journal.operations import record
from kit.refused import Refused
from people.models import User


def longest(field: str) -> int:
    return Comment._meta.get_field(field).max_length


@transaction.atomic
def hide_comment(*, by: User, comment: Comment, reason: str, now: datetime | None = None) -> Comment:
    """Nothing is deleted: its place stays, with the reason, and whoever wrote it is told."""
    now = now or timezone.now()
    said = locked_comment(comment)
    if not rules.may_moderate(user=by, proposal=said.proposal):
        raise Refused(_("Words are hidden by those who may convene a meeting here."))
    if said.author_id == by.pk:
        raise Refused(_("These are your own words. Take them back instead."))
    if not rules.may_hide(user=by, comment=said):
        raise Refused(_("It is your proposal. Please ask a colleague to look at what others say to it."))
    if said.is_hidden or said.withdrawn_at:
        return said
    if said.is_restored:
        raise Refused(_("On appeal it was decided that this is shown. It is not hidden a second time."))
    reason = insist_on_words(reason, longest("hidden_reason"), "reason", _("Please say why, in a sentence."))
    said.hidden_at, said.hidden_by, said.hidden_reason = now, by, reason
    said.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    data = {"comment": said.pk, "reason": reason}
    record(by=by, verb="ballots.hide_comment", subject=said.proposal, data=data, now=now)
    words.tell_of_hiding(said, now=now)
    return said


@transaction.atomic
def appeal(*, by: User, comment: Comment, text: str, now: datetime | None = None) -> Comment:
    """Once, by whoever wrote it. A second tap changes nothing."""
    now = now or timezone.now()
    said = locked_comment(comment)
    if said.author_id != by.pk:
        raise Refused(_("Only whoever wrote it can object."))
    if said.hidden_at is None:
        raise Refused(_("It is not hidden; everybody can read it."))
    text = insist_on_words(text, longest("appeal"), "appeal", _("Say in a sentence why it should be shown."))
    if said.appealed_at:
        if said.appeal == text:
            return said
        raise Refused(_("You have objected already; one objection is heard."))
    said.appeal, said.appealed_at = text, now
    said.save(update_fields=["appeal", "appealed_at"])
    record(by=by, verb="ballots.appeal", subject=said.proposal, data={"comment": said.pk}, now=now)
    words.tell_of_appeal(said, who_hears_appeals(said), now=now)
    return said


@transaction.atomic
def decide_appeal(
    *, by: User, comment: Comment, restored: bool, answer: str, now: datetime | None = None
) -> Comment:
    """By somebody other than who hid it, with a reason; it holds."""
    now = now or timezone.now()
    said = locked_comment(comment)
    if by.pk == said.hidden_by_id:
        raise Refused(_("You hid it yourself. Somebody else decides about the objection."))
    if not rules.may_decide_appeal(user=by, comment=said):
        raise Refused(_("Objections are decided by those who may convene a meeting here."))
    if said.appealed_at is None:
        raise Refused(_("Nobody has objected."))
    answer = insist_on_words(
        answer, longest("appeal_answer"), "answer", _("Say why in a sentence; both of them read it.")
    )
    if said.appeal_decided_at:
        if (said.is_restored, said.appeal_answer) == (restored, answer):
            return said
        raise Refused(_("It was decided already."))
    said.is_restored, said.appeal_answer = restored, answer
    said.appeal_decided_by, said.appeal_decided_at = by, now
    said.save(update_fields=["is_restored", "appeal_answer", "appeal_decided_by", "appeal_decided_at"])
    data = {"comment": said.pk, "restored": restored}
    record(by=by, verb="ballots.decide_appeal", subject=said.proposal, data=data, now=now)
    words.tell_of_decision(said, now=now)
    return said
