"""Names in templates looked up without exceptions on the way.

Django looks `issue.number` up by raising: the issue is no dictionary, so TypeError; a name that a page was
not given raises four times before it is nothing. A page of ours asks four hundred names. What is found,
called or nothing is the rule of Django's own `Variable`, step for step, but for the line in the debug log;
`tests/kit/test_quick_names.py` holds the two beside each other.
"""

from html import escape
from inspect import signature
from typing import Any

from django.conf import settings
from django.template.base import (
    FilterExpression,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import BaseContext
from django.template.defaulttags import IfNode, TemplateLiteral
from django.template.smartif import TokenBase
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime

MISSING = object()
REFUSALS = (TypeError, AttributeError, KeyError, ValueError, IndexError)


def looked_up(context: BaseContext, names: tuple[str, ...]) -> Any:
    """What the context has under `issue.place.name`, given in pieces; MISSING where it has no such thing."""
    for variables in reversed(context.dicts):
        if names[0] in variables:
            found = variables[names[0]]
            break
    else:
        return MISSING
    try:
        if callable(found):
            found = _called(found)
        for name in names[1:]:
            found = _below(found, name)
            if found is MISSING:
                return MISSING
            if callable(found):
                found = _called(found)
    except Exception as error:
        if getattr(error, "silent_variable_failure", False):
            return ""
        raise
    return found


def _below(thing: Any, name: str) -> Any:
    if hasattr(type(thing), "__getitem__"):
        try:
            return thing[name]
        except REFUSALS:
            pass
    try:
        return getattr(thing, name)
    except (TypeError, AttributeError):
        if name in dir(thing):  # it is there, and failed by itself
            raise
    try:
        return thing[int(name)]
    except REFUSALS:
        return MISSING


def _called(thing: Any) -> Any:
    if getattr(thing, "do_not_call_in_templates", False):
        return thing
    if getattr(thing, "alters_data", False):
        return ""
    try:
        return thing()
    except TypeError:
        if _takes_nothing(thing):
            raise
        return ""


def _takes_nothing(thing: Any) -> bool:
    try:
        signature(thing).bind()
    except (TypeError, ValueError):
        return False
    return True


class QuickVariable(Variable):
    __slots__ = ()

    def resolve(self, context: BaseContext) -> Any:
        if self.lookups is None or self.translate:
            return super().resolve(context)
        found = looked_up(context, self.lookups)
        if found is MISSING:
            raise VariableDoesNotExist("Failed lookup for key [%s]", (self.var,))
        return found


class QuickExpression(FilterExpression):
    __slots__ = ()

    def resolve(self, context: BaseContext, ignore_failures: bool = False) -> Any:
        found = self.var
        if self.is_var:
            plain = found.lookups is not None and not found.translate
            found = looked_up(context, found.lookups) if plain else found.resolve(context)
            if found is MISSING:
                found = None if ignore_failures else ""
        for function, arguments in self.filters:
            found = _filtered(context, found, function, arguments)
        return found


def _filtered(context: BaseContext, value: Any, function: Any, arguments: list[tuple[bool, Any]]) -> Any:
    given = [word.resolve(context) if is_name else mark_safe(word) for is_name, word in arguments]  # noqa: S308 (the template's own)
    if getattr(function, "expects_localtime", False):
        value = template_localtime(value, context.use_tz)
    more = {"autoescape": context.autoescape} if getattr(function, "needs_autoescape", False) else {}
    made = function(value, *given, **more)
    if getattr(function, "is_safe", False) and isinstance(value, SafeData):
        return mark_safe(made)  # noqa: S308 (the filter says that it keeps what is safe)
    return made


class QuickVariableNode(VariableNode):
    def render(self, context: BaseContext) -> str:
        return shown(self.filter_expression.resolve(context), context)


def shown(found: Any, context: BaseContext) -> str:
    """As `render_value_in_context`."""
    if isinstance(found, Promise):  # a sentence that waits for its language
        found = str(found)
    if type(found) is SafeString:
        return found
    if type(found) is str and context.autoescape:
        return escape(found)
    if type(found) is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(found)
    return render_value_in_context(found, context)


class QuickIfNode(IfNode):
    def render(self, context: BaseContext) -> str:
        for condition, nodes in self.conditions_nodelists:
            if condition is None or _holds(condition, context):
                return nodes.render(context)
        return ""


def _holds(condition: TokenBase, context: BaseContext) -> Any:
    try:
        if type(condition) is TemplateLiteral:
            return condition.value.resolve(context, True)
        return condition.eval(context)
    except VariableDoesNotExist:
        return None
