"""Dependency audit: every pinned version is asked about at the advisory service, in one question.

Says "not audited" where the service does not answer, or answers without knowing what everybody knows (an old
Jinja2, asked along): a silent service is no clean bill. Only known advisories fail the build. AUDIT_SERVICE
names another service that speaks the OSV protocol, such as a mirror inside a closed net.
"""

import json
import os
import sys
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.pins import PAIRS, pinned  # noqa: E402 (the path first)

SERVICE = "https://api.osv.dev/v1/querybatch"
KNOWN = ("jinja2", "2.4.1")  # CVE-2014-1402 and half a dozen since
SECONDS = 8
# Advisory -> why it does not touch us. Each with the day on which to look again.
ACCEPTED: dict[str, str] = {}


def versions() -> list[tuple[str, str]]:
    """What applies on this platform, by name."""
    pins = {name: pin for _in, txt in PAIRS for name, pin in pinned((PROJECT / txt).read_text()).items()}
    return sorted((name, pin.version) for name, pin in pins.items() if pin.applies)


def asked(packages: list[tuple[str, str]], service: str) -> list[list[str]]:
    """Advisories of each, in the same order; raises OSError or ValueError where there is no answer."""
    if not service.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("the service must be asked by https")
    queries = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in packages]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(service, body, {"Content-Type": "application/json"})  # noqa: S310 (above)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 (above)
        results = json.load(answer)["results"]
    if len(results) != len(packages):
        raise ValueError(f"{len(results)} answers to {len(packages)} questions")
    return [[found["id"] for found in result.get("vulns", [])] for result in results]


def audit(packages: list[tuple[str, str]], service: str) -> tuple[int, list[str]]:
    """(exit code, what to say)."""
    try:
        *answers, known = asked([*packages, KNOWN], service)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return 0, [f"not audited: the advisory service does not answer ({type(error).__name__})"]
    if not known:
        return 0, ["not audited: the advisory service knows nothing of an old Jinja2, so nothing of ours"]
    found = [
        f"{name} {version}: {advisory}"
        for (name, version), advisories in zip(packages, answers, strict=True)
        for advisory in advisories
        if advisory not in ACCEPTED
    ]
    return (1, found) if found else (0, [f"{len(packages)} pinned packages, no known advisory"])


def main() -> int:
    code, lines = audit(versions(), os.environ.get("AUDIT_SERVICE", "").strip() or SERVICE)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
