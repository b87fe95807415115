"""A captain's day, homes, people and term. Whoever is captain of nothing today finds none of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buildings import operations
from buildings.alike import ask_alike
from buildings.forms import PurposeForm
from buildings.grid import column_of
from buildings.models import Captaincy, Dwelling, Ownership, Residency
from buildings.models.dwellings import Presence
from buildings.models.places import AROUND
from buildings.queries.claims import claims_counted
from buildings.queries.still_here import doors_counted, is_in_doubt
from buildings.queries.terms import captaincies_around
from buildings.standing import standing_of
from buildings.terms import Term, floors_without_lead, term
from buildings.wording import captain_role, floor_range, place_name
from issues.leaving import hand_over_url
from issues.queries.today import at_home, day_from
from kit.forms import say_refused
from kit.refused import Refused
from notices.queries import asking_homes
from notices.queries.coverage import is_meant_for_door, reached_by_home
from people.models import User
from portal.roles import Role, roles_of
from portal.todo import (
    Task,
    lists_for,
    of_claims,
    of_notice,
    of_still_here,
    of_term,
    of_vacancy,
    todo_of,
)
from portal.windows import Building, Window, buildings_of, windows_of

HIDES_AFTER = 60  # seconds; without script the numbers go with the page, which no browser keeps


class Quick(NamedTuple):
    url: str
    icon: str
    label: str
    badge: int = 0


def asks_for_all(request: HttpRequest) -> bool:
    """Behind "and 6 more": the same list, whole."""
    return request.GET.get("all") == "1"


def captain_desk_page(request: HttpRequest) -> HttpResponse:
    """Two queries beside the frame's, however many homes and issues there are; one more where papers wait."""
    user, now = request.user, timezone.now()
    is_whole = asks_for_all(request)
    today, found = timezone.localdate(now), ask_alike(_lists, user, now, is_whole)
    mine, others, notices = _current(user, found["captains"], today), found["captains"], found["notices"]
    windows, day = windows_of(user, notices), day_from(found["day"], user, now)
    buildings, terms = buildings_of(user, mine, windows), _terms(user, mine, others, now)
    more = [
        *(of_notice(n, count, now) for n in notices if (count := sum(n.pk in w.silent for w in windows))),
        *(of_claims(waiting) for waiting in found["claims"] if waiting),
        *(of_still_here(doors) for doors in found["still_here"] if doors),
        *(of_term(line.term, line.role) for line in terms if line.term.ends_soon),
        *_vacancies(buildings, windows, others, now),
    ]
    todo = todo_of(user, now, found, day, more, is_whole=is_whole)
    return render(
        request,
        "portal/desk/captain.html",
        {
            "now": now,
            "greeting": _greeting(user, todo.count),
            "line": _line(buildings),
            "quick": _quick(sum(found["held"])),
            "tasks": todo.tasks,
            "more_tasks": todo.more,
            "is_whole": is_whole,
            "done": day.done,
            "buildings": buildings,
            "terms": terms,
            "has_notices": any(window.silent for window in windows),
            "is_resident": Role.RESIDENT in roles_of(user),
        },
    )


def _lists(user: User, now: datetime, is_whole: bool) -> dict[str, QuerySet]:
    standing = standing_of(user)
    return lists_for(user, now, is_whole=is_whole) | {
        "captains": captaincies_around(user, standing.on),
        "claims": claims_counted(user),
        "still_here": doors_counted(user),
        "notices": asking_homes(standing.captain_paths, user, now=now),
    }


def _current(user: User, around: Iterable[Captaincy], today: date) -> list[Captaincy]:
    """Their own of today, of everybody's around."""
    return [c for c in around if c.user_id == user.pk and c.is_current(today)]


class TermLine(NamedTuple):
    term: Term
    role: str
    hand_over_url: str


def _terms(
    user: User, mine: Sequence[Captaincy], around: Sequence[Captaincy], now: datetime
) -> list[TermLine]:
    today, within = timezone.localdate(now), standing_of(user).only_estate
    return [
        TermLine(
            term(captaincy, [c for c in around if c.pk != captaincy.pk], today),
            captain_role(captaincy, place_name=place_name(captaincy.place, within=within)),
            hand_over_url(captaincy),
        )
        for captaincy in mine
    ]


def _vacancies(
    buildings: Sequence[Building], windows: Sequence[Window], captaincies: Sequence[Captaincy], now: datetime
) -> list[Task]:
    found = []
    for building in buildings:
        homes = [(w.path, w.floor) for w in windows if w.path.startswith(building.place.path)]
        bare = floors_without_lead(homes, captaincies, timezone.localdate(now))
        if bare:
            is_whole = len(bare) == len({floor for _path, floor in homes})
            found.append(
                of_vacancy(building.place, building.name, "" if is_whole else floor_range(bare[0], bare[-1]))
            )
    return found


