"""What tests and PDFs need beyond Python: Chromium, the Pango libraries. Found, else installed, else said."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.sentences import Stop, say

# The shell without windows first: it takes a fifth less of the processor for the same pages.
CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FONTS = "fonts-noto-cjk"
CHROMIUM_PACKAGES = (("chromium-headless-shell", FONTS), ("chromium", FONTS))
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
PANGO_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def chromium() -> str | None:
    """A Chromium on PATH that starts, else the one Playwright downloaded, else None."""
    for name in CHROMIUMS:
        if (found := shutil.which(name)) and _starts(found):
            return found
    downloaded = _playwright_chromium()
    return downloaded if downloaded and _starts(downloaded) else None


def require_chromium() -> str:
    if found := chromium():
        return found
    tried: list[str] = []
    for packages in CHROMIUM_PACKAGES if _apt_usable() else ():
        if not chromium():
            print(say("installing", what=", ".join(packages)), flush=True)
            tried += _apt(packages)
    if not (found := chromium()):
        print(say("installing", what="chromium (playwright)"), flush=True)
        tried += _run([sys.executable, "-m", "playwright", "install", "chromium"])
        found = chromium()
    if not found:
        raise Stop("no_browser", tail="\n".join(tried))
    return found


def has_pango() -> bool:
    for name in PANGO_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            # macOS and others have them under another file name
            if not ctypes.util.find_library(name.removeprefix("lib").split(".so")[0]):
                return False
    return True


def require_pango() -> None:
    if has_pango():
        return
    tried: list[str] = []
    if _apt_usable():
        print(say("installing", what=", ".join(PANGO_PACKAGES)), flush=True)
        tried = _apt(PANGO_PACKAGES)
    if not has_pango():
        raise Stop("no_pango", packages=" ".join(PANGO_PACKAGES), tail="\n".join(tried) or "-")


def _starts(program: str) -> bool:
    """A found name may be a stub that only says "install the snap"."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0 and "chrom" in done.stdout.lower()


def _playwright_chromium() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _apt_usable() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(packages: tuple[str, ...]) -> list[str]:
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    tried = _run(install)
    if tried[-1] != "ok":  # a machine whose package lists are empty or old
        tried += _run(["apt-get", "update"]) + _run(install)
    return tried


def _run(command: list[str]) -> list[str]:
    """The command and the last lines it wrote, or "ok"."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=900, check=False, env=environment
        )
    except (OSError, subprocess.SubprocessError) as error:
        return [" ".join(command), str(error)]
    if done.returncode == 0:
        return [" ".join(command), "ok"]
    return [" ".join(command), *(done.stdout + done.stderr).splitlines()[-4:]]
