"""A browser's description of itself, in words a person knows. Order matters: most claim to be several."""

from django.utils.translation import gettext as _

BROWSERS = [
    ("MicroMessenger", "微信 WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


def device(user_agent: str) -> str:
    """ "Chrome · Android"; unknown things are called a device."""
    found = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return " · ".join(name for name in found if name) or _("A device")


def is_weixin(user_agent: str) -> bool:
    """WeChat's own browser: it can ask WeChat who is there, and knows no passkeys."""
    return "MicroMessenger" in user_agent


def _first(names: list[tuple[str, str]], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")
