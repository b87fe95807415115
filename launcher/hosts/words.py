"""What `make hosts` says beside the words of `make faults`."""

from launcher.faults.words import WORDS, words

WORDS |= {
    "hosts_head": (
        "cut off    may fail for  all well after   requests  failed in   later   last failed   slowest",
        "断开的机器  允许失败(秒)  全部恢复(秒)  请求  时限内失败  时限外失败  最后失败(秒)  最慢(秒)",
    ),
    "hosts_row": (
        "{host:<8}{allowed:>13.1f} s{well:>14.1f} s{requests:>11}{within:>11}{outside:>8}{last:>12.1f} s"
        "{slowest:>8.1f} s",
        "{host:<10}{allowed:>14.1f}{well:>14.1f}{requests:>8}{within:>12}{outside:>12}{last:>14.1f}{slowest:>10.1f}",
    ),
    "requests": ("requests", "请求"),
    "failed_within": ("failed in the seconds that noticing needs", "在察觉所需的几秒内失败的请求"),
    "failed_outside": ("failed at any other time", "其他时间失败的请求"),
    "odd_answers": ("answers that were neither a page nor a failure", "既不是页面也不是失败的回答"),
    "issues_saved": ("issues of which somebody was told “saved”", "已回答“保存成功”的问题"),
    "issues_lost": ("of them not in the database", "其中数据库里没有的"),
    "issues_twice": ("issues saved twice", "重复保存的问题"),
    "longest_well": ("longest until all was well after a cut, s", "断开后最久恢复（秒）"),
    "cuts": ("machines cut off", "断开的机器"),
}

__all__ = ["words"]
