"""A piece that a template names, `{% include "includes/chip.html" %}`, looked for once for each such tag.

Django looks for it once in each page and puts two context managers around every piece; a captain's desk has a
hundred and ten of them.
"""

from django.template.base import Template
from django.template.context import Context, ContextDict
from django.template.loader_tags import IncludeNode, construct_relative_path
from django.urls import get_script_prefix
from django.utils.translation import get_language


class QuickIncludeNode(IncludeNode):
    """For a literal name; everything else goes Django's way."""

    def render(self, context: Context) -> str:
        name = self.template
        if name.is_var or name.filters or context.template is None:
            return super().render(context)
        piece = self._piece(context, str(name.var))
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return _rendered(piece, context.new(values))
        ContextDict(context, values)  # which puts itself on top
        try:
            return _rendered(piece, context)
        finally:
            context.pop()

    def _piece(self, context: Context, name: str) -> Template:
        """By language and address of the site, as `kit.folding` keeps them."""
        engine = context.template.engine
        known, key = self.__dict__.setdefault("known", {}), (engine, get_language(), get_script_prefix())
        if key not in known:
            known[key] = engine.get_template(construct_relative_path(self.origin.template_name, name))
        return known[key]


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
