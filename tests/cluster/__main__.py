"""``python -m tests.cluster``: a cluster from the command line.

    python -m tests.cluster start --nodes 3 --heap 512m --http 9200
    python -m tests.cluster status | stop | kill N | restart N | jdk
    python -m tests.cluster test [-- ARGUMENTS OF PYTEST]

A cluster is known by ``--dir``, or by ``--http`` alone.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from tests.cluster.account import cache_folder
from tests.cluster.conformance import run_conformance
from tests.cluster.errors import ClusterError, NoJdkError
from tests.cluster.java import find_jdk
from tests.cluster.launch import QUICK
from tests.cluster.nodes import STATE, Cluster

NO_JDK = 3
"""The exit status where there is no JDK, for scripts that go on without."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; give the exit status."""
    given = parser().parse_args(arguments)
    try:
        return COMMANDS[given.command](given)
    except NoJdkError as error:
        print(error, file=sys.stderr)
        return NO_JDK
    except ClusterError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="python -m tests.cluster", description="OpenSearch nodes on loopback"
    )
    commands = made.add_subparsers(dest="command", required=True)
    for name, told in (
        ("start", "start a cluster, or those of its nodes that do not run"),
        ("stop", "end its nodes; its data stays unless --remove is given"),
        ("status", "show its nodes and its colour"),
        ("kill", "end a node at once, as a power cut would"),
        ("restart", "end a node if it runs, and start it"),
        ("test", "run the conformance suite on it; start it first if it does not run"),
        ("jdk", "show the JDK that nodes run on"),
    ):
        command = commands.add_parser(name, help=told, description=told)
        if name == "jdk":
            continue
        command.add_argument(
            "--http", type=int, default=9200, help="the first node's port (9200)"
        )
        command.add_argument("--dir", type=Path, help="the cluster's folder")
        if name in ("start", "test"):
            command.add_argument("--nodes", type=int, default=3, help="how many (3)")
            command.add_argument("--heap", default="512m", help="of each node (512m)")
            command.add_argument(
                "--transport", type=int, help="the first port between nodes (HTTP+100)"
            )
        if name == "start":
            command.add_argument(
                "--quick",
                action="store_true",
                help="start in half the time and be slower then: not for benches",
            )
        if name in ("kill", "restart"):
            command.add_argument("node", type=int, help="its number, from 0")
        if name == "stop":
            command.add_argument(
                "--remove", action="store_true", help="remove its folder as well"
            )
        if name == "test":
            command.add_argument("pytest", nargs="*", help="arguments for pytest")
    return made


def folder_of(given: argparse.Namespace) -> Path:
    """Tell which folder the cluster of a command line has.

    The tests' is another than the developer's, whose data they would mix with theirs.
    One that a test run left behind as it was killed is found by its port, too.
    """
    if given.dir:
        return given.dir
    clusters = cache_folder() / "clusters"
    mine, of_tests = clusters / str(given.http), clusters / f"test-{given.http}"
    if given.command == "test":
        return of_tests
    if given.command == "start" or not (of_tests / STATE).exists():
        return mine
    runs = any(node.pid() for node in Cluster.open(of_tests).nodes)
    return of_tests if runs or not (mine / STATE).exists() else mine


def new_cluster(given: argparse.Namespace) -> Cluster:
    """Make the cluster that a command line tells of."""
    return Cluster(
        folder_of(given),
        given.nodes,
        given.http,
        given.heap,
        first_transport_port=given.transport,
        java_options=QUICK if given.command == "test" or given.quick else "",
    )


def start(given: argparse.Namespace) -> int:
    """Start a cluster and wait until it is green."""
    begun = time.monotonic()
    cluster = new_cluster(given)
    cluster.start()
    cluster.wait_green()
    print(f"green after {time.monotonic() - begun:.1f} s: {' '.join(cluster.hosts)}")
    print(f"data and logs: {cluster.folder}")
    return 0


def stop(given: argparse.Namespace) -> int:
    """End a cluster."""
    cluster = Cluster.open(folder_of(given))
    cluster.stop(given.remove)
    print(f"stopped; {cluster.folder} is {'removed' if given.remove else 'kept'}")
    return 0


def status(given: argparse.Namespace) -> int:
    """Show a cluster; the exit status is 1 unless it is green."""
    cluster = Cluster.open(folder_of(given))
    for node in cluster.nodes:
        pid = node.pid()
        state = "does not run" if pid is None else f"process {pid}"
        print(f"{node.name}  {node.host}  {state}  {node.log}")
    health = cluster.health()
    print("no node answers" if health is None else health["status"])
    return 0 if health is not None and health["status"] == "green" else 1


def kill(given: argparse.Namespace) -> int:
    """Kill a node."""
    Cluster.open(folder_of(given)).kill(given.node)
    return 0


def restart(given: argparse.Namespace) -> int:
    """Restart a node."""
    Cluster.open(folder_of(given)).restart(given.node)
    return 0


def test(given: argparse.Namespace) -> int:
    """Run the conformance suite."""
    # Ended in good order where CI ends it: with the nodes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # Shells let what they start in the background ignore it, and pytest would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return run_conformance(new_cluster(given), given.pytest)


def jdk(given: argparse.Namespace) -> int:
    """Show the JDK."""
    found = find_jdk()
    print(f"Java {found.major}: {found.home}")
    return 0


COMMANDS = {
    command.__name__: command
    for command in (start, stop, status, kill, restart, test, jdk)
}

if __name__ == "__main__":
    sys.exit(main())
