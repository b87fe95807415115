"""The house of `make faults`, spread over nine machines: `House` with a network under it."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from launcher import processes
from launcher.faults.house import House
from launcher.hosts import machines
from launcher.hosts.machines import Machines
from launcher.hosts.network import PLACES, STREET, Network, address
from launcher.options import PROJECT, Options
from launcher.run import beat_command, manage, tell, web_command, worker_command
from launcher.sentences import say
from launcher.supervisor import Unit

WEB, FRONT = 8000, 80
WEBS, WORKS = ("web1", "web2"), ("work1", "work2")


class Estate(House):
    ground: Callable[[Path], Machines] = Machines
    judge = address(STREET)
    network: Network

    def _settings(self) -> dict[str, str]:
        text = f"json://{self.judge}:{self.gateway.port}/send?:to={{phone}}&+Idempotency-Key={{key}}"
        return super()._settings() | {"EMAIL_HOST": address("mail"), "SMS_GATEWAY": text}

    def _start_ground(self, prepare: bool) -> None:
        self.book.touch()
        self.mood.touch()
        for key in ("DATABASE_URL", "REDIS_URL"):
            self._add_member(key)
        post = [sys.executable, "-m", "launcher.faults.mail_server", f"{address('mail')}:{self.mail_port}"]
        self.add("mail", [*post, str(self.book), str(self.mood)], rank=0)
        tell(say("preparing"))
        self.step("prepare", manage("prepare"))
        self.services.copy()
        self._add_member("FOLLOWER")

    def _add_member(self, key: str) -> None:
        member = self.services.members[key]
        self.add(member.name, member.start, log=member.log, sig=member.stop_signal, rank=0)

    def add(self, name: str, start, *, environment=None, cwd=PROJECT, **more) -> Unit:
        """On the machine of that name; "beat1" and "worker1" are on "work1"."""
        host = name.replace("beat", "work").replace("worker", "work")
        if isinstance(start, list):
            command, log, settings = start, self.log(name), self.environment | (environment or {})
            start = lambda: processes.spawn(command, log=log, env=settings, cwd=cwd)  # noqa: E731
        return super().add(name, lambda: self.network.inside(host, start), **more)

    def command(self, name: str) -> list[str]:
        if name in WEBS:
            return web_command(Options(address(name), address(name), WEB, self.var_dir, False, {}))
        if name.startswith("worker"):
            return worker_command(self.chosen, name=name)
        if name.startswith("beat"):
            return [*beat_command(self.chosen), "--schedule", str(self.var_dir / name)]
        hosts = [f"{address(host)}:{WEB}" for host in WEBS]
        return [sys.executable, "-m", "launcher.hosts.balancer", f"{address('front')}:{FRONT}", *hosts]

    def start_all(self) -> None:
        lists = {"DATABASE_REPLICA_URL": machines.url("db2")}
        self.start("front", "web1", "web2", "worker1", "worker2", "beat1", "beat2", web1=lists, web2=lists)

    # --- pulling cables -------------------------------------------------------------------------------------

    def cut(self, host: str) -> None:
        self.note(f"{host} is cut off")
        self.network.cut(host)

    def mend(self, host: str) -> None:
        self.network.mend(host)
        self.note(f"{host} is on the net again")


def hosts_of(names: Sequence[str]) -> list[str]:
    return [name for name in names if name in PLACES]
