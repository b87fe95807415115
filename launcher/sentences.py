"""What the launcher says, in English and Chinese; chosen by LC_ALL, LC_MESSAGES or LANG."""

import os

SENTENCES: dict[str, tuple[str, str]] = {
    # --- why it will not start: each names the setting or the thing, and says what to do
    "setting_port": (
        "The setting PORT is {value!r}. Write a number from 1 to 65535, such as PORT=8000.",
        "设置 PORT 现在是 {value!r}。请写一个 1 到 65535 之间的数字，例如 PORT=8000。",
    ),
    "setting_host": (
        "The setting HOST is {value!r}, which is no address of this machine. Write 127.0.0.1, or 0.0.0.0 for all.",
        "设置 HOST 现在是 {value!r}，不是这台机器的地址。请写 127.0.0.1，或写 0.0.0.0 表示全部地址。",
    ),
    "setting_flag": (
        "The setting {name} is {value!r}. Write 1 for yes or 0 for no.",
        "设置 {name} 现在是 {value!r}。请写 1（是）或 0（否）。",
    ),
    "setting_var_dir": (
        "The setting VAR_DIR is {value}, and nothing can be written there ({why}). Name a folder of yours.",
        "设置 VAR_DIR 现在是 {value}，那里写不进去（{why}）。请换一个您能写入的文件夹。",
    ),
    "setting_database": (
        "The setting DATABASE_URL is not a PostgreSQL address ({why}). Write "
        "postgresql://user:password@host:5432/name, or leave it out to use the embedded server.",
        "设置 DATABASE_URL 不是 PostgreSQL 地址（{why}）。请写成 postgresql://user:password@host:5432/name，"
        "或者去掉它，使用自带的数据库。",
    ),
    "setting_redis": (
        "The setting REDIS_URL is not a Redis address ({why}). Write redis://:password@host:6379/0, "
        "or leave it out to use the embedded server.",
        "设置 REDIS_URL 不是 Redis 地址（{why}）。请写成 redis://:password@host:6379/0，或者去掉它，使用自带的服务。",
    ),
    "url_signs": (
        "a port is a number, and in a password / ? # [ ] @ : % are written %2F %3F %23 %5B %5D %40 %3A %25",
        "端口是一个数字；密码里的 / ? # [ ] @ : % 要写成 %2F %3F %23 %5B %5D %40 %3A %25",
    ),
    "setting_secret": (
        "The setting SECRET_KEY is shorter than 32 characters. Write a long random one, "
        "or leave it out and one is made in VAR_DIR.",
        "设置 SECRET_KEY 不足 32 个字符。请写一个够长的随机串，或者去掉它，启动时会在 VAR_DIR 里生成一个。",
    ),
    "setting_hosts": (
        "HOST is {value}, and nobody said which names the site answers to. Set ALLOWED_HOSTS, such as "
        "ALLOWED_HOSTS=linli.example.org, or set DEMO=1 to accept any.",
        "HOST 是 {value}，但没有说明网站用哪些域名。请设置 ALLOWED_HOSTS，例如 "
        "ALLOWED_HOSTS=linli.example.org，或者设置 DEMO=1 接受任何域名。",
    ),
    "database_unreachable": (
        "The database named by DATABASE_URL does not answer: {why}. Start it or correct DATABASE_URL.",
        "DATABASE_URL 指定的数据库没有回应：{why}。请先启动它，或改正 DATABASE_URL。",
    ),
    "database_old": (
        "The database named by DATABASE_URL is PostgreSQL {found}. Linli needs PostgreSQL 15 or newer.",
        "DATABASE_URL 指定的数据库是 PostgreSQL {found}。邻里需要 PostgreSQL 15 或更新的版本。",
    ),
    "redis_unreachable": (
        "The server named by REDIS_URL does not answer: {why}. Start it or correct REDIS_URL.",
        "REDIS_URL 指定的服务没有回应：{why}。请先启动它，或改正 REDIS_URL。",
    ),
    "redis_password": (
        "The server named by REDIS_URL does not take the password in it, or wants one. "
        "Write redis://:password@host:6379/0.",
        "REDIS_URL 指定的服务不接受其中的密码，或者需要密码。请写成 redis://:password@host:6379/0。",
    ),
    "redis_old": (
        "The server named by REDIS_URL is Redis {found}. Linli needs Redis 7 or newer, or Valkey.",
        "REDIS_URL 指定的服务是 Redis {found}。邻里需要 Redis 7 或更新的版本，或者 Valkey。",
    ),
    "redis_evicts": (
        "Note: the server named by REDIS_URL may drop queued work (maxmemory-policy {policy}). Set noeviction.",
        "提醒：REDIS_URL 指定的服务可能丢掉排队的任务（maxmemory-policy {policy}）。请设为 noeviction。",
    ),
    "port_in_use": (
        "Port {port} on {host} is in use by another program. Stop that one, or choose another: PORT={other} make run",
        "{host} 的端口 {port} 已被别的程序占用。请停掉那个程序，或换一个端口：PORT={other} make run",
    ),
    "port_forbidden": (
        "Port {port} needs rights this account has not. Choose one above 1023: PORT=8000 make run",
        "这个账号没有使用端口 {port} 的权限。请换一个大于 1023 的端口：PORT=8000 make run",
    ),
    "already_running": (
        "Linli is already running on {var_dir}. Stop that one (Ctrl-C there), or start a second copy beside it: "
        "VAR_DIR=var2 PORT={other} make run",
        "邻里已经在 {var_dir} 上运行。请先停掉那一个（在那边按 Ctrl-C），或者另开一份：VAR_DIR=var2 PORT={other} make run",
    ),
    "not_running": (
        "Linli is not running on {var_dir}. Start it first with: make run",
        "邻里没有在 {var_dir} 上运行。请先启动：make run",
    ),
    "no_postgres": (
        "No PostgreSQL server was found. Install PostgreSQL 15 or newer (Debian, Ubuntu: apt-get install postgresql), "
        "or set DATABASE_URL to a server you have.",
        "没有找到 PostgreSQL。请安装 PostgreSQL 15 或更新的版本（Debian、Ubuntu：apt-get install postgresql），"
        "或者用 DATABASE_URL 指定一个现有的数据库。",
    ),
    "old_postgres": (
        "The PostgreSQL found at {path} is {found}. Install PostgreSQL 15 or newer, or set DATABASE_URL.",
        "在 {path} 找到的 PostgreSQL 是 {found}。请安装 PostgreSQL 15 或更新的版本，或者设置 DATABASE_URL。",
    ),
    "no_valkey": (
        "No Valkey or Redis server was found. Install Valkey or Redis 7 (Debian, Ubuntu: apt-get install redis-server), "
        "or set REDIS_URL to a server you have.",
        "没有找到 Valkey 或 Redis。请安装 Valkey 或 Redis 7（Debian、Ubuntu：apt-get install redis-server），"
        "或者用 REDIS_URL 指定一个现有的服务。",
    ),
    "no_account": (
        "PostgreSQL refuses to run as root and none of these accounts could be used: {names}. "
        "Start Linli as an ordinary user, or set DATABASE_URL.",
        "PostgreSQL 不能以 root 运行，而这些账号都用不了：{names}。请用普通用户启动邻里，或者设置 DATABASE_URL。",
    ),
    "foreign_data": (
        "{path} belongs to another account. Start Linli as that account, or name another folder with VAR_DIR.",
        "{path} 属于另一个账号。请用那个账号启动邻里，或用 VAR_DIR 换一个文件夹。",
    ),
    "closed_data": (
        "{path} holds the database, but the account {account} that runs it can no longer reach that folder. "
        "Give the folder back its rights, or name another with VAR_DIR.",
        "数据库放在 {path}，但运行数据库的账号 {account} 已经进不去了。请恢复文件夹的权限，或用 VAR_DIR 换一个。",
    ),
    "other_version": (
        "{path} was made by PostgreSQL {made} and the one found is {found}. Install PostgreSQL {made}, "
        "or name another folder with VAR_DIR.",
        "{path} 是 PostgreSQL {made} 建的，而找到的是 {found}。请安装 PostgreSQL {made}，或用 VAR_DIR 换一个文件夹。",
    ),
    "service_failed": (
        "{name} did not start. The last lines of {log}:\n{tail}",
        "{name} 没有启动成功。{log} 的最后几行：\n{tail}",
    ),
    "step_failed": (
        "“{step}” failed ({code}). The last lines of {log}:\n{tail}",
        "“{step}”没有完成（{code}）。{log} 的最后几行：\n{tail}",
    ),
    "ended_during": (
        "{name} was ended from outside ({code}) during “{step}”. Start again: make run. Its log: {log}",
        "“{step}”还没做完，{name} 就被外部停掉了（{code}）。请重新启动：make run。日志：{log}",
    ),
    "disk_full": (
        "Only {free} MB are free where {path} lies, and Linli needs {needed} MB. Make room, "
        "or name a folder on another disk with VAR_DIR.",
        "{path} 所在的磁盘只剩 {free} MB，邻里需要 {needed} MB。请腾出空间，或用 VAR_DIR 换到别的磁盘。",
    ),
    "file_failed": (
        "{path} cannot be used ({why}). Make room or give back its rights, then start again.",
        "{path} 用不了（{why}）。请腾出空间或恢复权限，再重新启动。",
    ),
    "web_failed": (
        "The web server did not answer at {url}. The last lines of {log}:\n{tail}",
        "网站没有在 {url} 回应。{log} 的最后几行：\n{tail}",
    ),
    "no_browser": (
        "The browser tests need Chromium and it could not be installed. As root: apt-get install -y chromium; "
        "or as yourself: .venv/bin/playwright install chromium. What was tried:\n{tail}",
        "浏览器测试需要 Chromium，但没有装上。以 root 运行：apt-get install -y chromium；"
        "或以您自己的账号运行：.venv/bin/playwright install chromium。已经试过：\n{tail}",
    ),
    "no_pango": (
        "Making PDFs needs the Pango libraries and they could not be installed. As root: apt-get install -y {packages}. "
        "What was tried:\n{tail}",
        "生成 PDF 需要 Pango 库，但没有装上。以 root 运行：apt-get install -y {packages}。已经试过：\n{tail}",
    ),
    "pango_note": (
        "Note: PDFs cannot be made until the Pango libraries are installed. As root: apt-get install -y {packages}",
        "提醒：装上 Pango 库之前不能生成 PDF。以 root 运行：apt-get install -y {packages}",
    ),
    "unknown_command": (
        "Unknown command {value!r}. One of: {known}.",
        "不认识的命令 {value!r}。可以用：{known}。",
    ),
    # --- what it says while it runs
    "starting": ("Starting {name}.", "正在启动 {name}。"),
    "preparing": ("Preparing the database.", "正在准备数据库。"),
    "demo_loading": (
        "Loading the demo, the first time only.",
        "正在装入演示数据，只有第一次需要。",
    ),
    "ready": (
        "Linli is up after {seconds:.1f} s: {url}",
        "邻里已启动，用时 {seconds:.1f} 秒：{url}",
    ),
    "demo_on": (
        "Demo: anyone who opens this address can enter as one of these invented people.",
        "演示模式：打开这个地址的人，都可以用下面虚构人物的身份进入。",
    ),
    "demo_wide": (
        "Note: DEMO is on and HOST is {value}: everyone on the network can enter. Put no real data here.",
        "提醒：DEMO 已打开，HOST 是 {value}：网络上的任何人都能进入。请勿放入真实资料。",
    ),
    "how_to_stop": ("Stop with Ctrl-C. Logs: {log}", "按 Ctrl-C 停止。日志：{log}"),
    "died": (
        "{name} stopped by itself ({code}); starting it again in {delay:.1f} s. See {log}",
        "{name} 自己停了（{code}）；{delay:.1f} 秒后重新启动。请看 {log}",
    ),
    "stopping": ("Stopping.", "正在停止。"),
    "stopped": ("Stopped.", "已停止。"),
    "worker_ready": (
        "An extra worker on {var_dir}. Stop with Ctrl-C.",
        "在 {var_dir} 上多开了一个 worker。按 Ctrl-C 停止。",
    ),
    "installing": ("Installing {what}.", "正在安装 {what}。"),
    "bench_filling": ("Filling up to {count} of them", "正在补足到 {count} 条"),
    "bench_saved": ("Saved in {path}", "已保存到 {path}"),
    "faults_unknown": (
        "There is no fault test called {value!r}. One of: {known}.",
        "没有名为 {value!r} 的故障测试。可以用：{known}。",
    ),
    "faults_number": (
        "The setting {name} is {value!r}. Write a number above zero.",
        "设置 {name} 现在是 {value!r}。请写一个大于零的数字。",
    ),
    "faults_size": (
        "The setting SIZE is {value!r}. Write small, or leave it out.",
        "设置 SIZE 现在是 {value!r}。请写 small，或者不写。",
    ),
    "faults_need_dev": (
        "The fault tests need the development requirements (the SMTP server is aiosmtpd). Start them with: make faults",
        "故障测试需要开发依赖（SMTP 服务器用的是 aiosmtpd）。请这样启动：make faults",
    ),
    "faults_held": ("Held.", "全部通过。"),
    "faults_broken": ("Broken.", "没有通过。"),
    "hosts_unknown": (
        "There is no machine called {value!r} that is cut off. One of: {known}.",
        "没有名为 {value!r}、可以断开的机器。可以用：{known}。",
    ),
    "hosts_lacks": (
        "`make hosts` builds machines of network namespaces and needs the program {program!r}. Install it "
        "(Debian, Ubuntu: apt-get install iproute2 util-linux).",
        "`make hosts` 用网络命名空间搭出几台机器，需要程序 {program!r}。请先安装（Debian、Ubuntu："
        "apt-get install iproute2 util-linux）。",
    ),
    "hosts_forbidden": (
        "This system gives no network namespace to this account. Allow user namespaces, or start it as root.",
        "系统不允许这个账号建立网络命名空间。请放开用户命名空间，或以 root 运行。",
    ),
    "hosts_network": (
        "The network of the trial could not be built: {why}",
        "没能搭出试验用的网络：{why}",
    ),
    "bench_skipped": ("{name}: skipped, {path} answered {status}", "{name}：略过，{path} 返回 {status}"),
}


def language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def say(key: str, **values: object) -> str:
    english, chinese = SENTENCES[key]
    return (chinese if language() == "zh" else english).format(**values)


class Stop(Exception):
    """The launcher cannot go on; the message is a sentence for the person who started it."""

    code = 1  # that it ends with

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        super().__init__(say(key, **values))
