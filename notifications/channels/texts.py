"""Text messages, through the gateway that SMS_GATEWAY names."""

from django.conf import settings
from django.utils import translation

from notifications import messages
from notifications.channels.base import Rejected
from notifications.channels.lines import speak
from notifications.models import Message


class TextChannel:
    def send(self, message: Message) -> None:
        person = message.recipient
        if person and not (person.phone and person.phone_verified):
            raise Rejected("the person has no confirmed number any more", for_good=True)
        with translation.override(person.language if person else translation.get_language()):
            text = messages.text_of(message)
        phone = person.phone if person else message.address
        speak(_gateway(phone=phone, key=messages.key_of(message)), title="", text=text)

    def close(self) -> None:
        pass


def _gateway(**parts: str) -> str:
    """`{key}`: for a gateway that takes a message once, however often it is handed the same key."""
    address = settings.SMS_GATEWAY
    for name, value in parts.items():
        address = address.replace(f"{{{name}}}", value)
    return address
