"""核对一次表决的公开文件，再自己计一遍票：python verify.py 文件 --posted 公告上的核对号 --receipt 您的回执号
链：每行是一段文字和一个核对号（SHA-256：同样的字总得同样的号）。号由“上一行的号＋这一行的文字”算出，
所以改、删、加、换任何一行，最后一个号都会变。它印在楼下的公告上：对得上，文件就没有人动过。
四项测试（《民法典》278 条）：参与的人数、面积都达到全体的 2/3；同意的人数、面积都过参与的半数（或 3/4）。"""

import argparse, hashlib, json, sys, unicodedata
from decimal import Decimal
from fractions import Fraction

def insist(is_so, sentence):
    if not is_so:
        raise SystemExit(f"{sentence}\nWRONG: this file, its number or your receipt does not fit.")

def exact(line):  # areas are text in the file, so that nothing is rounded; no area is 0
    areas = {"area", "figure", "whole", "least", "margin"}
    return {name: Decimal(value or 0) if name in areas else value for name, value in line.items()}

def read_chain(data):
    """The lines, and the last number. The first line that does not fit is named."""
    insist(data.endswith(b"\n") and len(data) <= 20_000_000, "文件不完整，或者太大，不是表决文件。")
    lines, above = [], b""
    for place, line in enumerate(data[:-1].split(b"\n"), start=1):
        text, _, number = line.rpartition(b"\t")
        above = hashlib.sha256(above + text).hexdigest().encode()
        insist(number == above, f"第 {place} 行对不上：这里有改动、缺少、多出或调换。")
        lines.append(json.loads(text.decode(), object_hook=exact))
    return lines, above.decode()

def plain(code):
    """A receipt, however it is typed: O is read as 0, I and L as 1."""
    letters = unicodedata.normalize("NFKC", code).upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in letters if letter.isalnum())

def total(papers):
    return {unit: sum(paper[unit] for paper in papers) for unit in ("heads", "area")}

class Recount:
    """The count again, from the papers alone; not by the program with which the site counts."""
    def __init__(self, ballot, papers):
        self.ballot, self.rule, self.here = ballot, ballot["rule"], total(papers)
        self.units = {"heads": 1, "area": Decimal("0.01")} if self.rule["by_area"] else {"heads": 1}
        standing = [option["key"] for option in ballot["options"] if not option["withdrawn"]]
        for paper in papers:  # whoever stood back is read as if not written
            paper["keys"] = [key for key in paper["choices"] if key in standing]
        self.papers = [paper for paper in papers if paper["keys"]]
        blank = total([paper for paper in papers if not paper["keys"]])
        last = 1 if ballot["kind"] == "ranking" else None  # of a ranking, the first choices
        self.counts = {key: total([p for p in self.papers if key in p["keys"][:last]]) for key in standing}
        self.found = {"tests": [], "counts": self.counts, "blank": blank, "participation": self.here}
        self.test("participation", self.here)
        {"yesno": self.yes_no, "ranking": self.rank}.get(ballot["kind"], self.choose)()

    def test(self, what, part, option=""):
        """2/3 of 996 is at least 664, >1/2 of 664 at least 333. Where nobody takes part, nobody agrees."""
        share, of_all = self.rule[what], what == "participation" or self.rule["of_all"]
        for unit, step in self.units.items():
            whole, figure = self.ballot["roll"][unit] if of_all else self.here[unit], part[unit]
            bar = Fraction(share.lstrip(">")) * Fraction(whole) / Fraction(step)
            enough = bar // 1 + 1 if ">" in share else -(-bar // 1)  # the next step above, or rounded up
            least = step * max(enough, share != "0/1")
            line = {"name": f"{what}_{unit}", "option": option, "share": share, "figure": figure}
            line |= {"whole": whole, "least": least, "margin": figure - least, "met": figure >= least}
            self.found["tests"].append(line)
        return all(line["met"] for line in self.found["tests"] if line["option"] in ("", option))

    def yes_no(self):
        """Silence is no vote. Only a local rule adds it to the greater side, and it is shown apart."""
        counts, silent, joins = self.counts, total([]), ""
        for side in ("yes", "no") if self.ballot["silence_joins"] and not self.rule["of_all"] else ():
            if all(counts[side][u] > counts[key][u] for key in counts if key != side for u in self.units):
                joins, silent = side, {u: self.ballot["roll"][u] - here for u, here in self.here.items()}
        self.here = total([self.here, silent])
        yes = total([counts["yes"], silent]) if joins == "yes" else counts["yes"]
        self.found |= {"deemed": silent, "deemed_to": joins, "passed": self.test("agreement", yes)}

    def choose(self):
        """Whoever reaches the majority; of an election the highest, as many as there are seats."""
        met = {key: self.test("agreement", count, key) for key, count in self.counts.items()}
        score = {key: [count[unit] for unit in self.units] for key, count in self.counts.items()}
        order, seats = sorted(score, key=score.get, reverse=True), self.ballot["seats"]
        elected = [key for key in order if met[key]]
        if self.ballot["kind"] == "election" and len(elected) > seats:
            level = [key for key in elected if score[key] == score[elected[seats - 1]]]  # as the last in
            above = elected[: elected.index(level[0])]
            elected = (above + (self.lot(level) if len(above + level) > seats else level))[:seats]
        self.found |= {"order": order, "elected": elected}

    def lot(self, level):
        """Equals, in the order in which they were drawn."""
        drawn = [lot for lot in [*self.ballot["lots"], level[:1]] if sorted(lot) == sorted(level)]
        insist(drawn, "有并列，却没有抽签的记录。")
        return drawn[0]

    def rank(self):
        """A run-off: who has the fewest goes out, and their papers move on to the next that they name."""
        left, out, rounds, now, past = [*self.counts], [], [], self.counts, {key: [] for key in self.counts}
        while len(left) > 1 and self.papers:
            ends = [([key for key in paper["keys"] if key in left][:1], paper) for paper in self.papers]
            now = {key: total([paper for end, paper in ends if end == [key]]) for key in left}
            heads = {key: now[key]["heads"] for key in left}
            past = {key: [heads[key], *past[key]] for key in left}  # this round first: it tells equals apart
            low = [key for key in left if past[key] == min(past.values())]
            if sum(heads[key] for key in low) >= min([heads[k] for k in left if k not in low], default=0):
                low = self.lot(low)[-1:]  # together they could still pass somebody: one at a time
            rounds.append({"counts": heads, "out": low})
            left, out = [key for key in left if key not in low], low + out
        elected = [key for key in left if self.papers and self.test("agreement", now[key], key)]
        self.found |= {"rounds": rounds, "order": left + out if self.papers else [], "elected": elected}

