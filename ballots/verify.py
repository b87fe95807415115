# fmt: off
"""核对一次表决的公开文件，再自己计一遍票：python verify.py 文件 --posted 公告上的核对号 --receipt 您的回执号
链：每行是一段文字和一个核对号（SHA-256：同样的字总得同样的号）。号由“上一行的号＋这一行的文字”算出，
所以改、删、加、换任何一行，最后一个号都会变。它印在楼下的公告上：对得上，文件就没有人动过。
四项测试（民法典 278 条）：参与的人数、面积都达到全体的 2/3；同意的人数、面积都过参与的半数（或达到 3/4）。
(A line's number is the SHA-256 of the number above and its text: the last, posted, hangs on every line.)"""
import argparse, hashlib, json, unicodedata  # noqa: E401, I001
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

NAMES = {"participation": "参与", "agreement": "同意", "heads": "人数", "area": "面积"}
AREAS = {"area", "figure", "whole", "least", "margin"}

def insist(is_so, sentence):
    if not is_so:
        raise SystemExit(sentence)

def exact(line):
    """Areas are text in the file ("89.60"), so that nothing is rounded. No area is 0."""
    return {name: Decimal(value or 0) if name in AREAS else value for name, value in line.items()}

def read_chain(data):
    """The lines, and the last number. The first line that does not fit is named."""
    insist(data.endswith(b"\n") and len(data) <= 20_000_000, "文件不完整，或者太大，不是表决文件。")
    above, lines = "", []
    for place, line in enumerate(data[:-1].split(b"\n"), start=1):
        text, _, number = line.rpartition(b"\t")
        above = hashlib.sha256(above.encode() + text).hexdigest()
        insist(number == above.encode(), f"第 {place} 行对不上：这里有改动、缺少、多出或调换。")
        lines.append(json.loads(text.decode(), object_hook=exact))
    return lines, above

def plain(code):
    """A receipt, however it is typed: O is read as 0, I and L as 1."""
    letters = unicodedata.normalize("NFKC", code).upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in letters if letter.isalnum())

def total(papers):
    return {unit: sum(paper[unit] for paper in papers) for unit in ("heads", "area")}

class Recount:
    """The count again, from the papers alone; not by the program with which the site counts."""

    def __init__(self, ballot, papers):
        self.ballot, self.rule, self.tests, self.here = ballot, ballot["rule"], [], total(papers)
        self.units = ["heads", "area"] if self.rule["by_area"] else ["heads"]
        self.keys = [option["key"] for option in ballot["options"] if not option["withdrawn"]]
        for paper in papers:  # whoever stood back is read as if not on it
            paper["keys"] = [key for key in paper["choices"] if key in self.keys]
        first = 1 if ballot["kind"] == "ranking" else None  # of a ranking, the first choices
        self.counts = {key: total([p for p in papers if key in p["keys"][:first]]) for key in self.keys}
        self.score = {key: [count[unit] for unit in self.units] for key, count in self.counts.items()}
        self.papers, blank = [p for p in papers if p["keys"]], total([p for p in papers if not p["keys"]])
        self.found = {"tests": self.tests, "counts": self.counts, "blank": blank, "participation": self.here}
        self.test("participation", self.here)
        {"yesno": self.yes_no, "ranking": self.rank}.get(ballot["kind"], self.choose)()

    def test(self, what, part, option=""):
        """2/3 of 996 is at least 664, >1/2 of 664 at least 333. Where nobody takes part, nobody agrees."""
        everybody = self.ballot["roll"] if what == "participation" or self.rule["of_all"] else self.here
        for unit, places in zip(self.units, [0, 2]):  # noqa: B905
            share, whole, has = self.rule[what], everybody[unit], part[unit]
            bar = Fraction(share.lstrip(">")) * Fraction(whole) * 10**places
            least = floor(bar) + 1 if ">" in share else ceil(bar)
            least = Decimal(max(least, share != "0/1")).scaleb(-places)
            test = {"name": f"{what}_{unit}", "option": option, "share": share, "figure": has, "whole": whole}
            self.tests.append({**test, "least": least, "margin": has - least, "met": has >= least})
        return all(test["met"] for test in self.tests if test["option"] in ("", option))

    def yes_no(self):
        """Silence is no vote. Only a local rule adds it to the greater side, and it is shown apart."""
        yes, roll, here = self.counts["yes"], self.ballot["roll"], self.here
        greater = [side for side in ("yes", "no") if all(self.counts[side][unit] > self.counts[key][unit]
            for key in self.keys if key != side for unit in self.units)]
        joins = greater if self.ballot["silence_joins"] and not self.rule["of_all"] else []
        silent = [{unit: roll[unit] - here[unit] for unit in here} for _ in joins]
        self.here = total([here, *silent])
        met = self.test("agreement", total([yes, *silent]) if joins == ["yes"] else yes)
        self.found |= {"deemed": total(silent), "deemed_to": "".join(joins), "passed": met}

    def choose(self):
        """Whoever reaches the majority; of an election the highest, as many as there are seats."""
        met = {key: self.test("agreement", self.counts[key], key) for key in self.keys}
        order = sorted(self.keys, key=self.score.get, reverse=True)
        able, seats = [key for key in order if met[key]], self.ballot["seats"]
        if self.ballot["kind"] == "election" and len(able) > seats:
            level = [key for key in able if self.score[key] == self.score[able[seats - 1]]]
            above = able[: able.index(level[0])]
            able = (above + (self.lot(level) if len(above + level) > seats else level))[:seats]
        self.found |= {"order": order, "elected": able}

    def lot(self, level):
        """Equals, in the order in which they were drawn."""
        drawn = [lot for lot in [*self.ballot["lots"], level[:1]] if sorted(lot) == sorted(level)]
        insist(drawn, "有并列，却没有抽签的记录。")
        return drawn[0]

    def rank(self):
        """A run-off: who has the fewest goes out, and their papers move on to the next that they name."""
        left, out, behind, past, rounds = self.keys, [], self.counts, {key: [] for key in self.keys}, []
        while len(left) > 1 and self.papers:
            ends = [([key for key in paper["keys"] if key in left][:1], paper) for paper in self.papers]
            behind = {key: total([paper for end, paper in ends if end == [key]]) for key in left}
            past = {key: [behind[key]["heads"], *past[key]] for key in left}  # this round first
            low = [key for key in left if past[key] == min(past.values())]
            rest = [past[key][0] for key in left if key not in low]
            low = self.lot(low)[-1:] if not rest or sum(past[key][0] for key in low) >= min(rest) else low
            rounds.append({"counts": {key: past[key][0] for key in left}, "out": low})
            left, out = [key for key in left if key not in low], low + out
        elected = [key for key in left if self.papers and self.test("agreement", behind[key], key)]
        self.found |= {"rounds": rounds, "order": left + out if self.papers else [], "elected": elected}

