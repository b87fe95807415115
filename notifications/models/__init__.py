from notifications.models.letters import CODE, Event, Letter
from notifications.models.messages import CHANNEL_CODES, STATE_CODES, Channel, Message, State, key_of, key_sql
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
    "CHANNEL_CODES",
    "CHOOSABLE",
    "CODE",
    "STATE_CODES",
    "AddressMark",
    "Channel",
    "Event",
    "Hours",
    "Letter",
    "Message",
    "Mode",
    "Preference",
    "PushDevice",
    "Robot",
    "State",
    "TextCount",
    "Topic",
    "Trouble",
    "key_of",
    "key_sql",
]
