"""What neighbours say to a proposal, as a page shows it: each argument with its answers, nobody ranked."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from ballots.models import Agreement, Comment, Deliberation, Proposal
from ballots.models.discussion import Side
from ballots.models.proposals import ProposalState
from ballots.queries.proposals import officers, who_answers
from buildings.models import Captaincy, Membership, Place, Service
from buildings.models.organisations import OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.queries import organisation_answering
from committees.rules import CONVENING_KINDS
from notices.queries.comments import shown_as
from people.models import User

NEWEST, AGREED = "new", "agreed"
ORDERS = {NEWEST: ("-at", "-id"), AGREED: ("-agreed", "-at", "-id")}
PAGE, COLUMN = 10, 5


class Said(NamedTuple):
    """As `notices` names whoever speaks: by their building, unless they show their name."""

    by_id: int
    by: User


def comments_on(
    proposal: Proposal,
    user: User | AnonymousUser,
    *,
    deliberation: Deliberation | None = None,
    side: str | None = None,
) -> QuerySet[Comment]:
    """Arguments, not answers. What was taken back keeps its place only while somebody answered it."""
    rows = dressed_rows(user).filter(proposal=proposal, answers=None)
    if deliberation:
        rows = rows.filter(deliberation=deliberation)
    if side is not None:
        rows = rows.filter(side=side)
    answered = Exists(Comment.objects.filter(answers=OuterRef("pk"), withdrawn_at=None))
    rows = rows.filter(Q(withdrawn_at=None) | answered)
    replies = dressed_rows(user).filter(withdrawn_at=None).order_by("at", "id")
    return rows.prefetch_related(Prefetch("replies", replies))


def dressed_rows(user: User | AnonymousUser) -> QuerySet[Comment]:
    own = Agreement.objects.filter(comment=OuterRef("pk"), user=user.pk)
    rows = Comment.objects.select_related("author", "deliberation", "hidden_by")
    return rows.annotate(agreed=Count("agreements", distinct=True), is_agreed=Exists(own))


def comment_for(user: User | AnonymousUser, proposal: int) -> QuerySet[Comment]:
    """With the proposal; one's own wherever one lives by now: who is told that it is hidden may object."""
    rows = dressed_rows(user).filter(proposal=proposal).exclude(proposal__state=ProposalState.DRAFT)
    seen = rows.filter(Q(proposal__in=Proposal.objects.visible_to(user)) | Q(author=user.pk))
    return seen.select_related("proposal__place", "answers", "appeal_decided_by")


def dress(comments: Iterable[Comment], place: Place) -> None:
    """Each knows `said_by`, answers too; what is hidden knows `hidden_for`. Three queries at most."""
    every = [row for comment in comments for row in (comment, *known_replies(comment))]
    names = shown_as(Said(row.author_id, row.author) for row in every)
    houses = houses_of({row.hidden_by_id for row in every if row.is_hidden}, place)
    for row in every:
        row.said_by = names[row.author_id]
        row.hidden_for = houses.get(row.hidden_by_id, "")


def known_replies(comment: Comment) -> list[Comment]:
    return list(getattr(comment, "_prefetched_objects_cache", {}).get("replies", []))


def houses_of(people: set[int], place: Place) -> dict[int, str]:
    """In whose name these people moderate there."""
    if not people:
        return {}
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    rows = Membership.objects.current().filter(
        user__in=people, organisation__kind__in=CONVENING_KINDS, organisation__services__in=serving
    )
    return {row.user_id: str(row.organisation) for row in rows.select_related("organisation").order_by("-pk")}


def said_by(person: User) -> str:
    return shown_as([Said(person.pk, person)])[person.pk]


def counts_of(proposal: Proposal) -> dict[str, int]:
    """How many arguments stand on each side."""
    rows = proposal.comments.filter(answers=None, withdrawn_at=None).values_list("side")
    return {Side.FOR: 0, Side.AGAINST: 0, Side.OPEN: 0} | dict(rows.annotate(n=Count("pk")).order_by())


def who_hears_appeals(comment: Comment) -> list[User]:
    """Those who moderate there, but whoever hid it; where nobody else does, the subdistrict office."""
    place, not_they = comment.proposal.place, (comment.hidden_by_id, comment.author_id)
    others = [person for person in who_answers(place) if person.pk not in not_they]
    if others:
        return others
    office = organisation_answering(place, OrganisationKind.STREET_OFFICE)
    above = officers(type(office).objects.filter(pk=office.pk)) if office else []
    return [person for person in above if person.pk not in not_they]


# --- over several days ----------------------------------------------------------------------------------


def deliberations_of(proposal: Proposal) -> list[Deliberation]:
    rows = proposal.deliberations.select_related("host", "summed_up_by")
    return list(rows.annotate(voices=Count("comments", filter=Q(comments__withdrawn_at=None))))


def took_part(deliberation: Deliberation) -> list[User]:
    wrote = deliberation.comments.filter(withdrawn_at=None).values("author")
    return list(User.objects.filter(pk__in=wrote, is_active=True))


def hosts_at(proposal: Proposal) -> list[tuple[int, str]]:
    """Members of those who convene there, and captains; not whoever proposed it: a host is neutral."""
    place = proposal.place
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    kinds = CONVENING_KINDS - {OrganisationKind.STREET_OFFICE}
    members = Membership.objects.current().filter(
        organisation__kind__in=kinds, organisation__services__in=serving, user__is_active=True
    )
    found = {
        row.user_id: f"{row.user.display_name} · {row.organisation}"
        for row in members.select_related("user", "organisation").order_by("organisation__name", "pk")
    }
    near = starts_with([place.path], "place__path") | Q(place__path__in=prefixes([place.path]))
    captains = Captaincy.objects.current().filter(near, user__is_active=True).select_related("user", "place")
    for row in captains.order_by("place__path", "pk"):
        found.setdefault(row.user_id, f"{row.user.display_name} · {row.place.name}{row.get_kind_display()}")
    found.pop(proposal.author_id, None)
    return list(found.items())
