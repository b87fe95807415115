"""Sentences with names in them, put together our way, are what Django makes of them."""

from decimal import Decimal

import pytest
from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from kit.quick_sentences import QuickBlockTranslateNode

PLAIN, QUICK = "django.template.loaders.cached.Loader", "kit.folding.Loader"
GIVEN = {
    "name": "李<荔枝>",
    "safe": mark_safe("<b>5</b>"),
    "lazy": gettext_lazy("Notices"),
    "nothing": None,
    "call": lambda: "called",
    "number": 1234567.5,
    "rows": [1, 2, 3],
    "five": 5,
    "half": Decimal("0.5"),
}
SENTENCES = [
    "{% blocktranslate %}{{ name }}, {{ safe }} and {{ missing }}, 100 % of {{ lazy }}{% endblocktranslate %}",
    "{% blocktranslate with label=name %}Resolution {{ label }}{% endblocktranslate %}",
    "{% blocktranslate with label=name|upper name=five %}{{ label }} {{ name }}{% endblocktranslate %}{{ name }}",
    "{% blocktranslate with a=nothing b=number c=call %}{{ a }} {{ b }} {{ c }} {{ call }}{% endblocktranslate %}",
    "{% blocktranslate count count=N %}one, {{ count }}{% plural %}many, {{ count }} {{ name }}{% endblocktranslate %}",
    "{% blocktranslate with of=rows count n=of|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
    "{% blocktranslate count count=N %}Messages, {{ count }} unread{% plural %}Messages, {{ count }} unread"
    "{% endblocktranslate %}",
    '{% blocktranslate context "text size" %}Normal{% endblocktranslate %}',
    '{% blocktranslate context "text size" with a=name %}Normal {{ a }}{% endblocktranslate %}',
    "{% blocktranslate trimmed with a=name %}\n  two\n  lines {{ a }}\n{% endblocktranslate %}",
    "{% blocktranslate with a=name asvar kept %}{{ a }}{% endblocktranslate %}[{{ kept }}]",
    "{% autoescape off %}{% blocktranslate %}{{ name }}{% endblocktranslate %}{% endautoescape %}",
    "{% for one in rows %}{% blocktranslate with a=forloop.counter %}{{ a }} of {{ one }}{% endblocktranslate %}"
    "{% endfor %}",
    "{% for name in rows %}{% blocktranslate %}{{ name }}{% endblocktranslate %}{% endfor %}{{ name }}",
]
COUNTS = [0, 1, 2, 500, "half", "number", "name", "missing", "nothing"]


def said(loader: str, text: str) -> object:
    engine = Engine(
        builtins=["django.templatetags.i18n"],
        loaders=[(loader, [("django.template.loaders.locmem.Loader", {"page.html": text})])],
    )
    template, context = engine.get_template("page.html"), Context(dict(GIVEN))
    try:
        twice = [template.render(context), template.render(Context(dict(GIVEN)))]
    except Exception as error:
        return type(error), str(error).replace("SafeString", "str")
    return twice, len(context.dicts)


@pytest.mark.filterwarnings("ignore:Plural value must be an integer")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_what_django_says(language, sentence):
    with translation.override(language):
        for count in COUNTS if "=N " in sentence else [0]:
            text = sentence.replace("=N ", f"={count} ")
            assert said(QUICK, text) == said(PLAIN, text), text


@pytest.mark.parametrize("wrong", ["%(nobody)s", "%(name)", "%(name)d"])
def test_a_translation_with_a_mistake_in_it_ends_as_in_django(wrong):
    text = "{% blocktranslate %}hello {{ name }}{% endblocktranslate %}"
    with translation.override("zh-hans"):
        catalogue = translation.trans_real.catalog()
        catalogue._catalog._catalogs[0]["hello %(name)s"] = wrong
        try:
            assert said(QUICK, text) == said(PLAIN, text)
        finally:
            del catalogue._catalog._catalogs[0]["hello %(name)s"]
            catalogue.said.pop("hello %(name)s", None)


def test_sentences_of_a_page_go_this_way():
    pages = {"page.html": SENTENCES[1]}
    loaders = [(QUICK, [("django.template.loaders.locmem.Loader", pages)])]
    engine = Engine(builtins=["django.templatetags.i18n"], loaders=loaders)
    assert [type(node) for node in engine.get_template("page.html").nodelist] == [QuickBlockTranslateNode]
