"""HTML as it comes out of an editor, WPS, Word or WeChat: the same words in plain blocks. Pure.

Where a block begins and ends counts, how it looked does not. The result has passed `clean_html`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString

from kit.richtext import ATTRIBUTES, PICTURE, TABLE, TAGS, clean_html

# What parts the text, whatever it is called there; WeChat builds everything from sections.
BOXES = {"div", "section", "article", "header", "footer", "main", "aside", "figure", "figcaption", "center"}
BOXES |= {"dl", "dt", "dd", "pre", "address", "h1", "h4", "h5", "h6", "hr", "fieldset", "details", "summary"}
BLOCKS = {"p", "h2", "h3", "blockquote", "ul", "ol", "li", *TABLE, *BOXES, "tfoot", "caption"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "s", "del": "s", "strike": "s"}
VOID = {"br", "img", "hr"}
DEEPEST = 200  # elements in one another; what lies deeper is taken as text of the last
MOST_OPEN = 1_000  # the same before nh3, whose parser looks at every box that is open for each that begins
BEGINS_OR_ENDS = re.compile(
    r"<(/?)(?!(?:p|li|t[dhr]|br|img|hr|col|meta|link|input|wbr)\b)[a-z][^<>]*>", re.IGNORECASE
)
LOOKS = re.compile(
    r"\s*+(?>(?><!--.*?-->)\s*+)*+<!?/?(?:p|h[1-6]|[uo]l|li|blockquote|table|div|section|span|article|figure|img|br|html"
    r"|head|meta|body|o:p|doctype)\b",
    re.IGNORECASE | re.DOTALL,
)
# Word writes a list as paragraphs: the dot (in a font of signs also "l", "§", "Ø"), spaces, the words.
DOT = re.compile(r"((?:<(?:strong|em|s)>)*)(?:[-•·●◆■▪§Ø]\s+|l\xa0{2,}\s*)")
FIGURE = re.compile(r"((?:<(?:strong|em|s)>)*)(\d{1,3})(?:[.．]\s+|[、)）](?!\d)\s*)")
# Lines were broken where the window ended: between two Chinese signs that is no space.
BETWEEN = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。；：！？、]) ?[\r\n]\s*(?=[\u2e80-\u9fff\uff00-\uffef])"
)
UNSEEN = re.compile("[\u200b\u2060\ufeff]")
SPACES = re.compile(r"[\s\xa0]+")
BLANK = re.compile(r"(?:\s|<br>)*+")
KNALB = re.compile(r"(?:\s|>rb<)*+")  # the same, read from behind
TAG = re.compile(r"<[^>]*>")


class Picture(NamedTuple):
    """One that may stand in the text."""

    alt: str = ""
    width: int | None = None  # px
    height: int | None = None


Pictures = Mapping[str, Picture]  # by address


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def has_blocks(self) -> bool:
        return any(isinstance(n, Node) and (n.tag in BLOCKS or n.has_blocks) for n in self.children)


def looks_like_html(text: str) -> bool:
    """An editor's text begins with a tag; what people type does not."""
    return LOOKS.match(text) is not None


def tidy_html(text: str, pictures: Pictures | None = None) -> SafeString:
    """Paragraphs, headings, lists, quotes and tables, without anything empty; pictures by their addresses."""
    pictures = pictures or {}
    bare = nh3.clean(
        shallow(text.replace("\0", "")),
        tags=TAGS | TABLE | BOXES | {"img", "del", "strike", "tfoot", "caption"},
        clean_content_tags={"script", "style", "title", "xml", "noscript", "template", "textarea", "select"},
        attributes={**ATTRIBUTES, "img": {"src", "alt"}},
        strip_comments=True,
        link_rel=None,
    )
    writer = Writer(pictures)
    return clean_html("\n".join(listed(writer.blocks(tree_of(bare).children))), pictures=pictures)


def shallow(text: str) -> str:
    """Without the tags that begin where so many others are open, and without those that end them."""
    is_kept: list[bool] = []

    def seen(tag: re.Match) -> str:
        if not tag[1]:
            is_kept.append(len(is_kept) < MOST_OPEN)
            return tag[0] if is_kept[-1] else ""
        return tag[0] if not is_kept or is_kept.pop() else ""

    return BEGINS_OR_ENDS.sub(seen, text)


