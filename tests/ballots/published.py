"""Files of counts as the site publishes them, and the program that checks them."""

import hashlib
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from ballots import chain, tally, verify
from ballots.chain import Choice
from ballots.receipts import new_receipt
from ballots.tally import Paper, Roll
from ballots.thresholds import owners_rule

PROGRAM = Path(verify.__file__)
YESNO = [Choice("yes", "同意"), Choice("no", "不同意"), Choice("abstain", "弃权")]
NAMES = [Choice("o1", "黄木棉"), Choice("o2", "李龙眼"), Choice("o3", "何茉莉"), Choice("o4", "梁杨桃")]


def a_file(kind="yesno", rule=None, papers=(), roll=None, options=None, receipts=None, counted=None, **asked):
    """As the site writes it; `receipts`: instead of random ones, `counted`: instead of the true result."""
    options = options or (YESNO if kind == "yesno" else NAMES)
    rule, roll = rule or owners_rule("ordinary"), roll or Roll(30, Decimal("3000.00"))
    header = chain.header(
        public_id="5e0c1f52-5c52-4a55-9c8a-2f6a3a1f0001",
        title="用维修资金换供水立管",
        kind=kind,
        secrecy="named",
        electorate="owners",
        legal_effect="advisory",
        options=options,
        rule=rule,
        roll=roll,
        seal="ab" * 32,
        **asked,
    )
    asked.pop("silence_rule", None)
    asked.pop("unit", None)
    result = tally.count(
        kind=kind,
        rule=rule,
        roll=roll,
        papers=papers,
        options=[option.key for option in options if not option.withdrawn],
        withdrawn=[option.key for option in options if option.withdrawn],
        **asked,
    )
    receipts = receipts or [new_receipt() for _ in papers]
    lines = [chain.paper_line(code, paper) for code, paper in zip(receipts, papers, strict=True)]
    return chain.lines(header, lines, counted or tally.to_json(result))


def owners(yes=18, no=3, abstain=2, blank=1):
    chosen = [("yes",)] * yes + [("no",)] * no + [("abstain",)] * abstain + [()] * blank
    return [Paper(1, Decimal("89.60"), choices) for choices in chosen]


def checked(text: str | bytes, posted=None, receipt=None) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(verify.check(data, posted, receipt))


def run(*words, program=PROGRAM, cwd=None):
    done = subprocess.run(
        [sys.executable, "-I", str(program), *map(str, words)], capture_output=True, cwd=cwd
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rechained(lines: list[dict]) -> str:
    """By whoever can reckon the numbers anew: only the posted one, or the recount, betrays it."""
    number, text = "", ""
    for line in lines:
        words = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        number = hashlib.sha256((number + words).encode()).hexdigest()
        text += f"{words}\t{number}\n"
    return text


def parsed(text: str) -> list[dict]:
    return [json.loads(line.partition("\t")[0]) for line in text.splitlines()]
