"""Folded templates render what Django's own would, in each language, and have less left to do."""

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.utils import translation

PAGES = {
    "frame.html": '{% load i18n static linli %}<a href="{% url "home" %}">{% translate "Linli" %}</a>'
    '{% icon "pen" %}{% block main %}{% translate "Back" %}{% endblock %}'
    '{% if seen %}<b>{% translate "Messages" %}</b>{% else %}{% translate "Normal" context "text size" %}{% endif %}',
    "page.html": '{% extends "frame.html" %}{% load i18n linli %}{% block main %}{{ block.super }}'
    '{% for one in rows %}{% icon "right" css %}{% translate "Home" %} {{ one }}{% endfor %}'
    '{% blocktranslate %}Messages{% endblocktranslate %}{% include "piece.html" %}{% endblock %}',
    "piece.html": '{% load i18n %}{% translate "Home" as home %}{{ home }}{% translate word %}'
    '{% with x="1" %}{% translate "Notices" %}{% endwith %}{% blocktranslate %}a {{ word }}{% endblocktranslate %}',
}
LOADERS = ("django.template.loaders.cached.Loader", "kit.folding.Loader")


def engine(loader: str) -> Engine:
    return Engine(
        loaders=[(loader, [("django.template.loaders.locmem.Loader", PAGES)])],
        libraries={
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
            "linli": "kit.templatetags.linli",
        },
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_shown_does_not_differ_by_a_character(language):
    plain, folded = map(engine, LOADERS)
    for seen in (True, False):
        context = {"rows": ["<i>", "乙"], "seen": seen, "css": "icon--sm", "word": "Home"}
        with translation.override(language):
            shown = folded.get_template("page.html").render(Context(context))
            assert shown == plain.get_template("page.html").render(Context(context))
            assert "&lt;i&gt;" in shown
            assert "icons.svg#pen" in shown


def test_each_language_has_its_own_words():
    folded, said = engine(LOADERS[1]), []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(folded.get_template("frame.html").render(Context({})))
    assert said[0] == said[2] != said[1]
    assert ">邻里</a>" in said[0]
    assert ">Linli</a>" in said[1]


def test_what_is_always_the_same_has_become_text():
    nodes = engine(LOADERS[1]).get_template("frame.html").nodelist
    kinds = [type(node) for node in nodes]
    assert kinds[0] is TextNode
    assert [kind.__name__ for kind in kinds[1:]] == ["BlockNode", "QuickIfNode"]


def test_an_address_that_is_not_there_is_an_error_where_it_is_asked_for():
    pages = {"a.html": '{% if asked %}{% url "no-such-page" %}{% endif %}fine'}
    one = Engine(loaders=[(LOADERS[1], [("django.template.loaders.locmem.Loader", pages)])])
    assert one.get_template("a.html").render(Context({})) == "fine"
    with pytest.raises(Exception, match="no-such-page"):
        one.get_template("a.html").render(Context({"asked": True}))
