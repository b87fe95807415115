"""The queue of those who serve: what may be asked of it, as words of an address and as a condition."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple, Protocol

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone
from django.utils.http import urlencode

from buildings.alike import ask_alike
from buildings.models import Organisation, Place, Service
from buildings.models.organisations import Membership
from buildings.models.places import AROUND, CAPTAIN_KINDS, PlaceKind, inside, prefixes
from buildings.queries.places import in_order
from buildings.standing import standing_of
from issues.models import CLOSED_STATES, OPEN_STATES, RUNNING_STATES, Issue, IssueQuerySet, SavedView, Tier
from issues.models import IssueState as S
from issues.queries.lists import MOST_PRESSING, NEWEST, with_names
from kit.this_minute import ThisMinute
from people.models import User

# What `?state=` may say. Without it: what runs against a clock; with words to look for: everything.
GROUPS: dict[str, list[str]] = {
    "new": [S.REPORTED],
    "taken": [S.ACCEPTED, S.IN_PROGRESS],
    "disputed": [S.DISPUTED],
    "off": [S.SUSPENDED],
    "word": [S.RESOLVED],
    "closed": CLOSED_STATES,
}
WAITING, OURS, MINE = "waiting", "ours", "mine"
OVERDUE, TODAY = "overdue", "today"
LONGEST_WORDS = 40
OWN = (WAITING, OURS)
MOST_PLACES = 200
MANY = 5_000  # that run: counted one by one, they take the desk longer than all else on it
_of_many = ThisMinute()


class Query(Protocol):
    """What the web's and a saved view's words have in common."""

    def get(self, key: str, default: str = ...) -> str | None: ...

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True)
class Asked:
    """A filter of the queue. Whatever it does not know it leaves out."""

    who: str = ""
    when: str = ""
    state: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    place: str = ""
    reopened: str = ""
    q: str = ""

    @property
    def query(self) -> str:
        """ "when=overdue&state=new", always in the same order: two equal filters have one address."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(field.name, one) for one in values if one]
        return urlencode(pairs)

    def without(self, name: str, value: str = "") -> "Asked":
        kept = getattr(self, name)
        left = tuple(one for one in kept if one != value) if isinstance(kept, tuple) else ""
        return replace(self, **{name: left})

    @property
    def states(self) -> list[str]:
        if self.state:
            return [state for group in self.state for state in GROUPS[group]]
        return list(S.values) if self.q else list(RUNNING_STATES)

    @property
    def order(self) -> tuple[str, ...]:
        """What runs out first; where nothing runs any more, the newest."""
        return MOST_PRESSING if set(self.states) <= set(OPEN_STATES) else NEWEST


def asked_of(query: Query) -> Asked:
    def one(name: str, *known: str) -> str:
        value = query.get(name, "") or ""
        return value if value in known else ""

    def many(name: str, known: Iterable[str]) -> tuple[str, ...]:
        chosen = set(query.getlist(name))
        return tuple(value for value in known if value in chosen)

    place = query.get("place", "") or ""
    codes = sorted({code for code in query.getlist("category") if code.isascii() and code.isidentifier()})
    return Asked(
        who=one("who", WAITING, OURS, MINE),
        when=one("when", OVERDUE, TODAY),
        state=many("state", GROUPS),
        category=tuple(code for code in codes if len(code) <= 20),
        tier=many("tier", Tier.values),
        place=place if place.isascii() and place.isdecimal() and len(place) < 19 else "",
        reopened=one("reopened", "1"),
        q=" ".join((query.get("q", "") or "").replace("\0", "").split())[:LONGEST_WORDS],
    )


def queue_of(user: User) -> IssueQuerySet:
    """What this person may see of where their organisations serve, and of what those have or had."""
    standing = standing_of(user)
    ids = standing.organisation_ids
    ours = Q(holder_organisation__in=ids) | Q(offered_organisation__in=ids) | Q(previous_organisation__in=ids)
    here = inside(standing.service_paths())
    return with_names(Issue.objects.visible_to(user).filter(here | ours))


def narrowed(issues: IssueQuerySet, asked: Asked, *, user: User, place: Place | None, now: datetime):
    """`place` is the one that `asked` names, fetched as this person may see it."""
    issues = issues.filter(state__in=asked.states)
    if asked.who:
        issues = issues.filter(with_whom(asked.who, user))
    if asked.when:
        issues = issues.filter(by_when(asked.when, now))
    if asked.category:
        issues = issues.filter(category__in=asked.category)
    if asked.tier:
        issues = issues.filter(tier__in=asked.tier)
    if place:
        issues = issues.below(place.path)
    if asked.reopened:
        issues = issues.filter(reopened_count__gt=0)
    return issues.filter(named(asked.q)) if asked.q else issues


def with_whom(who: str, user: User) -> Q:
    """WAITING: nobody of ours has said yes; OURS: with us, whoever it is; MINE: with this person."""
    ids = standing_of(user).organisation_ids
    ours = Q(holder_organisation__in=ids)
    offered = Q(offered_organisation__in=ids) & (Q(offered_to=None) | Q(offered_to=user))
    offered &= ~Q(state=S.DISPUTED)
    return {
        WAITING: offered | (ours & Q(state=S.REPORTED, offered_organisation=None)),
        OURS: offered | ours,
        MINE: ours & Q(holder=user) & ~Q(state=S.REPORTED),
    }[who]