class _Builder(HTMLParser):
    """What nh3 wrote is well-formed, so a tag that ends is the one that is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree_of(html: str) -> Node:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.open[0]


class Writer:
    """Blocks of finished HTML. A paragraph keeps its no-break spaces until `listed` has looked at them."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures

    def blocks(self, nodes: Iterable[Node | str], tag: str = "p") -> Iterator[str]:
        run: list[str] = []
        for node in nodes:
            if isinstance(node, str) or not (node.tag in BLOCKS or node.has_blocks):
                run.append(self.inline(node))
                continue
            yield from wrapped("".join(run), tag)
            run = []
            yield from self.block(node, tag)
        yield from wrapped("".join(run), tag)

    def block(self, node: Node, tag: str) -> Iterator[str]:
        match node.tag:
            case "ul" | "ol":
                items = [
                    item for child in node.children if isinstance(child, Node) for item in self.item(child)
                ]
                if items:
                    yield f"<{node.tag}>{''.join(items)}</{node.tag}>"
            case "blockquote":
                if inner := "".join(self.blocks(node.children)):
                    yield f"<blockquote>{inner}</blockquote>"
            case "table":
                yield from self.table(node)
            case name if name in HEADINGS:
                yield from self.blocks(node.children, HEADINGS[name])
            case "hr":
                return
            case "p" | "li":
                yield from self.blocks(node.children)
            case _:
                yield from self.blocks(node.children, tag)

    def item(self, node: Node) -> Iterator[str]:
        """Of a list: its words, then the lists inside it."""
        if node.tag in {"ul", "ol"}:  # as old Word nests them
            yield from (f"<li>{inner}</li>" for inner in self.block(node, "p"))
            return
        lists = [n for n in node.children if isinstance(n, Node) and n.tag in {"ul", "ol"}]
        words = self.lines([n for n in node.children if n not in lists])
        inner = words + "".join(block for child in lists for block in self.block(child, "p"))
        if inner:
            yield f"<li>{inner}</li>"

    def table(self, node: Node) -> Iterator[str]:
        """Rows of cells. A table of one cell only held its words together."""
        rows = list(rows_of(node))
        if len(rows) == 1 and len(rows[0]) == 1:
            yield from self.blocks(rows[0][0].children)
            return
        written = ["".join(self.cell(cell) for cell in row) for row in rows]
        if any(TAG.sub("", row).strip() for row in written):
            yield f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in written if row)}</tbody></table>"

    def cell(self, node: Node) -> str:
        spans = "".join(
            f' {name}="{node.attrs[name]}"'
            for name in ("colspan", "rowspan")
            if node.attrs.get(name, "").isdecimal() and 1 < int(node.attrs[name]) <= 100
        )
        return f"<{node.tag}{spans}>{self.lines(node.children)}</{node.tag}>"

    def lines(self, nodes: Iterable[Node | str]) -> str:
        """Where only words may stand: the blocks inside, one line each."""
        found = [settled(unwrapped(block)) for block in self.blocks(nodes)]
        return "<br>".join(line for line in found if line)

    def inline(self, node: Node | str) -> str:
        if isinstance(node, str):
            return escape(BETWEEN.sub("", UNSEEN.sub("", node)))
        if node.tag == "br":
            return "<br>"
        if node.tag == "img":
            return self.image(node.attrs.get("src", ""))
        inner = "".join(map(self.inline, node.children))
        if node.tag == "a" and node.attrs.get("href") and inner.strip():
            return f'<a href="{escape(node.attrs["href"])}">{inner}</a>'
        mark = MARKS.get(node.tag)
        return f"<{mark}>{inner}</{mark}>" if mark and settled(inner) else inner

    def image(self, address: str) -> str:
        if address not in self.pictures:
            return ""
        picture = self.pictures[address]
        facts = {"src": address, "alt": picture.alt, "width": picture.width, "height": picture.height}
        kept = {name: facts[name] for name in facts if facts[name] is not None and name in PICTURE}
        written_out = " ".join(f'{name}="{escape(value)}"' for name, value in kept.items())
        return f"<img {written_out}>"


def rows_of(table: Node) -> Iterator[list[Node]]:
    for child in table.children:
        if not isinstance(child, Node):
            continue
        if child.tag == "tr":
            cells = [n for n in child.children if isinstance(n, Node) and n.tag in {"td", "th"}]
            if cells:
                yield cells
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from rows_of(child)


def wrapped(inner: str, tag: str) -> Iterator[str]:
    if settled(inner):
        yield f"<{tag}>{trimmed(inner)}</{tag}>"