def check(data, posted=None, receipt=None):
    """What is found, sentence by sentence; the first thing that is wrong ends it."""
    (ballot, *papers, tally), number = read_chain(data)
    insist(posted is None or plain(posted) == plain(number), f"核对号和公告上的不一样，文件被改过：{number}")
    codes, kind = [plain(paper["receipt"]) for paper in papers], ballot["kind"]
    insist(codes == sorted(set(codes)), "回执号有重复的，或没有按次序。")
    labels = {option["key"]: option["label"] for option in ballot["options"]}
    most = {"yesno": 1, "choose": ballot["most_choices"], "election": ballot["seats"]}.get(kind, len(labels))
    for paper, chosen in [(paper, paper["choices"]) for paper in papers]:
        good = set(chosen) <= set(labels) and len(set(chosen)) == len(chosen) <= most
        insist(good and paper["heads"] > 0 and paper["area"] >= 0, "有一张票填得不对。")
    insist(all(part <= ballot["roll"][unit] for unit, part in total(papers).items()), "票比名册上的还多。")
    found = Recount(ballot, papers).found
    for key, count in found["counts"].items():
        yield f"{labels[key]}：{count['heads']} 人，{count['area']} 平方米"
    for test in found["tests"]:
        name = labels.get(test["option"], "") + "".join(NAMES[word] for word in test["name"].split("_"))
        yield name + " {figure}：要 {least}（{whole} 的 {share}），余量 {margin}".format(**test)
    result = {True: "达到规则的要求", False: "没有达到规则的要求", None: "达到要求的："}[found.get("passed")]
    silence = f"（未表决的 {found['deemed']['heads']} 人按规定计入多数）" if found.get("deemed_to") else ""
    yield result + "、".join(map(labels.get, found.get("elected", []))) + silence
    insist({**tally, **found} == tally, "重新计出来的，和文件最后一行写的不一样。")
    yield f"和文件写的结果一样。核对号是 {number}，" + ("和公告一样。" if posted else "请和公告对一对。")
    if receipt:
        insist(plain(receipt) in codes, "文件里没有这个回执号。")
        yield "您的票：" + "、".join(labels[key] for key in papers[codes.index(plain(receipt))]["choices"])

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="核对一次表决的公开文件")
    for name in ("file", "--posted", "--receipt"):
        parser.add_argument(name)
    asked = parser.parse_args()
    try:
        for sentence in check(open(asked.file, "rb").read(20_000_001), asked.posted, asked.receipt):  # noqa: SIM115
            print(sentence if sentence.isprintable() else ascii(sentence))  # noqa: T201
    except Exception as error:
        raise SystemExit(f"读不了这个文件，它不是表决文件（{type(error).__name__}）。") from None
