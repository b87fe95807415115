"""Robots of neighbours' chat groups: whose group it is, is known here; how they speak, in `notifications`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from buildings.models import Place
from journal.operations import record
from kit.refused import Refused
from notices import rules
from notices.models import GroupRobot
from notifications.operations import add_robot, remove_robot
from people.models import User


@transaction.atomic
def add_group_robot(
    *, by: User, place: Place, name: str, url: str, secret: str = "", now: datetime | None = None
) -> GroupRobot:
    """`url` as the chat program shows it. The same robot twice is one; it keeps its first place."""
    if not rules.may_lead_robots(user=by, place=place):
        raise Refused(_("You look after chat groups only where you may publish notices."), field="place")
    name = " ".join(name.replace("\0", "").split())[:60]
    if not name:
        raise Refused(_("What is the group called?"), field="name")
    robot = add_robot(by=by, name=name, url=url.replace("\0", ""), secret=secret.replace("\0", ""), now=now)
    group, is_new = GroupRobot.objects.get_or_create(robot=robot, defaults={"place": place})
    if is_new:
        data = {"robot": robot.pk, "name": name}
        record(by=by, verb="notices.add_robot", subject=place, data=data, now=now)
    return group


@transaction.atomic
def remove_group_robot(*, by: User, group: GroupRobot, now: datetime | None = None) -> None:
    """It says nothing more. A second tap changes nothing."""
    if not rules.may_lead_robots(user=by, place=group.place):
        raise Refused(_("You look after chat groups only where you may publish notices."))
    if group.robot.ended_at:
        return
    remove_robot(by=by, robot=group.robot, now=now)
    record(by=by, verb="notices.remove_robot", subject=group.place, data={"robot": group.robot_id}, now=now)
