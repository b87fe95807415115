"""`make hosts`: two web hosts, two worker hosts, a primary and a replica; one of each is cut off mid-load.

All are network namespaces of this machine, and whoever is cut off vanishes without a word. `ARGS="web1 db2"`
cuts only those, SIZE=small each kind once and for ten seconds; SEED= decides the order. The primary comes
last, and for good: the replica takes its place. Figures go to OUT=, or into var/hosts as JSON.
"""

import importlib.util
import os
import sys
from collections.abc import Sequence

from launcher import options
from launcher.hosts.network import PLACES, Network, enter
from launcher.sentences import Stop


def hosts(words: Sequence[str]) -> None:
    from launcher.hosts import trial

    for word in words:
        if word not in trial.CAN_BE_CUT:
            raise Stop("hosts_unknown", value=word, known=", ".join(trial.CAN_BE_CUT))
    seed, small = options.count("SEED", 1), os.environ.get("SIZE", "").strip().lower() == "small"
    if importlib.util.find_spec("aiosmtpd") is None:
        raise Stop("faults_need_dev")
    enter(words)
    with Network(list(PLACES)) as network:
        if not trial.run(network, words, seed=seed, small=small):
            sys.exit(1)
