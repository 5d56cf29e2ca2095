"""The conformance suite: the tests that every engine has to pass, on a cluster."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.cluster.errors import ClusterError
from tests.cluster.nodes import Cluster, health_at

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = ROOT / "tests" / "conformance.txt"
"""A test file a line, as pytest is given it; lines from ``#`` are comments."""

SIDE_BY_SIDE = ("-n", "2", "--dist", "loadscope")
"""While the one waits for the cluster the other works."""

NO_TESTS = 5
"""pytest's exit status where there was none to run."""


def conformance_tests(file: Path = LIST) -> list[str]:
    """Read which tests are of the suite.

    Raises
    ------
    ClusterError
        A file that is named is not there, or none is named.
    """
    lines = [line.partition("#")[0].strip() for line in file.read_text().splitlines()]
    tests = [line for line in lines if line]
    if not tests:
        raise ClusterError(f"{file} names no test")
    for test in tests:
        path = ROOT / test.partition("::")[0]
        if not path.is_file():
            raise ClusterError(f"{file} names {test}, and there is no file {path}")
    return tests


def run_conformance(cluster: Cluster, arguments: Sequence[str] = ()) -> int:
    """Run the suite on a cluster, and give pytest's exit status.

    A cluster that runs is used and left running; one that does not is started, and
    removed with its data afterwards. ``TRACUU_TEST_HOSTS``, where it is set, names the
    nodes of another one to use.
    """
    tests = conformance_tests()
    if hosts := os.environ.get("TRACUU_TEST_HOSTS"):
        return _run(tests, hosts.split(","), arguments)
    health = health_at(cluster.hosts[0])
    if health is not None:
        ours = {int(host.rpartition(":")[2]) for host in cluster.hosts}
        hosts_there = [host for host in cluster.hosts if health_at(host) is not None]
        print(f"OpenSearch runs at {len(hosts_there)} of the ports {sorted(ours)}")
        return _run(tests, hosts_there, arguments)
    begun = time.monotonic()
    with cluster:
        print(
            f"{len(cluster.hosts)} nodes, green after {time.monotonic() - begun:.1f} s"
        )
        return _run(tests, cluster.hosts, arguments)


def _run(tests: list[str], hosts: Sequence[str], arguments: Sequence[str]) -> int:
    print(f"Conformance suite on OpenSearch at {', '.join(hosts)}", flush=True)
    # Tests that start nodes of their own have to hear of a signal to end, which
    # pytest's processes side by side do not; the others start nothing.
    alone = [test for test in tests if Path(test).name.startswith("test_cluster_")]
    others = [test for test in tests if test not in alone]
    statuses = []
    for chosen, processes in ((others, SIDE_BY_SIDE), (alone, ())):
        if chosen:
            statuses.append(_pytest([*processes, *chosen, *arguments], hosts))
    # One of the two may have none of the tests that the arguments choose.
    failed = [status for status in statuses if status not in (0, NO_TESTS)]
    return failed[0] if failed else min(statuses)


def _pytest(arguments: Sequence[str], hosts: Sequence[str]) -> int:
    with subprocess.Popen(
        # An empty -m: whatever the settings leave out, this suite does not.
        [sys.executable, "-m", "pytest", "-q", "-m", "", *arguments],
        cwd=ROOT,
        env=os.environ
        | {"TRACUU_TEST_ENGINE": "opensearch", "TRACUU_TEST_HOSTS": ",".join(hosts)},
    ) as process:
        try:
            return process.wait()
        except SystemExit:
            # Told to end: so is pytest, and ends what its tests have started. At
            # Ctrl-C the terminal tells it, and a second word would cut that short.
            process.send_signal(signal.SIGINT)
            raise
