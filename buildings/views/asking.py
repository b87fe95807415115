"""What the views of this room share."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models.dated import Dated
from kit.forms import say_refused
from kit.refused import Refused
from kit.times import short_day
from people.models import User

T = TypeVar("T")


def draft_of(request: HttpRequest) -> str:
    """Under which name the browser keeps what was typed here, until it is saved: "buildings:appoint-12"."""
    match = request.resolver_match
    return f"{match.view_name}-{match.kwargs['pk']}"


def done(request: HttpRequest, words: str) -> None:
    """Says so on the next page, which then lets the draft go."""
    messages.success(request, words, extra_tags=f"saved:{draft_of(request)}")


def noted(person: User) -> str:
    """After an end that they are told of: whoever has no phone and no address reads nothing here."""
    if person.phone or person.email:
        return _("Noted; %(name)s has been told.") % {"name": person}
    return _("Noted. %(name)s cannot read this here: please say it in person.") % {"name": person}


def mistaken(row: Dated) -> str:
    """On the page where it ends: what only begins today, or later, can be taken back."""
    today = timezone.localdate()
    if row.started_on < today:
        return ""
    if row.started_on == today:
        return _(
            "It begins only today. If it was entered by mistake, leave the day as it is: then it is taken "
            "back and over at once. The record keeps that it was entered."
        )
    words = _("It begins on %(day)s. With that day it is taken back, and never begins.")
    return words % {"day": short_day(row.started_on, now=timezone.now())}


def asked(form: forms.Form, operation: Callable[..., T], **words) -> T | None:
    """Runs the operation; a refusal stands at the form, beside what was typed, and nothing is returned."""
    try:
        return operation(**words)
    except Refused as refused:
        say_refused(form, refused)
        form.way_out = refused.url
        return None
