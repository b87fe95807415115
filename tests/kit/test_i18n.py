import gettext
from pathlib import Path
from textwrap import dedent

import pytest
from babel.messages.catalog import Message
from django.template import Context, Template
from django.utils.translation import override, trans_real
from hypothesis import given
from hypothesis import strategies as st

from kit import i18n
from kit.hard_coded import hard_coded_words

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext_lazy, pgettext

TITLE = gettext_lazy("A title")
JOINED = _("one sentence "
           "on two lines")
COUNTED = ngettext("%(count)d notice", "%(count)d notices", 3)
SHORT = pgettext("navigation", "Home")
BOTH = npgettext_lazy("votes", "%d vote", "%d votes")
NAMED = _("Hello %(name)s") % {"name": "x"}
NOT_ONE = _(TITLE) or _(f"{TITLE}")


def gettext(message="not this"):
    return message
"""
TEMPLATE = """{% extends "base.html" %}{% load i18n %}
{# Translators: nothing to see #}
{% comment %}{% translate "commented out" %}{% endcomment %}
  {% translate "Plain" %}{% translate 'Single quotes' %}{% translate "With a %" %}
    {% translate "May" context "month" %}
{% translate "As a variable" as words %}
{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}
{% blocktranslate trimmed with who=user.name %}
   Dear
   {{ who }}
{% endblocktranslate %}
{% blocktranslate count counter=list|length %}{{ counter }} door{% plural %}{{ counter }} doors{% endblocktranslate %}
{% blocktranslate context "votes" count n=n %}{{ n }} for{% plural %}{{ n }} in favour{% endblocktranslate %}
{% blocktranslate %}100% "sure" isn't 50%{% endblocktranslate %}
{{ _("In a variable") }} {{ words|default:_("As a default") }}
{% include "x.html" with title=_("As an argument") %}
<p>" ' ( # 24 < 7 \\ )</p>
"""


@pytest.fixture
def base(tmp_path, monkeypatch) -> Path:
    """A project of two rooms, kit and notices."""
    monkeypatch.setattr(i18n, "ROOMS", ("kit", "notices"))
    monkeypatch.setattr(i18n, "BASE", tmp_path)
    write(tmp_path / "notices" / "views.py", PYTHON)
    write(tmp_path / "templates" / "notices" / "deep" / "list.html", TEMPLATE)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), "utf-8")


def found(room: str, base: Path) -> set[tuple]:
    return {(message.context, message.id) for message in i18n.real(i18n.extract(room, base))}


def translate_all(
    room: str,
    base: Path,
    words=lambda message: "译：" + (message.id[1] if message.pluralizable else message.id),
):
    catalogue = i18n.load(room, base)
    for message in i18n.real(catalogue):
        message.string = (words(message),) if message.pluralizable else words(message)
    i18n.po_path(room, base).write_bytes(i18n.po_bytes(catalogue))


def complete(room: str, base: Path) -> None:
    i18n.update(room, base)
    translate_all(room, base)
    i18n.compile_room(room, base)


def test_python_messages_are_found_and_variables_are_not(base):
    (base / "templates" / "notices" / "deep" / "list.html").unlink()
    assert found("notices", base) == {
        (None, "A title"),
        (None, "one sentence on two lines"),
        (None, ("%(count)d notice", "%(count)d notices")),
        ("navigation", "Home"),
        ("votes", ("%d vote", "%d votes")),
        (None, "Hello %(name)s"),
    }


def test_template_messages_are_those_that_django_looks_up(base):
    (base / "notices" / "views.py").unlink()
    assert found("notices", base) == {
        (None, "Plain"),
        (None, "Single quotes"),
        (None, "With a %%"),
        ("month", "May"),
        (None, "As a variable"),
        (None, "Hello %(name)s"),
        (None, "Dear %(who)s"),
        (None, ("%(counter)s door", "%(counter)s doors")),
        ("votes", ("%(n)s for", "%(n)s in favour")),
        (None, '100%% "sure" isn\'t 50%%'),
        (None, "In a variable"),
        (None, "As a default"),
        (None, "As an argument"),
    }


def test_tests_and_migrations_are_not_read(base):
    write(base / "notices" / "migrations" / "0001_initial.py", '_("Migrated")')
    write(base / "notices" / "tests" / "test_x.py", '_("Tested")')
    assert not {(None, "Migrated"), (None, "Tested")} & found("notices", base)


def test_templates_outside_the_rooms_belong_to_the_room_that_adopts_them(base):
    for path, words in [
        ("base.html", "A"),
        ("includes/x.html", "B"),
        ("account/login.html", "C"),
        ("home/staff.html", "D"),
    ]:
        write(base / "templates" / path, "{% load i18n %}{% translate '" + words + "' %}")
    assert found("kit", base) == {(None, "A"), (None, "B")}
    assert found("people", base) == {(None, "C")}
    assert found("portal", base) == {(None, "D")}


def test_what_is_extracted_is_what_django_shows(base, monkeypatch):
    """The whole way round: template, catalogue, .mo, Django's own lookup."""
    (base / "notices" / "views.py").unlink()
    complete("notices", base)
    translations = gettext.GNUTranslations(i18n.po_path("notices", base).with_suffix(".mo").open("rb"))
    with override("zh-hans"):
        monkeypatch.setattr(trans_real._active, "value", translations, raising=False)
        source = TEMPLATE.replace('{% extends "base.html" %}', "").replace(
            '{% include "x.html" with title=_("As an argument") %}', ""
        )
        shown = Template(source).render(
            Context({"name": "何茉莉", "user": {"name": "陈荔枝"}, "list": [1, 2], "n": 1})
        )
    for words in (
        "译：Plain",
        "译：With a %",
        "译：May",
        "译：Hello 何茉莉",
        "译：Dear 陈荔枝",
        "译：2 doors",
        "译：1 in favour",
        "译：In a variable",
    ):
        assert words in shown
    assert '译：100% "sure" isn\'t 50%' in shown
    assert "commented out" not in shown


def test_update_keeps_translations_and_is_stable(base):
    complete("notices", base)
    once = i18n.po_path("notices", base).read_bytes()
    assert i18n.update("notices", base) == 0
    assert i18n.po_path("notices", base).read_bytes() == once
    assert b"POT-Creation-Date" not in once
    assert b"#:" not in once  # no places: they would change with every edit


def test_update_counts_what_has_no_translation_yet(base):
    complete("notices", base)
    write(base / "notices" / "forms.py", '_("Fresh")\n_("Fresher")')
    assert i18n.update("notices", base) == 2


def test_a_sentence_that_goes_and_comes_back_keeps_its_translation(base):
    complete("notices", base)
    (base / "notices" / "views.py").rename(base / "aside.py")
    i18n.update("notices", base)
    assert b'#~ msgid "A title"' in i18n.po_path("notices", base).read_bytes()
    (base / "aside.py").rename(base / "notices" / "views.py")
    assert i18n.update("notices", base) == 0
    assert b"#~" not in i18n.po_path("notices", base).read_bytes()


def test_pruning_drops_what_is_no_longer_used(base):
    complete("notices", base)
    (base / "notices" / "views.py").unlink()
    i18n.update("notices", base, prune=True)
    assert b"A title" not in i18n.po_path("notices", base).read_bytes()


def test_a_sentence_already_translated_in_another_room_is_taken_over(base):
    complete("notices", base)
    write(base / "kit" / "views.py", '_("A title")')
    assert i18n.update("kit", base) == 0
    assert i18n.load("kit", base).get("A title").string == "译：A title"


def test_a_singular_that_becomes_countable_is_one_message(base):
    write(
        base / "notices" / "views.py",
        '_("%(count)d notice")\nngettext("%(count)d notice", "%(count)d notices", 2)',
    )
    (base / "templates" / "notices" / "deep" / "list.html").unlink()
    assert found("notices", base) == {(None, ("%(count)d notice", "%(count)d notices"))}


def test_compiling_twice_gives_the_same_bytes_and_skips_what_is_unfinished(base):
    i18n.update("notices", base)
    i18n.compile_room("notices", base)
    mo = i18n.po_path("notices", base).with_suffix(".mo")
    assert gettext.GNUTranslations(mo.open("rb")).gettext("A title") == "A title"
    complete("notices", base)
    first = mo.read_bytes()
    i18n.compile_room("notices", base)
    assert mo.read_bytes() == first
    assert gettext.GNUTranslations(mo.open("rb")).gettext("A title") == "译：A title"


def sentences(base: Path) -> str:
    return "\n".join(map(str, [*i18n.check_room("notices", base), *i18n.check_agreement(base)]))


def test_check_is_silent_when_all_is_well(base):
    complete("notices", base)
    assert sentences(base) == ""
    assert i18n.check_room("kit", base) == []  # no messages, no catalogue


def test_check_finds_what_is_missing_from_the_catalogue_and_what_is_left_over(base):
    complete("notices", base)
    write(base / "notices" / "forms.py", '_("Fresh")')
    (base / "templates" / "notices" / "deep" / "list.html").unlink()
    assert "'Fresh' is not in the catalogue" in sentences(base)
    assert "'Plain' is no longer used" in sentences(base)


def test_check_finds_a_missing_catalogue(base):
    assert "'A title' is not in the catalogue" in sentences(base)


def test_check_finds_untranslated_and_fuzzy(base):
    complete("notices", base)
    catalogue = i18n.load("notices", base)
    catalogue.get("Plain").string = ""
    catalogue.get("A title").flags.add("fuzzy")
    i18n.po_path("notices", base).write_bytes(i18n.po_bytes(catalogue))
    assert "'Plain' has no translation" in sentences(base)
    assert "'A title' is marked fuzzy" in sentences(base)


def test_check_finds_a_lost_placeholder_and_an_old_mo(base):
    complete("notices", base)
    translate_all("notices", base, lambda message: "译文")
    assert "'Hello %(name)s' and its translation do not hold the same placeholders" in sentences(base)
    assert "the .mo is not made from this .po" in sentences(base)


def test_check_finds_one_sentence_translated_in_two_ways(base):
    complete("notices", base)
    write(base / "kit" / "views.py", '_("A title")')
    i18n.update("kit", base)
    translate_all("kit", base, lambda message: "另一个译法")
    assert "'A title' is translated differently in kit" in sentences(base)


def test_check_finds_an_id_that_is_not_english(base):
    write(base / "notices" / "views.py", '_("停水")')
    complete("notices", base)
    assert "'停水' is not English" in sentences(base)


def test_check_finds_words_outside_the_translation_tags(base):
    write(
        base / "templates" / "notices" / "bare.html", "{% load i18n %}<p>{% translate 'A title' %} 再看看</p>"
    )
    complete("notices", base)
    assert "notices/bare.html has words that are not translated: 再看看" in sentences(base)


@pytest.mark.parametrize(
    "source, words",
    [
        ("<p class='card'>报个事</p>", ["报个事"]),
        ('<a href="{% url "x" %}" title="{{ t }}">{{ t }} · 9:30</a>', []),
        ('<button aria-label="Close it">{% icon "close" %}</button>', ["Close", "it"]),
        ("{% comment %}报个事 Report{% endcomment %}{# 报个事 #}", []),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", []),
        ("{% blocktranslate %}a{% plural %}b{% endblocktranslate %}See", ["See"]),
        ("{% block shell_class %}shell--task{% endblock %}{% block main %}Go{% endblock %}", ["Go"]),
        ('<button lang="en">English</button><button lang="zh-CN" name="x">中文</button>', []),
        ("&nbsp;&rarr;", []),
    ],
)
def test_hard_coded_words(source, words):
    assert hard_coded_words(source) == words


def test_the_command_says_what_is_wrong_and_fails(base, capsys):
    assert i18n.main(["check"]) == 1
    assert "notices: 'A title' is not in the catalogue" in capsys.readouterr().out
    assert i18n.main(["update", "notices"]) == 0
    assert "without translation" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        i18n.main(["update", "attic"])
    assert "no such room: attic" in capsys.readouterr().err


NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
PARTS = st.lists(
    st.one_of(
        st.from_regex(r"[ a-zA-Z，。邻里]{0,6}", fullmatch=True),
        NAMES.map("%({})s".format),
        NAMES.map("%({})d".format),
        NAMES.map("{{{}}}".format),
        st.just("%%"),
    ),
    max_size=8,
)


@given(PARTS, st.randoms())
def test_placeholders_may_change_places(parts, random):
    shuffled = parts[:]
    random.shuffle(shuffled)
    message = Message("".join(parts), " ".join(shuffled))
    assert not i18n.wrong_placeholders(message)


@given(PARTS, NAMES)
def test_a_placeholder_too_many_is_seen(parts, name):
    # the comma keeps a trailing "%" from swallowing it
    message = Message("".join(parts), "".join(parts) + f"，%({name}x9)s")
    assert i18n.wrong_placeholders(message)


@pytest.mark.parametrize(
    "ids, words, wrong",
    [
        (("one door", "%(n)d doors"), ("%(n)d 扇门",), False),
        (("%(n)d door", "%(n)d doors"), ("门",), True),
        (("%d door", "%d doors"), ("%s 扇门",), True),
        ("100%% sure", "百分之百", False),
        ("50% off", "五折", False),
        ("%(a)s and %(b)s", "%(b)s和%(a)s", False),
        ("%(hour)d:%(minute)02d", "%(hour)d 点 %(minute)d 分", False),
    ],
)
def test_placeholders_of_plurals_and_percent_signs(ids, words, wrong):
    assert i18n.wrong_placeholders(Message(ids, words)) is wrong
