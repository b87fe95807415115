"""What hangs on nothing but what it is given: such a tag, filter or piece of a page is worked out once.

A piece is steady when all that stands in it is. No clock, no request, no token, no model is in it: whoever
includes it hands it words and numbers, `{% include "includes/issue_item.html" with title=row.title only %}`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.template import defaultfilters as django_s
from django.template.base import FilterExpression, Node, Template, TextNode, Variable, VariableNode
from django.template.defaulttags import FirstOfNode, ForNode, IfNode, TemplateLiteral, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode, construct_relative_path
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.safestring import SafeString

STEADY = "is_steady"
OF_DJANGO = {
    *(django_s.default, django_s.default_if_none, django_s.length, django_s.lower, django_s.upper),
    *(django_s.linebreaks_filter, django_s.linebreaksbr, django_s.force_escape, django_s.add),
}
PLAIN = {str, SafeString, int, bool, type(None)}


def steady(thing: Any) -> Any:
    """Marks a function, the node of a tag of ours, or a frozen class whose fields are plain values."""
    setattr(thing, STEADY, True)
    return thing


def is_plain(value: Any) -> bool:
    """One that nobody changes and that says all about itself: words, numbers, and tuples of marked things."""
    kind = type(value)
    if kind is tuple:
        return all(STEADY in vars(type(one)) for one in value)
    return kind in PLAIN or STEADY in vars(kind)


def is_steady(piece: Template, find: Callable[[str], Template]) -> bool:
    """`find` gives the pieces that this one names; one that names itself, by whatever way, is not steady."""
    try:
        return _all(piece.nodelist, find)
    except RecursionError:
        return False


def _all(nodes: Iterable[Node], find: Callable[[str], Template]) -> bool:
    return all(_node(node, find) for node in nodes)


def _node(node: Node, find: Callable[[str], Template]) -> bool:
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return _words(node.filter_expression, *_if_any(node.message_context))
        case VariableNode():
            return _words(node.filter_expression)
        case IfNode():
            return all(_condition(test) and _all(nodes, find) for test, nodes in node.conditions_nodelists)
        case ForNode():
            return _words(node.sequence) and _all([*node.nodelist_loop, *node.nodelist_empty], find)
        case WithNode():
            return _words(*node.extra_context.values()) and _all(node.nodelist, find)
        case BlockTranslateNode():
            around = (*_if_any(node.counter), *_if_any(node.message_context))
            return _words(*node.extra_context.values(), *around)
        case FirstOfNode():
            return _words(*node.vars)
        case URLNode():
            return _is_literal(node.view_name) and _words(*node.args, *node.kwargs.values())
        case SimpleNode() if type(node) is SimpleNode and not node.takes_context:
            return hasattr(node.func, STEADY) and _words(*node.args, *node.kwargs.values())
        case IncludeNode():
            return _is_literal(node.template) and _words(*node.extra_context.values()) and _named(node, find)
    return hasattr(node, STEADY) and _all(node.nodelist, find)


def _named(node: IncludeNode, find: Callable[[str], Template]) -> bool:
    name = construct_relative_path(node.origin.template_name, str(node.template.var))
    return _all(find(name).nodelist, find)


def _if_any(expression: FilterExpression | None) -> list[FilterExpression]:
    return [expression] if expression else []


def _condition(test: TokenBase | None) -> bool:
    if isinstance(test, TemplateLiteral):
        return _words(test.value)
    return test is None or all(_condition(side) for side in (test.first, test.second))


def _words(*expressions: FilterExpression) -> bool:
    filters = (function for one in expressions for function, _given in one.filters)
    return all(hasattr(function, STEADY) or function in OF_DJANGO for function in filters)


def _is_literal(name: Any) -> bool:
    return isinstance(name, FilterExpression) and not name.filters and not isinstance(name.var, Variable)
