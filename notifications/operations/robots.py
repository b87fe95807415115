"""What is said in chat groups by robots."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kit.refused import Refused
from kit.subjects import subject_key
from notifications import robots as addresses
from notifications.models import Channel, Letter, Message, Robot, key_of
from notifications.operations.caps import one_at_a_time
from notifications.operations.insert import event_of
from people.models import User


@transaction.atomic
def add_robot(*, by: User, name: str, url: str, secret: str = "", now: datetime | None = None) -> Robot:
    """`url` as the chat program shows it. Who may, and whose group it is, the room above asks and knows."""
    address = addresses.address_of(url, secret)
    if address is None:
        raise Refused(
            _(
                "Paste the robot's whole webhook address from WeCom, DingTalk or Feishu. It begins with https://."
            ),
            field="url",
        )
    one_at_a_time(f"robot {address}")
    if known := Robot.objects.filter(url=address, ended_at=None).first():
        return known
    return Robot.objects.create(name=name, url=address, made_by=by, made_at=now or timezone.now())


@transaction.atomic
def remove_robot(*, by: User, robot: Robot, now: datetime | None = None) -> None:
    """The row stays for what it said; its secret goes."""
    Robot.objects.filter(pk=robot.pk, ended_at=None).update(ended_at=now or timezone.now(), url="")


@transaction.atomic
def post_to_robot(
    *,
    robots: Iterable[Robot],
    kind: str,
    title: str,
    body: str,
    url: str,
    subject: models.Model,
    dedupe: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    by_day: bool = False,
    essential: bool = False,
) -> int:
    """One row per robot, for everyone in its group to read; returns how many are new."""
    event = event_of(dedupe)
    keys = {key_of(event, robot.pk, Channel.ROBOT): robot for robot in robots if robot.ended_at is None}
    for told in Message.objects.filter(pk__in=keys).values_list("pk", flat=True):
        del keys[told]
    if not keys:
        return 0
    letter = Letter.objects.create(
        event_id=event,
        kind=kind,
        title=title[:200],
        body=body,
        url=url,
        subject=subject_key(subject),
        due_at=due_at or timezone.now(),
        expires_at=expires_at,
        by_day=by_day and not essential,
        is_essential=essential,
    )
    rows = [
        Message(
            pk=key,
            address=robot.address,
            channel=Channel.ROBOT,
            letter=letter,
            due_at=letter.due_at,
            expires_at=expires_at,
        )
        for key, robot in keys.items()
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
