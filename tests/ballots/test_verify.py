"""The file that anybody can check: every change is found, and the recount, written apart, finds the same."""

import ast
import hashlib
import json
import random
import shutil
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots import chain, tally
from ballots.receipts import new_receipt
from ballots.tally import Paper, Roll
from ballots.thresholds import own_rule, owners_rule
from tests.ballots.published import NAMES, PROGRAM, YESNO, a_file, checked, owners, parsed, rechained, run

# ── tampering ───────────────────────────────────────────────────────────────────────────────────────────────


def a_byte(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ dice.randrange(1, 256)]) + data[at + 1 :]


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def of_lines(change):
    def tampered(data: bytes, dice: random.Random) -> bytes:
        lines = data.split(b"\n")[:-1]
        change(lines, dice)
        return b"".join(line + b"\n" for line in lines)

    return tampered


def dropped(lines, dice):
    del lines[dice.randrange(len(lines))]


def doubled(lines, dice):
    at = dice.randrange(len(lines))
    lines.insert(at, lines[at])


def added(lines, dice):
    paper = {"line": "paper", "receipt": new_receipt(), "choices": ["yes"], "heads": 1, "area": "89.60"}
    text = chain.canonical(paper).encode()
    lines.insert(dice.randrange(len(lines) + 1), text + b"\t" + hashlib.sha256(text).hexdigest().encode())


def swapped(lines, dice):
    one, other = dice.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def ended_otherwise(lines, dice):
    lines[dice.randrange(len(lines))] += dice.choice([b"\r", b" ", b"\t", b"\n"])


def a_number_of_the_header(lines, dice):
    at = dice.choice([at for at in range(lines[0].index(b"\t")) if lines[0][at : at + 1].isdigit()])
    other = dice.choice([digit for digit in b"0123456789" if digit != lines[0][at]])
    lines[0] = lines[0][:at] + bytes([other]) + lines[0][at + 1 :]


def a_number_and_the_whole_chain(data: bytes, dice: random.Random) -> bytes:
    """The cleverest: a vote turned, and every number below reckoned anew."""
    lines = parsed(data.decode())
    paper = lines[dice.randrange(1, len(lines) - 1)]
    paper["choices"] = ["no"] if paper["choices"] != ["no"] else ["yes"]
    return rechained(lines).encode()


TAMPERINGS = [
    a_byte,
    cut,
    a_number_and_the_whole_chain,
    *map(of_lines, [dropped, doubled, added, swapped, ended_otherwise, a_number_of_the_header]),
]


def test_each_of_a_thousand_single_tamperings_is_found():
    text = a_file(papers=owners())
    data, posted, dice = text.encode(), chain.head(text), random.Random(20260601)
    assert "和公告一样" in checked(data, posted)[-1]
    found = 0
    for number in range(1000):
        changed = TAMPERINGS[number % len(TAMPERINGS)](data, dice)
        assert changed != data
        with pytest.raises(SystemExit) as wrong:
            checked(changed, posted)
        found += isinstance(wrong.value.code, str)
    assert found == 1000


@pytest.mark.parametrize("change", [dropped, doubled, added, swapped, ended_otherwise])
def test_the_first_line_that_does_not_fit_is_named(change):
    lines = a_file(papers=owners()).encode().split(b"\n")[:-1]
    changed = [*lines]
    change(changed, random.Random(3))
    first = next(n for n, pair in enumerate(zip(lines, changed, strict=False), 1) if pair[0] != pair[1])
    with pytest.raises(SystemExit, match=f"第 {first} 行对不上"):
        checked(b"".join(line + b"\n" for line in changed))


def test_a_byte_order_mark_and_other_line_ends_are_a_change(tmp_path):
    text = a_file(papers=owners())
    for changed in (b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode()):
        (tmp_path / "f.txt").write_bytes(changed)
        status, _, wrong = run(tmp_path / "f.txt")
        assert status == 1
        assert "第 1 行对不上" in wrong


