"""What is found in is cut by the database, what is asked for by Python: they must say the same."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kit.bigrams import fold, found, grams
from kit.search import LONGEST, Asked, marked, snippet

# What neighbours write: Chinese, also beyond the first plane, Latin in both widths, figures, signs, emoji, blanks.
LETTERS = st.one_of(
    st.sampled_from("停水楼栋区䶮𠮷🚰❤️，。（）％＿%_\\'\"<&- 　\n\t\u200béÉßＡａ１２①㎡Ⅳ々ー"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6),
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
)
TEXTS = st.text(LETTERS, max_size=40)


def asked_of_database(text: str) -> tuple[str, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT linli_fold(%s), linli_grams(linli_fold(%s))", [text, text])
        return cursor.fetchone()


@pytest.mark.django_db
@given(TEXTS, st.integers(0, 40), st.integers(1, 6))
def test_whatever_part_is_asked_for_is_among_the_pieces_of_the_whole(text, start, length):
    folded, pieces = asked_of_database(text)
    assert folded == fold(text)
    part = folded[start : start + length]
    assert not part or set(grams(part)) <= set(pieces)


@pytest.mark.parametrize(
    "text, folded",
    [
        ("ＡＢＣ　１２３", "abc123"),
        ("3 栋\n9 楼", "3栋9楼"),
        ("停水，％＿", "停水,%_"),
        ("𠮷䶮🚰", "𠮷䶮🚰"),
        ("臺灣", "臺灣"),
        (" \u200b\u3000\t", ""),
    ],
    ids=["width and case", "blanks", "signs", "rare", "traditional stays", "nothing"],
)
def test_how_words_are_made_alike(text, folded, db):
    assert fold(text) == asked_of_database(text)[0] == folded


@pytest.mark.django_db
def test_the_functions_mean_the_same_wherever_they_are_called():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, provolatile, proparallel FROM pg_proc WHERE proname LIKE 'linli%%' ORDER BY 1"
        )
        assert cursor.fetchall() == [("linli_fold", "i", "s"), ("linli_grams", "i", "s")]
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.linli_grams(public.linli_fold('ＡB'))")
        assert set(grams("ab")) <= set(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "text, words, hits",
    [
        ("更换 3 栋阀门", ("3栋",), ["3 栋"]),
        ("ＡＢ座 ab", ("ab",), ["ＡＢ", "ab"]),
        ("停水停电", ("停水", "水停"), ["停水停"]),
        ("𠮷先生🚰", ("𠮷", "🚰"), ["𠮷", "🚰"]),
        ("cafe\u0301", (fold("é"),), ["e\u0301"]),
        ("有电", ("停",), []),
    ],
    ids=["blanks", "width", "touching", "rare", "accent", "nothing"],
)
def test_where_it_stands_in_the_text(text, words, hits):
    assert [text[start:end] for start, end in found(text, words)] == hits


def test_what_is_shown_is_escaped_and_marked():
    asked = Asked.read("<b>停")
    assert marked("<b>停</b>&", asked) == "<mark>&lt;b&gt;停</mark>&lt;/b&gt;&amp;"


def test_what_is_marked_keeps_its_figures_with_what_they_count():
    assert marked("1 栋、2 栋停水", Asked.read("2 栋")) == "1\xa0栋、<mark>2\xa0栋</mark>停水"


def test_a_snippet_is_a_line_around_the_first_find():
    words = snippet("前" * 100 + "\n停水。" + "后" * 200, Asked.read("停水"))
    assert words.startswith("…前")
    assert "<mark>停水</mark>。后" in words
    assert words.endswith("后…")
    assert len(words) < 120
    assert snippet("有电", Asked.read("停水")) == ""


@pytest.mark.parametrize("typed", ["", "   ", "\u3000\u200b", "\0"])
def test_nothing_asked(typed):
    assert not Asked.read(typed)


def test_what_is_too_long_is_cut_and_said():
    asked = Asked.read("水" * (LONGEST + 1))
    assert asked.was_cut
    assert asked.words == ("水" * LONGEST,)
    many = Asked.read("一 二 三 四 五 六 七 八 九")
    assert many.was_cut
    assert len(many.words) == 8
    assert not Asked.read("停水 " * 10 + "\n").was_cut or Asked.read("停水 " * 10).words == ("停水",)
