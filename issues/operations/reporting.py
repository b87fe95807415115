import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Dwelling, Place
from issues import messages, rules
from issues.models import Category, EventKind, Issue, IssueState, Spot, Tier
from issues.operations import clocks
from issues.operations.steps import MOST_PHOTOS_OF_A_REPORT, Photos, cleaned, note
from issues.receivers import Receiver, first_receiver
from issues.titles import make_title
from kit.refused import Refused
from people.models import User

CLOCKS = (
    "respond_by",
    "resolve_by",
    "due_at",
    "stage_started_at",
    "stage_due_at",
    "next_alarm",
    "next_alarm_at",
)


@transaction.atomic
def report_issue(
    *,
    by: User,
    category: Category,
    place: Place,
    text: str = "",
    title: str = "",
    floor: int | None = None,
    dwelling: Dwelling | None = None,
    spot: str = "",
    is_danger: bool = False,
    is_private: bool = False,
    answers: dict[str, str] | None = None,
    photos: Photos = (),
    on_behalf_of: User | None = None,
    caller: str = "",
    client_key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Issue:
    """Someone says that something is wrong. The same `client_key` again gives the issue it made at first.

    `on_behalf_of` is a neighbour who rang or stopped the captain; `caller` names one without an account.
    `answers` to the category's questions, by key; what the category does not ask is left out.
    """
    now = now or timezone.now()
    client_key = client_key or uuid.uuid4()
    if known := Issue.objects.filter(client_key=client_key).first():
        return _first_one(known, by)
    _check(by=by, category=category, place=place, floor=floor, dwelling=dwelling)
    if (on_behalf_of or caller) and not rules.may_log_for(user=by, place=place):
        raise Refused(_("Only captains and those who serve here report for someone else."))
    photos = cleaned(photos, MOST_PHOTOS_OF_A_REPORT)
    tier = Tier.DANGER if is_danger else category.tier
    floor = floor if floor is not None or dwelling is None else dwelling.floor
    receiver = first_receiver(category=category, place=place, floor=floor, is_danger=is_danger, by=by)
    draft = Issue(tier=tier, reported_at=now, state=IssueState.REPORTED)
    clocks.promise(draft, now)
    clocks.wind(draft, now)
    issue, is_new = Issue.objects.get_or_create(
        client_key=client_key,
        defaults={
            "category": category,
            "place": place,
            "floor": floor,
            "dwelling": dwelling,
            "spot": spot.strip(),
            "title": title.strip() or _title(category, place, floor, spot, text),
            "text": text.strip(),
            "answers": said(category, answers or {}),
            "is_danger": is_danger,
            "is_private": is_private or category.is_private,
            "tier": tier,
            "reporter": on_behalf_of or by,
            "logged_by": by,
            "caller": caller.strip(),
            "holder": receiver.holder,
            "holder_organisation": receiver.organisation,
            "reported_at": now,
            "changed_at": now,
            **{name: getattr(draft, name) for name in CLOCKS},
        },
    )
    if not is_new:  # the other tap came in between
        return _first_one(issue, by)
    event = note(issue=issue, kind=EventKind.REPORTED, by=by, now=now, text=issue.text, photos=photos)
    _tell(issue, receiver, event, by)
    return issue


def _check(
    *, by: User, category: Category, place: Place, floor: int | None, dwelling: Dwelling | None
) -> None:
    if not rules.may_report(user=by, place=place):
        raise Refused(_("You can report in your own neighbourhood only. This place belongs to another one."))
    if not category.is_active:
        raise Refused(_("This kind of issue is no longer offered. Please choose another."), field="category")
    homes = Dwelling.objects.below(place.path)
    if dwelling is not None and not dwelling.place.path.startswith(place.path):
        raise Refused(_("This door does not belong to %(place)s.") % {"place": place}, field="dwelling")
    if floor is not None and not homes.filter(floor=floor).exists():
        raise Refused(
            _("%(place)s has no floor %(floor)d.") % {"place": place, "floor": floor}, field="floor"
        )


def said(category: Category, answers: dict[str, str]) -> list[dict[str, str]]:
    """Question and answer in today's words, in both languages: the list may be asked otherwise tomorrow."""
    lines = []
    for question in category.questions:
        chosen = next((o for o in question["options"] if o[0] == answers.get(question["key"])), None)
        if chosen:
            lines.append(
                {
                    "ask": question["ask"],
                    "ask_en": question["ask_en"],
                    "said": chosen[1],
                    "said_en": chosen[2],
                }
            )
    return lines


def _first_one(issue: Issue, by: User) -> Issue:
    if issue.logged_by_id != by.pk:  # somebody else's key: nothing of theirs is shown
        raise Refused(_("This form was already used. Please open a new one."))
    return issue


def _title(category: Category, place: Place, floor: int | None, spot: str, text: str) -> str:
    """In the language of the place, which is Chinese, whoever writes: neighbours read it."""
    with translation.override(settings.LANGUAGE_CODE):
        where = where_in_words(place, floor, spot)
        return make_title(where=where, category=category.name, text=text)[: Issue.title.field.max_length]


def where_in_words(place: Place, floor: int | None, spot: str) -> str:
    """ "9 楼电梯口", "电梯口", or the place's own name; never the door."""
    spot = str(Spot(spot).label) if spot in Spot.values else spot.strip()
    if floor is None:
        return spot or place.name
    return _("Floor %(floor)d %(spot)s") % {"floor": floor, "spot": spot} if spot else _("Floor %d") % floor


def _tell(issue: Issue, receiver: Receiver, event, by: User) -> None:
    messages.tell_receivers(issue=issue, event=event, by=by)
    if receiver.also_told and not issue.is_private:  # which they could not open, and need not know of
        messages.tell_captain(issue=issue, event=event, captain=receiver.also_told)
    messages.tell_vacant(issue=issue, steps=receiver.vacant, now=event.at)
    if issue.reporter_id != by.pk:
        messages.tell_reported_for_you(issue=issue, event=event, by=by)
