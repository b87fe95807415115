"""The frame of every page: where one can go from here, who one is, what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from buildings.models.captaincies import CaptaincyKind
from buildings.standing import CAPTAIN, HOME, MEMBER, Capacity, standing_of
from kit.steady import steady
from notifications.queries import unread_count
from people.models import User
from portal.roles import Role, role_of

# Proposals and ballots stand behind the same tab as meetings: 议事.
LIGHTS = {"ballots": "committees"}


@steady
@dataclass(frozen=True)
class Item:
    url: str
    icon: str
    label: str
    current: bool = False
    badge: int = 0
    main: bool = False
    full_only: bool = False


@steady
@dataclass(frozen=True)
class WhoAmI:
    name: str
    line: str
    url: str

    @property
    def tile(self) -> str:
        return self.name[:1]


def navigation(request: HttpRequest) -> dict:
    """Templates call these when they show them: a fragment that shows none pays for none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": _once(lambda: {"items": _items(request, Role.VISITOR)})}
    return {
        "nav": _once(lambda: {"items": _items(request, role_of(user))}),
        "whoami": _once(lambda: who_am_i(user)),
        "unread_count": _once(lambda: unread_count(user)),
        "inbox_url": reverse("notifications:inbox"),
        "place_line": _once(lambda: place_line(user)),
    }


def _once(make: Callable) -> Callable:
    return cache(make)


HOME_PAGE = ("home", "home", gettext_lazy("Home"))
NOTICES = ("notices:list", "notice", gettext_lazy("Notices"))
MEETINGS = ("committees:list", "meeting", pgettext_lazy("navigation", "Meetings"))
ISSUES = ("issues:list", "flag", pgettext_lazy("navigation", "Issues"))
QUEUE = ("issues:queue", "flag", pgettext_lazy("navigation", "Issues"))
REPORT = ("issues:new", "pen", gettext_lazy("Report"))
LOG = ("issues:new", "pen", gettext_lazy("Log one"))
BUILDING = ("buildings:mine", "building", gettext_lazy("My building"))
BUILDINGS = ("buildings:mine", "building", pgettext_lazy("navigation", "Buildings"))
DESK = ("home", "list", pgettext_lazy("navigation", "Today"))
TODAY = ("desk", "list", pgettext_lazy("navigation", "Today"))
OVERVIEW = ("home", "chart", pgettext_lazy("navigation", "Overview"))
SIGN_IN = ("account_login", "user", gettext_lazy("Sign in"))
ENTRIES = {
    Role.VISITOR: [HOME_PAGE, NOTICES, MEETINGS, BUILDINGS, SIGN_IN],
    Role.RESIDENT: [HOME_PAGE, NOTICES, REPORT, MEETINGS, BUILDING],
    Role.COUNCIL: [HOME_PAGE, NOTICES, REPORT, MEETINGS, BUILDING],
    Role.CAPTAIN: [TODAY, NOTICES, LOG, BUILDING, ISSUES],
    Role.PROPERTY: [DESK, QUEUE, MEETINGS, NOTICES, BUILDINGS],
    Role.STAFF: [OVERVIEW, QUEUE, MEETINGS, NOTICES, BUILDINGS],
    Role.STREET: [OVERVIEW, QUEUE, MEETINGS, NOTICES, BUILDINGS],
}


def _items(request: HttpRequest, role: Role) -> tuple[Item, ...]:
    return tuple(_item(request, name, icon, str(label)) for name, icon, label in ENTRIES[role])


def _item(request: HttpRequest, name: str, icon: str, label: str) -> Item:
    match = request.resolver_match
    here = match.view_name if match else ""
    room = name.partition(":")[0]
    # Any page of a room lights the room's tab, except that reporting has a tab of its own.
    same_room = ":" in name and LIGHTS.get(here.partition(":")[0], here.partition(":")[0]) == room
    on_the_desk = name == "desk" and here.startswith("desk_")
    current = here == name or on_the_desk or (same_room and name != "issues:new" and here != "issues:new")
    return Item(
        url=_url(name),
        icon=icon,
        label=label,
        current=current,
        main=name == "issues:new",
        full_only=name == "buildings:mine",
    )


def _url(name: str) -> str:
    return _address(name, get_script_prefix())


@cache
def _address(name: str, _prefix: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "#"


def who_am_i(user: User) -> WhoAmI:
    lines = [_line(c) for c in sorted(standing_of(user).capacities, key=_busiest)]
    return WhoAmI(
        name=user.display_name, line=next((line for line in lines if line), ""), url=_url("people:me")
    )


def _busiest(capacity: Capacity) -> int:
    return [MEMBER, CAPTAIN, HOME].index(capacity.source)


def _line(capacity: Capacity) -> str:
    """ "3栋 902", "3栋 Building captain", "灯湖社区居委会 主任" """
    if capacity.source == HOME:
        return f"{capacity.place_name} {capacity.detail}"
    if capacity.source == CAPTAIN:
        return f"{capacity.place_name} {CaptaincyKind(capacity.detail).label}"
    return f"{capacity.organisation_name} {capacity.detail}".strip()


def place_line(user: User) -> str:
    """ "灯湖社区 · 水岸公馆": the place that this person's pages are about."""
    for source in (HOME, CAPTAIN, MEMBER):
        for capacity in standing_of(user).capacities:
            if capacity.source == source and capacity.place_name:
                return (capacity.around if source != MEMBER else capacity.place_name) or ""
    return ""
