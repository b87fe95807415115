"""Codes sent by text: how long one lasts, how often it may be tried, when another may be asked for."""

import time

from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.stagekit import unstash_login
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

LASTS = 15 * 60  # seconds, as CODES_LAST says to the outbox
TRIES = 3
WAIT = 30  # seconds between two codes to one number
DEAD = _("Three times it was another code, so this one is no longer good. Please ask for a new one.")


def has_typed_all(form: Form) -> bool:
    """Six digits that are not the ones: that is a try. Too few of them, or none, is a slip."""
    return form.has_error("code", "incorrect_code")


def on_its_way(request: HttpRequest) -> dict:
    """What is waited for in this session: {"phone" or "email", "at"}, or nothing."""
    login = None if request.user.is_authenticated else unstash_login(request, peek=True)
    stages = login.state.get("stages", {}) if login else {}
    return stages.get(LoginStageKey.LOGIN_BY_CODE.value, {}).get("data", {})


def seconds_left(state: dict) -> int:
    """Until another code may be asked for."""
    return max(0, round(state.get("at", 0) + WAIT - time.time()))
