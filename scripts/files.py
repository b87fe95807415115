"""The project's own files: no package registry's host, no path of somebody's machine, none too long."""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LONGEST = 400  # lines; see docs/architecture.md
MEASURED = {".py", ".html", ".js"}
READ = MEASURED | {".md", ".txt", ".in", ".toml", ".sh", ".css", ".svg", ".po", ".json", ".yml", ".cfg", ""}
# In two halves, so that this file does not find itself.
FORBIDDEN = {
    "a package registry": re.compile(
        "|".join((r"pypi\." + "org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)"))
    ),
    "a package index": re.compile(r"^\s*--(?:extra-)?index" + "-url|^--find" + "-links", re.MULTILINE),
    "a path of one machine": re.compile(
        r"(?<![\w./-])/(?:home/\w|Users/\w|root\b|work" + r"/|opt/\w)|file:/" + "//"
    ),
}


def own_files() -> list[Path]:
    """What git tracks or would track; without git, everything but what is made here."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [PROJECT / name for name in listed.stdout.split("\0") if name]
    made_here = {".venv", ".git", "__pycache__", ".ruff_cache", ".pytest_cache"}
    return [
        path
        for path in PROJECT.rglob("*")
        if path.is_file()
        and not made_here.intersection(path.parts)
        and not path.relative_to(PROJECT).parts[0].startswith("var")
    ]


def problems(path: Path, text: str) -> list[str]:
    name = path.relative_to(PROJECT)
    found = []
    lines = text.count("\n")
    if path.suffix in MEASURED and lines > LONGEST and "migrations" not in path.parts:
        found.append(f"{name}: {lines} lines; split it by noun (at most {LONGEST})")
    for what, pattern in FORBIDDEN.items():
        if match := pattern.search(text):
            number = text.count("\n", 0, match.start()) + 1
            found.append(f"{name}:{number}: {what} ({match.group().strip()})")
    return found


def main() -> int:
    found = []
    for path in sorted(own_files()):
        if path.suffix in READ and path.is_file():
            found += problems(path, path.read_text(errors="replace"))
    print("\n".join(found) or "files are fine")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
