"""Sentences of this room that pages and notices share: `{% load committees %}`."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from committees import minutes_words, sent
from kit.times import duration
from notifications.models import State

register = template.Library()

register.filter("votes", minutes_words.votes_line)
register.simple_tag(minutes_words.beyond_power_sentence, name="beyond_power")
register.filter("kind_label", sent.kind_label)
register.filter("yuan", lambda amount: minutes_words.money(str(amount)))


@register.filter
def state_tone(state: str) -> str:
    """The chip of a message: on its way, gone, taken back, or stuck."""
    tones = {State.SENT: "done", State.VOID: "plain", State.EXPIRED: "plain"}
    return tones.get(state, "late" if state in (State.FAILED, State.UNKNOWN) else "wait")


@register.filter
def length_of(length: timedelta) -> str:
    """12 分钟; what took less than one took less than one."""
    return duration(length, units=2) or _("less than a minute")
