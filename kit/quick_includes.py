"""A piece that a template names, `{% include "includes/chip.html" %}`, looked for once for each such tag.

Django looks for it once in each page and puts two context managers around every piece; a captain's desk has a
hundred and ten of them. A steady piece that is handed plain values and nothing else, `only`, is put together
once for these values: what one neighbour's list of notices says of a notice, the next one's says too.
"""

from typing import Any

from django.template.base import Template
from django.template.context import Context, ContextDict
from django.template.loader_tags import IncludeNode, construct_relative_path
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import get_language

from kit.steady import is_plain, is_steady

MOST = 1_000  # of one tag in one language, of a kilobyte at most each
Kept = dict[tuple, str]


class QuickIncludeNode(IncludeNode):
    """For a literal name; everything else goes Django's way."""

    def render(self, context: Context) -> str:
        name = self.template
        if name.is_var or name.filters or context.template is None:
            return super().render(context)
        piece, kept = self._piece(context, str(name.var))
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return _alone(piece, kept, values, context)
        ContextDict(context, values)  # which puts itself on top
        try:
            return _rendered(piece, context)
        finally:
            context.pop()

    def _piece(self, context: Context, name: str) -> tuple[Template, Kept | None]:
        """By language and address of the site, as `kit.folding` keeps it; with what came of a steady one."""
        engine = context.template.engine
        known, key = self.__dict__.setdefault("known", {}), (engine, get_language(), get_script_prefix())
        if key not in known:
            piece = engine.get_template(construct_relative_path(self.origin.template_name, name))
            keeps = self.isolated_context and not engine.debug and is_steady(piece, engine.get_template)
            known[key] = (piece, {} if keeps else None)
        return known[key]


def _alone(piece: Template, kept: Kept | None, values: dict[str, Any], context: Context) -> str:
    values = {name: str(one) if isinstance(one, Promise) else one for name, one in values.items()}
    given = tuple(values.values())
    if kept is None or not context.autoescape or not all(map(is_plain, given)):
        return _rendered(piece, context.new(values))
    key = (given, *map(type, given))  # for 1, True and what is safe or not look the same
    said = kept.get(key)
    if said is None:
        if len(kept) >= MOST:
            kept.clear()
        said = kept[key] = _rendered(piece, context.new(values))
    return said


def _rendered(piece: Template, context: Context) -> str:
    """As `Template.render` within another's."""
    state = context.render_context
    before, state.template = state.template, piece
    state.push()
    try:
        return piece._render(context)
    finally:
        state.template = before
        state.pop()
