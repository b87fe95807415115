"""A piece that is handed plain values alone is put together once for them, and says what it always said."""

import re
from dataclasses import dataclass

import pytest
from django import template
from django.conf import settings
from django.template import Context, Engine, engines
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from kit import quick_includes
from kit.steady import is_plain, is_steady, steady

BUILTINS = ["django.templatetags.i18n", "kit.templatetags.linli", "tests.kit.test_steady"]
register = template.Library()
made: list[str] = []


@register.simple_tag
@steady
def note(word: object) -> str:
    """Says the word, and that it was asked."""
    made.append(str(word))
    return str(word)


@steady
@dataclass(frozen=True)
class Home:
    door: str


@pytest.fixture(autouse=True)
def nothing_made():
    made.clear()


def page(piece: str, words: str = "with one=one only") -> template.Template:
    pages = {
        "page.html": f'{{% include "piece.html" {words} %}}',
        "piece.html": piece,
        "inner.html": "<i>{{ one }}</i>",
    }
    loaders = [("kit.folding.Loader", [("django.template.loaders.locmem.Loader", pages)])]
    return Engine(builtins=BUILTINS, loaders=loaders).get_template("page.html")


def said(of: template.Template, *values: object, **context) -> list[str]:
    return [of.render(Context({"one": value, **context})) for value in values]


def test_the_same_values_are_put_together_once():
    assert said(page("{% note one %}!"), "a", "b", "a", "b", "a") == ["a!", "b!", "a!", "b!", "a!"]
    assert made == ["a", "b"]


def test_what_looks_the_same_and_is_not_is_told_apart():
    values = [
        1,
        True,
        "1",
        mark_safe("<b>"),
        "<b>",
        0,
        False,
        "",
        None,
        Home("5"),
        ("x",),
        (Home("5"),),
        (Home("6"),),
    ]
    piece = "{{ one }}|{% if one %}yes{% endif %}"
    plain = [Engine().from_string(piece).render(Context({"one": value})) for value in values]
    of = page(piece)
    assert said(of, *values) == said(of, *values) == plain


def test_what_others_can_change_is_put_together_each_time():
    rows, of = ["a"], page("{% for row in one %}{% note row %}{% endfor %}")
    first = said(of, rows)
    rows.append("b")
    assert [*first, *said(of, rows)] == ["a", "ab"]
    assert said(page("{% note one.door %}"), {"door": "a"}, {"door": "b"}) == ["a", "b"]


def test_tuples_of_marked_things_are_plain():
    of = page("{% for home in one %}{% note home.door %}{% endfor %}")
    assert said(of, (Home("1"), Home("2")), (Home("1"), Home("2")), (Home("3"),)) == ["12", "12", "3"]
    assert made == ["1", "2", "3"]


def test_each_language_has_its_own():
    of = page('{% translate "Notices" %} {{ one }}')
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            assert said(page('{% translate "Notices" %}'), "")[0] in said(of, "x")[0]
            assert said(page("{{ one }}"), gettext_lazy("Notices")) == [str(gettext_lazy("Notices"))]


def test_with_and_without_escaping_is_not_the_same():
    of = page("{% note one %}{{ one }}")
    text = "<b>"
    assert said(of, text) == ["&lt;b&gt;&lt;b&gt;"]
    assert of.render(Context({"one": text}, autoescape=False)) == "<b><b>"
    assert said(of, text) == ["&lt;b&gt;&lt;b&gt;"]


def test_a_piece_sees_nothing_but_what_it_is_handed():
    assert said(page("{{ one }}{{ other }}"), "a", other="seen") == ["a"]
    assert said(page("{{ one }}{{ other }}", "with one=one"), "a", other="seen") == ["aseen"]


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(quick_includes, "MOST", 3)
    of = page("{% note one %}")
    assert said(of, *range(10), *range(10)) == [str(n) for n in range(10)] * 2
    (node,) = of.nodelist
    ((_, kept),) = node.known.values()
    assert 0 < len(kept) <= 3


@pytest.mark.parametrize(
    "piece",
    [
        "{{ one|ago }}",
        "{{ one|left }}",
        "{% if one|moment %}a{% endif %}",
        "{% for a in one|day %}{% endfor %}",
        "{% with a=one|short_day %}{{ a }}{% endwith %}",
        '{% now "H" %}',
        "{% csrf_token %}",
        "{% query_with a=1 %}",
        "{% get_current_language as language %}{{ language }}",
        "{% blocktranslate with a=one|ago %}{{ a }}{% endblocktranslate %}",
        "{% if one %}{% cycle 'a' 'b' %}{% endif %}",
        '{% include one %}',
        '{% include "clock.html" %}',
        "{% url one %}",
        "{% facts %}{{ one|ago }}{% endfacts %}",
        "{{ one|random }}",
        "{% translate one|random %}",
        '{% translate "May" context one|random %}',
        "{% blocktranslate context one|random %}May{% endblocktranslate %}",
        '{% include "piece.html" %}',
        "{{ one|date:'H' }}",
    ],
)  # fmt: skip
def test_what_hangs_on_more_than_its_values_is_not_steady(piece):
    pages = {"piece.html": piece, "clock.html": "{% now 'H' %}"}
    loaders = [("kit.folding.Loader", [("django.template.loaders.locmem.Loader", pages)])]
    engine = Engine(builtins=BUILTINS, loaders=loaders)
    assert not is_steady(engine.get_template("piece.html"), engine.get_template)


def test_a_piece_within_itself_is_what_django_makes_of_it():
    of = page("{% if one %}{{ one }}{% include 'piece.html' with one=two only %}{% endif %}")
    assert said(of, "a", "a") == ["a", "a"]


def test_a_piece_names_others_by_where_it_stands_itself():
    of = page("{% note one %}{% include './inner.html' %}")
    assert said(of, "a", "a") == ["a<i>a</i>"] * 2
    assert made == ["a"]


@pytest.mark.parametrize("value", [1.5, [], {}, object(), ("a",), ((),), frozenset(), b"a"])
def test_only_words_numbers_and_marked_things_are_plain(value):
    assert not is_plain(value)


def test_the_pieces_of_lists_and_frames_are_kept():
    """Every piece that says of itself that it is steady, and is always handed plain values alone."""
    engine, claimed = engines["django"].engine, []
    folder = settings.BASE_DIR / "templates"
    for file in sorted(folder.rglob("*.html")):
        if "Steady" in file.read_text().partition("%}")[0] + file.read_text().partition("#}")[0]:
            name = str(file.relative_to(folder))
            assert is_steady(engine.get_template(name), engine.get_template), name
            claimed.append(name)
    assert {"includes/notice_item.html", "includes/issue_item.html", "includes/rail.html"} <= set(claimed)
    for file in folder.rglob("*.html"):
        for tag in re.findall(r"\{% include [^%]*%\}", file.read_text()):
            if any(f'"{name}"' in tag for name in claimed):
                assert tag.endswith(" only %}"), (file, tag)
