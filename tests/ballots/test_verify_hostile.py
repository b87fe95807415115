"""A file that was made to hurt gets a sentence, and never a traceback."""

import hashlib
import json

import pytest

from tests.ballots.published import a_file, owners, parsed, rechained, run


def chained(*texts: bytes) -> bytes:
    number, data = b"", b""
    for text in texts:
        number = hashlib.sha256(number + text).hexdigest().encode()
        data += text + b"\t" + number + b"\n"
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\x00\xff\xfe" * 50 + b"\n",
        chained(b"\xff\xfe{}"),
        chained(b"{}"),
        chained(b"null", b"[]", b"1"),
        chained(b"[" * 100_000 + b"]" * 100_000),
        chained(b'{"heads":NaN,"area":1e999}', b"{}"),
        chained(b'{"area":"1E+99999999"}', b"{}"),
        chained(b'{"heads":' + b"9" * 5000 + b"}", b"{}"),
        b"x" * 21_000_000 + b"\n",
    ],
    ids=[
        "empty",
        "line",
        "binary",
        "utf16",
        "bare",
        "null",
        "nested",
        "nan",
        "huge_area",
        "huge_int",
        "huge",
    ],
)
def test_a_hostile_file_gets_a_sentence_and_no_traceback(tmp_path, data):
    (tmp_path / "f.txt").write_bytes(data)
    status, _, wrong = run(tmp_path / "f.txt")
    assert status == 1
    assert "Traceback" not in wrong
    assert "文件" in wrong or "对不上" in wrong or "数字" in wrong


def test_hostile_figures_in_a_whole_file_are_no_traceback_either(tmp_path):
    lines = parsed(a_file(papers=owners()))
    for where, what in [
        ("heads", float("nan")),
        ("heads", "1"),
        ("area", "NaN"),
        ("area", "Infinity"),
        ("area", "1E+99999"),
        ("area", [1]),
        ("choices", None),
        ("choices", [["yes"]]),
        ("receipt", 7),
        ("receipt", None),
    ]:
        copy = json.loads(json.dumps(lines))
        copy[1][where] = what
        (tmp_path / "f.txt").write_text(rechained(copy), newline="")
        status, _, wrong = run(tmp_path / "f.txt")
        assert (status, "Traceback" in wrong) == (1, False), (where, what)
    lines[0]["title"] = lines[0]["options"][0]["label"] = "\x1b[2J同意"
    (tmp_path / "f.txt").write_text(rechained(lines), newline="")
    assert "\x1b" not in "".join(run(tmp_path / "f.txt")[1:])


def test_a_file_that_is_not_there(tmp_path):
    status, _, wrong = run(tmp_path / "none.txt")
    assert (status, "Traceback" in wrong) == (1, False)
