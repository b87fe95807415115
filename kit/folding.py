"""Templates whose constant parts are worked out once for each language, not at each page.

Half of what a page renders is the same every time: sentences of ours, addresses without numbers, icons.
These become text when a template is loaded; what is shown does not differ by a character.
"""

from collections.abc import Iterator

from django.template import Context, Node
from django.template.base import FilterExpression, NodeList, TextNode, TokenType, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kit.quick_nodes import quicken
from kit.steady import STEADY


class Loader(cached.Loader):
    """Django's, which keeps what it has parsed; here once for each language."""

    def get_template(self, template_name, skip=None):
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            nothing = Context()
            nothing.template = template
            template.nodelist = fold(template.nodelist, nothing)
            partials = template.extra_data.get("partials", {}).values()
            for partial in partials:
                partial.nodelist = fold(partial.nodelist, nothing)
            if not (template.engine.debug or template.engine.string_if_invalid):
                quicken(template.nodelist, *(partial.nodelist for partial in partials))
        return template

    def cache_key(self, template_name, skip=None):
        return (super().cache_key(template_name, skip), get_language(), get_script_prefix())


class Folded(NodeList):
    """Remembers which nodes of a kind are in it: each page asks its frame again for all its blocks."""

    def render(self, context):
        if context.template.engine.debug:  # Django's own says where an error was
            return super().render(context)
        return SafeString("".join([node.render(context) for node in self]))

    def get_nodes_by_type(self, nodetype):
        kept = self.__dict__.setdefault("kinds", {})
        if nodetype not in kept:
            kept[nodetype] = super().get_nodes_by_type(nodetype)
        return kept[nodetype]


def fold(nodes: NodeList, nothing: Context) -> Folded:
    """In place, except for the list itself: blocks and partials are known to others by their nodes."""
    folded = Folded()
    folded.contains_nontext = nodes.contains_nontext
    for node in nodes:
        text = _text(node, nothing)
        if text is None:
            for name, inner in _lists(node):
                _put(node, name, fold(inner, nothing))
            folded.append(node)
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        else:
            folded.append(TextNode(text))
    return folded


def _lists(node: Node) -> Iterator[tuple[str, NodeList]]:
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if type(inner) is NodeList and not isinstance(node, IfNode):
            yield name, inner
    if isinstance(node, IfNode):
        yield from (
            (str(place), inner)
            for place, (_, inner) in enumerate(node.conditions_nodelists)
            if type(inner) is NodeList
        )


def _put(node: Node, name: str, inner: NodeList) -> None:
    if isinstance(node, IfNode):
        condition, _ = node.conditions_nodelists[int(name)]
        node.conditions_nodelists[int(name)] = (condition, inner)
    else:
        setattr(node, name, inner)


def _text(node: Node, nothing: Context) -> str | None:
    """What the node always renders; None if that hangs on the page."""
    if isinstance(node, TextNode):
        return node.s
    try:
        return str(node.render(nothing)) if _is_constant(node) else None
    except (NoReverseMatch, ValueError):  # what is not there is an error where it is asked for
        return None


def _is_constant(node: Node) -> bool:
    match node:
        case LoadNode() | CommentNode():
            return True
        case TranslateNode():
            return not node.asvar and _is_literal(node.filter_expression) and _is_said(node.message_context)
        case BlockTranslateNode():
            return _is_plain(node) and _is_said(node.message_context)
        case URLNode():
            return not (node.asvar or node.args or node.kwargs) and _is_literal(node.view_name)
        case StaticNode():
            return not node.varname and _is_literal(node.path)
        case SimpleNode():
            words = [*node.args, *node.kwargs.values()]
            return hasattr(node.func, STEADY) and not node.target_var and all(map(_is_literal, words))
    return False


def _is_plain(node: BlockTranslateNode) -> bool:
    texts = all(token.token_type == TokenType.TEXT for token in node.singular)
    return texts and not (node.plural or node.extra_context or node.asvar)


def _is_said(message_context: FilterExpression | None) -> bool:
    return message_context is None or _is_literal(message_context)


def _is_literal(words: FilterExpression) -> bool:
    """A text in quotes, with no filter behind it."""
    variable = words.var
    return not words.filters and (
        isinstance(variable, str) or (isinstance(variable, Variable) and isinstance(variable.literal, str))
    )