def test_what_no_chain_shows_the_recount_does():
    papers = owners()
    true = a_file(papers=papers)
    other = {
        **tally.to_json(
            tally.count(
                kind="yesno",
                rule=owners_rule("ordinary"),
                roll=Roll(30, Decimal("3000.00")),
                papers=papers,
                options=["yes", "no", "abstain"],
            )
        )
    }
    other["passed"] = not other["passed"]
    with pytest.raises(SystemExit, match="不一样"):
        checked(a_file(papers=papers, counted=other))
    same = "7KQ2-M4XD-9TRC-AB3F"
    lines = parsed(true)
    for change, sentence in [
        (
            lambda p: (p[1].update(receipt=same), p[2].update(receipt=same)),
            "重复",
        ),  # two neighbours, one paper
        (lambda p: p.insert(1, p.pop(3)), "次序"),
        (lambda p: p[1].update(choices=["yes", "yes"]), "填得不对"),
        (lambda p: p[1].update(choices=["yes", "no"]), "填得不对"),
        (lambda p: p[1].update(choices=["maybe"]), "填得不对"),
        (lambda p: p[1].update(area="-89.60"), "填得不对"),
        (lambda p: p[1].update(heads=0), "填得不对"),
        (lambda p: p[1].update(heads=900), "名册"),
        (lambda p: p[-1].update(passed=None), "不一样"),
    ]:
        copy = json.loads(json.dumps(lines))
        change(copy)
        with pytest.raises(SystemExit, match=sentence):
            checked(rechained(copy))


# ── the recount ─────────────────────────────────────────────────────────────────────────────────────────────

AREAS = st.integers(1, 2000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
KEYS = [option.key for option in NAMES]


@st.composite
def ballots(draw):
    kind = draw(st.sampled_from(["yesno", "choose", "ranking", "election"]))
    options = YESNO if kind == "yesno" else NAMES[: draw(st.integers(2, 4))]
    if kind != "yesno" and draw(st.booleans()):
        options = [*options[:-1], options[-1]._replace(withdrawn=True)]
    keys = [option.key for option in options]
    most = {"yesno": 1, "choose": 2, "election": 2, "ranking": len(keys)}[kind]
    choices = st.lists(st.sampled_from(keys), max_size=most, unique=True).map(tuple)
    papers = draw(st.lists(st.builds(Paper, st.integers(1, 3), AREAS, choices), max_size=14))
    owners = [owners_rule(name) for name in ("ordinary", "special", "unanimous")]
    rule = draw(st.sampled_from([*owners, own_rule("none", "half"), own_rule("half", "two_thirds")]))
    more, area = draw(st.integers(0, 9)), sum((paper.area for paper in papers), Decimal("0.00"))
    has_area = rule.by_area or draw(st.booleans())
    roll = Roll(
        sum(p.heads for p in papers) + more, area + draw(st.sampled_from([Decimal("0.00"), Decimal("3.33")]))
    )
    if not has_area:
        roll, papers = roll._replace(area=None), [paper._replace(area=None) for paper in papers]
    asked = {"silence_joins": draw(st.booleans()), "seats": 2, "most_choices": 2}
    return {"kind": kind, "rule": rule, "papers": papers, "roll": roll, "options": options, **asked}


@settings(max_examples=400, deadline=None)
@given(ballots(), st.randoms(use_true_random=False))
def test_the_recount_is_the_count(asked, dice):
    asked["lots"] = []
    while (tie := tie_of(asked)) is not None:
        if len(asked["lots"]) == 0:
            with pytest.raises(SystemExit, match="抽签"):
                checked(a_file(**asked))
        lot = list(tie)
        dice.shuffle(lot)
        asked["lots"].append(lot)
    assert "一样" in checked(a_file(**asked))[-1]


def tie_of(asked):
    options = asked["options"]
    counted = {key: value for key, value in asked.items() if key != "options"}
    gone = [option.key for option in options if option.withdrawn]
    keys = [option.key for option in options if not option.withdrawn]
    return tally.count(options=keys, withdrawn=gone, **counted).tie


def test_it_states_the_four_tests_with_figure_threshold_and_margin():
    said = "\n".join(checked(a_file(papers=owners())))
    assert "参与人数 24：要 20（30 的 2/3），余量 4" in said
    assert "参与面积 2150.40：要 2000.00（3000.00 的 2/3），余量 150.40" in said
    assert "同意人数 18：要 13（24 的 >1/2），余量 5" in said
    assert "同意面积 1612.80：要 1075.21（2150.40 的 >1/2），余量 537.59" in said
    assert "同意：18 人，1612.80 平方米" in said


def test_where_no_area_is_counted_and_no_threshold_set_it_speaks_of_neither():
    papers = [Paper(1, None, ("o1",))] * 3 + [Paper(1, None, ("o2",))] * 2
    file = a_file("election", own_rule("none", "half"), papers, Roll(9, None), receipts=None, seats=1)
    said = "\n".join(checked(file))
    assert "黄木棉：3 人\n李龙眼：2 人" in said
    assert "平方米" not in said
    assert "0/1" not in said
    assert "黄木棉同意人数 3：要 3（5 的 >1/2），余量 0" in said


# ── receipts ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed",
    ["7KQ0-M4XD-9TRC-1B3F", " 7kqom4xd 9trcib3f ", "７ＫＱ０－M4XD—9TRC·lB3F", "7KQO-M4XD-9TRC-LB3F\n"],
)
def test_a_receipt_is_found_however_it_is_typed(typed):
    receipts = ["7KQ0-M4XD-9TRC-1B3F", "7KQ0-M4XD-9TRC-1B3G"]
    text = a_file(papers=owners(1, 1, 0, 0), receipts=receipts)
    assert checked(text, receipt=typed)[-1] == "您的票：同意"