def by_when(when: str, now: datetime) -> Q:
    running = Q(state__in=RUNNING_STATES)
    if when == OVERDUE:
        return running & Q(due_at__lt=now)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))
    return running & Q(due_at__gte=now, due_at__lt=midnight)


def named(words: str) -> Q:
    """By its number as one says it on the phone, "1124-37", or as the database has it; or by its title, which
    of what went to mediation is not shown, and so not found by guessing either."""
    figures = words.lstrip("#").rpartition("-")[2]
    by_title = Q(title__icontains=words) & ~Q(state=S.MEDIATION)
    if figures.isascii() and figures.isdecimal() and len(figures) < 19:
        return by_title | Q(pk=int(figures))
    return by_title


class Counts(NamedTuple):
    waiting: int
    ours: int
    overdue: int
    today: int
    disputed: int
    running: int


def counts_of(user: User, now: datetime) -> tuple[Counts, list[SavedView]]:
    """What the tabs say, each what its filter would list; and the views kept beside them. One query.

    Where very much runs, all of it is counted once a minute; what waits for them or lies with them each time.
    """
    known = _of_many.of(now).get(user.pk)
    found = ask_alike(_with_them if known else _beside_the_tabs, user, now)
    figures = found["figures"][0] if found["figures"] else [0] * len(OWN if known else Counts._fields)
    if known:
        return known._replace(**dict(zip(OWN, figures, strict=True))), found["views"]
    counts = Counts(*figures)
    if counts.running >= MANY:
        _of_many.of(now)[user.pk] = counts
    return counts, found["views"]


def _beside_the_tabs(user: User, now: datetime) -> dict[str, QuerySet]:
    figures = _running(user).annotate(
        **_own_figures(user),
        overdue=Count("pk", filter=by_when(OVERDUE, now)),
        today=Count("pk", filter=by_when(TODAY, now)),
        disputed=Count("pk", filter=Q(state=S.DISPUTED)),
        running=Count("pk"),
    )
    return {"figures": figures.values_list(*Counts._fields), "views": SavedView.objects.filter(user=user)}


def _with_them(user: User, now: datetime) -> dict[str, QuerySet]:
    theirs = _running(user).filter(with_whom(WAITING, user) | with_whom(OURS, user))
    figures = theirs.annotate(**_own_figures(user)).values_list(*OWN)
    return {"figures": figures, "views": SavedView.objects.filter(user=user)}


def _running(user: User) -> QuerySet:
    return queue_of(user).running().order_by().annotate(one=Value(1)).values("one")


def _own_figures(user: User) -> dict[str, Count]:
    return {name: Count("pk", filter=with_whom(name, user)) for name in OWN}


# --- what the forms of the queue offer --------------------------------------------------------------------


def places_served(user: User) -> list[Place]:
    """Estates, lanes and buildings to narrow by; for a whole subdistrict the communities and estates only."""
    wide = [PlaceKind.COMMUNITY, PlaceKind.ESTATE]
    near = Place.objects.below(*standing_of(user).service_paths()).select_related(AROUND)
    kinds = [*wide, *(CAPTAIN_KINDS - {PlaceKind.STAIR})]
    found = list(near.filter(kind__in=kinds).order_by("path")[: MOST_PLACES + 1])
    if len(found) > MOST_PLACES:
        found = list(near.filter(kind__in=wide).order_by("path")[:MOST_PLACES])
    return in_order(found)


class Receiver(NamedTuple):
    """Whom it can be passed on to. `value` is what the form sends: an organisation, or a person of it."""

    value: str
    name: str
    about: str
    is_colleague: bool = False
    serves: int = 0  # how many of the issues stand where they serve


def receivers_for(user: User, issues: Iterable[Issue], *, with_colleagues: bool = True) -> list[Receiver]:
    """Colleagues first, then who serves most of these places today. At most two queries."""
    places = [issue.place.path for issue in issues]
    services = Service.objects.current().filter(place__path__in=prefixes(places))
    covers: dict[Organisation, set[str]] = {}
    for service in services.select_related("organisation", "place"):
        covers.setdefault(service.organisation, set()).add(service.place.path)
    found = [
        Receiver(str(organisation.pk), str(organisation), organisation.get_kind_display(), serves=count)
        for organisation, paths in covers.items()
        if (count := sum(any(place.startswith(path) for path in paths) for place in places))
    ]
    found.sort(key=lambda receiver: (-receiver.serves, receiver.name))
    return [*(_colleagues(user) if with_colleagues else []), *found]


def _colleagues(user: User) -> list[Receiver]:
    ids = standing_of(user).organisation_ids
    members = Membership.objects.current().filter(organisation__in=ids, user__is_active=True)
    return [
        Receiver(f"{m.organisation_id}-{m.user_id}", str(m.user), f"{m.organisation} {m.title}".strip(), True)
        for m in members.select_related("user", "organisation").order_by("organisation", "started_on", "pk")
    ]
