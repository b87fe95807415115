"""Names looked up our way are what Django makes of them, whatever stands in the context."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine
from django.template.base import FilterExpression, VariableNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from kit.quick_names import QuickExpression, QuickVariableNode

PLAIN, QUICK = "django.template.loaders.cached.Loader", "kit.folding.Loader"


class Thing:
    """What templates meet: attributes, items, methods, and whatever fails."""

    kind = "thing"
    items = "an attribute, where a dictionary has a method"
    silent = property(lambda self: self.fail(ObjectDoesNotExist()))
    broken = property(lambda self: self.fail(ValueError("broken")))
    hidden = property(lambda self: self.fail(AttributeError("inside")))

    def __init__(self):
        self.calls = 0

    def __repr__(self):
        return "<thing>"

    def fail(self, error):
        self.calls += 1
        raise error

    def answer(self):
        return "answered"

    def wants(self, argument):
        return argument

    def stumbles(self):
        raise TypeError("inside")

    def delete(self):
        raise AssertionError("never called")

    delete.alters_data = True


class Registry:
    do_not_call_in_templates = True
    name = "registry"

    def __repr__(self):
        return "<registry>"

    def __call__(self):
        raise AssertionError("never called")


class Answers(dict):
    def __missing__(self, key):
        raise KeyError(key)


def things() -> dict:
    return {
        "thing": Thing(),
        "registry": Registry(),
        "make": lambda: {"inner": "made"},
        "words": {"a": 1, "items": "mine", "1": "text", "nothing": None, "deep": {"b": [Thing()]}},
        "answers": Answers(a="<b>"),
        "list": ["<zero>", mark_safe("<b>one</b>")],
        "name": "李<荔枝>",
        "safe": mark_safe("<i>safe</i>"),
        "number": 1234567.5,
        "none": None,
        "zero": 0,
        "lazy": gettext_lazy("Notices"),
        "at": datetime(2026, 3, 9, 20, 0, tzinfo=UTC),
        "space": SimpleNamespace(count=lambda: 3, dash="-"),
        "text": "words",
    }


NAMES = [
    *("thing.kind", "thing.items", "thing.answer", "thing.wants", "thing.delete", "thing.nothing", "thing.silent"),
    *("thing.silent.more", "thing.kind.upper", "thing.kind.0", "thing.kind.99", "registry", "registry.name", "make"),
    *("make.inner", "make.outer", "words.a", "words.items", "words.1", "words.nothing", "words.nothing.more"),
    *("words.deep.b.0.kind", "words.deep.b.1.kind", "words.keys", "answers.a", "answers.z", "list.0", "list.1"),
    *("list.7", "list.first", "name", "safe", "number", "none", "zero", "lazy", "at", "at.year", "space.count"),
    *("space.dash", "text.upper", "missing", "missing.more", "True", "None", "request", "template", "render_context"),
]  # fmt: skip
FILTERS = [
    "",
    "|default:'—'",
    "|default_if_none:name",
    "|upper",
    "|length",
    "|date:'H:i'",
    "|safe",
    "|add:zero",
]
SHAPES = {
    "shown": "{{ NAME }}",
    "asked": "{% if NAME %}yes{% elif not NAME == zero %}other{% else %}no{% endif %}",
    "walked": "{% for one in NAME %}{{ one }},{% empty %}none{% endfor %}",
    "handed": '{% with one=NAME %}[{{ one }}]{% endwith %}{% include "piece.html" with one=NAME only %}',
    "first": "{% firstof NAME name %}{% autoescape off %}{{ NAME }}{% endautoescape %}",
}


def said(loader: str, text: str) -> tuple[object, int]:
    """What comes of it, or which error; and how often what fails was asked."""
    pages = {"page.html": text, "piece.html": "({{ one }}{{ name }})"}
    engine = Engine(loaders=[(loader, [("django.template.loaders.locmem.Loader", pages)])])
    given = things()
    try:
        shown: object = engine.get_template("page.html").render(Context(given))
    except Exception as error:
        shown = (type(error), str(error)) if "lookup" not in str(error) else type(error)
    return shown, given["thing"].calls


@pytest.mark.parametrize("shape", SHAPES)
def test_every_name_is_what_django_makes_of_it(shape):
    for name in [*NAMES, "thing.broken", "thing.hidden", "thing.stumbles"]:
        for filters in FILTERS:
            text = SHAPES[shape].replace("NAME", name + filters)
            assert said(QUICK, text) == said(PLAIN, text), text


def test_a_name_behind_a_filter_that_is_not_there_is_an_error_in_both():
    text = "{{ name|default:missing.more }}{{ none|default:missing.more }}"
    assert said(QUICK, text) == said(PLAIN, text)


def test_the_names_of_a_page_are_looked_up_this_way():
    engine = Engine(
        loaders=[
            (QUICK, [("django.template.loaders.locmem.Loader", {"a": "{% if b %}{{ c|upper }}{% endif %}"})])
        ]
    )
    (condition,) = engine.get_template("a").nodelist
    test, nodes = condition.conditions_nodelists[0]
    assert type(test.value) is QuickExpression
    assert type(nodes[0]) is QuickVariableNode
    assert type(nodes[0].filter_expression) is QuickExpression


def test_a_developer_still_sees_where_an_error_was():
    engine = Engine(
        debug=True, loaders=[(QUICK, [("django.template.loaders.locmem.Loader", {"a": "{{ b.broken }}"})])]
    )
    (node,) = engine.get_template("a").nodelist
    assert (type(node), type(node.filter_expression)) == (VariableNode, FilterExpression)
    with pytest.raises(ValueError) as caught:
        engine.get_template("a").render(Context({"b": Thing()}))
    assert caught.value.template_debug["line"] == 1
