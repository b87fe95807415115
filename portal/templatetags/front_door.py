"""For the pages of signing in: what this browser and this host can do."""

import json

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from people.devices import is_weixin
from people.passkeys import work_at
from portal.sign_in import second_step
from portal.sign_in.codes import seconds_left
from portal.sign_in.weixin import app_for, apps

register = template.Library()


@register.simple_tag
def passkeys_work() -> bool:
    """`{% passkeys_work as can %}`: at this address; whether the browser knows them, its script says."""
    return work_at(settings.BASE_URL)


@register.simple_tag(takes_context=True)
def weixin_offered(context) -> bool:
    """`{% weixin_offered as offered %}`: configured, and for this browser."""
    return app_for(context["request"]) is not None


@register.simple_tag
def weixin_known() -> bool:
    """Configured for some browser: then one's own page tells of it."""
    return bool(apps())


@register.simple_tag(takes_context=True)
def inside_weixin(context) -> bool:
    return is_weixin(context["request"].headers.get("User-Agent", ""))


@register.simple_tag(takes_context=True)
def must_have_second_step(context) -> bool:
    return second_step.must_have(context["request"].user)


@register.simple_tag
def as_json(value) -> str:
    """Into an attribute, escaped like any text there: a page of ours has no inline script to put it in."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag(takes_context=True)
def seconds_to_wait(context) -> int:
    """`{% seconds_to_wait as seconds %}`: on allauth's pages that send another code."""
    process = getattr(context["view"], "process", None)
    return seconds_left(process.state) if process else 0