def test_a_blank_paper_is_said_to_be_blank():
    text = a_file(papers=owners(0, 0, 0, 1), receipts=["7KQ0-M4XD-9TRC-1B3F"])
    assert checked(text, receipt="7KQ0-M4XD-9TRC-1B3F")[-1] == "您的票：空白"


def test_a_receipt_that_is_not_there():
    with pytest.raises(SystemExit, match="没有这个回执号"):
        checked(a_file(papers=owners()), receipt="ZZZZ-ZZZZ-ZZZZ-ZZZZ")


# ── how it is run ───────────────────────────────────────────────────────────────────────────────────────────


def test_it_runs_alone_in_any_folder_and_as_a_module_without_settings(tmp_path):
    text = a_file(papers=owners())
    (tmp_path / "f.txt").write_text(text, newline="")
    shutil.copy(PROGRAM, tmp_path / "verify.py")
    status, said, _ = run("f.txt", "--posted", chain.head(text).upper(), program="verify.py", cwd=tmp_path)
    assert (status, "和公告一样" in said) == (0, True)
    words = [sys.executable, "-m", "ballots.verify", str(tmp_path / "f.txt"), "--posted", "0" * 64]
    done = subprocess.run(words, capture_output=True, cwd=PROGRAM.parent.parent, env={"PATH": "/usr/bin"})
    assert done.returncode == 1
    assert "和公告上的不一样" in done.stderr.decode()


@pytest.mark.parametrize("surroundings", [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C", "PYTHONUTF8": "0"}])
def test_a_screen_without_chinese_shows_numbers_for_letters_and_the_result_in_english(tmp_path, surroundings):
    text = a_file(papers=owners())
    (tmp_path / "f.txt").write_text(text, newline="")

    def said(*words):
        told = [sys.executable, str(PROGRAM), str(tmp_path / "f.txt"), *words]
        done = subprocess.run(told, capture_output=True, env={"PATH": "/usr/bin", **surroundings})
        return done.returncode, done.stdout, done.stderr

    status, out, wrong = said("--posted", chain.head(text))
    assert (status, wrong) == (0, b"")
    assert out.splitlines()[-1].startswith(b"OK: ")
    assert out.isascii() == ("PYTHONIOENCODING" in surroundings)
    assert out.isascii() == (b"no Chinese" in out)
    status, out, wrong = said("--posted", "0" * 64)
    assert (status, wrong.splitlines()[-1].startswith(b"WRONG: "), b"Traceback" in wrong) == (1, True, False)
    assert said("--help")[0] == 0


def test_homes_are_counted_as_homes():
    papers = [Paper(1, None, ("yes",)), Paper(1, None, ("no",)), Paper(1, None, ("yes",))]
    said = "\n".join(
        checked(a_file(rule=own_rule("none", "half"), papers=papers, roll=Roll(9, None), unit="home"))
    )
    assert "同意：2 户" in said
    assert "同意户数 2：要 2（3 的 >1/2），余量 0" in said


def test_it_stays_short_and_needs_nothing_but_python():
    source = PROGRAM.read_text()
    assert len(source.splitlines()) <= 150
    nodes = list(ast.walk(ast.parse(source)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names
