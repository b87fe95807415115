"""Building the agenda: order, minutes, presenters, papers, and the tray of topics beside it."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from committees import operations, queries, rules
from committees.forms import ChangeItemForm, ItemForm, PaperForm, TrayForm, issue_choices, show_refusal
from committees.models import AgendaItem, AgendaPaper, Meeting, Topic
from committees.models.topics import Power
from committees.views.convening import meeting_to_run
from kit.forms import status_of
from kit.handed_out import A_DAY, handed_out
from kit.papers import MIME
from kit.refused import Refused

FILE_TYPES = {**MIME, "webp": "image/webp"}


@require_safe
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone who may read the meeting reads it with its papers; those who run it build it."""
    return page(request, meeting_read(request, pk))


def meeting_read(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("place", "organisation", "chair", "kind")
    return get_object_or_404(rows, pk=pk)


def page(request: HttpRequest, meeting: Meeting, *, status: int = 200, **forms) -> HttpResponse:
    """`changed` and `paper` are (item's id, form): what was typed into one of the items' forms."""
    user = request.user
    may_run = rules.may_run(user=user, meeting=meeting) and meeting.is_convened
    may_add = meeting.is_convened and rules.may_add_papers(user=user, meeting=meeting)
    items = queries.agenda_with_papers(meeting)
    for item in items:
        equip(item, forms, may_run=may_run, may_add=may_add)
    needed, length = timedelta(minutes=sum(i.minutes for i in items)), meeting.ends_at - meeting.starts_at
    context = {
        "meeting": meeting,
        "items": items,
        "own": [paper for item in items for paper in item.papers.all() if paper.uploaded_by_id == user.pk],
        "may_run": may_run,
        "may_drop": may_run and not meeting.has_begun,
        "may_add": may_add,
        "needed": needed,
        "length": length,
        "percent": min(100, needed * 100 // length),
        "is_too_long": needed > length,
        "tray": tray_of(user, meeting) if may_run else [],
        "item_form": forms.get("item_form") or (item_form(request, meeting) if may_run else None),
        "moved": request.GET.get("moved", ""),
        "way": request.GET.get("way", ""),
    }
    return render(request, "committees/agenda.html", context, status=status)


def equip(item: AgendaItem, forms: dict, *, may_run: bool, may_add: bool) -> None:
    """The forms that stand at this item; a matter in mediation is not to be rewritten. One that was refused
    stands there with its words also where the meeting was called off meanwhile."""
    is_ours = item.is_follow_up or item.heading != item.title
    changed, paper = forms.get("changed", (0, None)), forms.get("paper", (0, None))
    item.change_form = None
    if changed[0] == item.pk and not is_ours:
        item.change_form = changed[1]
    elif may_run and not is_ours:
        item.change_form = ChangeItemForm.of(item)
    item.paper_form = paper[1] if paper[0] == item.pk else None
    if may_add and item.paper_form is None:
        item.paper_form = PaperForm(prefix=f"p{item.pk}")
    item.shown_papers = [] if item.heading != item.title and not item.is_follow_up else item.papers.all()


def tray_of(user, meeting: Meeting) -> list[Topic]:
    topics = queries.topics_ready(user, meeting.place)
    for topic in topics:
        topic.only_handed_on = topic.power in (Power.OWNERS, Power.RESIDENTS)
    return topics


def item_form(request: HttpRequest, meeting: Meeting, data=None) -> ItemForm:
    issues = queries.issues_to_raise(request.user, meeting.place)
    form = ItemForm(data, prefix="item", issues=issue_choices(issues, meeting.place))
    form.raised = issues
    return form


def page_url(meeting: Meeting, anchor: str = "", **query) -> str:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("committees:agenda", args=[meeting.pk]) + (f"?{words}" if words else "") + anchor


def told(request: HttpRequest, act: Callable, url: str, said: str = "") -> HttpResponse:
    """One button that can be refused; the sentence stands on the page that it leads back to."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect(url)


def own_item(meeting: Meeting, pk: int) -> AgendaItem:
    return get_object_or_404(meeting.agenda.select_related("meeting", "issue"), pk=pk)


@login_required
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """An item of its own, or from an issue."""
    meeting = meeting_to_run(request, pk)
    form = item_form(request, meeting, request.POST)
    if form.is_valid():
        plan = form.plan(form.raised)
        try:
            if plan is None:
                raise Refused(_("Say what each item is about."), field="title")
            item = operations.add_agenda_item(
                by=request.user,
                meeting=meeting,
                title=plan.title,
                minutes=plan.minutes,
                presenter=plan.presenter,
                issue=plan.issue,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(page_url(meeting, f"#item-{item.pk}"))
    return page(request, meeting, status=status_of(form), item_form=form)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic from the tray. One that another agenda got meanwhile is said so."""
    meeting = meeting_to_run(request, pk)
    known = meeting.agenda.filter(topic=number(request.POST.get("topic"))).first()
    form = TrayForm(request.POST, topics=queries.topics_ready(request.user, meeting.place))
    if known or not form.is_valid():
        if not known:
            messages.error(request, said_wrong(form))
        return redirect(page_url(meeting))
    words = {"topic": form.chosen(), "minutes": form.cleaned_data["minutes"]}
    return told(
        request,
        lambda: operations.add_agenda_item(by=request.user, meeting=meeting, **words),
        page_url(meeting),
    )


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def said_wrong(form: TrayForm) -> str:
    if "topic" in form.errors:
        return _("This topic is no longer in the tray. Please look again.")
    return form.errors["minutes"][0]


@login_required
@require_POST
def change(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    row = own_item(meeting, item)
    form = ChangeItemForm.of(row, request.POST)
    if form.is_valid():
        try:
            operations.change_item(by=request.user, item=row, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(page_url(meeting, f"#item-{item}"))
    return page(request, meeting, status=status_of(form), changed=(item, form))


@login_required
@require_POST
def drop(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """A second tap finds nothing, and leads back all the same."""
    meeting = meeting_to_run(request, pk)
    row = meeting.agenda.select_related("meeting", "issue", "topic").filter(pk=item).first()
    if row is None:
        return redirect(page_url(meeting))
    return told(request, lambda: operations.drop_item(by=request.user, item=row), page_url(meeting))


@login_required
@require_POST
def shift(request: HttpRequest, pk: int, item: int, way: str) -> HttpResponse:
    """One place up or down; the button that was pressed has the focus again."""
    meeting = meeting_to_run(request, pk)
    if way not in ("up", "down"):
        raise Http404
    row = own_item(meeting, item)
    url = page_url(meeting, moved=item, way=way)  # no anchor: it would keep the browser from focusing
    return told(request, lambda: operations.shift_item(by=request.user, item=row, up=way == "up"), url)


@login_required
@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Saved by agenda.js after dragging; "Saved" or the sentence, as plain text."""
    meeting = meeting_to_run(request, pk)
    numbers = [number(text) for text in request.POST.getlist("item")]
    try:
        operations.reorder_agenda(by=request.user, meeting=meeting, order=[n or 0 for n in numbers])
    except Refused as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(_("The order is saved."), content_type="text/plain; charset=utf-8")


# --- papers -----------------------------------------------------------------


@login_required
@require_POST
def add_paper(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    meeting = meeting_read(request, pk)
    row = own_item(meeting, item)
    if not rules.may_add_papers(user=request.user, meeting=meeting):
        raise Http404
    form = PaperForm(request.POST, request.FILES, prefix=f"p{item}")
    if form.is_valid():
        try:
            operations.add_paper(by=request.user, item=row, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(page_url(meeting, f"#item-{item}"))
    return page(request, meeting, status=status_of(form), paper=(item, form))


@login_required
@require_POST
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Gone already on the second tap: then too it leads back to the agenda."""
    rows = AgendaPaper.objects.filter(item__meeting__in=Meeting.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("item__meeting"), pk=pk)
    url = page_url(row.item.meeting, f"#item-{row.item_id}")
    return told(request, lambda: operations.withdraw_paper(by=request.user, paper=row), url)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever may read the meeting. A paper is handed over, never run inside a page of ours."""
    row = get_object_or_404(queries.papers_for(request.user), pk=pk)
    extension = row.file.name.rpartition(".")[2]
    return handed_out(
        row.file.name,
        content_type=FILE_TYPES.get(extension, "application/octet-stream"),
        kept=A_DAY,
        filename=f"{row.name}.{extension}",
        as_attachment=not row.is_photo,
    )
