"""Addresses with numbers in them, `{% url "issues:detail" issue.pk %}`: looked up once for each such tag.

Django looks through its patterns each time, ninety times on a captain's desk. An address is asked for twice,
with numbers that no row has; where nothing but those differs, what stands around them is kept.
"""

from typing import Any

from django.template.context import BaseContext
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape

PROBES = (8_675_309_041, 7_190_264_853)
SEVERAL = "admin:"  # whose addresses hang on which of several sites the page belongs to


class QuickURLNode(URLNode):
    """For literal names and numbers; everything else goes Django's way."""

    def render(self, context: BaseContext) -> str:
        args = [arg.resolve(context) for arg in self.args]
        if self.kwargs or not args or any(type(arg) is not int or arg < 0 for arg in args):
            return super().render(context)
        if "pieces" not in self.__dict__:
            self.pieces = self._pieces(len(args))
        if self.pieces is None:
            return super().render(context)
        url = self.pieces.format(*args)
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url

    def _pieces(self, count: int) -> str | None:
        """The address with {} for each number; None where it hangs on more than the numbers."""
        name: Any = self.view_name
        if name.is_var or name.filters or str(name.var).startswith(SEVERAL):
            return None
        shapes = {_shape(str(name.var), [probe + n for n in range(count)]) for probe in PROBES}
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
