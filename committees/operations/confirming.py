"""The parties' word on the minutes, and the seal on them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import minutes_messages as words
from committees.minutes import public_document, with_answers
from committees.models import Confirmation, Erratum, Meeting, Minutes, Party
from committees.models.minutes import Answer, MinutesState
from committees.operations.action_ground import those_who_run
from committees.operations.ground import insist_on_running, locked, tell
from committees.operations.minutes import deadline_of, locked_minutes, minutes_of
from committees.operations.posting import correct_the_notice
from committees.queries.minutes import answers_to, delegates_of_all, parties_there, people_at
from committees.rules import may_answer_for
from committees.seal import sealed, sha256_of
from journal.operations import record
from kit.lines import listed
from kit.refused import Refused
from kit.times import moment
from notifications.operations import post, void
from people.models import User


@transaction.atomic
def answer_minutes(
    *,
    by: User,
    meeting: Meeting,
    party: Party,
    answer: str,
    wording: str = "",
    on_paper: bool = False,
    signed_by: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Confirmation:
    """A party confirms, or objects with its wording. When the last one has confirmed, the minutes are sealed.

    `on_paper`: whoever runs the meeting notes what `signed_by` wrote on paper. `version` is the one that was
    read: a yes to other words is none.
    """
    now = now or timezone.now()
    meeting = locked(meeting)
    minutes = minutes_of(meeting)
    insist_on_a_voice(by, meeting, party, on_paper)
    wording = wording.strip() if answer == Answer.OBJECTED else ""
    insist_on_an_answer(answer, wording)
    if version is not None and version != minutes.version:
        raise Refused(_("The minutes have been changed meanwhile. Please read them once more."))
    if known := answers_to(minutes).get(party.pk):
        return insist_on_the_same(known, answer, wording)
    insist_on_being_asked(minutes, party)
    if on_paper:
        insist_on_a_signer(minutes, party, signed_by)
    said = Confirmation.objects.create(
        minutes=minutes,
        party=party,
        version=minutes.version,
        answer=answer,
        wording=wording,
        signed_by=name_of_signer(by, on_paper, signed_by),
        on_paper=on_paper,
        by=by,
        at=now,
    )
    note(said, by=by, now=now)
    if all_have_confirmed(minutes):
        close_with_seal(minutes, by=by, now=now)
    elif answer == Answer.CONFIRMED and all_have_answered(minutes):
        tell_that_it_can_be_sealed(minutes, now=now)
    return said


def insist_on_a_voice(by: User, meeting: Meeting, party: Party, on_paper: bool) -> None:
    if party.meeting_id != meeting.pk:
        raise Refused(_("This party was not at this meeting."))
    if on_paper:
        insist_on_running(by, meeting)
    elif not may_answer_for(user=by, party=party):
        raise Refused(_("Only a delegate of %(party)s can answer for it.") % {"party": party.name})


def insist_on_an_answer(answer: str, wording: str) -> None:
    if answer not in Answer.values:
        raise Refused(_("Say whether you confirm the minutes or object."), field="answer")
    if answer == Answer.OBJECTED and not wording:
        raise Refused(_("Write what is wrong, and how it should read."), field="wording")
    if len(wording) > Confirmation._meta.get_field("wording").max_length:
        raise Refused(_("Please say it in at most 1,000 characters."), field="wording")


def insist_on_the_same(known: Confirmation, answer: str, wording: str) -> Confirmation:
    if (known.answer, known.wording) != (answer, wording):
        raise Refused(
            _("%(party)s has already answered. Only when the minutes are changed is it asked anew.")
            % {"party": known.party.name}
        )
    return known


def insist_on_being_asked(minutes: Minutes, party: Party) -> None:
    if minutes.is_sealed:
        raise Refused(_("These minutes are sealed; nothing can be added to them."))
    if minutes.state != MinutesState.CONFIRMING:
        raise Refused(_("The minutes are still being written. You will be asked when they are ready."))
    if party.pk not in {asked.pk for asked in parties_there(minutes.meeting, minutes.document)}:
        raise Refused(_("%(party)s was not there, so it is not asked.") % {"party": party.name})


def insist_on_a_signer(minutes: Minutes, party: Party, signed_by: str) -> None:
    """Each party signs for itself: one hand under two of them is none."""
    rows = minutes.confirmations.filter(version=minutes.version, signed_by=signed_by.strip()[:40])
    if other := rows.exclude(party=party).select_related("party").first():
        names = {"name": signed_by.strip(), "party": other.party.name}
        raise Refused(
            _("%(name)s has signed for %(party)s. Each party signs for itself.") % names, field="signed_by"
        )


def name_of_signer(by: User, on_paper: bool, signed_by: str) -> str:
    """As it will stand in the signature block."""
    if not on_paper:
        return by.display_name[:40]
    if not signed_by.strip():
        raise Refused(_("Write whose signature is on the paper."), field="signed_by")
    return signed_by.strip()[:40]


def note(said: Confirmation, *, by: User, now: datetime) -> None:
    """In the journal; nobody of the party is reminded any more; the convenor learns of an objection."""
    meeting = said.minutes.meeting
    data = {"party": said.party.name, "answer": said.answer, "version": said.version, "paper": said.on_paper}
    record(by=by, verb="committees.answer_minutes", subject=meeting, data=data, now=now)
    delegates = [i.user for i in said.party.invitations.select_related("user")]
    void(subject=meeting, kinds=[words.ASKED, words.DUE], to=delegates)
    if said.on_paper:
        post(
            to=delegates,
            kind=words.ANSWERED,
            words=words.noted_from_paper(meeting, said),
            url=words.url_of_minutes(meeting),
            subject=meeting,
            dedupe=f"meeting {meeting.pk} paper {said.pk}",
            due_at=now,
        )
    if said.answer == Answer.OBJECTED:
        tell_convenor(
            meeting,
            kind=words.ANSWERED,
            says=words.objected(meeting, said.party, said.wording),
            event=f"objection {said.pk}",
            now=now,
        )


def tell_convenor(meeting: Meeting, *, kind: str, says, event: str, now: datetime) -> None:
    post(
        to=those_who_run(meeting),
        kind=kind,
        words=says,
        url=words.url_of_minutes(meeting),
        subject=meeting,
        dedupe=f"meeting {meeting.pk} {event}",
        due_at=now,
    )


def all_have_confirmed(minutes: Minutes) -> bool:
    answers = answers_to(minutes)
    asked = parties_there(minutes.meeting, minutes.document)
    return bool(asked) and all(
        party.pk in answers and answers[party.pk].answer == Answer.CONFIRMED for party in asked
    )


def all_have_answered(minutes: Minutes) -> bool:
    answers = answers_to(minutes)
    return all(party.pk in answers for party in parties_there(minutes.meeting, minutes.document))


def tell_that_it_can_be_sealed(minutes: Minutes, *, now: datetime) -> None:
    """The last party answered, and one objected before: it is for whoever runs the meeting now."""
    meeting = minutes.meeting
    event = f"minutes v{minutes.version} all answered"
    tell_convenor(meeting, kind=words.LYING, says=words.lying(meeting, "seal"), event=event, now=now)


# --- the seal -----------------------------------------------------------------------------------


@transaction.atomic
def seal_minutes(*, by: User, meeting: Meeting, now: datetime | None = None) -> Minutes:
    """With objections word for word, and with who did not answer in time. A second tap changes nothing."""
    now = now or timezone.now()
    meeting, minutes = locked_minutes(by, meeting)
    if minutes.is_sealed:
        return minutes
    if minutes.state != MinutesState.CONFIRMING:
        raise Refused(_("First send the minutes to the parties."))
    answers = answers_to(minutes)
    waiting = [p for p in parties_there(meeting, minutes.document) if p.pk not in answers]
    if waiting and now < deadline_of(minutes):
        names = {"parties": listed(waiting), "when": moment(deadline_of(minutes), now=now)}
        raise Refused(_("%(parties)s can still answer, until %(when)s.") % names)
    return close_with_seal(minutes, by=by, now=now)


def close_with_seal(minutes: Minutes, *, by: User, now: datetime) -> Minutes:
    """The document that the parties had before them, with what they said; its hash goes into the journal."""
    meeting = minutes.meeting
    asked = parties_there(meeting, minutes.document)
    whole = with_answers(minutes.document, asked, answers_to(minutes), now)
    minutes.document = sealed(whole, public_document(whole, people_at(meeting)))
    minutes.sha256 = sha256_of(minutes.document)
    minutes.state, minutes.sealed_at = MinutesState.SEALED, now
    minutes.save(update_fields=["document", "sha256", "state", "sealed_at"])
    data = {
        "version": minutes.version,
        "sha256": minutes.sha256,
        "public_sha256": minutes.document["public_sha256"],
    }
    record(by=by, verb="committees.seal_minutes", subject=meeting, data=data, now=now)
    void(subject=meeting, kinds=[words.ASKED, words.DUE, words.LYING])
    tell_convenor(meeting, kind=words.SEALED, says=words.sealed(meeting), event="minutes sealed", now=now)
    return minutes


# --- after the seal -----------------------------------------------------------------------------


@transaction.atomic
def add_erratum(*, by: User, meeting: Meeting, text: str, now: datetime | None = None) -> Erratum:
    """Beside sealed minutes, numbered; every party is told. The same words twice are one correction."""
    now = now or timezone.now()
    meeting, minutes = locked_minutes(by, meeting)
    if not minutes.is_sealed:
        raise Refused(_("These minutes are not sealed yet; simply change them."))
    text = text.strip()
    if not text:
        raise Refused(_("Write what is corrected, and how it is right."), field="text")
    if known := minutes.errata.filter(text=text).first():
        return known
    last = minutes.errata.aggregate(last=Max("number"))["last"] or 0
    correction = Erratum.objects.create(minutes=minutes, number=last + 1, text=text, by=by, at=now)
    record(by=by, verb="committees.add_erratum", subject=meeting, data={"number": last + 1}, now=now)
    tell(
        delegates_of_all(meeting),
        meeting,
        kind=words.ERRATUM,
        words=words.erratum(meeting, correction),
        event=f"erratum {last + 1}",
        now=now,
    )
    correct_the_notice(meeting, correction, by=by, now=now)
    return correction
