"""What is kept of the catalogues is what Django finds in them, in the language that the thread speaks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import trans_real

from kit import quick_words
from kit.quick_words import DJANGO_S

GETTEXT, PGETTEXT, NGETTEXT = DJANGO_S
BETWEEN = "\x04"  # a message of a context, as gettext writes it


def messages(language: str) -> list:
    catalogue = trans_real.translation(language)._catalog
    return [*catalogue.keys()]


def test_every_message_is_django_s_also_the_second_time():
    asked = 0
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for message in messages("zh-hans"):
                text = message[0] if isinstance(message, tuple) else message
                context, found, plain = text.rpartition(BETWEEN)
                for _ in range(2):
                    if found:
                        assert translation.pgettext(context, plain) == PGETTEXT(context, plain)
                    elif text:
                        assert translation.gettext(text) == GETTEXT(text)
                asked += 1
    assert asked > 6000


@pytest.mark.filterwarnings("ignore:Plural value must be an integer")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("number", [0, 1, 2, 199, 200, 10**9, 1.0, 1.5, True])
def test_counted_things_are_django_s(language, number):
    words = ("Messages, %(count)s unread", "Messages, %(count)s unread")
    with translation.override(language):
        for singular, plural in (words, ("%(count)d day", "%(count)d days"), ("nowhere", "nowheres")):
            for _ in range(2):
                assert translation.ngettext(singular, plural, number) == NGETTEXT(singular, plural, number)


@pytest.mark.parametrize("odd", ["", "nowhere to be found", "two\r\nlines", "邻里"])
def test_what_is_in_no_catalogue_comes_back(odd):
    with translation.override("zh-hans"):
        for _ in range(2):
            assert translation.gettext(odd) == GETTEXT(odd)
            assert translation.pgettext("of nothing", odd) == PGETTEXT("of nothing", odd)


def test_what_was_safe_stays_safe_and_nothing_else_becomes_it():
    with translation.override("zh-hans"):
        assert type(translation.gettext("Linli")) is str
        assert type(translation.gettext(mark_safe("Linli"))) is SafeString
        assert type(translation.gettext("Linli")) is str
        assert type(translation.pgettext("nothing", mark_safe("<b>"))) is SafeString
        assert type(translation.pgettext("nothing", "<b>")) is str
        assert type(translation.ngettext("<a>", mark_safe("<b>"), 2)) is SafeString
        assert type(translation.ngettext("<a>", "<b>", 2)) is str


def test_each_thread_hears_its_own_language():
    with translation.override("zh-hans"), ThreadPoolExecutor(1) as other:
        here = translation.gettext("Linli")

        def elsewhere() -> str:
            with translation.override("en"):
                return translation.gettext("Linli")

        assert (here, other.submit(elsewhere).result(), translation.gettext("Linli")) == (
            "邻里",
            "Linli",
            "邻里",
        )


def test_without_a_language_and_with_catalogues_read_anew_nothing_old_is_said(monkeypatch):
    with translation.override("zh-hans"):
        translation.gettext("Linli")
        trans_real._active.value.said["Linli"] = "old"
        assert translation.gettext("Linli") == "old"
        monkeypatch.setattr(trans_real, "_translations", {})
        translation.activate("zh-hans")
        assert translation.gettext("Linli") == "邻里"
        translation.deactivate_all()
        assert translation.gettext("Linli") == "Linli"


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(quick_words, "MOST", 3)
    monkeypatch.setattr(trans_real, "_translations", {})
    with translation.override("zh-hans"):
        for number in range(10):
            assert translation.gettext(f"message {number}") == f"message {number}"
        assert len(trans_real._active.value.said) <= 3
