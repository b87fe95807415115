"""Where a line of text may break, and where it must not."""

import re
from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

NO_BREAK = "\N{NO-BREAK SPACE}"
# 5 栋, 11 月 8 日, 19:30 – 21:00: figures stay with what they count, and no line begins with a dash. Behind
# one a line may end whatever the blank is, and a no-break one would begin the next.
TOGETHER = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])|(?<=[月约]) (?=\d)|(?<=\d) (?=–)")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
BETWEEN = re.compile(r"(?:\s|&nbsp;)+·\s+")


def printable(text: str) -> str:
    """Without control characters, which XML 1.0 and iCalendar (RFC 5545, 3.1) have no way to write."""
    return CONTROLS.sub("", text)


def unbroken(text: str) -> str:
    """The same words, with no-break spaces where a line must not end."""
    return TOGETHER.sub(NO_BREAK, str(text or ""))


def running(text: str) -> str:
    """Several lines in one: 时间：… · 地点：…"""
    return " · ".join(line.strip() for line in str(text or "").splitlines() if line.strip())


def facts(html: str) -> SafeString:
    """Facts parted by " · ", marked so that a line ends between two of them; takes finished HTML."""
    pieces: list[str] = []
    for piece in BETWEEN.split(html.strip()):
        if pieces and is_open(pieces[-1]):
            pieces[-1] += f" · {piece}"  # inside a link or a tag there is nothing to part
        else:
            pieces.append(piece)
    if len(pieces) < 2:
        return mark_safe(html.strip())  # noqa: S308 escaped by the nodes inside
    dot = '</span><span><span class="dot"> · </span>'
    return mark_safe(f'<span class="facts"><span>{dot.join(pieces)}</span></span>')  # noqa: S308


def is_open(html: str) -> bool:
    return len(re.findall(r"<(?!br)[a-z]", html)) > html.count("</")


def listed(names: Iterable[object]) -> str:
    """社区党委、居委会、街坊会"""
    return pgettext("between names", ", ").join(str(name) for name in names)
