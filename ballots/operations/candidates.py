"""Who stands: named by a neighbour or by themselves, and on the paper only after their own yes."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import announcing as words
from ballots.models import Ballot, Candidate
from ballots.models.ballots import BallotKind, BallotState, CandidateState
from ballots.operations.locking import lock
from ballots.queries.candidates import could_vote, may_name_candidates
from ballots.queries.people import runners_of
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post, void
from people.models import User

MOST_NAMED = 10  # by one person in one ballot, themselves not counted


@transaction.atomic
def nominate(
    *,
    by: User,
    ballot: Ballot,
    user: User | None = None,
    name: str = "",
    home: str = "",
    statement: str = "",
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Candidate:
    """Oneself (then it is agreed), an account, or, by name, somebody who has none. Twice named is once."""
    now, key = now or timezone.now(), client_key or uuid4()
    ballot = lock(ballot)
    if known := _known(ballot, by, user, key):
        return known
    insist_on_nominations(by, ballot, now)
    if user is not None and not could_vote(user, ballot, timezone.localdate(now)):
        raise Refused(_("Only those who vote here can stand."), field="name")
    name = _one_line(name or (user.display_name if user else ""), 40)
    if not name:
        raise Refused(_("Write the name of the person."), field="name")
    is_own = user == by
    candidate = Candidate.objects.create(
        client_key=key,
        ballot=ballot,
        user=user,
        name=name,
        home=_one_line(home, 60),
        statement=statement.replace("\0", "").strip()[:600] if is_own else "",
        nominated_by=by,
        nominated_at=now,
        state=CandidateState.AGREED if is_own else CandidateState.ASKED,
        answered_at=now if is_own else None,
    )
    data = {"candidate": candidate.pk, "own": is_own}
    record(by=by, verb="ballots.nominate", subject=ballot, data=data, now=now)
    if user and not is_own:
        ask(candidate, now=now)
    else:
        tell_runners(candidate, by=by, now=now)
    return candidate


def _known(ballot: Ballot, by: User, user: User | None, key: UUID) -> Candidate | None:
    if known := Candidate.objects.filter(client_key=key).first():
        if known.nominated_by_id != by.pk or known.ballot_id != ballot.pk:
            raise Refused(_("This form was used by somebody else. Please open a new one."))
        return known
    return ballot.candidates.filter(user=user).first() if user else None


def _one_line(text: str, most: int) -> str:
    return " ".join(text.replace("\0", "").split())[:most]


def insist_on_nominations(by: User, ballot: Ballot, now: datetime) -> None:
    if ballot.kind != BallotKind.ELECTION:
        raise Refused(_("Nobody is elected in this ballot."))
    if ballot.announced_at:
        raise Refused(_("The election was announced; nobody can be added any more."))
    if not may_name_candidates(by, ballot, now):
        raise Refused(_("Candidates are named by those who vote here, until the day that was set."))
    if ballot.candidates.filter(nominated_by=by).exclude(user=by).count() >= MOST_NAMED and not rules.may_run(
        user=by, ballot=ballot
    ):
        raise Refused(_("You have named %(most)d people already.") % {"most": MOST_NAMED})


@transaction.atomic
def answer_nomination(
    *,
    by: User,
    candidate: Candidate,
    agrees: bool,
    statement: str = "",
    consent_note: str = "",
    now: datetime | None = None,
) -> Candidate:
    """By the person named. For somebody without an account, who runs it writes down how they said so."""
    now = now or timezone.now()
    ballot = lock(candidate.ballot)
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    insist_on_own_word(by, ballot, candidate, agrees, consent_note)
    state = CandidateState.AGREED if agrees else CandidateState.DECLINED
    if candidate.state == state and (not statement.strip() or candidate.statement == statement.strip()):
        return candidate
    if ballot.announced_at:
        raise Refused(_("The election was announced; answers are not taken any more."))
    candidate.state, candidate.answered_at = state, now
    candidate.statement = statement.replace("\0", "").strip()[:600] if agrees else ""
    candidate.consent_note = _one_line(consent_note, 120)
    if agrees and candidate.user_id:  # what a neighbour wrote of them was only to find them by
        candidate.name, candidate.home = _one_line(by.display_name, 40), ""
    fields = ["state", "answered_at", "statement", "consent_note", "name", "home"]
    candidate.save(update_fields=fields)
    data = {"candidate": candidate.pk, "state": state}
    record(
        by=by,
        verb="ballots.answer_nomination",
        subject=ballot,
        data=data,
        now=now,
    )
    void(subject=candidate)
    tell_runners(candidate, by=by, now=now)
    return candidate


def speaks_for_another(by: User, ballot: Ballot) -> bool:
    """Writes down the word of somebody without an account: who holds it, and does not stand against them."""
    return rules.may_run(user=by, ballot=ballot) and not rules.stands(user=by, ballot=ballot)


def insist_on_own_word(
    by: User, ballot: Ballot, candidate: Candidate, agrees: bool, consent_note: str
) -> None:
    if candidate.user_id:
        if candidate.user_id != by.pk:
            raise Refused(_("Only the person named can say whether they stand."))
        return
    if not speaks_for_another(by, ballot):
        raise Refused(_("Those who hold the election ask whoever has no account."))
    if agrees and not consent_note.strip():
        raise Refused(
            _("Write down how they said yes: a signed paper, or in person to whom."), field="consent_note"
        )


@transaction.atomic
def withdraw_candidacy(*, by: User, candidate: Candidate, now: datetime | None = None) -> Candidate:
    """Until voting begins; after the announcement the paper says that they stood back."""
    now = now or timezone.now()
    ballot = lock(candidate.ballot)
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("option")
    candidate = rows.get(pk=candidate.pk)
    is_for_another = candidate.user_id is None and speaks_for_another(by, ballot)
    if candidate.user_id != by.pk and not is_for_another:
        raise Refused(_("Only the candidate can stand back."))
    if candidate.state == CandidateState.WITHDRAWN:
        return candidate
    if candidate.state != CandidateState.AGREED:
        raise Refused(_("This person does not stand."))
    if ballot.state(now) not in (BallotState.DRAFT, BallotState.ANNOUNCED):
        raise Refused(_("Voting has begun; nobody can stand back any more."))
    candidate.state = CandidateState.WITHDRAWN
    candidate.save(update_fields=["state"])
    if candidate.option:
        candidate.option.withdrawn_at = now
        candidate.option.save(update_fields=["withdrawn_at"])
    record(
        by=by, verb="ballots.withdraw_candidacy", subject=ballot, data={"candidate": candidate.pk}, now=now
    )
    tell_runners(candidate, by=by, now=now)
    return candidate


# --- told -----------------------------------------------------------------------------------------------


def ask(candidate: Candidate, *, now: datetime) -> None:
    post(
        to=[candidate.user],
        kind=words.NOMINATED,
        words=words.nominated(candidate),
        url=words.url_of_candidates(candidate.ballot),
        subject=candidate,
        dedupe=f"candidate {candidate.pk}",
        due_at=now,
    )


def tell_runners(candidate: Candidate, *, by: User, now: datetime) -> None:
    """Each time: whoever changes their mind twice ends in a state that was told before."""
    post(
        to=[person for person in runners_of(candidate.ballot) if person.pk != by.pk],
        kind=words.CANDIDACY,
        words=words.candidacy(candidate),
        url=words.url_of_candidates(candidate.ballot),
        subject=candidate.ballot,
        dedupe=f"candidate {candidate.pk} {candidate.state} {now.isoformat()}",
        due_at=now,
    )
