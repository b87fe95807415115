"""公示: the count before everyone's eyes, with the number that ends its file."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ballots import rules
from ballots.models import Ballot, Result
from ballots.models.ballots import LegalEffect
from ballots.operations.locking import lock
from ballots.operations.speaking import speaking_for
from ballots.result_notice import notice_body, notice_title
from ballots.thresholds import RESULT_POSTED_DAYS
from journal.operations import record
from kit.refused import Refused
from kit.times import short_day
from notices import operations as notice_operations
from notices.models import Notice, NoticeCategory
from notices.models.audience import Group
from people.models import User

FEWEST_DAYS, MOST_DAYS = 3, 90


@transaction.atomic
def post_result(
    *, by: User, ballot: Ballot, days: int = RESULT_POSTED_DAYS, now: datetime | None = None
) -> Notice:
    """As a public posting in the language of the site; the first day is not counted (Civil Code, art. 201).
    A second tap gets the same notice."""
    now = now or timezone.now()
    ballot = lock(ballot)
    result = Result.objects.select_for_update().filter(ballot=ballot).first()
    insist_on_posting(by, ballot, result, days)
    if result.notice_id:
        return result.notice
    until = timezone.localdate(now) + timedelta(days=days)
    with translation.override(settings.LANGUAGE_CODE):
        body = notice_body(
            ballot,
            result,
            until=short_day(until, now=now),
            page=settings.BASE_URL + ballot.get_absolute_url(),
            objections=settings.BASE_URL + reverse("ballots:objections", args=[ballot.pk]),
        )
        title = notice_title(ballot)
    notice = notice_operations.draft_and_publish(
        by=by,
        organisation=speaking_for(by, ballot),
        title=title,
        body=body,
        places=[ballot.place],
        audience=(Group.RESIDENTS, Group.OWNERS),
        category=NoticeCategory.POSTING,
        is_public=False,
        expires_at=timezone.make_aware(datetime.combine(until, time(23, 59, 59))),
        now=now,
    )
    result.notice, result.posted_at, result.posted_until = notice, now, until
    result.save(update_fields=["notice", "posted_at", "posted_until"])
    data = {"notice": notice.pk, "until": until.isoformat()}
    record(by=by, verb="ballots.post_result", subject=ballot, data=data, now=now)
    return notice


def fewest_days(ballot: Ballot) -> int:
    return RESULT_POSTED_DAYS if ballot.legal_effect == LegalEffect.FORMAL else FEWEST_DAYS


def insist_on_posting(by: User, ballot: Ballot, result: Result | None, days: int) -> None:
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("The result is posted by those who hold the ballot."))
    if ballot.voided_at:
        raise Refused(_("This ballot was called off. Its count is not posted."))
    if result is None:
        raise Refused(_("It has not been counted yet."))
    if not fewest_days(ballot) <= days <= MOST_DAYS:
        sentence = _("It is posted for %(fewest)d days at least, and %(most)d at most.")
        raise Refused(sentence % {"fewest": fewest_days(ballot), "most": MOST_DAYS}, field="days")
