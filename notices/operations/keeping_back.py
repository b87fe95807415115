"""What waits for its hour is asked once more when the hour comes: the world may have moved meanwhile."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from journal.models import Entry
from journal.operations import record
from kit.refused import Refused
from notices import messages, rules
from notices.models import Notice, NoticeState
from notices.operations.addressing import check_addresses, insist_on_somebody
from notices.queries.recipients import addresses_of
from notices.queries.reviewers import reviewers_of
from people.models import User

REASON_LENGTH = Notice._meta.get_field("sent_back_reason").max_length


def released_by(notice: Notice) -> User:
    """Whose yes let it go out, at whatever hour."""
    yes = Entry.objects.about(notice).filter(verb="notices.publish").order_by("-id").first()
    return yes.by if yes and yes.by else notice.author


def objection(notice: Notice) -> str:
    """Why it may not go out any more; empty where it may. Its places and its people are looked up anew."""
    by, addresses = released_by(notice), addresses_of(notice)
    with translation.override(settings.LANGUAGE_CODE):  # it is kept, for whoever reads it there
        try:
            _insist_on_an_office(notice, by)
            check_addresses(by, notice.organisation, addresses)
            insist_on_somebody(notice, addresses)
        except Refused as refused:
            return str(refused)
    return ""


def _insist_on_an_office(notice: Notice, by: User) -> None:
    if by.is_active and rules.may_publish(user=by, organisation=notice.organisation):
        return
    words = _("%(name)s, who let it go out, may no longer publish for %(organisation)s.")
    raise Refused(words % {"name": by, "organisation": notice.organisation})


def keep_back(notice: Notice, why: str, *, now: datetime) -> None:
    """A draft again, which says why. Within the caller's transaction, who holds the row."""
    to = _whom_to_tell(notice)
    notice.sent_back_reason = why[:REASON_LENGTH]
    back_to_draft(notice)
    record(
        by=None, verb="notices.keep_back", subject=notice, data={"reason": notice.sent_back_reason}, now=now
    )
    messages.tell_kept_back(notice, to, now=now)


def back_to_draft(notice: Notice) -> None:
    """Who confirmed it will be asked again."""
    notice.state, notice.publish_at = NoticeState.DRAFT, None
    notice.confirmed_by = notice.alarm_at = None
    notice.save(update_fields=["state", "publish_at", "confirmed_by", "alarm_at", "sent_back_reason"])


def _whom_to_tell(notice: Notice) -> QuerySet[User]:
    """Its author, and whoever let it go out; where neither can let it out any more, those who can."""
    people = {notice.author, released_by(notice)}
    wanted = Q(pk__in=[person.pk for person in people])
    here = [person for person in people if person.is_active]
    if not any(rules.may_publish(user=person, organisation=notice.organisation) for person in here):
        wanted |= Q(pk__in=reviewers_of(notice.organisation).values("pk"))
    return User.objects.filter(wanted, is_active=True)
