"""A ballot that does not hold. Before the count one person calls it off; after it two do, and the count stays
to be read and checked. Nothing is deleted."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import results as words
from ballots.models import Ballot, CallingOff, Result
from ballots.operations.handling import insist_on_a_second_person
from ballots.operations.locking import lock
from ballots.operations.posting import fewest_days
from ballots.operations.speaking import speaking_for
from ballots.queries.people import runners_of, voters_of_ballot
from ballots.result_notice import called_off_body, called_off_title
from journal.operations import record
from kit.refused import Refused
from notices import operations as notice_operations
from notices import rules as notice_rules
from notices.models import Notice, NoticeCategory, NoticeState
from notices.models.audience import Group
from notifications.operations import post, void
from people.models import User

REASON = Ballot._meta.get_field("void_reason").max_length
NOTICE_REASON = 200  # of a notice that is withdrawn


@transaction.atomic
def void_ballot(*, by: User, ballot: Ballot, reason: str, now: datetime | None = None) -> Ballot:
    """Before the count. Votes that were not counted are never opened. A second tap changes nothing."""
    now, reason = now or timezone.now(), one_line(reason)
    ballot = lock(ballot)
    insist_on_holding(by, ballot)
    if ballot.voided_at:
        return ballot
    insist_on_a_reason(reason)
    if ballot.counted_at:
        raise Refused(_("It was counted meanwhile. After the count two people call it off."))
    call_off(ballot, by, reason, now)
    if ballot.notice:
        withdraw(ballot.notice, (by,), reason, now)
    return ballot


@transaction.atomic
def ask_to_call_off(*, by: User, ballot: Ballot, reason: str, now: datetime | None = None) -> CallingOff:
    """After the count: nothing changes until a second person confirms it. A second tap finds the first."""
    now, reason = now or timezone.now(), one_line(reason)
    ballot = lock(ballot)
    insist_on_holding(by, ballot)
    insist_on_a_counted_one(ballot)
    insist_on_a_reason(reason)
    if waiting := ballot.calling_off.filter(ended_at=None).first():
        if waiting.by_id == by.pk and waiting.reason == reason:
            return waiting
        raise Refused(
            _("Somebody has asked for it already. A second person confirms that, or sends it back.")
        )
    asked = CallingOff.objects.create(ballot=ballot, reason=reason, by=by, at=now)
    record(by=by, verb="ballots.ask_to_call_off", subject=ballot, data={"reason": reason}, now=now)
    post(
        to=[person for person in runners_of(ballot) if person.pk != by.pk],
        kind=words.VOID_ASKED,
        words=words.void_asked(ballot),
        url=words.url_of_void(ballot),
        subject=asked,
        dedupe=f"calling off {asked.pk}",
    )
    return asked


@transaction.atomic
def confirm_calling_off(*, by: User, asked: CallingOff, now: datetime | None = None) -> Ballot:
    """The count stays to be read; what hangs of it says that it does not hold."""
    now = now or timezone.now()
    ballot, asked = locked(asked)
    if asked.ended_at and asked.confirmed_by_id == by.pk:
        return ballot
    insist_on_holding(by, ballot)
    insist_on_an_open_one(asked)
    insist_on_a_second_person(asked.by, by, ballot)
    asked.confirmed_by, asked.ended_at = by, now
    asked.save(update_fields=["confirmed_by", "ended_at"])
    void(subject=asked)
    call_off(ballot, by, asked.reason, now, asked_by=asked.by_id)
    if ballot.notice:
        withdraw(ballot.notice, (by, asked.by), asked.reason, now)
    say_on_the_posting(ballot, (by, asked.by), now)
    return ballot


@transaction.atomic
def send_back_calling_off(
    *, by: User, asked: CallingOff, reason: str, now: datetime | None = None
) -> CallingOff:
    """Also by whoever asked, who takes it back. The result holds as before."""
    now, reason = now or timezone.now(), one_line(reason)[:200]
    ballot, asked = locked(asked)
    insist_on_holding(by, ballot)
    if asked.refused_by_id == by.pk:
        return asked
    insist_on_an_open_one(asked)
    if not reason:
        raise Refused(
            _("Say in a sentence why it is not called off; whoever asked reads it."), field="reason"
        )
    asked.refused_by, asked.refused_reason, asked.ended_at = by, reason, now
    asked.save(update_fields=["refused_by", "refused_reason", "ended_at"])
    data = {"reason": reason, "asked_by": asked.by_id}
    record(by=by, verb="ballots.send_back_calling_off", subject=ballot, data=data, now=now)
    void(subject=asked)
    if by.pk != asked.by_id:
        post(
            to=[asked.by],
            kind=words.VOID_SENT_BACK,
            words=words.void_sent_back(ballot, reason),
            url=ballot.get_absolute_url(),
            subject=ballot,
            dedupe=f"calling off {asked.pk} sent back",
        )
    return asked


def locked(asked: CallingOff) -> tuple[Ballot, CallingOff]:
    ballot = lock(asked.ballot)
    rows = CallingOff.objects.select_for_update(of=("self",)).select_related("by")
    return ballot, rows.get(pk=asked.pk)


def one_line(text: str) -> str:
    return " ".join(text.split())


# --- what makes sense ----------------------------------------------------------------------------------


def insist_on_holding(by: User, ballot: Ballot) -> None:
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("A ballot is called off by those who hold it."))
    if ballot.announced_at is None:
        raise Refused(_("This ballot has not been announced yet; the draft can be thrown away."))


def insist_on_a_counted_one(ballot: Ballot) -> None:
    if ballot.voided_at:
        raise Refused(_("This ballot was called off: %(reason)s") % {"reason": ballot.void_reason})
    if ballot.counted_at is None:
        raise Refused(_("It has not been counted yet."))


def insist_on_a_reason(reason: str) -> None:
    if not reason:
        raise Refused(_("Say why in a sentence; everybody who may vote reads it."), field="reason")
    if len(reason) > REASON:
        raise Refused(_("Please say it in at most %(most)d characters.") % {"most": REASON}, field="reason")


def insist_on_an_open_one(asked: CallingOff) -> None:
    if asked.refused_by_id:
        raise Refused(_("This was sent back: %(reason)s") % {"reason": asked.refused_reason})
    if asked.ended_at:
        raise Refused(_("Somebody else has confirmed this already."))


# --- done, and said ------------------------------------------------------------------------------------


def call_off(ballot: Ballot, by: User, reason: str, now: datetime, asked_by: int | None = None) -> None:
    ballot.voided_at, ballot.voided_by, ballot.void_reason = now, by, reason
    ballot.save(update_fields=["voided_at", "voided_by", "void_reason"])
    data = {"reason": reason} | ({"asked_by": asked_by} if asked_by else {})
    record(by=by, verb="ballots.void", subject=ballot, data=data, now=now)
    void(subject=ballot)
    people = {person.pk: person for person in [*voters_of_ballot(ballot), *runners_of(ballot)]}
    post(
        to=[person for person in people.values() if person.pk != by.pk],
        kind=words.VOIDED,
        words=words.voided(ballot),
        url=ballot.get_absolute_url(),
        subject=ballot,
        dedupe=f"ballot {ballot.pk} voided",
        essential=True,
    )


def withdraw(notice: Notice, people: tuple[User, ...], reason: str, now: datetime) -> None:
    """By whichever of them may; another's words stay where they are."""
    for person in people:
        if notice_rules.may_withdraw(user=person, notice=notice):
            reason = reason[:NOTICE_REASON]
            notice_operations.withdraw_notice(by=person, notice=notice, reason=reason, now=now)
            return


