"""Translation catalogues without the gettext programs: `python -m kit.i18n update|compile|check [room ...]`.

update   extracts a room's English message ids and merges them into <room>/locale/zh_Hans/LC_MESSAGES/
         django.po, keeping translations (what is no longer used stays at the end as "#~" until --prune)
compile  writes the .mo beside each .po; the same .po gives the same bytes
check    catalogues up to date, complete, nothing fuzzy, placeholders kept, .mo fresh, one translation per id,
         ids in English, no words in templates outside the translation tags
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kit.hard_coded import hard_coded_words

BASE = Path(__file__).resolve().parent.parent
ROOMS = (
    "kit",
    "people",
    "notifications",
    "journal",
    "buildings",
    "issues",
    "notices",
    "committees",
    "ballots",
    "portal",
)
LANGUAGE = "zh_Hans"
# Templates live in templates/<room>/; these folders and the loose files belong to a room of another name.
ADOPTED = {
    "kit": ["*.html", "includes/**/*.html"],
    "people": [f"{name}/**/*.*" for name in ("account", "allauth", "mfa", "usersessions", "socialaccount")],
    "portal": ["home/**/*.*", "admin/**/*.*"],
}
NOT_OURS = {"migrations", "tests", "locale"}
KEYWORDS = {
    name + lazy: shape
    for name, shape in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": None, "gettext_noop": None}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\-]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa%])")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BRACES = re.compile(r"\{(\w*)[^{}]*\}")

# (context, singular): the plural is not part of a message's identity, as in gettext.
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Problem:
    room: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.room}: {self.sentence}"


class PlainCatalog(Catalog):
    """A catalogue whose header holds what a reader needs and no dates: equal content is equal bytes."""

    def _plain_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    mime_headers = property(_plain_headers, Catalog._set_mime_headers)


def new_catalogue() -> PlainCatalog:
    return PlainCatalog(locale=LANGUAGE, header_comment="", fuzzy=False)


# --- extraction ---------------------------------------------------------------------------------------------


def configure_django() -> None:
    """templatize needs settings to exist; ours are not read, so neither environment nor database is."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()


def template_files(room: str, base: Path) -> list[Path]:
    folder = base / "templates"
    patterns = [f"{room}/**/*.*", *ADOPTED.get(room, [])]
    found = {path for pattern in patterns for path in folder.glob(pattern)}
    return sorted(path for path in found if path.suffix in {".html", ".txt"})


def python_files(room: str, base: Path) -> list[Path]:
    found = (base / room).rglob("*.py")
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(base).parts))


def template_as_python(source: str, origin: str) -> str:
    """Django's own reading of a template, on one line: what stands between the calls is not Python."""
    from django.utils.translation.template import templatize

    calls = re.sub(r"^\s*#.*$", "", templatize(source, origin=origin), flags=re.MULTILINE)
    return " ".join(calls.split("\n")) + "\n"


def messages_in(source: str) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    for _line, function, words, _comments in extract_python(BytesIO(source.encode()), KEYWORDS, [], {}):
        words = words if isinstance(words, tuple) else (words,)
        shape = KEYWORDS[function] or (1,)
        wanted = len(shape)
        if len(words) < wanted or not all(isinstance(word, str) and word for word in words[:wanted]):
            continue  # a variable or an f-string: nothing to look up
        context = words[0] if isinstance(shape[0], tuple) else None
        ids = words[1:wanted] if context else words[:wanted]
        yield context, ids[0] if len(ids) == 1 else (ids[0], ids[1])


def extract(room: str, base: Path = BASE) -> PlainCatalog:
    configure_django()
    catalogue = new_catalogue()
    sources = [path.read_text("utf-8") for path in python_files(room, base)]
    sources += [template_as_python(path.read_text("utf-8"), str(path)) for path in template_files(room, base)]
    for source in sources:
        for context, ids in messages_in(source):
            known = catalogue.get(ids if isinstance(ids, str) else ids[0], context)
            if known is None or not known.pluralizable:
                if known is not None:
                    catalogue.delete(known.id, context)
                catalogue.add(ids, context=context)
    return catalogue


# --- files --------------------------------------------------------------------------------------------------


def po_path(room: str, base: Path = BASE) -> Path:
    return base / room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def load(room: str, base: Path = BASE) -> PlainCatalog:
    path, plain = po_path(room, base), new_catalogue()
    if path.exists():
        with path.open("rb") as file:
            read = read_po(file, locale=LANGUAGE)
        for message in real(read):
            plain[message.id] = message
        plain.obsolete = read.obsolete
    return plain


def po_bytes(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=100, no_location=True, sort_output=True)
    return out.getvalue().strip(b"\n") + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    plain = new_catalogue()
    for message in real(catalogue):
        plain.add(message.id, message.string, context=message.context, flags=message.flags)
    out = BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def real(catalogue: Catalog) -> list[Message]:
    """Without the header."""
    return [message for message in catalogue if message.id]


def key(message: Message) -> Key:
    return message.context, message.id[0] if message.pluralizable else message.id


def strings(message: Message) -> list[str]:
    """All of a message's translations; an untranslated one gives ""."""
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string or ""]


def translated(message: Message) -> bool:
    return all(strings(message))


# --- update -------------------------------------------------------------------------------------------------


