"""On a page in another language than the neighbourhood's, what neighbours wrote says which language it is in.

Titles, names and texts are written in the language of the site, whatever language the page around them is in.
A screen reader spells Chinese in an English voice, or is silent, and a browser may take Japanese shapes for
it (WCAG 3.1.2). What is Chinese is told by its signs, so nothing has to be marked where it enters a page. A
page in the site's own language is not looked at.

An element that has nothing but such words gets the attribute; among other words they get a `bdi`, which is
made for words from elsewhere and which none of our styles means. What it stands among is held together by
one as well: where parts of a line are laid out one by one, it stays one part.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

MARK = ' lang="zh-CN"'
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
ANY_HAN = re.compile(f"[{HAN}]")
# "3栋 2单元" is one name; in "Written by 王伟, 8:30" only what is not parted from the sign by a space.
# Nothing taken is given back (`*+`): a paragraph is one word, and would be tried anew at each sign of it.
WORD = rf"[^\s<{HAN}]*+[{HAN}][^\s<]*+"
WORDS = re.compile(rf"(?<!\S){WORD}(?:\s++(?:[^\sA-Za-z<{HAN}]++\s++)*{WORD})*")
ENTITY, LETTER = re.compile(r"&#?\w+;"), re.compile("[A-Za-z]")
ATTRIBUTES = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
PIECE = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>"
    rf"|(?P<filled><(?:input|img|optgroup)\b{ATTRIBUTES}>)(?P<beside>[^<]*)"
    rf"|(?P<tag></?(?P<name>[a-zA-Z][\w-]*)\b{ATTRIBUTES}>)(?P<text>[^<]*[{HAN}][^<]*)(?P<leaf>(?=</))?",
    re.DOTALL,
)
WHOLE = {"option", "textarea", "title", "text", "tspan"}  # hold no other elements
VOID = {"area", "br", "col", "hr", "link", "meta", "source", "wbr"}


class LanguageOfPartsMiddleware:
    """The innermost, so that a page that is kept is kept marked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if get_language() == settings.LANGUAGE_CODE or response.streaming:
            return response
        if response.get("Content-Type", "").startswith("text/html"):
            response.content = marked(response.content.decode())
        return response


def marked(page: str) -> str:
    return PIECE.sub(_piece, page) if ANY_HAN.search(page) else page


def _piece(found: re.Match) -> str:
    if filled := found["filled"]:
        hidden = 'type="hidden"' in filled or not ANY_HAN.search(filled)
        return (filled if hidden else _tagged(filled)) + _parts(found["beside"])
    if not found["tag"]:
        return found[0]
    tag, name, text = found["tag"], found["name"], found["text"]
    opens = not tag.startswith("</") and not tag.endswith("/>") and name not in VOID
    if opens and (name in WHOLE or (found["leaf"] is not None and _is_whole(text.strip()))):
        return _tagged(tag) + text
    return tag + _parts(text)


def _tagged(tag: str) -> str:
    if " lang=" in tag:
        return tag
    end = 2 if tag.endswith("/>") else 1
    return tag[:-end].rstrip() + MARK + tag[-end:]


def _parts(text: str) -> str:
    inner = text.strip()
    if not ANY_HAN.search(inner):
        return text
    if _is_whole(inner):
        return text.replace(inner, f"<bdi{MARK}>{inner}</bdi>")
    parts = WORDS.sub(rf"<bdi{MARK}>\g<0></bdi>", inner)
    return text.replace(inner, f"<bdi>{parts}</bdi>")


def _is_whole(text: str) -> bool:
    """ "11 楼的灯" as well: the figure before it is read with it."""
    return bool(WORDS.fullmatch(text)) or not LETTER.search(ENTITY.sub("", text))
