"""Pins of the packages.

python scripts/pins.py check      offline: requirements*.txt hold what the .in files ask for
python scripts/pins.py compile    recompile them; UPGRADE=1 takes newer versions
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent
PAIRS = tuple(
    (f"{name}.in", f"{name}.txt") for name in ("requirements", "requirements-s3", "requirements-dev")
)
COMPILE = "--generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate"


@dataclass
class Pin:
    version: str
    applies: bool  # on this platform
    hashes: list[str] = field(default_factory=list)


def asked(text: str) -> list[Requirement]:
    lines = (line.split(" #")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def pinned(text: str) -> dict[str, Pin]:
    """Name to pin. Each is a line `name==version [; marker] \\` followed by lines of hashes."""
    pins: dict[str, Pin] = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        head, *rest = entry.replace("\\\n", "\n").splitlines()
        requirement = Requirement(head.strip().rstrip("\\"))
        version = str(requirement.specifier).removeprefix("==")
        applies = requirement.marker is None or requirement.marker.evaluate()
        hashes = [line.strip() for line in rest if line.strip().startswith("--hash=")]
        pins[canonicalize_name(requirement.name)] = Pin(version, applies, hashes)
    return pins


def problems(source: str, target: str, asks: str, pins: dict[str, Pin]) -> list[str]:
    found = []
    for requirement in asked(asks):
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None:
            found.append(f"{requirement.name} is asked for in {source} and not pinned in {target}")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            found.append(
                f"{target} pins {requirement.name} {pin.version}, {source} asks {requirement.specifier}"
            )
    found += [f"{name} has no hash in {target}" for name, pin in pins.items() if not pin.hashes]
    return found


def installed_otherwise(pins: dict[str, Pin]) -> list[str]:
    found = []
    for name, pin in pins.items():
        if not pin.applies:
            continue
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append(f"{name} {pin.version} is pinned and not installed")
            continue
        if installed != pin.version:
            found.append(f"{name} {pin.version} is pinned and {installed} is installed")
    return found


def check() -> list[str]:
    found, all_pins = [], []
    for source, target in PAIRS:
        pins = pinned((PROJECT / target).read_text())
        all_pins.append(pins)
        found += problems(source, target, (PROJECT / source).read_text(), pins)
        found += installed_otherwise(pins)
    *running, development = all_pins
    found += [
        f"{name} is {pins[name].version} for running and {pin.version} for developing"
        for pins in running
        for name, pin in development.items()
        if name in pins and pins[name].version != pin.version
    ]
    return found


def recompile() -> int:
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") == "1" else []
    for source, target in PAIRS:
        command = [sys.executable, "-m", "uv", "pip", "compile", *COMPILE.split(), *upgrade, "--quiet"]
        done = subprocess.run([*command, source, "-o", target], cwd=PROJECT, check=False)
        if done.returncode:
            return done.returncode
    return 0


def main() -> int:
    if sys.argv[1:] == ["compile"]:
        return recompile()
    found = check()
    print("\n".join(found) or "pins agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
