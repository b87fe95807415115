"""What the documents name is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("docs/**/*.md")),
]
OWN = {path.name for path in ROOT.iterdir()} - {"var", ".venv", ".git"}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named(page):
    text = (ROOT / page).read_text()
    images = re.findall(r"!\[[^]]*\]\(([^)]+)\)", text)
    named = [word for words in re.findall(r"`([^`\n]+)`", text) for word in words.split()]
    ours = [
        word for word in named if "/" in word and word.split("/")[0] in OWN and not set("<>…*{") & set(word)
    ]
    assert not [path for path in images if not ((ROOT / page).parent / path).is_file()]
    assert not [path for path in ours if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named(page):
    text = (ROOT / page).read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)", text)) <= targets
    django = set(re.findall(r"manage\.py ([a-z_]+)", text)) | set(re.findall(r'DO="([a-z_]+)', text))
    assert django <= set(get_commands())


def test_the_people_of_the_readme_are_those_of_the_demo():
    from portal.demo.roles import DEMO_ROLES

    rows = re.findall(r"^\| (10000\d{6}) \| (\S+) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert {phone for phone, _ in rows} == {role.phone for role in DEMO_ROLES}
    world = "".join(path.read_text() for path in (ROOT / "portal" / "demo").glob("*.py"))
    assert not [name for _, name in rows if name not in world]