def check(data, posted=None, receipt=None):
    """What is found, sentence by sentence; the first thing that is wrong ends it."""
    (ballot, *papers, tally), number = read_chain(data)
    insist(posted is None or plain(posted) == plain(number), f"核对号和公告上的不一样，文件被改过：{number}")
    codes, label = [plain(p["receipt"]) for p in papers], {o["key"]: o["label"] for o in ballot["options"]}
    insist(codes == sorted(set(codes)), "回执号有重复的，或没有按次序。")
    most = {"yesno": 1, "choose": ballot["most_choices"], "election": ballot["seats"], "ranking": len(label)}
    for paper in papers:
        good = len(label.keys() & paper["choices"]) == len(paper["choices"]) <= most[ballot["kind"]]
        insist(good and paper["heads"] > 0 and paper["area"] >= 0, "有一张票填得不对。")
    insist(all(part <= ballot["roll"][unit] for unit, part in total(papers).items()), "票比名册上的还多。")
    found, of = Recount(ballot, papers).found, "户" if ballot.get("unit") == "home" else "人"
    for key, n in found["counts"].items():
        yield f"{label[key]}：{n['heads']} {of}" + (f"，{n['area']} 平方米" if n["area"] else "")
    names = {"participation": "参与", "agreement": "同意", "heads": f"{of}数", "area": "面积"}
    for test in [test for test in found["tests"] if test["share"] != "0/1"]:  # that is no threshold
        name = label.get(test["option"], "") + "".join(names[word] for word in test["name"].split("_"))
        yield name + " {figure}：要 {least}（{whole} 的 {share}），余量 {margin}".format(**test)
    result = {True: "达到规则的要求", False: "没有达到规则的要求", None: "达到要求的："}[found.get("passed")]
    silence = f"（未表决的 {found['deemed']['heads']} 人按规定计入多数）" if found.get("deemed_to") else ""
    yield result + "、".join(map(label.get, found.get("elected", []))) + silence
    insist({**tally, **found} == tally, "重新计出来的，和文件最后一行写的不一样。")
    yield f"和文件写的结果一样。核对号是 {number}，" + ("和公告一样。" if posted else "请和公告对一对。")
    if receipt:
        insist(plain(receipt) in codes, "文件里没有这个回执号。")
        yield f"您的票：{'、'.join(map(label.get, papers[codes.index(plain(receipt))]['choices'])) or '空白'}"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="核对一次表决的公开文件。最后一行是 OK 或 WRONG。")
    for name in ("file", "--posted", "--receipt"):
        parser.add_argument(name)
    sys.stdout.reconfigure(errors="backslashreplace")
    if not "票".encode(sys.stdout.encoding, "ignore"):
        print("This screen has no Chinese: \\u7968 and the like are letters. Try PYTHONIOENCODING=utf-8.")
    asked = parser.parse_args()
    try:
        for sentence in check(open(asked.file, "rb").read(20_000_001), asked.posted, asked.receipt):
            print(sentence if sentence.isprintable() else ascii(sentence))
    except Exception as error:
        insist(False, f"读不了这个文件，它不是表决文件（{type(error).__name__}）。")
    print("OK: the file is whole, and the count is right.")
