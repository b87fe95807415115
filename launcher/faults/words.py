"""What the scenarios of `make faults` say: (English, Chinese), by key."""

from launcher.sentences import language

WORDS = {
    "begin": ("{name}  SEED={seed}{size}", "{name}  SEED={seed}{size}"),
    "small": ("  (small)", "  （小规模）"),
    "bound": ("{label:<58}{value:>10}   {bound}", "{label:<46}{value:>10}   {bound}"),
    "most": ("at most {limit}", "最多 {limit}"),
    "least": ("at least {limit}", "至少 {limit}"),
    "broken": ("   BROKEN", "   没守住"),
    "skipped": ("{name}: skipped, {why}", "{name}：略过，{why}"),
    "needs_root": ("a small disk can only be mounted by root", "只有 root 能挂载小磁盘"),
    "needs_git": ("the earlier code is read from git", "旧代码要从 git 里取"),
    "end": (
        "{verdict} {seconds:.0f} s, load of the machine {load}",
        "{verdict}用时 {seconds:.0f} 秒，机器负载 {load}",
    ),
    "messages": ("messages that were due", "到期消息"),
    "lost": ("lost", "丢失"),
    "twice": ("told twice", "重复告知"),
    "again": ("taken again under one Message-ID", "同一 Message-ID 再次收下"),
    "early": ("told more than a minute too early", "提前一分钟以上告知"),
    "unfinished": ("without an end state", "没有终态"),
    "slowest_inbox": ("longest wait for the inbox, s", "站内信最久等待（秒）"),
    "slowest_sms": ("longest wait for a text message, s", "短信最久等待（秒）"),
    "slowest_mail": ("longest wait for an e-mail, s", "电子邮件最久等待（秒）"),
    "retried_550": ("tried again after a 550", "550 之后仍重试"),
    "unseen": ("failed, and not on the page for staff", "失败了但工作人员页面上没有"),
    "failed_rows": (
        "ended as failed (550, and no answer after the dot)",
        "以“没送到”结束（550、点号后掉线）",
    ),
    "pages": ("pages asked for", "请求的页面"),
    "pages_failed": ("pages that failed", "失败的页面"),
    "pages_5xx": ("answers 5xx", "5xx 回答"),
    "pages_p50": ("pages, median, s", "页面中位数（秒）"),
    "pages_p99": ("pages, p99, s", "页面 p99（秒）"),
    "post_p99": ("posting with a nudge, p99, s", "发消息并提醒 worker，p99（秒）"),
    "back": ("until everything had left after the queue was back, s", "队列恢复后全部发完（秒）"),
    "kills": ("kills", "SIGKILL 次数"),
    "resumed": ("longest until a message moved again after a kill, s", "被杀后最久恢复（秒）"),
    "voters": ("voters", "投票人"),
    "posts": ("posts of their votes", "投票请求"),
    "posts_broken": ("of them broken off by a kill", "其中被杀断的"),
    "votes_off": ("votes in the count, beside one for each voter", "计票与每人一票之差"),
    "tally_off": ("choices in the tally that nobody made", "计票中无人作出的选择"),
    "not_told": ("voters who never heard a yes", "始终没得到确认的人"),
    "moved_on": ("requests that went to the second web process", "转到第二个进程的请求"),
    "reloads": ("reloads by SIGHUP", "SIGHUP 重载"),
    "stops": ("web processes stopped by SIGTERM", "SIGTERM 停止的 web 进程"),
    "migrations": ("migrations applied under load", "负载下应用的迁移"),
    "half_saved": ("half-saved issues", "只存了一半的问题"),
    "unclear_answers": ("answers that were neither saved nor a 503", "既没保存也不是 503 的回答"),
    "saw_503": ("clear refusals (503) while full", "磁盘满时的明确拒绝（503）"),
    "recovered": ("until it saved again once there was room, s", "有空间后恢复保存（秒）"),
    "at": ("{seconds:>8.1f} s  {what}", "{seconds:>8.1f} 秒  {what}"),
}


def words(key: str, **values: object) -> str:
    english, chinese = WORDS[key]
    return (chinese if language() == "zh" else english).format(**values)
