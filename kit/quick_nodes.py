"""What Django has read of a template goes on our quicker way, node by node."""

from collections.abc import Iterator
from typing import Any

from django.template.base import FilterExpression, Node, Variable, VariableNode
from django.template.defaulttags import IfNode, URLNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode

from kit.quick_addresses import QuickURLNode
from kit.quick_includes import QuickIncludeNode
from kit.quick_names import QuickExpression, QuickIfNode, QuickVariable, QuickVariableNode
from kit.quick_sentences import QuickBlockTranslateNode

QUICKER = {
    Variable: QuickVariable,
    FilterExpression: QuickExpression,
    VariableNode: QuickVariableNode,
    URLNode: QuickURLNode,
    IncludeNode: QuickIncludeNode,
    BlockTranslateNode: QuickBlockTranslateNode,
    IfNode: QuickIfNode,
}


def quicken(*roots: Any) -> None:
    """Every name that is asked from these nodes on, in place."""
    waiting, seen = list(roots), set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        waiting += _parts(thing)
        if quicker := QUICKER.get(type(thing)):
            thing.__class__ = quicker


def _parts(thing: Any) -> Iterator[Any]:
    match thing:
        case FilterExpression():
            yield thing.var
            yield thing.filters
        case Node() | TokenBase():
            yield from vars(thing).values()
        case dict():
            yield from thing.values()
        case list() | tuple():
            yield from thing
