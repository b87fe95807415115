"""What a browser mends in silence, each in its own way, and another reader of the page does not."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OF_LISTS = {  # HTML, 4.4.5 to 4.4.9; a group of a description list may be wrapped in a div
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "dl>div": {"dt", "dd", "script", "template"},
}
# ARIA in HTML: a name is not allowed where there is no role, and most readers leave it out.
NAMELESS = {"b", "div", "em", "i", "p", "small", "span", "strong"}


class Markup(HTMLParser):
    """`faults` after `feed()`: attributes and ids given twice, tags closed that are not open, strangers in lists,
    names that are not heard, and sentences about what was wrong (kit/forms.py) that no field is described by.
    """

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.described: set[str] = set()
        self.errors: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _ in given)
        self.faults += [f"<{tag}> has {name} twice" for name, count in names.items() if count > 1]
        self.ids.update(value for name, value in given if name == "id" and value)
        self.described.update((dict(given).get("aria-describedby") or "").split())
        self.errors.update(
            value for name, value in given if (tag, name) == ("div", "id") and value.endswith("-e")
        )
        if tag in NAMELESS and "aria-label" in names and "role" not in names:
            self.faults.append(f"<{tag}> has a name and no role")
        within = ">".join(self.open[-2:]) if self.open[-2:] == ["dl", "div"] else (self.open or [""])[-1]
        if tag not in OF_LISTS.get(within, {tag}):
            self.faults.append(f"<{tag}> in <{within}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, given)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes <{(self.open or [''])[-1]}>")
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def faults_of(html: str) -> list[str]:
    """Each once, in words."""
    markup = Markup()
    markup.feed(html)
    markup.close()
    twice = [f"#{name} {count} times" for name, count in markup.ids.items() if count > 1]
    left = [f"<{tag}> stays open" for tag in markup.open]
    unheard = [f"#{name} describes no field" for name in sorted(markup.errors - markup.described)]
    return list(dict.fromkeys(markup.faults + twice + left + unheard))
