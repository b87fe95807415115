"""The board, one notice, its poster, and what a reader may say."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buildings.asked import place_asked
from buildings.models import Place
from buildings.models.places import PlaceKind
from buildings.standing import standing_of
from buildings.wording import captain_title
from kit.paging import PARAMETER, page_of, read_cursor, salt_of
from kit.qr import qr_code
from kit.refused import Refused
from notices import operations, queries, rules
from notices.days import grouped
from notices.models import Notice, NoticeCategory
from notices.poster import board_of, poster_of

ORDER = ("-publish_at", "-id")
PAGE = 10


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    category = request.GET.get("category", "")
    category = category if category in NoticeCategory.values else ""
    has_home = bool(standing_of(request.user).neighbour_paths)
    mine = has_home and "mine" in request.GET
    place = place_asked(request)
    notices = queries.listed_for(request.user, category=category, mine=mine, place=place)
    page = page_of(request, notices, ORDER, PAGE)
    is_fragment = bool(request.htmx)
    context = {
        "page": page,
        "groups": list(grouped(page, now=timezone.now(), after=_last_hour(request) if is_fragment else None)),
        "categories": NoticeCategory.choices,
        "category": category,
        "mine": mine,
        "place": place,
        "has_home": has_home,
        "may_write": rules.may_write(user=request.user),
    }
    return render(request, "notices/list.html#rows" if is_fragment else "notices/list.html", context)


def _last_hour(request: HttpRequest):
    """When the last row of the page before was published."""
    values = read_cursor(request.GET.get(PARAMETER, ""), salt_of(Notice, ORDER), len(ORDER))
    return values[0] if values else None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.readable_by(request.user), pk=pk)
    if request.user.is_authenticated and notice.read_at is None and request.method == "GET":
        operations.mark_read(by=request.user, notice=notice)
    return render(request, "notices/detail.html", _detail_context(request, notice))


def _detail_context(request: HttpRequest, notice: Notice) -> dict:
    user = request.user
    home = queries.home_for(user, notice)
    may_edit = rules.may_edit(user=user, notice=notice)
    return {
        "notice": notice,
        "updates": queries.updates_of(notice),
        "captain": queries.captain_for(user, home) if home else None,
        "may_edit": may_edit,
        "may_publish": may_edit and rules.may_publish(user=user, organisation=notice.organisation),
        "may_withdraw": rules.may_withdraw(user=user, notice=notice),
        **_acknowledgement(user, notice, home),
    }


def _acknowledgement(user, notice: Notice, home) -> dict:
    """For the card of confirmations: a home sees its own building; who looks after places, all of them."""
    if not (notice.asks_acknowledgement and notice.is_out):
        return {}
    duties = queries.looked_after(user, notice)
    asks_home = home is not None and queries.is_meant_for(notice, home)
    own = {_building(home.dwelling.place).path} if asks_home else set()
    counts = queries.homes_confirmed(notice, duties or own) if duties or own else []
    return {"asks_home": asks_home, "counts": counts, "shows_all": bool(duties)}


def _building(place: Place) -> Place:
    return place.parent if place.kind == PlaceKind.STAIR else place


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.readable_by(request.user), pk=pk)
    address = settings.BASE_URL + reverse("notices:detail", args=[notice.pk])
    callers = [
        (f"{captain_title(c.kind, c.place.name)} {c.user}", c.phone) for c in queries.posted_captains(notice)
    ]
    if notice.organisation.phone:
        callers.append((str(notice.organisation), notice.organisation.phone))
    # Without words of its own, the places are named in about this many characters.
    where = notice.where_text or "".join(
        f"{place['around']} {place['name']}、" for place in notice.place_rows
    )
    facts = [fact for fact in (notice.when_text, where, notice.ask_text) if fact]
    context = {
        "notice": notice,
        "poster": poster_of(
            notice.source, title=notice.title, facts=facts, callers=[name for name, _phone in callers]
        ),
        "board": board_of(notice.place_rows),
        "callers": callers,
        "qr": qr_code(address),
    }
    return render(request, "notices/poster.html", context)


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.readable_by(request.user), pk=pk)
    try:
        read = operations.acknowledge(by=request.user, notice=notice)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("notices:detail", pk=pk)
    if request.htmx:
        notice.acknowledged_at = read.acknowledged_at
        home = queries.home_for(request.user, notice)
        context = {"notice": notice, "just_now": True, **_acknowledgement(request.user, notice, home)}
        return render(request, "notices/detail.html#acknowledgement", context)
    messages.success(request, _("Noted. Your captain need not come up for this."))
    return redirect("notices:detail", pk=pk)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    operations.mark_all_read(by=request.user)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:list")
