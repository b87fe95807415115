"""`{% blocktranslate %}`: its sentence and the names in it are put together once, and looked up plainly."""

from typing import Any

from django.template.context import BaseContext
from django.templatetags.i18n import BlockTranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from kit.quick_names import shown


class QuickBlockTranslateNode(BlockTranslateNode):
    def render(self, context: BaseContext, nested: bool = False) -> str:
        if nested or self.message_context or context.template.engine.string_if_invalid:
            return super().render(context, nested)
        context.update({name: value.resolve(context) for name, value in self.extra_context.items()})
        try:
            said = self._said(context)
        finally:
            context.pop()
        if said is None:  # Django finds out what is wrong with it, and says so
            return super().render(context)
        if self.asvar:
            context[self.asvar] = SafeString(said)
            return ""
        return said

    def _said(self, context: BaseContext) -> str | None:
        sentence, names = self.render_token_list(self.singular)
        if self.plural and self.countervar and self.counter:
            count = context[self.countervar] = self.counter.resolve(context)
            if type(count) is not int:
                return None
            several, more = self.render_token_list(self.plural)
            words, names = ngettext(sentence, several, count), [*names, *more]
        else:
            words = gettext(sentence)
        try:
            return words % {name: shown(_value(context, name), context) for name in names}
        except (KeyError, ValueError):
            return None

    def render_token_list(self, tokens: list[Any]) -> tuple[str, list[str]]:
        """For each of the node's own two lists of pieces."""
        known = self.__dict__.setdefault("sentences", {})
        if id(tokens) not in known:
            known[id(tokens)] = super().render_token_list(tokens)
        sentence, names = known[id(tokens)]
        return sentence, [*names]  # Django's own puts the plural's behind them


def _value(context: BaseContext, name: str) -> Any:
    for variables in reversed(context.dicts):
        if name in variables:
            return variables[name]
    return ""
