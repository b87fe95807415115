"""The launcher's table of sentences: complete in both languages, all of it used."""

import re
import string

import pytest

from launcher import sentences
from tests.launcher.conftest import PROJECT


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sentences.SENTENCES)
def test_a_sentence_is_there_in_both_languages_with_the_same_blanks(key):
    english, chinese = sentences.SENTENCES[key]
    assert fields(english) == fields(chinese)
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_every_sentence_is_used_and_every_one_used_is_there():
    code = "".join(
        path.read_text() for path in (PROJECT / "launcher").rglob("*.py") if path.name != "sentences.py"
    )
    used = set(re.findall(r'(?:say|Stop|Lacks)\(\s*"(\w+)"', code))
    used |= set(re.findall(r'"(faults_\w+)"', code)) & set(sentences.SENTENCES)
    assert used == set(sentences.SENTENCES)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
    ],
)
def test_the_terminal_s_language_decides(monkeypatch, variables, expected):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert sentences.language() == expected
