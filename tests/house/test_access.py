"""The declared table of the site, proven: every address, every role, their own place and another's."""

import logging
from collections.abc import Iterator

import pytest
from django.http import FileResponse
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.access import Line, asked, table, written
from tests.house.access.asking import address, answer, signed_in
from tests.house.access.ground import Ground
from tests.house.test_attacks import CSP, INLINE
from tests.portal.weights import too_heavy

# Who gets nothing by GET is asked by POST too: of each kind of place one, and a visitor is shown the door.
POSTS_TOO = {"tenant", "manager", "office elsewhere"}
STORED = {
    "notices:board", "notices:file", "issues:photo", "committees:proof_photo", "committees:action_photo",
    "committees:paper", "ballots:paper_photo", "ballots:proxy_photo", "ballots:delivery_photo",
}  # fmt: skip


def named(resolver=None, spaces: tuple[str, ...] = (), prefix: str = "") -> set[str]:
    """Names of all addresses but the administration's, which test_admin.py has; one without a name, its path."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            found |= set() if where.startswith("admin/") else named(entry, inner, where)
        elif isinstance(entry, URLPattern):
            found.add(":".join([*spaces, entry.name]) if entry.name else f"/{where}")
    return found


def test_every_address_is_declared_and_every_declared_one_is_there():
    declared = [line.name for line in table()]
    assert sorted(set(declared)) == sorted(declared), "each once"
    # Old addresses of a library's, which lead on to those of today.
    left = {name for name in named() - set(declared) if not name.startswith("/accounts/social/")}
    assert left == set(), "declare it in tests/house/access/"
    assert set(declared) - named() == set(), "no longer an address"


@pytest.fixture
def compared(settings) -> None:
    """Each kept question is held against what would be asked of this person alone."""
    settings.KEPT_QUESTIONS = "compared"


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are as they should be."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("quiet", "demo", "compared")
def test_every_address_gives_each_role_what_is_declared():
    """All in one test: the ground costs more than the asking. What differs is printed as it should stand."""
    ground = Ground()
    clients = {role: signed_in(person) for role, person in ground.people.items()}
    different, wrong = [], []
    for number, line in enumerate(table()):
        path, letters = address(line, ground), {}
        for role in asked(line, number):
            letters[role], tables, response = answer(
                clients[role], line, path, is_asked_twice=role in POSTS_TOO
            )
            about = f"{line.name} as {role}"
            wrong += [f"{about} writes {name}" for name in tables]
            wrong += [f"{about}: {what}" for what in _problems(line, response)]
        if any(line.letters[role] != letter for role, letter in letters.items()):
            different.append(written(line, letters))
    said = ["as it is now:", *different] if different else []
    assert not [*said, *wrong], "\n".join([*said, *wrong])


def _problems(line: Line, response) -> list[str]:
    """Headers of the answer, and of a page that nothing stands inline and what it loads is little."""
    found, headers = [], response.headers
    policy = headers.get("Content-Security-Policy", "")
    if line.name in STORED and response.status_code == 200:
        is_shown = headers["Content-Type"].startswith("image/")
        kind = "inline" if is_shown else "attachment"
        is_file = isinstance(response, FileResponse) and headers["Content-Disposition"].startswith(kind)
        found += [] if is_file and policy == "sandbox; default-src 'none'" else ["no file's headers"]
    elif any(directive not in policy for directive in CSP) or "unsafe" in policy:
        found.append(f"policy {policy!r}")
    if headers.get("X-Content-Type-Options") != "nosniff" or headers.get("X-Frame-Options") != "DENY":
        found.append("nosniff or frames")
    if response.status_code >= 500:
        found.append(f"status {response.status_code}")
    if "html" in headers.get("Content-Type", "") and not response.streaming:
        html = response.content.decode()
        found += [f"inline {m[0]}" for m in INLINE.finditer(html)]
        found += [] if line.name.startswith("admin:") else too_heavy(html)
    return found