def _greeting(user: User, tasks: int) -> str:
    words = ngettext("%(name)s, %(n)d thing today", "%(name)s, %(n)d things today", tasks)
    nothing = _("%(name)s, nothing waits for you today")
    return (words if tasks else nothing) % {"name": user.display_name, "n": tasks}


def _line(buildings: Sequence[Building]) -> str:
    """ "3栋 48 户" """
    return " · ".join(f"{building.name} {_homes(building.mine)}" for building in buildings)


def _homes(count: int) -> str:
    return ngettext("%(n)d home", "%(n)d homes", count) % {"n": count}


def _quick(held: int) -> list[Quick]:
    return [
        Quick(reverse("issues:new"), "camera", _("Log with a photo")),
        Quick(f"{reverse('issues:list')}?show=held", "list", _("What I have"), held),
        Quick(reverse("desk_people"), "users", _("My people")),
        Quick(reverse("desk_term"), "calendar", _("My term")),
    ]


# --- one home ----------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest, pk: int) -> HttpResponse:
    """What matters at one door now. Names and phones come in the answer to one question, with its purpose."""
    standing = standing_of(request.user)
    mine = _with_counts(Dwelling.objects.captained(standing)).annotate(asks=is_in_doubt(standing))
    dwelling = get_object_or_404(mine.select_related(f"place__{AROUND}"), pk=pk)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    household = _opened(request.user, dwelling, form) if request.method == "POST" else None
    now = timezone.now()
    notices = list(asking_homes({dwelling.place.path}, request.user, now=now))
    said = _said(dwelling, notices)
    return render(
        request,
        "portal/desk/home.html",
        {
            "home": dwelling,
            "presence": dwelling.get_presence_display() if dwelling.presence != Presence.UNKNOWN else "",
            "log_url": f"{reverse('issues:new')}?{urlencode(_where(dwelling))}",
            "rows": at_home(request.user, dwelling.pk, now),
            "notices": [n for n in notices if n.pk not in said and _is_for(n, dwelling)],
            "form": form,
            "household": household,
            "hides_after": HIDES_AFTER,
        },
    )


def _opened(user: User, dwelling: Dwelling, form: PurposeForm):
    """The look is written down with its purpose; without one nothing is shown."""
    if not form.is_valid():
        return None
    try:
        return operations.open_household(by=user, dwelling=dwelling, purpose=form.in_words)
    except Refused as refused:
        say_refused(form, refused)
        return None


def _said(dwelling: Dwelling, notices) -> set[int]:
    if not notices:
        return set()
    said = reached_by_home([notice.pk for notice in notices])
    rows = Dwelling.objects.filter(pk=dwelling.pk).annotate(said=said)
    return set(rows.values_list("said", flat=True).get())


def _is_for(notice, home: Dwelling) -> bool:
    return is_meant_for_door(notice, path=home.place.path, floor=home.floor, dwelling_id=home.pk)


def _where(dwelling: Dwelling) -> dict[str, object]:
    """What the form needs to stand at this door."""
    where: dict[str, object] = {"place": dwelling.place_id}
    if dwelling.floor is not None:
        where["floor"] = dwelling.floor
        if column_of(dwelling.door):
            where["spot"] = f"door:{dwelling.door[-2:]}"
    return where


# --- my people ---------------------------------------------------------------------------------------------


def _with_counts(homes: QuerySet[Dwelling]) -> QuerySet[Dwelling]:
    """Each with `residents`, who registered, and `is_known`, whether the roster names an owner."""
    living = Residency.objects.current().filter(dwelling=OuterRef("pk")).order_by().values("dwelling")
    counted = Subquery(living.annotate(n=Count("user", distinct=True)).values("n"), IntegerField())
    owners = Ownership.objects.current().filter(dwelling=OuterRef("pk"))
    return homes.annotate(residents=Coalesce(counted, 0), is_known=Exists(owners))


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """How many live where; who they are is asked for home by home."""
    standing = standing_of(request.user)
    if not standing.captain_paths:
        raise Http404
    homes = list(
        _with_counts(Dwelling.objects.captained(standing))
        .select_related(f"place__{AROUND}")
        .order_by("place__path", "-floor", "door")
    )
    return render(
        request,
        "portal/desk/people.html",
        {
            "homes": homes,
            "registered": sum(home.residents for home in homes),
            "without": sum(not home.residents for home in homes),
        },
    )


# --- my term -----------------------------------------------------------------------------------------------


@login_required
@require_safe
def term_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    around = list(captaincies_around(request.user, timezone.localdate(now)))
    mine = _current(request.user, around, timezone.localdate(now))
    if not mine:
        raise Http404
    context = {"lines": _terms(request.user, mine, around, now)}
    return render(request, "portal/desk/term.html", context)
