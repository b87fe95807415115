from notifications.models.messages import CODE, Channel, Message, State
from notifications.models.texts import TextCount
from notifications.models.ways import (
    CHOOSABLE,
    AddressMark,
    Hours,
    Mode,
    Preference,
    PushDevice,
    Robot,
    Topic,
    Trouble,
)

__all__ = [
    "CHOOSABLE",
    "CODE",
    "AddressMark",
    "Channel",
    "Hours",
    "Message",
    "Mode",
    "Preference",
    "PushDevice",
    "Robot",
    "State",
    "TextCount",
    "Topic",
    "Trouble",
]
