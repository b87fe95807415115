"""A captain's ticks: a home that was told at the door or by phone, a slip that was left."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Dwelling
from journal.operations import record
from kit.refused import Refused
from notices import rules
from notices.models import Notice, NoticeState, Told, Way
from notices.queries.coverage import is_meant_for_door
from people.models import User


@transaction.atomic
def tell_home(
    *,
    by: User,
    notice: Notice,
    dwelling: Dwelling,
    way: str = Way.DOOR,
    on: date | None = None,
    now: datetime | None = None,
) -> Told:
    """Somebody of this home knows since that day. A second tap changes nothing; a slip takes no word back."""
    now = now or timezone.now()
    on = on or timezone.localdate(now)
    insist_on_a_tick(by, notice, dwelling, way)
    insist_on_a_day(notice, on, now)
    first = {"way": way, "on": on, "by": by, "at": now}
    rows = Told.objects.select_for_update()
    told, is_new = rows.get_or_create(notice=notice, dwelling=dwelling, defaults=first)
    if not is_new and (way == Way.SLIP or told.way == way):
        return told
    if not is_new:
        told.way, told.on, told.by, told.at = way, on, by, now
        told.save(update_fields=["way", "on", "by", "at"])
    data = {"dwelling": dwelling.pk, "way": way, "on": on.isoformat()}
    record(by=by, verb="notices.tell_home", subject=notice, data=data, now=now)
    return told


@transaction.atomic
def tell_homes(
    *,
    by: User,
    notice: Notice,
    dwellings: Iterable[Dwelling],
    way: str = Way.DOOR,
    on: date | None = None,
    now: datetime | None = None,
) -> list[Told]:
    """All of a floor, or none of it; always in the same order, so that two captains never wait for ever."""
    homes = sorted(dwellings, key=lambda dwelling: dwelling.pk)
    return [tell_home(by=by, notice=notice, dwelling=home, way=way, on=on, now=now) for home in homes]


@transaction.atomic
def untell(*, by: User, notice: Notice, dwelling: Dwelling, now: datetime | None = None) -> None:
    """Takes a tick back on the day it was made. Gone already: nothing happens."""
    now = now or timezone.now()
    insist_on_a_captain(by, dwelling)
    told = Told.objects.select_for_update().filter(notice=notice, dwelling=dwelling).first()
    if told is None:
        return
    if timezone.localdate(told.at) != timezone.localdate(now):
        raise Refused(_("A tick can be taken back on the same day only. This one stays as it is."))
    data = {"dwelling": dwelling.pk, "way": told.way, "on": told.on.isoformat()}
    told.delete()
    record(by=by, verb="notices.untell", subject=notice, data=data, now=now)


def insist_on_a_tick(by: User, notice: Notice, dwelling: Dwelling, way: str) -> None:
    insist_on_a_captain(by, dwelling)
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This notice was withdrawn; nobody needs to knock for it any more."))
    if not notice.is_out:
        raise Refused(_("This notice has not gone out yet."))
    where = {"path": dwelling.place.path, "floor": dwelling.floor, "dwelling_id": dwelling.pk}
    if not is_meant_for_door(notice, **where):
        raise Refused(_("This notice is not meant for that home."))
    if way not in Way.values:
        raise Refused(_("Please choose how they were told."), field="way")


def insist_on_a_captain(by: User, dwelling: Dwelling) -> None:
    if not rules.may_tell(user=by, dwelling=dwelling):
        raise Refused(_("This door is looked after by somebody else."))


def insist_on_a_day(notice: Notice, on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise Refused(_("That day is still to come. Please check the date."), field="on")
    if on < timezone.localdate(notice.publish_at):
        raise Refused(_("The notice was not out yet on that day. Please check the date."), field="on")
