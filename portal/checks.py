"""What `manage.py check --deploy` says about a host that is to serve real people (docs/deploy.md)."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kit.kept_files import content_of, in_a_folder

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register(Tags.security, deploy=True)
def demo_is_not_for_everyone(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO or urlsplit(settings.BASE_URL).hostname in LOOPBACK:
        return []
    return [
        Error(
            f"DEMO is on and BASE_URL is {settings.BASE_URL}: whoever reaches it can enter as staff.",
            hint="Leave DEMO out of the environment where real people are.",
            id="linli.E001",
        )
    ]


@register(deploy=True)
def messages_can_leave(**_kwargs: Any) -> list[CheckMessage]:
    """In the demo they are shown on a page; elsewhere somebody waits for them."""
    if settings.DEMO:
        return []
    found: list[CheckMessage] = []
    if not settings.SMS_GATEWAY:
        found.append(
            Warning(
                "SMS_GATEWAY is not set: no text message leaves, and a sign-in code reaches nobody's phone.",
                hint="Name the gateway; see docs/deploy.md. Until then people can sign in by e-mail.",
                id="linli.W002",
            )
        )
    if not settings.EMAIL_HOST:
        found.append(
            Warning(
                "EMAIL_HOST is not set: reminders reach the inbox on the site only, and no letter leaves.",
                hint="Name the mail server; see docs/deploy.md.",
                id="linli.W003",
            )
        )
    if not settings.VAPID_PRIVATE_KEY:
        found.append(
            Warning(
                "There is no key for web push: nothing wakes a phone's screen.",
                hint="Run `manage.py prepare`, which keeps one in VAR_DIR, or set VAPID_PRIVATE_KEY.",
                id="linli.W004",
            )
        )
    return found


@register(deploy=True)
def somebody_answers_for_the_data(**_kwargs: Any) -> list[CheckMessage]:
    """Personal Information Protection Law, article 17: by name, and how to reach them."""
    if settings.DEMO or (settings.OPERATOR and settings.OPERATOR_CONTACT):
        return []
    return [
        Warning(
            "OPERATOR or OPERATOR_CONTACT is not set: the privacy page names nobody who answers for data.",
            hint="Name who runs this site, and a number or an address where people reach them.",
            id="linli.W005",
        )
    ]


@register(deploy=True)
def uploads_are_kept_and_private(**_kwargs: Any) -> list[CheckMessage]:
    """By one that is put into the bucket, read, asked for by a stranger, and removed."""
    if in_a_folder():
        return []
    name = f"probe-{secrets.token_hex(8)}"
    try:
        default_storage.save(name, ContentFile(b"linli"))
        open_to_all = default_storage.is_public(name)
        kept = content_of(name) == b"linli"
        default_storage.delete(name)
    except OSError:
        kept, open_to_all = False, False
    if open_to_all:
        return [
            Error(
                "Whoever guesses a name gets an upload from the bucket in S3_BUCKET: no rule is asked.",
                hint="Take away its public access, in its policy or its ACL.",
                id="linli.E006",
            )
        ]
    if kept:
        return []
    return [
        Error(
            "The bucket in S3_BUCKET does not keep what is put into it.",
            hint="The log line above says what the service answered. Check the five S3_ settings.",
            id="linli.E007",
        )
    ]


@register(deploy=True)
def gateway_is_known(**_kwargs: Any) -> list[CheckMessage]:
    """An address that Apprise cannot read would only show when somebody waits for a code."""
    if not settings.SMS_GATEWAY:
        return []
    from apprise import Apprise  # reads a hundred plugins

    if Apprise.instantiate(settings.SMS_GATEWAY.replace("{phone}", "10000000001")):
        return []
    return [
        Error(
            "SMS_GATEWAY is not an address that Apprise knows, so no text message can leave.",
            hint="Write it as that service's page says, with {phone} for the number; see docs/deploy.md.",
            id="linli.E005",
        )
    ]
