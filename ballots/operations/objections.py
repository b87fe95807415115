"""What somebody holds to be wrong, about the roll or about the result, and the answer with reasons."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import objections as words
from ballots.models import Ballot, Elector, Objection
from ballots.models.rolls import ObjectionAbout, ObjectionState
from ballots.operations.locking import lock
from ballots.queries.objections import captains_concerned
from ballots.queries.people import runners_of
from ballots.thresholds import OBJECTION_ANSWER_DAYS
from journal.operations import record
from kit.refused import Refused
from kit.times import last_day, short_day
from notifications.operations import post
from people.models import User

MOST_OPEN = 3  # of one person: the fourth waits until one of them is answered


@transaction.atomic
def object_to(
    *,
    by: User,
    ballot: Ballot,
    about: str,
    text: str,
    elector: Elector | None = None,
    on_behalf_of: str = "",
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Objection:
    """Heard from whoever may see the ballot: who should be on the roll and is not, objects as well."""
    now, key, text = now or timezone.now(), client_key or uuid4(), text.strip()
    ballot = lock(ballot)
    if known := Objection.objects.filter(client_key=key).first():
        return asked_again(known, by, ballot)
    if not Ballot.objects.visible_to(by).filter(pk=ballot.pk).exists():
        raise Refused(_("This ballot is for other neighbours."))
    insist_on_time(ballot, about, now)
    insist_on_words(by, ballot, text)
    objection = Objection.objects.create(
        client_key=key,
        ballot=ballot,
        about=about,
        elector=entry_meant(by, ballot, elector),
        by=by,
        on_behalf_of=" ".join(on_behalf_of.split())[:80],
        text=text[:1000],
        at=now,
        due_on=due_on(ballot, about, now),
    )
    record(by=by, verb="ballots.object", subject=ballot, data={"about": about}, now=now)
    tell_of(objection, now=now)
    return objection


def tell_of(objection: Objection, *, now: datetime) -> None:
    """Those who answer it; and the captains of the home that it is about, who know whom to ask."""
    ballot, told = objection.ballot, {objection.by_id}
    for people, kind, said in (
        (runners_of(ballot), words.OBJECTION, words.objection_made(ballot, objection, now)),
        (captains_concerned(objection), words.OBJECTION_NEAR, words.objection_near(ballot, objection, now)),
    ):
        post(
            to=[person for person in people if person.pk not in told],
            kind=kind,
            words=said,
            url=words.url_of_objection(objection),
            subject=ballot,
            dedupe=f"objection {objection.pk}",
        )
        told |= {person.pk for person in people}


def asked_again(known: Objection, by: User, ballot: Ballot) -> Objection:
    if known.by_id != by.pk or known.ballot_id != ballot.pk:
        raise Refused(_("This form was used for another objection. Please load the page again."))
    return known


def entry_meant(by: User, ballot: Ballot, elector: Elector | None) -> Elector | None:
    """Whoever may not read the roll points at nobody's entry."""
    if elector is None or elector.ballot_id != ballot.pk:
        return None
    return elector if rules.may_read_roll(user=by, ballot=ballot) else None


def insist_on_time(ballot: Ballot, about: str, now: datetime) -> None:
    if about not in ObjectionAbout.values:
        raise Refused(_("Say whether it is about the roll or about the result."), field="about")
    if ballot.announced_at is None or ballot.voided_at:
        raise Refused(_("There is nothing to object to: this ballot is not being held."))
    if about == ObjectionAbout.ROLL:
        if ballot.closed_at or now >= ballot.closes_at:
            raise Refused(
                _("The roll could be objected to until voting closed. You can object to the result.")
            )
        return
    result = getattr(ballot, "result", None)
    if result is None or result.posted_at is None:
        raise Refused(_("The result is not posted yet."))
    if timezone.localdate(now) > result.posted_until:
        raise Refused(
            _("The result was posted until %(day)s; the time for objections is over.")
            % {"day": short_day(result.posted_until, now=now)}
        )


def insist_on_words(by: User, ballot: Ballot, text: str) -> None:
    if not text:
        raise Refused(_("Say in a sentence what is wrong."), field="text")
    if Objection.objects.filter(ballot=ballot, by=by, state=ObjectionState.OPEN).count() >= MOST_OPEN:
        raise Refused(_("Three objections of yours wait for an answer. Please wait for one of them."))


def due_on(ballot: Ballot, about: str, now: datetime) -> date:
    """Within a week; about the roll before voting closes, so that it can still be put right."""
    due = timezone.localdate(now) + timedelta(days=OBJECTION_ANSWER_DAYS)
    if about == ObjectionAbout.ROLL:
        return max(min(due, last_day(ballot.closes_at)), timezone.localdate(now))
    return due


@transaction.atomic
def answer_objection(
    *,
    by: User,
    objection: Objection,
    accepted: bool,
    answer: str,
    now: datetime | None = None,
) -> Objection:
    """About the roll, accepted means put right: by a correction that names this objection."""
    now, answer = now or timezone.now(), answer.strip()
    ballot = lock(objection.ballot)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("Objections are answered by those who hold the ballot."))
    if objection.by_id == by.pk:
        raise Refused(_("You cannot answer your own objection. Please ask a colleague."))
    state = ObjectionState.ACCEPTED if accepted else ObjectionState.REFUSED
    if objection.state != ObjectionState.OPEN:
        if (objection.state, objection.answer) == (state, answer):
            return objection
        raise Refused(_("It was answered already."))
    if not answer:
        raise Refused(_("Say why in a sentence; whoever objected reads it."), field="answer")
    is_put_right = objection.about == ObjectionAbout.RESULT or objection.corrections.exists()
    if accepted and not is_put_right and objection.proposed.filter(ended_at=None).exists():
        sentence = _("The correction waits for a second person. Once it is confirmed, say so here.")
        raise Refused(sentence, field="accepted")
    if accepted and not is_put_right:
        raise Refused(_("Put the roll right first, from this objection; then say so."), field="accepted")
    objection.state, objection.answer = state, answer[:1000]
    objection.answered_by, objection.answered_at = by, now
    objection.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    data = {"objection": objection.pk, "state": state}
    record(by=by, verb="ballots.answer_objection", subject=ballot, data=data, now=now)
    post(
        to=[objection.by],
        kind=words.ANSWERED,
        words=words.objection_answered(ballot, objection),
        url=words.url_of_objection(objection),
        subject=ballot,
        dedupe=f"objection {objection.pk} answered",
    )
    return objection