def merge(
    extracted: Catalog, old: Catalog, others: dict[Key, list[str]], *, prune: bool = False
) -> PlainCatalog:
    """Today's ids with the translations known: the room's own, one that was set aside, or another room's."""
    merged = new_catalogue()
    before = {key(message): message for message in [*old.obsolete.values(), *real(old)]}
    for message in real(extracted):
        known = before.pop(key(message), None)
        words = strings(known) if known else others.get(key(message), [""])
        string = fit(words, message, merged.num_plurals)
        flags = known.flags & {"fuzzy"} if known else set()
        comments = known.user_comments if known else []
        merged.add(message.id, string, context=message.context, flags=flags, user_comments=comments)
    if not prune:
        for message in before.values():
            if any(strings(message)):
                merged.obsolete[message.id if message.context is None else key(message)] = message
    return merged


def fit(words: list[str], message: Message, plurals: int) -> str | tuple[str, ...]:
    if not message.pluralizable:
        return words[0]
    return tuple((words + [words[-1]] * plurals)[:plurals])


def update(room: str, base: Path = BASE, *, prune: bool = False) -> int:
    """Rewrites the room's catalogue; returns how many of its messages still lack a translation."""
    others = {
        key(message): strings(message)
        for other in ROOMS
        if other != room
        for message in real(load(other, base))
        if translated(message)
    }
    extracted = extract(room, base)
    path = po_path(room, base)
    if not real(extracted) and not path.exists():
        return 0
    merged = merge(extracted, load(room, base), others, prune=prune)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(merged))
    return sum(not translated(message) for message in real(merged))


def compile_room(room: str, base: Path = BASE) -> None:
    path = po_path(room, base)
    if path.exists():
        path.with_suffix(".mo").write_bytes(mo_bytes(load(room, base)))


# --- check --------------------------------------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    """{"%(name)s", "%d", "{name}"}: what a translation must hold too, whatever its order."""
    percent = {
        f"%({name})" if name else f"%{kind}" for name, kind in PLACEHOLDER.findall(text) if kind != "%"
    }
    return percent | {f"{{{name}}}" for name in BRACES.findall(text)}


def wrong_placeholders(message: Message) -> bool:
    ids = message.id if message.pluralizable else (message.id,)
    wanted = set().union(*map(placeholders, ids))
    return any(placeholders(string) != wanted for string in strings(message) if string)


def check_message(room: str, message: Message) -> Iterator[Problem]:
    shown = repr(key(message)[1])
    if CHINESE.search(key(message)[1]):
        yield Problem(room, f"{shown} is not English: the Chinese belongs in the catalogue")
    if not translated(message):
        yield Problem(room, f"{shown} has no translation")
    if message.fuzzy:
        yield Problem(room, f"{shown} is marked fuzzy: look at it and remove the mark")
    if wrong_placeholders(message):
        yield Problem(room, f"{shown} and its translation do not hold the same placeholders")


def check_templates(room: str, base: Path) -> Iterator[Problem]:
    for path in template_files(room, base):
        if words := hard_coded_words(path.read_text("utf-8")):
            where, shown = path.relative_to(base), "  ".join(words[:5])
            yield Problem(room, f"{where} has words that are not translated: {shown}")


def check_room(room: str, base: Path = BASE) -> list[Problem]:
    return sorted([*check_templates(room, base), *check_catalogue(room, base)], key=str)


def check_catalogue(room: str, base: Path) -> list[Problem]:
    catalogue, extracted = load(room, base), extract(room, base)
    path = po_path(room, base)
    if not real(extracted) and not path.exists():
        return []
    have = {(key(message), message.pluralizable) for message in real(catalogue)}
    want = {(key(message), message.pluralizable) for message in real(extracted)}
    problems = [
        Problem(room, f"{word!r} is not in the catalogue: run update") for (_, word), _p in want - have
    ]
    problems += [Problem(room, f"{word!r} is no longer used: run update") for (_, word), _p in have - want]
    for message in real(catalogue):
        problems += check_message(room, message)
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(catalogue):
        problems.append(Problem(room, "the .mo is not made from this .po: run compile"))
    return problems


def check_agreement(base: Path = BASE) -> list[Problem]:
    """Django merges all rooms into one catalogue: of two translations of one id only one would show."""
    seen: dict[Key, tuple[str, list[str]]] = {}
    problems = []
    for room in ROOMS:
        for message in real(load(room, base)):
            other, words = seen.setdefault(key(message), (room, strings(message)))
            if words != strings(message):
                problems.append(
                    Problem(room, f"{key(message)[1]!r} is translated differently in {other}: use pgettext")
                )
    return problems


# --- the command --------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m kit.i18n", description="Translation catalogues of the rooms."
    )
    parser.add_argument("verb", choices=["update", "compile", "check"])
    parser.add_argument("rooms", nargs="*", metavar="room", help="all rooms when none is named")
    parser.add_argument(
        "--prune", action="store_true", help="update: drop translations that are no longer used"
    )
    options = parser.parse_args(arguments)
    unknown = set(options.rooms) - set(ROOMS)
    if unknown:
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    return run(options.verb, options.rooms or list(ROOMS), BASE, prune=options.prune)


def run(verb: str, rooms: list[str], base: Path, *, prune: bool = False) -> int:
    if verb == "check":
        problems = [problem for room in rooms for problem in check_room(room, base)] + check_agreement(base)
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    for room in rooms:
        if verb == "update":
            missing = update(room, base, prune=prune)
            sys.stdout.write(f"{room}: {missing} without translation\n" if missing else f"{room}: complete\n")
        else:
            compile_room(room, base)
    return 0


if __name__ == "__main__":
    sys.exit(main())
