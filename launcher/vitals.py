"""`make vitals`: what pages weigh and how soon they stand on a poor phone, in Chromium, beside the limits.

A fresh copy with the demo. The processor four times slower, 1.6 Mbit/s, 150 ms there and back; each page in a
browser that has kept nothing, then again. RUNS=5: the median of each figure.
LCP: when the largest thing is painted; CLS: how much moves after it was shown; INP: the slowest answer to a
tap or a key (https://web.dev/articles/vitals). Bytes as they came over the wire, headers too.
"""

import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from launcher.bench import Client, Copy, Page, running, with_numbers
from launcher.browser import require_chromium
from launcher.options import Options
from launcher.run import tell
from launcher.sentences import say
from launcher.services import OPEN
from launcher.valkey import free_port

KB = 1000
LIMITS = {
    "html": 14 * KB, "css": 15 * KB, "js": 20 * KB, "first": 60 * KB, "again": 15 * KB,
    "lcp": 1500, "cls": 0.02, "inp": 200,
}  # fmt: skip
SLOWER, MBIT, THERE_AND_BACK = 4, 1.6, 150
PHONE = {"width": 390, "height": 844}
PAGES = (
    Page("home", "/"),
    Page("notices", "/notices/"),
    Page("notice", "/notices/{notice}/"),
    Page("place", "/places/{place}/"),
    Page("home", "/", "resident"),
    Page("notices", "/notices/", "resident"),
    Page("notice", "/notices/{notice}/", "resident"),
    Page("issues", "/issues/", "resident"),
    Page("form for an issue", "/issues/new", "resident"),
    Page("meetings", "/meetings/", "resident"),
    Page("ballots", "/ballots/", "resident"),
    Page("home", "/", "elder"),
    Page("desk", "/desk/", "captain"),
    Page("home", "/", "staff"),
    Page("queue", "/issues/queue/", "staff"),
)
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js"}
WATCH = """
window.seen = {lcp: 0, cls: 0, inp: 0};
const watch = (type, each, more) => new PerformanceObserver((list) => list.getEntries().forEach(each))
  .observe({type, buffered: true, ...more});
watch("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
watch("layout-shift", (e) => { if (!e.hadRecentInput) seen.cls += e.value; });
const slowest = (e) => { if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration); };
watch("event", slowest, {durationThreshold: 16});
"""
# What answers a tap without leaving the page; a heading where there is no such thing.
PRESSED = "main summary, main button[type=button], main input:not([type=hidden]), main h1, main h2"


@dataclass
class Vitals:
    name: str
    path: str
    html: float = 0
    css: float = 0
    js: float = 0
    first: float = 0
    again: float = 0
    lcp: float = 0
    cls: float = 0
    inp: float = 0

    @property
    def over(self) -> list[str]:
        return [name for name, most in LIMITS.items() if getattr(self, name) > most]

    def line(self) -> str:
        cells = [
            f"{getattr(self, name):>8.3f}" if name == "cls" else f"{getattr(self, name):>8.0f}"
            for name in LIMITS
        ]
        return f"{self.name:<26}" + "".join(cells) + (f"  ! {', '.join(self.over)}" if self.over else "")


def vitals() -> None:
    folder = Path(tempfile.mkdtemp(prefix="linli-vitals-"))
    folder.chmod(OPEN)
    try:
        with running(Options("127.0.0.1", "127.0.0.1", free_port(), folder / "var", True, {})) as copy:
            tell(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
            tell(f"{'':<26}" + "".join(f"{name:>8}" for name in LIMITS))
            found = measured(copy)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tell(f"{'limits':<26}" + "".join(f"{most:>8}" for most in LIMITS.values()))
    tell(say("bench_saved", path=save(Path(os.environ.get("OUT") or "var/bench"), found)))


def measured(copy: Copy) -> list[Vitals]:
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_chromium(), args=["--no-sandbox"])
        for page in with_numbers(PAGES, copy.options):
            runs = [
                Visit(browser, copy.options, page).figures() for _ in range(int(os.environ.get("RUNS") or 5))
            ]
            middle = {name: statistics.median(run[name] for run in runs) for name in LIMITS}
            found.append(Vitals(f"{page.name}, {page.role or 'visitor'}", page.path, **middle))
            tell(found[-1].line())
        browser.close()
    return found


class Visit:
    """One page, opened by a browser that has kept nothing, pressed, and opened again."""

    def __init__(self, browser, chosen: Options, page: Page) -> None:
        self.page = page
        self.url = f"http://{chosen.here}:{chosen.port}"
        self.context = browser.new_context(
            viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN", service_workers="block"
        )
        if page.role:
            with Client(chosen, page.role) as client:
                cookies = [
                    {"name": name, "value": one.value, "url": self.url}
                    for name, one in client.cookies.items()
                ]
            self.context.add_cookies(cookies)

    def figures(self) -> dict[str, float]:
        try:
            first, seen = self._open()
            again, _ = self._open()
            return first | seen | {"again": again["first"]}
        finally:
            self.context.close()

    def _open(self) -> tuple[dict[str, float], dict[str, float]]:
        tab = self.context.new_page()
        bytes_of = dict.fromkeys([*KINDS.values(), "first"], 0.0)
        line, kinds = self.context.new_cdp_session(tab), {}
        line.send("Network.enable")
        line.on(
            "Network.responseReceived", lambda e: kinds.update({e["requestId"]: KINDS.get(e["type"], "")})
        )

        def ended(event: dict) -> None:
            for name in filter(None, (kinds.get(event["requestId"], ""), "first")):
                bytes_of[name] += event["encodedDataLength"]

        line.on("Network.loadingFinished", ended)
        _make_slow(line)
        tab.add_init_script(WATCH)
        tab.goto(self.url + self.page.path, wait_until="load")
        tab.wait_for_load_state("networkidle")
        _press(tab)
        seen = tab.evaluate("seen")
        tab.close()
        return bytes_of, seen


def _make_slow(line) -> None:
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    speed = MBIT * 1_000_000 / 8
    words = {
        "offline": False,
        "latency": THERE_AND_BACK,
        "downloadThroughput": speed,
        "uploadThroughput": speed,
    }
    line.send("Network.emulateNetworkConditions", words)


def _press(tab) -> None:
    """A tap and a key; two frames later the browser has said how long each took."""
    shown = [one for one in tab.query_selector_all(PRESSED) if one.is_visible()]
    for one in shown[:2]:
        one.click(force=True)
    tab.keyboard.press("Tab")
    tab.evaluate(
        "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 50))))"
    )


def save(folder: Path, found: list[Vitals]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / time.strftime("vitals-%Y%m%dT%H%M%S.json")
    about = {"python": sys.version.split()[0], "machine": platform.machine(), "cores": os.cpu_count()}
    about |= {"load": os.getloadavg(), "limits": LIMITS, "rows": [asdict(one) for one in found]}
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return path
