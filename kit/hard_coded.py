"""Finds words in a template that stand outside every translation tag and so exist in one language."""

import re

from django.template.base import Lexer, Token, TokenType

WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")
# Read by people although they are attributes.
SPOKEN = re.compile(r'\s(?:aria-label|placeholder|title|alt)="([^"]*)"')
# A language's own name is written in that language: <button lang="en">English</button>.
OWN_LANGUAGE = re.compile(r'<(\w+)[^>]*\slang="[^"]*"[^>]*>[^<]*</\1>')
MARKUP = re.compile(r"<[^>]*>|&#?\w+;")
OPENING = {"comment": "endcomment", "blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans"}
CLASS_BLOCKS = {"shell_class", "appbar_class", "body_class", "back"}  # blocks that hold no words


def hard_coded_words(source: str) -> list[str]:
    """In order: ["报个事", "Send"]."""
    text = OWN_LANGUAGE.sub(" ", outside_tags(source))
    spoken = " ".join(SPOKEN.findall(text))
    return WORD.findall(MARKUP.sub(" ", text)) + WORD.findall(spoken)


def outside_tags(source: str) -> str:
    """The template's plain text: tags and variables gone, comments and translated blocks too."""
    parts, until = [], ""
    for token in Lexer(source).tokenize():
        word, name = tag_of(token)
        if until:
            until = "" if word == until else until
        elif word in OPENING:
            until = OPENING[word]
        elif word == "block" and name in CLASS_BLOCKS:
            until = "endblock"
        elif token.token_type == TokenType.TEXT:
            parts.append(token.contents)
    return "".join(parts)


def tag_of(token: Token) -> tuple[str, str]:
    """("block", "main") of {% block main %}; two empty strings for anything else."""
    if token.token_type != TokenType.BLOCK:
        return "", ""
    word, _, rest = token.contents.partition(" ")
    return word, rest.strip()
