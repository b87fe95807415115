"""What translations alone cannot see: what is set between words, and what a letter says of days."""

import ast
import re

import pytest

from kit.i18n import ROOMS, load, real, strings
from tests.house.test_files import ROOT, files_of_rooms

TRANSLATED = re.compile(r"\{% (blocktranslate|comment)\b.*?\{% end\1 %\}", re.DOTALL)
# A colon, a comma or the like, or a bracket, straight between two values: "1栋: 5", where Chinese writes "1栋：5".
BARE = re.compile(r"(?:%\}|\}\})(?:</\w+>)*(?:[:;,] ?(?:<\w+[^>]*>)*|, ?| \()(?=\{)")
CHINESE = "[一-龥]"


def test_between_two_values_stands_what_the_language_writes_there():
    found = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if bare := BARE.findall(TRANSLATED.sub("{{ words }}", path.read_text())):
            found[path.relative_to(ROOT).as_posix()] = bare
    assert not found


@pytest.mark.parametrize("room", ROOMS)
def test_chinese_is_set_as_it_is_set_everywhere(room):
    said = [words for message in real(load(room)) for words in strings(message)]
    assert not [
        words for words in said if re.search(f"{CHINESE}[,;:!?(]|[「」！]|{CHINESE} {CHINESE}", words)
    ]
    names = r"%\((?:name|who|person|organisation|party|holder|whom|agent)\)s"
    assert not [words for words in said if re.search(f"{names} {CHINESE}|{CHINESE} {names}", words)]


def test_a_letter_never_says_today():
    """It is read on another day than it was written: `kit.times.written`, not `moment`."""
    letters = [
        (name, tree)
        for name, tree in files_of_rooms()
        if "messages" in name.replace(".py", "").split("/") or name.endswith("_messages.py")
    ]
    assert len(letters) > 10
    for name, tree in letters:
        near = {"moment", "ago", "near_day", "left"} & {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "kit.times"
            for alias in node.names
        }
        assert not near, name
