"""What `manage.py check --deploy` says about a host that is to serve real people (docs/deploy.md)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

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
    found: list[CheckMessage] = [
        Warning(
            "No text message can leave: Linli has no gateway yet, so a sign-in code reaches nobody's phone.",
            hint="People whom the administration knows by e-mail can sign in; the codes of others wait.",
            id="linli.W002",
        )
    ]
    if not settings.EMAIL_HOST:
        found.append(
            Warning(
                "EMAIL_HOST is not set: reminders reach the inbox on the site only, and no letter leaves.",
                hint="Name the mail server; see docs/deploy.md.",
                id="linli.W003",
            )
        )
    return found