def trimmed(inner: str) -> str:
    """Without the spaces and line breaks at its ends. One look from each side: a search for the end would
    begin anew at each of ten thousand spaces.
    """
    inner = inner[BLANK.match(inner).end() :]
    return inner[: len(inner) - KNALB.match(inner[::-1]).end()]


def settled(inner: str) -> str:
    """One space where there were many; nothing where there are no words and no picture."""
    inner = trimmed(SPACES.sub(" ", inner))
    return inner if "<img" in inner or TAG.sub("", inner).strip() else ""


def unwrapped(block: str) -> str:
    """The words of a block inside a cell; of a list its points, one a line."""
    lines = re.sub(r"</(?:p|h2|h3|li|tr)>|</t[dh]>(?=<t)", "<br>", block)
    return re.sub(r"</?(?:p|h2|h3|[uo]l|li|blockquote|table|tbody|tr|t[dh])\b[^>]*>", "", lines)


def listed(blocks: Iterable[str]) -> Iterator[str]:
    """Paragraphs that a dot, or 1. 2. 3., makes points of a list become one; the rest as it is."""
    points: list[str] = []
    kind = ""
    for block in blocks:
        found = point_of(block, len(points) + 1 if kind == "ol" else 1)
        if points and (not found or found[0] != kind):
            yield from written(kind, points)
            points = []
            found = point_of(block, 1)
        if found:
            kind = found[0]
            points.append(block)
        else:
            kind = ""
            yield settled(block)
    yield from written(kind, points)


def point_of(block: str, number: int) -> tuple[str, str] | None:
    """("ul" or "ol", its words), when the paragraph is one. `number` is the next of a list."""
    if not block.startswith("<p>"):
        return None
    inner = block[3:-4]
    if found := DOT.match(inner):
        return "ul", settled(found[1] + inner[found.end() :])
    found = FIGURE.match(inner)
    if found and int(found[2]) == number:
        return "ol", settled(found[1] + inner[found.end() :])
    return None


def written(kind: str, points: list[str]) -> Iterator[str]:
    """A single "1." is no list: what follows it would be counted from the start again."""
    if kind == "ol" and len(points) == 1:
        yield settled(points[0])
    elif points:
        items = [point_of(block, number)[1] for number, block in enumerate(points, 1)]
        yield f"<{kind}>{''.join(f'<li>{item}</li>' for item in items if item)}</{kind}>"


# --- and back to plain text -------------------------------------------------------------------------------


def plain_of(html: str) -> str:
    """The words of clean HTML as `plain_to_html` reads them: "## " and "- "; a row of a table as "a · b"."""
    blocks = (plain_block(node) for node in tree_of(html).children if isinstance(node, Node))
    return "\n\n".join(block for block in blocks if block)


def plain_block(node: Node) -> str:
    match node.tag:
        case "h2" | "h3":
            return f"## {words_of(node)}" if words_of(node) else ""
        case "ul" | "ol":
            return "\n".join(points_of(node))
        case "table":
            rows = [[words_of(cell) for cell in row] for row in rows_of(node)]
            return "\n".join(" · ".join(cell for cell in row if cell) for row in rows if any(row))
        case "blockquote":
            blocks = [plain_block(n) for n in node.children if isinstance(n, Node)]
            return "\n\n".join(block for block in blocks if block)
        case _:
            return "\n".join(line for line in lines_of(node) if line)


def points_of(node: Node) -> Iterator[str]:
    """Lists inside a list follow as points of their own."""
    number = 0
    for item in node.children:
        if not isinstance(item, Node):
            continue
        number += 1
        lists = [n for n in item.children if isinstance(n, Node) and n.tag in {"ul", "ol"}]
        words = words_of(Node("p", {}, [n for n in item.children if n not in lists]))
        if words:
            yield f"{number}. {words}" if node.tag == "ol" else f"- {words}"
        for child in lists:
            yield from points_of(child)


def lines_of(node: Node) -> list[str]:
    return [SPACES.sub(" ", line).strip() for line in _flat(node).split("\n")]


def words_of(node: Node) -> str:
    return " ".join(line for line in lines_of(node) if line)


def _flat(node: Node | str) -> str:
    if isinstance(node, str):
        return SPACES.sub(" ", node)
    if node.tag == "br":
        return "\n"
    return node.attrs.get("alt", "") if node.tag == "img" else "".join(map(_flat, node.children))
