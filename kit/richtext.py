"""Text from people as safe HTML."""

import re
from collections.abc import Container, Iterable, Iterator

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kit.lines import running

TAGS = {"p", "br", "strong", "em", "b", "i", "s", "ul", "ol", "li", "h2", "h3", "blockquote", "a"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {
    "a": {"href"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
PICTURE = {"src", "alt", "width", "height"}
SCHEMES = {"http", "https", "tel", "mailto"}
BULLET = re.compile(r"[-•·]\s+(.+)")
# "1. " or "1、", but neither "1.5 km" nor "2、3 栋".
NUMBERED = re.compile(r"\d{1,3}(?:[.．]\s+|、(?!\d)\s*)(.+)")
HEADING = re.compile(r"##\s+(.+)")
# Stops before Chinese punctuation and before the full stop that ends the sentence, not the address.
ADDRESS = re.compile(
    r"https?://[^\s<>\"'，。；：！？、（）「」《》]*[^\s<>\"'，。；：！？、（）「」《》.,;:!?)]"
)
# What remains of an image whose address was not one of ours; in what nh3 writes, every value is quoted.
NO_SOURCE = re.compile(r"<img(?: (?!src=)[a-z]+=\"[^\"]*\")*>")

Line = tuple[str, str]  # kind ("ul", "ol", "h2", "p" or "" for a blank line) and what follows the mark


def clean_html(text: str, *, pictures: Container[str] = ()) -> SafeString:
    """HTML with everything but a few tags taken out; links neither follow nor tell where one came from.

    `pictures` are the addresses that an image may have. Any other image is left out whole.
    """

    def kept(tag: str, name: str, value: str) -> str | None:
        return value if (tag, name) != ("img", "src") or value in pictures else None

    clean = nh3.clean(
        text,
        tags=TAGS | TABLE | ({"img"} if pictures else set()),
        attributes=ATTRIBUTES | ({"img": PICTURE} if pictures else {}),
        attribute_filter=kept,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return mark_safe(NO_SOURCE.sub("", clean))  # noqa: S308


def plain_to_html(text: str) -> SafeString:
    """Plain text as it was meant: blank lines part paragraphs, "- " and "1. " make lists, "## " a heading.

    Addresses become links; none of them is ever fetched. The result has passed clean_html.
    """
    lines = [read_line(line.strip()) for line in text.splitlines()]
    return clean_html("\n".join(block for kind, words in blocks(lines) if (block := written(kind, words))))


def read_line(line: str) -> Line:
    for kind, mark in (("ul", BULLET), ("ol", NUMBERED), ("h2", HEADING)):
        if found := mark.fullmatch(line):
            return kind, found[1]
    return ("p", line) if line else ("", "")


def blocks(lines: Iterable[Line]) -> Iterator[tuple[str, list[str]]]:
    """Neighbouring lines of one kind belong together; a heading stands alone."""
    kind, words = "", []
    for line_kind, line in lines:
        if line_kind != kind or line_kind == "h2":
            yield kind, words
            kind, words = line_kind, []
        words.append(line)
    yield kind, words


def written(kind: str, words: list[str]) -> str:
    inner = [linked(line) for line in words]
    if kind in {"ul", "ol"}:
        return f"<{kind}>{''.join(f'<li>{line}</li>' for line in inner)}</{kind}>"
    return f"<{kind}>{'<br>'.join(inner)}</{kind}>" if kind and inner else ""


def linked(line: str) -> str:
    parts, end = [], 0
    for match in ADDRESS.finditer(line):
        address = escape(match[0])
        parts += [escape(line[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(line[end:])])


def run_on(text: str) -> str:
    """Plain text in one line, without the signs for headings and lists: 停水期间 · 请存水 · …"""
    return running("\n".join(line.removeprefix("## ").removeprefix("- ") for line in text.splitlines()))
