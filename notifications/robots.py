"""The addresses of robots in chat groups, as people paste them and as Apprise takes them. No tables here."""

import re
from urllib.parse import parse_qs, urlsplit

# Services whose host is fixed in Apprise's plugin, and nothing but a key: no option, no other host.
ALLOWED = re.compile(
    r"(?:wecombot|feishu|lark)://[A-Za-z0-9_-]{8,80}|dingtalk://(?:[A-Za-z0-9]+@)?[A-Za-z0-9]{8,100}"
)
HOOK = re.compile(r"/open-apis/bot/v2/hook/([A-Za-z0-9_-]+)/?")


def is_allowed(address: str) -> bool:
    return ALLOWED.fullmatch(address) is not None


def address_of(pasted: str, secret: str = "") -> str | None:
    """A webhook as the chat program shows it, or an address of Apprise's; None when it is neither.

    `secret` is the one that DingTalk calls 加签.
    """
    pasted = pasted.strip()
    found = _of_webhook(pasted, secret.strip()) if pasted.startswith("https://") else pasted.rstrip("/")
    return found if found and is_allowed(found) else None


def _of_webhook(pasted: str, secret: str) -> str | None:
    try:
        parts = urlsplit(pasted)
    except ValueError:
        return None
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    hook = HOOK.fullmatch(parts.path)
    match parts.netloc:
        case "qyapi.weixin.qq.com":
            return f"wecombot://{query.get('key', '')}"
        case "oapi.dingtalk.com":
            return f"dingtalk://{secret + '@' if secret else ''}{query.get('access_token', '')}"
        case "open.feishu.cn" | "open.larksuite.com" if hook:
            return f"{'feishu' if 'feishu' in parts.netloc else 'lark'}://{hook[1]}"
    return None
