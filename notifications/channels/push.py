"""Web push (RFC 8030, 8291, 8292): wakes the browsers of one person."""

import json
from datetime import datetime

import requests
from django.conf import settings
from django.utils import timezone, translation
from py_vapid import Vapid

from notifications import messages
from notifications.channels.base import Rejected, reason_of
from notifications.channels.safe_http import Refusing, check, safe_session
from notifications.models import Message, PushDevice
from notifications.operations.push import end_device, note_sent
from notifications.operations.signed_out import sign_out_device
from people.models import User
from people.sessions import holds

SECONDS = 10.0
DAY = 24 * 60 * 60
GONE = {404, 410}


class PushChannel:
    def __init__(self) -> None:
        self.session = safe_session()
        self.key = Vapid.from_string(settings.VAPID_PRIVATE_KEY)

    def send(self, message: Message) -> None:
        """On every device of theirs; one that took it is enough. A second copy takes the first's place."""
        awake = PushDevice.objects.filter(user=message.recipient_id, ended_at=None).order_by("pk")
        devices = [device for device in awake if _is_theirs(device, message.recipient)]
        failed = [reason for device in devices if (reason := self._wake(device, message))]
        if devices and len(failed) < len(devices):
            return
        still_there = PushDevice.objects.filter(user=message.recipient_id, ended_at=None).exists()
        raise Rejected(failed[0] if failed else "the person has no device any more", for_good=not still_there)

    def close(self) -> None:
        self.session.close()

    def _wake(self, device: PushDevice, message: Message) -> str:
        """What went wrong, or nothing."""
        from pywebpush import WebPushException  # reads an HTTP client of its own: not in a web process

        with translation.override(message.recipient.language):
            said = json.dumps(messages.push_of(message), ensure_ascii=False)
        try:
            check(device.endpoint)
            self._post(device, said, message)
        except WebPushException as error:
            if error.status_code in GONE:
                end_device(device=device)
            return f"the push service answered {error.status_code}" if error.status_code else str(error)
        except Refusing as refusal:
            end_device(device=device)
            return str(refusal)
        except (requests.RequestException, ValueError) as error:
            return reason_of(error)
        note_sent(device=device)
        return ""

    def _post(self, device: PushDevice, said: str, message: Message) -> None:
        from pywebpush import webpush

        urgency = "high" if message.is_essential else "normal"
        webpush(
            {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
            said,
            vapid_private_key=self.key,
            vapid_claims={"sub": settings.VAPID_SUBJECT},
            ttl=seconds_worth(message, timezone.now()),
            timeout=SECONDS,
            headers={"Urgency": urgency, "Topic": messages.topic_of(message)},
            requests_session=self.session,
        )


def seconds_worth(message: Message, now: datetime) -> int:
    """For how many seconds a phone that is switched off is still to be told: not what is over by then.

    Never 0: Edge's service refuses that.
    """
    left = (message.expires_at - now).total_seconds() if message.expires_at else DAY
    return max(1, min(DAY, int(left)))


def _is_theirs(device: PushDevice, person: User) -> bool:
    """Whoever looks at that screen may be somebody else since they were signed out there."""
    if not device.session_key or holds(device.session_key, person):
        return True
    sign_out_device(device=device)
    return False
