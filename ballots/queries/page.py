"""What the page of a ballot says besides the ballot itself, by the one statement that finds it."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, TextField, When
from django.db.models.functions import Cast, JSONObject

from ballots.models import Candidate, Delivery, Elector, Option, Proxy, RollCorrection, RollVoter
from ballots.models.ballots import CandidateState
from ballots.models.rolls import DeliveryWay
from ballots.queries.turnout import TOOK_PART
from kit.carried import carried
from people.models import User

IS_ON = Q(announced_at__isnull=False, voided_at=None, counted_at=None)
VOTES_STILL = Q(announced_at__isnull=False, voided_at=None, closed_at=None)


def facts_for(user: User) -> dict[str, Any]:
    """`option_rows`; `turnout_figures` while it runs or is counted; `roll_now`, heads and area of a roll that
    was put right; `unnoted`, the entries of this person of which nobody has noted yet that they read it;
    `pending`, proxies that nobody has confirmed; `stands`."""
    this = {"ballot": OuterRef("pk")}
    candidates = Candidate.objects.filter(**this, user=user.pk, state=CandidateState.AGREED)
    return {
        "option_rows": carried(Option.objects.filter(**this).order_by("position", "id")),
        "turnout_figures": Case(When(IS_ON, then=Subquery(turnout_figures()))),
        "roll_now": Case(When(Exists(RollCorrection.objects.filter(**this)), then=Subquery(roll_now()))),
        "unnoted": Case(When(VOTES_STILL, then=ArraySubquery(unnoted(user).values("elector")))),
        "pending": Subquery(counted(Proxy.objects.pending().filter(**this))),
        "stands": Exists(candidates),
    }


def counted(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("ballot").annotate(n=Count("pk")).values("n")


def roll_now() -> QuerySet[Elector]:
    rows = Elector.objects.filter(ballot=OuterRef("pk"), removed_at=None).order_by().values("ballot")
    figures = JSONObject(heads=Count("pk"), area=Cast(Sum("area"), TextField()))
    return rows.annotate(figures=figures).values("figures")


def turnout_figures() -> QuerySet[Elector]:
    """Areas as text: a number of JSON would lose its places."""
    rows = Elector.objects.filter(ballot=OuterRef("pk"), removed_at=None).order_by().values("ballot")
    figures = JSONObject(
        whole=Count("pk"),
        done=Count("pk", filter=TOOK_PART),
        whole_area=Cast(Sum("area"), TextField()),
        done_area=Cast(Sum("area", filter=TOOK_PART), TextField()),
    )
    return rows.annotate(figures=figures).values("figures")


def unnoted(user: User) -> QuerySet[RollVoter]:
    read = Delivery.objects.filter(elector=OuterRef("elector"), way=DeliveryWay.READ)
    mine = RollVoter.objects.filter(user=user.pk, ended_at=None, elector__removed_at=None)
    return mine.filter(~Exists(read), elector__ballot=OuterRef("pk"))
