"""Addresses with numbers in them, `{% url "issues:detail" issue.pk %}` or `address("issues:detail", pk)`:
looked up once.

Django looks through its patterns each time, ninety times on a captain's desk. An address is asked for twice,
with numbers that no row has; where nothing but those differs, what stands around them is kept.
"""

from collections.abc import Sequence
from typing import Any

from django.template.context import BaseContext
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

PROBES = (8_675_309_041, 7_190_264_853)
KNOWN: dict[tuple, str | None] = {}  # by name, how many numbers, and where the site stands
SEVERAL = "admin:"  # whose addresses hang on which of several sites the page belongs to


def address(name: str, *numbers: int) -> str:
    """`reverse(name, args=numbers)`, the address of one row, looked up once for each name."""
    key = (name, len(numbers), get_script_prefix(), get_urlconf())
    if key not in KNOWN:
        KNOWN[key] = _pieces(name, len(numbers))
    pieces = KNOWN[key]
    return (
        reverse(name, args=numbers) if pieces is None or not _are_plain(numbers) else pieces.format(*numbers)
    )


class QuickURLNode(URLNode):
    """For literal names and numbers; everything else goes Django's way."""

    def render(self, context: BaseContext) -> str:
        args = [arg.resolve(context) for arg in self.args]
        if self.kwargs or not args or not _are_plain(args):
            return super().render(context)
        if "pieces" not in self.__dict__:
            self.pieces = self._found(len(args))
        if self.pieces is None:
            return super().render(context)
        url = self.pieces.format(*args)
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url

    def _found(self, count: int) -> str | None:
        name: Any = self.view_name
        return None if name.is_var or name.filters else _pieces(str(name.var), count)


def _are_plain(numbers: Sequence[Any]) -> bool:
    return all(type(number) is int and number >= 0 for number in numbers)


def _pieces(name: str, count: int) -> str | None:
    """The address with {} for each number; None where it hangs on more than the numbers."""
    if name.startswith(SEVERAL):
        return None
    shapes = {_shape(name, [probe + n for n in range(count)]) for probe in PROBES}
    return shapes.pop() if len(shapes) == 1 else None


def _shape(name: str, numbers: list[int]) -> str | None:
    try:
        url = reverse(name, args=numbers)
    except NoReverseMatch:
        return None
    url = url.replace("{", "{{").replace("}", "}}")
    for number in numbers:
        before, found, after = url.partition(str(number))
        if not found:
            return None
        url = f"{before}{{}}{after}"
    return url
