"""Sentences of this room that pages and notices share: `{% load committees %}`."""

from django import template

from committees import minutes, sent
from notifications.models import State

register = template.Library()

register.filter("votes", minutes.votes_line)
register.simple_tag(minutes.beyond_power_sentence, name="beyond_power")
register.filter("kind_label", sent.kind_label)


@register.filter
def state_tone(state: str) -> str:
    """The chip of a message: on its way, gone, taken back, or stuck."""
    tones = {State.SENT: "done", State.VOID: "plain", State.EXPIRED: "plain"}
    return tones.get(state, "late" if state in (State.FAILED, State.UNKNOWN) else "wait")
