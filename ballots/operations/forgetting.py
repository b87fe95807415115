"""What goes when somebody leaves. A count stays as it was counted, by homes and by numbers of the roll."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Candidate, Elector, Proposal, Proxy, RollVoter
from ballots.models.ballots import CandidateState, Electorate, LegalEffect
from ballots.models.proposals import ProposalState
from ballots.models.rolls import ElectorKind
from people.models import User


@transaction.atomic
def forget_person(*, person: User, now: datetime | None = None) -> None:
    """Drafts go, names and phones on rolls go. The owners' names of a formal ballot stay: an owner may ask a
    court to set it aside, and the roll is the evidence (Civil Code, article 280)."""
    now = now or timezone.now()
    Proposal.objects.filter(author=person, state=ProposalState.DRAFT).delete()
    _leave_the_rolls(person)
    proxies = Proxy.objects.filter(agent=person).exclude(ballot__in=_evidence())
    proxies.update(agent_name=_("A neighbour who left"))
    _stand_back(person, now)


def _evidence() -> QuerySet[Ballot]:
    return Ballot.objects.filter(electorate=Electorate.OWNERS, legal_effect=LegalEffect.FORMAL)


def _leave_the_rolls(person: User) -> None:
    """An entry that others vote for too keeps its name: it is theirs."""
    others = RollVoter.objects.filter(elector=OuterRef("pk"), user__erased_at=None).exclude(user=person)
    mine = Elector.objects.filter(Exists(RollVoter.objects.filter(elector=OuterRef("pk"), user=person)))
    mine = mine.exclude(Exists(others))
    mine.update(phone="")
    nameless = mine.exclude(ballot__in=_evidence())
    nameless.update(name="", representative="")
    number = Concat(Value("#"), Cast(F("number"), CharField()))
    nameless.filter(kind=ElectorKind.PERSON).update(label=number)


def _stand_back(person: User, now: datetime) -> None:
    """Before the paper is printed they do not stand; afterwards it alone holds their name."""
    mine = Candidate.objects.filter(user=person)
    mine.update(home="", statement="", consent_note="")
    off_the_paper = mine.filter(option=None)
    off_the_paper.update(name=_("A neighbour who left"))
    waiting = off_the_paper.exclude(state=CandidateState.WITHDRAWN)
    waiting.update(state=CandidateState.WITHDRAWN, answered_at=now)
