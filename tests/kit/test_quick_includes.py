"""Pieces rendered our way are what Django makes of them, in every language and however they are nested."""

import pytest
from django.template import Context, Engine
from django.template.loader_tags import IncludeNode
from django.utils import translation

from kit.quick_includes import QuickIncludeNode

PLAIN, QUICK = "django.template.loaders.cached.Loader", "kit.folding.Loader"
LIBRARIES = {"i18n": "django.templatetags.i18n"}
PIECES = {
    "one.html": "[{{ a }}{{ b }}{{ forloop.counter }}]",
    "sub/two.html": '<{% include "./three.html" with b="inner" %}{% include "../one.html" %}>',
    "sub/three.html": "({{ a }}{{ b }})",
    "counted.html": "{% cycle 'x' 'y' %}{% ifchanged %}{{ a }}{% endifchanged %}",
    "down.html": '{{ n.0 }}{% if n.1 %}{% include "down.html" with n=n.1 %}{% endif %}{{ n.0 }}',
    "base.html": "{% block body %}base{% endblock %}{% include 'one.html' %}",
    "child.html": "{% extends 'base.html' %}{% block body %}{{ block.super }}{% include 'one.html' %}{% endblock %}",
    "words.html": '{% load i18n %}{% translate "Notices" %}',
    "broken.html": "{{ a.fails }}",
}


class Thing:
    def fails(self):
        raise ValueError("inside")


def engine(loader: str, text: str) -> Engine:
    pages = {**PIECES, "page.html": text}
    return Engine(loaders=[(loader, [("django.template.loaders.locmem.Loader", pages)])], libraries=LIBRARIES)


def shown(loader: str, text: str) -> list[str]:
    """Twice by one template, and what its context has afterwards."""
    template, found = engine(loader, text).get_template("page.html"), []
    for a in ("A", "<b>"):
        context = Context(
            {"a": a, "list": [1, 1, 2], "name": "one.html", "n": [1, [2, [3, None]]], "thing": Thing()}
        )
        try:
            found.append(template.render(context))
        except Exception as error:
            found.append(f"{type(error).__name__} {error}")
        found.append(f"{len(context.dicts)} {len(context.render_context.dicts)} {context.get('b')}")
    return found


@pytest.mark.parametrize(
    "text",
    [
        '{% include "one.html" %}',
        '{% include "one.html" with b=a|upper %}{{ b }}',
        '{% include "one.html" with b="x" only %}{% include "one.html" only %}',
        '{% include name with b=1 %}{% include name|default:"one.html" %}',
        '{% include "sub/two.html" %}',
        '{% for a in list %}{% include "one.html" %}{% include "counted.html" %}{% endfor %}',
        '{% include "down.html" %}',
        '{% include "child.html" %}{% include "base.html" %}{% include "child.html" only %}',
        '{% include "nowhere.html" %}',
        '{% if a == "A" %}{% include "nowhere.html" %}{% endif %}{% include "one.html" %}',
        '{% include "broken.html" with a=thing %}',
        '{% for one in list %}{% include "broken.html" with a=thing only %}{% endfor %}',
        '{% autoescape off %}{% include "one.html" %}{% endautoescape %}{% include "one.html" %}',
        '{% with b="out" %}{% include "one.html" %}{% include "one.html" with b="in" %}{{ b }}{% endwith %}',
        '{% load i18n %}{% for code in "ez" %}{% language "en" %}{% include "words.html" %}{% endlanguage %}'
        '{% language "zh-hans" %}{% include "words.html" %}{% endlanguage %}{% endfor %}',
    ],
)
def test_every_piece_is_what_django_makes_of_it(text):
    assert shown(QUICK, text) == shown(PLAIN, text)


def test_a_piece_follows_the_language_of_whoever_reads():
    template = engine(QUICK, '{% include "words.html" %}').get_template("page.html")
    said = []
    for code in ("en", "zh-hans", "en"):
        with translation.override(code):
            said.append(template.render(Context({})))
    assert said[0] == said[2] == "Notices"
    assert said[1] == "告示"


def test_the_pieces_of_a_page_are_looked_for_this_way():
    (node,) = (
        engine(QUICK, '{% include "one.html" %}')
        .get_template("page.html")
        .nodelist.get_nodes_by_type(IncludeNode)
    )
    assert type(node) is QuickIncludeNode
