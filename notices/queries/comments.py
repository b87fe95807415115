"""What neighbours ask under a notice, and in whose name it is shown."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from buildings.models import Captaincy, Residency
from buildings.models.places import AROUND, PlaceKind
from buildings.wording import place_name
from notices.models import Notice, NoticeComment, NoticeState

ORDER = ("-at", "-id")
PAGE = 10


def comments_on(notice: Notice) -> QuerySet[NoticeComment]:
    return notice.comments.select_related("by")


def shown_as(comments: Iterable[NoticeComment]) -> dict[int, str]:
    """By person: the building from which they speak; the name of who wants it shown.

    Two queries, however many comments there are; none when there are none.
    """
    people = {comment.by_id: comment.by for comment in comments}
    if not people:
        return {}
    places: dict[int, str] = {}
    captains = Captaincy.objects.current().filter(user__in=people).select_related(f"place__{AROUND}")
    for captaincy in captains.order_by("pk"):
        places.setdefault(captaincy.user_id, _building(captaincy.place))
    homes = Residency.objects.current().filter(user__in=people).select_related(f"dwelling__place__{AROUND}")
    own = {home.user_id: _building(home.dwelling.place) for home in homes.order_by("-pk")}
    places |= own
    return {pk: _name(person, places.get(pk)) for pk, person in people.items()}


def _building(place) -> str:
    if place.kind == PlaceKind.STAIR:
        place = place.parent
    return place_name(place, within=place.parent.path)


def _name(person, place: str | None) -> str:
    if person.shows_name:
        return person.display_name
    return _("%(place)s neighbour") % {"place": place} if place else _("A neighbour")


def waiting_on(organisation_ids: Iterable[int]) -> QuerySet[NoticeComment]:
    """Questions without an answer, the longest first: for whoever publishes."""
    rows = NoticeComment.objects.waiting().filter(notice__organisation__in=list(organisation_ids))
    rows = rows.exclude(notice__state=NoticeState.WITHDRAWN)
    return rows.select_related("notice").order_by("answer_by", "pk")
