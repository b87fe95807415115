from notifications.models.messages import CODE, Channel, Message, State
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
    "Topic",
    "Trouble",
]