def say_on_the_posting(ballot: Ballot, people: tuple[User, ...], now: datetime) -> None:
    """What hangs stays, with what became of it above; in the name of another organisation it hangs anew."""
    result = Result.objects.select_related("notice").get(ballot=ballot)
    notice = result.notice
    if notice is None or notice.state != NoticeState.PUBLISHED:
        return
    until = timezone.localdate(now) + timedelta(days=fewest_days(ballot))
    ends = timezone.make_aware(datetime.combine(until, time(23, 59, 59)))
    with translation.override(settings.LANGUAGE_CODE):
        said = {"title": called_off_title(ballot), "body": called_off_body(ballot, notice.source)}
        note = _("Called off after the count")
    said["expires_at"] = max(ends, notice.expires_at or ends)
    for person in people:
        if notice_rules.may_edit(user=person, notice=notice):
            notice_operations.edit_notice(by=person, notice=notice, note=note, now=now, **said)
            return
    hang_anew(ballot, people, notice, said, now)


def hang_anew(ballot: Ballot, people: tuple[User, ...], notice: Notice, said: dict, now: datetime) -> None:
    withdraw(notice, people, ballot.void_reason, now)
    notice_operations.draft_and_publish(
        by=people[0],
        organisation=speaking_for(people[0], ballot),
        places=[ballot.place],
        audience=(Group.RESIDENTS, Group.OWNERS),
        category=NoticeCategory.POSTING,
        is_public=False,
        now=now,
        **said,
    )
