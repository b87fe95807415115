"""A browser is woken for whoever is signed in there, and no longer.

It belongs to the session in which its owner last said that it is theirs. Those from before sessions were
noted go on while their owner is signed in anywhere with such a browser ("Chrome · Android").
"""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from notifications.models import PushDevice
from people.devices import device as kind_of
from people.models import User
from people.sessions import holds


@transaction.atomic
def let_go_devices(*, person: User, here: str = "", ending: str = "", now: datetime | None = None) -> None:
    """Those of sessions that are over. `here` is the key of a session that is written down at the end of this
    very request, after somebody signed in; `ending` of one that is over by then."""

    def lasts(key: str) -> bool:
        return key == here or (key != ending and holds(key, person))

    awake = list(PushDevice.objects.filter(user=person, ended_at=None))
    over = [device for device in awake if device.session_key and not lasts(device.session_key)]
    if old := [device for device in awake if not device.session_key]:
        sessions = UserSession.objects.filter(user=person)
        kinds = {kind_of(session.user_agent) for session in sessions if lasts(session.session_key)}
        over += [device for device in old if device.label not in kinds]
    for device in over:
        sign_out_device(device=device, now=now)


def sign_out_device(*, device: PushDevice, now: datetime | None = None) -> None:
    """Not where its owner said meanwhile, in another session, that it is theirs."""
    awake = PushDevice.objects.filter(pk=device.pk, session_key=device.session_key, ended_at=None)
    awake.update(ended_at=now or timezone.now(), signed_out=True)


@transaction.atomic
def take_up_device(*, by: User, pk: int, session_key: str, now: datetime | None = None) -> None:
    """The browser of this session. Its owner is back: it goes on. It is another's: they are gone from it."""
    device = PushDevice.objects.select_for_update().filter(pk=pk).first()
    if device is None:
        return
    if device.user_id != by.pk:
        sign_out_device(device=device, now=now)
    elif device.ended_at is None or device.signed_out:
        fields = {"session_key": session_key, "ended_at": None, "signed_out": False}
        PushDevice.objects.filter(pk=pk).update(**fields)
