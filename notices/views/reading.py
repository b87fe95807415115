"""The board, one notice, and what a reader may say."""

from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buildings.alike import Listed, page_alike
from buildings.asked import place_asked
from buildings.models import Place
from buildings.models.places import PlaceKind
from buildings.standing import standing_of
from kit.paging import PARAMETER, read_cursor, salt_of
from kit.pasted import tidy_html
from kit.refused import Refused
from notices import operations, queries, rules
from notices.days import grouped
from notices.models import Notice, NoticeCategory, NoticeState
from notices.reader_forms import QuestionForm
from notices.views.shown import comments_context, readable

ORDER = ("-publish_at", "-id")
PAGE = 10


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    category = request.GET.get("category", "")
    category = category if category in NoticeCategory.values else ""
    has_home = bool(standing_of(request.user).neighbour_paths)
    mine = has_home and "mine" in request.GET
    place = place_asked(request)
    page, beside = page_alike(request, _listed, ORDER, PAGE, category, mine, place)
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
        "feed_pk": place.pk if place else _feed_of(request, beside.get("tops", [])),
    }
    return render(request, "notices/list.html#rows" if is_fragment else "notices/list.html", context)


def _listed(user, now: datetime, category: str, mine: bool, place: Place | None) -> Listed:
    rows, paths = queries.chosen_for(user, category=category, mine=mine, place=place, now=now)
    beside = {} if paths else {"tops": Place.objects.visible_to(user).filter(parent=None)[:2]}
    return Listed(rows, lambda found, most: queries.page_rows(user, found, paths, most), beside)


def _feed_of(request: HttpRequest, tops: list[Place]) -> str | int:
    """The community of the first home, whose path ends with its number; or the one subdistrict. No query."""
    if area := sorted(queries.area_of(request.user)):
        return area[0].strip("/").rpartition("/")[2]
    return tops[0].pk if len(tops) == 1 else ""


def _last_hour(request: HttpRequest):
    """When the last row of the page before was published."""
    values = read_cursor(request.GET.get(PARAMETER, ""), salt_of(Notice, ORDER), len(ORDER))
    return values[0] if values else None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    notice = readable(request, pk)
    if request.user.is_authenticated and notice.read_at is None and request.method == "GET":
        operations.mark_read(by=request.user, notice=notice)
    return show_detail(request, notice)


def show_detail(
    request: HttpRequest, notice: Notice, question_form: QuestionForm | None = None
) -> HttpResponse:
    """Also where a question under it was refused."""
    context = _detail_context(request, notice) | comments_context(request, notice, question_form)
    answer = render(request, "notices/detail.html", context, status=422 if question_form else 200)
    if notice.state == NoticeState.WITHDRAWN:
        answer["X-Robots-Tag"] = "noindex"  # a page for those who come back to it, in no list of anybody's
    return answer


def _detail_context(request: HttpRequest, notice: Notice) -> dict:
    user = request.user
    home = queries.home_for(user, notice)
    may_edit = rules.may_edit(user=user, notice=notice)
    went_out = notice.is_out or notice.state == NoticeState.WITHDRAWN
    sees_papers = rules.may_open_papers(user=user, notice=notice)
    return {
        "notice": notice,
        "body": notice.body if sees_papers else tidy_html(notice.body),  # its pictures are files
        "sees_papers": sees_papers,
        "withdrawal": queries.withdrawal_of(notice),
        "updates": queries.updates_of(notice),
        "captain": queries.captain_for(user, home) if home else None,
        "boards": [_board(photo) for photo in notice.board_rows] if sees_papers else [],
        "may_edit": may_edit,
        "may_publish": may_edit and rules.may_publish(user=user, organisation=notice.organisation),
        "may_withdraw": rules.may_withdraw(user=user, notice=notice),
        "sees_coverage": went_out and _works_here(user, notice),
        "has_doors": notice.is_out and bool(standing_of(user).captain_paths) and _works_here(user, notice),
        "feed_pk": _feed_pk(notice),
        **_acknowledgement(user, notice, home),
    }


def _board(photo: dict) -> dict:
    """With its day, and its name: a stair is nothing without its building."""
    name = f"{photo['building']} {photo['name']}" if photo["kind"] == PlaceKind.STAIR else photo["name"]
    return photo | {"on": date.fromisoformat(photo["on"]), "name": name}


def _works_here(user, notice: Notice) -> bool:
    return rules.may_write_for(user=user, organisation=notice.organisation) or rules.looks_after_some(
        user=user, notice=notice
    )


def _feed_pk(notice: Notice) -> str:
    """The path of its first place ends with the place's number."""
    return notice.place_rows[0]["path"].strip("/").rpartition("/")[2] if notice.place_rows else ""


def _acknowledgement(user, notice: Notice, home) -> dict:
    """For the card of confirmations: a home sees its own building; who looks after places, all of them."""
    if not (notice.asks_acknowledgement and notice.is_out):
        return {}
    duties = queries.looked_after(user, notice)
    asks_home = home is not None and queries.is_meant_for(notice, home)
    own = {queries.building_around(user, home)} if asks_home and not duties else set()
    counts = queries.homes_confirmed(notice, duties or own) if duties or own else []
    return {"asks_home": asks_home, "counts": counts, "shows_all": bool(duties)}


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    notice = readable(request, pk)
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
    return redirect(reverse("notices:detail", args=[pk]) + "#h-ack")  # where the reader was: takes the focus


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    operations.mark_all_read(by=request.user)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:list")
