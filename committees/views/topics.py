"""Topics in the tray: the list, one of them, raising, seconding, sorting, taking back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from buildings.asked import place_asked, to_the_door
from buildings.standing import standing_of
from committees import operations, queries, rules
from committees.chips import topic_chip
from committees.forms import SortForm, TopicForm, show_refusal
from committees.models import Topic
from committees.models.topics import OPEN_TOPICS, Power, TopicState
from committees.operations.topics import seconders_missing
from committees.views.convening import issue_asked_for
from issues.models import Issue
from kit.drafts import given_back, keeps_text
from kit.forms import status_of
from kit.paging import page_of
from kit.refused import Refused


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    stage, place = request.GET.get("show", ""), place_asked(request)
    stage = stage if stage in queries.STAGES else "waiting"
    rows = queries.topics_for(request.user).filter(state__in=queries.STAGES[stage])
    rows = rows.filter(place__path__startswith=place.path) if place else rows
    page = page_of(request, rows, ("-raised_at", "-id"))
    for topic in page:
        topic.chip = topic_chip(topic)
    standing = standing_of(request.user)
    context = {
        "page": page,
        "stage": stage,
        "stages": stages(),
        "place": place,
        "may_raise": request.user.is_superuser or standing.neighbour_paths or standing.service_paths(),
    }
    name = "committees/topics.html#rows" if request.htmx else "committees/topics.html"
    return render(request, name, context)


def stages() -> list[tuple[str, str]]:
    return [
        ("waiting", pgettext("topics", "To be looked at")),
        ("ready", pgettext("topics", "Ready for a meeting")),
        ("scheduled", pgettext("topics", "On an agenda")),
        ("settled", pgettext("topics", "With a result")),
    ]


@keeps_text()
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """From an issue (`?issue=12`) or from nothing; for one of the places that this person has to do with."""
    user, issue = request.user, issue_asked_for(request)
    places = queries.places_to_raise_for(user)
    if not places:
        return to_the_door(request)
    initial = first_initial(request, issue, places) | given_back(request)
    place = next((p for p in places if str(p.pk) == str(initial["place"])), places[0])
    organisations = queries.organisations_speaking(user, place)
    form = TopicForm(request.POST or None, places=places, organisations=organisations, initial=initial)
    if form.is_valid() and (topic := raised(request, form, issue)):
        return redirect("committees:topic", pk=topic.pk)
    return render(
        request, "committees/topic_new.html", {"form": form, "issue": issue}, status=status_of(form)
    )


def first_initial(request: HttpRequest, issue: Issue | None, places: list) -> dict:
    """The estate or lane around the issue, else the one asked for, else the innermost."""
    around = [p for p in places if issue and issue.place.path.startswith(p.path)]
    asked = request.POST.get("place") or request.GET.get("place") or ""
    chosen = [p for p in places if str(p.pk) == asked]
    place = next(iter(chosen or around or places))
    return {"place": place.pk, "title": issue.title if issue else ""}


def raised(request: HttpRequest, form: TopicForm, issue: Issue | None) -> Topic | None:
    try:
        topic = operations.raise_topic(by=request.user, **form.topic(issue))
    except Refused as refused:
        show_refusal(form, refused)
        return None
    if topic.raised_by_id == request.user.pk:
        said = _("It is in the tray. You are told when it has been looked at.")
    else:
        said = _("A neighbour raised this already; your voice is with it now.")
    messages.success(request, said, extra_tags="saved:topic-new")
    return topic


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(queries.topic_for(request.user), pk=pk)
    return render(request, "committees/topic.html", detail_context(request, topic))


def detail_context(request: HttpRequest, topic: Topic) -> dict:
    user = request.user
    may_sort = rules.may_sort_topic(user=user, topic=topic)
    is_own = topic.raised_by_id == user.pk
    is_open = topic.state in OPEN_TOPICS
    shows_issue = topic.issue and Issue.objects.readable_by(user).filter(pk=topic.issue_id).exists()
    return {
        "topic": topic,
        "chip": topic_chip(topic),
        "steps": steps_of(topic),
        "way": list(queries.way_of(topic, user)),
        "issue": topic.issue if shows_issue else None,
        "is_own": is_own,
        "knows_who": is_own or may_sort,
        "missing": seconders_missing(topic) if topic.state == TopicState.RAISED else 0,
        "only_handed_on": topic.power in (Power.OWNERS, Power.RESIDENTS) and is_open,
        "may_endorse": is_open and not is_own and rules.may_raise_topic(user=user, place=topic.place),
        "may_sort": may_sort and topic.is_waiting,
        "may_convene": may_sort and topic.state == TopicState.READY,
        "may_withdraw": topic.is_waiting and rules.may_withdraw_topic(user=user, topic=topic),
    }


def steps_of(topic: Topic) -> list[tuple[str, str]]:
    """Label and class of four steps, lit what it waits for; one that was turned away ends at the second."""
    turned_away = topic.state in (TopicState.PASSED_ON, TopicState.DECLINED, TopicState.WITHDRAWN)
    labels = [pgettext("step of a topic", "Raised"), pgettext("step of a topic", "Looked at")]
    if turned_away:
        labels[1] = topic.get_state_display()
        return [(label, "is-done") for label in labels]
    labels += [pgettext("step of a topic", "On an agenda"), pgettext("step of a topic", "Dealt with")]
    way = [TopicState.RAISED, TopicState.READY, TopicState.SCHEDULED, TopicState.SETTLED]
    done = way.index(topic.state) + 1
    classes = ["is-done"] * done + ["is-now", "", ""]
    return list(zip(labels, classes[:4], strict=True))


def topic_seen(request: HttpRequest, pk: int) -> Topic:
    rows = Topic.objects.visible_to(request.user).select_related("place", "organisation", "issue")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """`back=1` takes it back."""
    topic = topic_seen(request, pk)
    verb = operations.take_back_endorsement if request.POST.get("back") else operations.endorse_topic
    return done(request, topic, lambda: verb(by=request.user, topic=topic))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    topic = topic_seen(request, pk)
    said = _("Taken back. Thank you for telling us.")
    return done(request, topic, lambda: operations.withdraw_topic(by=request.user, topic=topic), said)


def done(request: HttpRequest, topic: Topic, act, said: str = "") -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("committees:topic", pk=topic.pk)


@login_required
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """筛选, for those who could convene here."""
    topic = topic_seen(request, pk)
    if not rules.may_sort_topic(user=request.user, topic=topic):
        raise Http404
    missing = seconders_missing(topic) if topic.state == TopicState.RAISED else 0
    form = SortForm(request.POST or None, topic=topic, missing=missing)
    if form.is_valid():
        try:
            operations.sort_topic(by=request.user, topic=topic, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Sorted. Whoever raised it is told."), extra_tags=f"saved:topic-sort-{pk}"
            )
            return redirect("committees:topic", pk=pk)
    context = {"topic": topic, "form": form, "missing": missing}
    return render(request, "committees/topic_sort.html", context, status=status_of(form))
