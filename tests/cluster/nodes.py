"""A cluster of nodes on loopback: start it, wait for it, break it, end it."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.cluster.account import cache_folder, make_folder
from tests.cluster.errors import ClusterError
from tests.cluster.java import find_jdk
from tests.cluster.launch import java_command
from tests.cluster.node import Node
from tests.cluster.server import server_home

STATE = "cluster.json"
COLOURS = ("red", "yellow", "green")


class Cluster:
    """OpenSearch nodes on loopback, kept in a folder, numbered from 0.

    Several run side by side where their folders and ports differ. The nodes outlive
    the program that started them: `Cluster.open` finds them again by the folder.
    As a context manager it is started and green inside, and ended after; its data is
    removed then, unless the folder held a cluster before.

    Parameters
    ----------
    folder : Path, optional
        Where data, settings and logs are; without it one below the cache folder,
        named by the port. Where root starts it, a folder that everybody may enter.
    n_nodes : int
        How many nodes.
    first_http_port : int
        Where the first listens to clients; the others at the ports after it.
        0: at free ports.
    heap : str
        The heap of each JVM, such as ``512m`` or ``4g``.
    first_transport_port : int, optional
        Where they listen to each other: 100 above `first_http_port` if not given.
    settings : mapping of str to JSON values, optional
        Further lines of each node's ``opensearch.yml``.
    java_options : str
        Further options of each JVM. `launch.QUICK` starts sooner.

    Raises
    ------
    ClusterError
        By all methods: with what is wrong, and the end of a node's log.
    """

    def __init__(
        self,
        folder: Path | None = None,
        n_nodes: int = 3,
        first_http_port: int = 9200,
        heap: str = "512m",
        *,
        first_transport_port: int | None = None,
        settings: Mapping[str, object] | None = None,
        java_options: str = "",
    ) -> None:
        if n_nodes < 1:
            raise ClusterError(f"a cluster has one node or more, not {n_nodes}")
        if first_http_port:
            after = first_transport_port or first_http_port + 100
            http = [first_http_port + n for n in range(n_nodes)]
            transport = [after + n for n in range(n_nodes)]
        else:
            ports = free_ports(2 * n_nodes)
            http, transport = ports[:n_nodes], ports[n_nodes:]
        if max(http + transport) > 65535 or set(http) & set(transport):
            raise ClusterError(f"these ports cannot be: {http} and {transport}")
        if folder is None:
            # A port that is free today may have been another cluster's.
            name = str(first_http_port or f"{http[0]}-{secrets.token_hex(4)}")
            folder = cache_folder() / "clusters" / name
        self.folder = folder.resolve()
        self.heap = heap
        self.settings = dict(settings or {})
        self.java_options = java_options
        self.nodes = tuple(
            Node(n, self.folder / f"node-{n}", http[n], transport[n])
            for n in range(n_nodes)
        )

    @classmethod
    def open(cls, folder: Path) -> Cluster:
        """Find the cluster of a folder that a program started, and may have left."""
        file = folder.resolve() / STATE
        try:
            state = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            raise ClusterError(f"{folder} holds no cluster") from None
        cluster = cls(
            folder,
            len(state["http"]),
            heap=state["heap"],
            settings=state["settings"],
            java_options=state["java_options"],
        )
        cluster.nodes = tuple(
            Node(n, cluster.folder / f"node-{n}", http, transport)
            for n, (http, transport) in enumerate(
                zip(state["http"], state["transport"], strict=True)
            )
        )
        return cluster

    @property
    def hosts(self) -> list[str]:
        """The addresses for clients: that of node n at n."""
        return [node.host for node in self.nodes]

    def start(self) -> None:
        """Start all nodes that do not run, at once, without waiting for them."""
        java, server = self._java(), server_home()
        self._check_folder()
        waiting = [node for node in self.nodes if node.pid() is None]
        check_free([port for n in waiting for port in (n.http_port, n.transport_port)])
        make_folder(self.folder)
        state = {
            "http": [node.http_port for node in self.nodes],
            "transport": [node.transport_port for node in self.nodes],
            "heap": self.heap,
            "settings": self.settings,
            "java_options": self.java_options,
        }
        (self.folder / STATE).write_text(json.dumps(state), "utf-8")
        for node in waiting:
            node.folder.mkdir(exist_ok=True)
            node.configure(server, self._shared_settings() | self.settings)
            node.start(server, java)

    def _java(self) -> list[str]:
        # The JDK first: where there is none, nothing need be fetched.
        jdk = find_jdk()
        return java_command(server_home(), jdk, self.heap, self.java_options)

    def _check_folder(self) -> None:
        # Data of one cluster is of no use to another, and is somebody's.
        if not (self.folder / STATE).exists():
            return
        there = Cluster.open(self.folder)
        running = any(node.pid() for node in there.nodes)
        if len(there.nodes) != len(self.nodes) or (
            running and there.hosts != self.hosts
        ):
            raise ClusterError(
                f"{self.folder} holds a cluster of {len(there.nodes)} nodes at "
                f"{' '.join(there.hosts)}; stop and remove that one first, or name "
                "another folder"
            )

    def _shared_settings(self) -> dict[str, object]:
        shared: dict[str, object] = {
            "cluster.name": f"tracuu-{self.nodes[0].http_port}"
        }
        if len(self.nodes) == 1:
            return shared | {"discovery.type": "single-node"}
        return shared | {
            "discovery.seed_hosts": [
                f"127.0.0.1:{node.transport_port}" for node in self.nodes
            ],
            "cluster.initial_cluster_manager_nodes": [n.name for n in self.nodes],
        }

    def wait_green(self, seconds: float = 180) -> None:
        """Wait until all nodes are there and no copy of a shard is missing."""
        self.wait_for("green", seconds)

    def wait_for(
        self, colour: str, seconds: float = 180, n_nodes: int | None = None
    ) -> None:
        """Wait until the cluster is of a colour or better, with so many nodes.

        Parameters
        ----------
        n_nodes : int, optional
            How many nodes have to be in it at least; all if not given.
        """
        needed = len(self.nodes) if n_nodes is None else n_nodes
        deadline = time.monotonic() + seconds
        while True:
            health = self.health()
            if (
                health is not None
                and COLOURS.index(health["status"]) >= COLOURS.index(colour)
                and health["number_of_nodes"] >= needed
            ):
                return
            running = [node for node in self.nodes if node.pid() is not None]
            if len(running) < needed:
                (dead, *_) = [node for node in self.nodes if node not in running]
                raise ClusterError(
                    f"{dead.name} does not run; its log, {dead.log}, ends so:\n"
                    + dead.last_words()
                )
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"the cluster in {self.folder} is not {colour} with {needed} nodes "
                    f"after {seconds:g} s; its health is {health}, and the log of "
                    f"{running[0].name} ends so:\n{running[0].last_words()}"
                )
            time.sleep(0.2)

    def wait_answering(self, n: int, seconds: float = 180) -> None:
        """Wait until node n itself answers clients as a member of the cluster."""
        deadline = time.monotonic() + seconds
        node = self.node(n)
        while health_at(node.host) is None:
            if node.pid() is None or time.monotonic() > deadline:
                raise ClusterError(
                    f"{node.name} does not answer; its log, {node.log}, ends so:\n"
                    + node.last_words()
                )
            time.sleep(0.2)

    def health(self) -> dict | None:
        """What the first node that answers tells of the cluster; None: none does."""
        for host in self.hosts:
            if (health := health_at(host)) is not None:
                return health
        return None

    def node(self, n: int) -> Node:
        """Give node n."""
        if not 0 <= n < len(self.nodes):
            raise ClusterError(
                f"expected a node of 0 to {len(self.nodes) - 1}, not {n}"
            )
        return self.nodes[n]

    def kill(self, n: int) -> None:
        """End node n at once, as a power cut would (kill -9)."""
        self.node(n).end(signal.SIGKILL)

    def pause(self, n: int) -> None:
        """Make node n hang: its connections stay open and nothing answers."""
        self.node(n).send(signal.SIGSTOP)

    def resume(self, n: int) -> None:
        """Let a node that hangs go on."""
        self.node(n).send(signal.SIGCONT)

    def restart(self, n: int, seconds: float = 180) -> None:
        """End node n if it runs, start it, and wait until it answers."""
        self.node(n).end()
        self.start_node(n)
        self.wait_answering(n, seconds)

    def start_node(self, n: int) -> None:
        """Start node n, with the data that it has, without waiting for it."""
        node = self.node(n)
        if node.pid() is not None:
            raise ClusterError(f"{node.name} runs already")
        if not node.folder.exists():
            raise ClusterError(f"{node.folder} is not there: start the cluster first")
        check_free([node.http_port, node.transport_port])
        node.start(server_home(), self._java())

    def stop(self, remove: bool = False) -> None:
        """End all nodes; with `remove`, remove the folder and all data as well."""
        running = [node for node in self.nodes if node.pid() is not None]
        for node in running:
            # All are told before one is waited for.
            node.send(signal.SIGTERM)
        for node in running:
            node.end()
        if remove and (self.folder / STATE).exists():
            shutil.rmtree(self.folder)

    def __enter__(self) -> Cluster:
        self._found = (self.folder / STATE).exists()
        try:
            self.start()
            self.wait_green()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop(remove=not self._found)


_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks loopback, whatever proxy the environment names for the rest."""


def health_at(host: str, seconds: float = 5) -> dict | None:
    """Ask a node for the cluster's health; None: it does not answer with it."""
    try:
        with _DIRECT.open(
            f"{host}/_cluster/health?timeout=1s", timeout=seconds
        ) as told:
            health = json.load(told)
    except urllib.error.HTTPError as error:
        error.close()
        return None
    except (OSError, ValueError):
        return None
    return health if isinstance(health, dict) and "number_of_nodes" in health else None


def check_free(ports: list[int]) -> None:
    """Raise `ClusterError` where another program listens at one of the ports."""
    for port in ports:
        with socket.socket() as listening:
            # As Java does: a connection that just ended is no hindrance.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listening.bind(("127.0.0.1", port))
            except OSError as error:
                raise ClusterError(
                    f"port {port} of 127.0.0.1 is taken ({error.strerror}); "
                    "choose others, or 0 for free ones"
                ) from None


def free_ports(n_ports: int) -> list[int]:
    """Find ports of loopback at which nobody listens."""
    sockets = [socket.socket() for _ in range(n_ports)]
    try:
        for listening in sockets:
            listening.bind(("127.0.0.1", 0))
        return [listening.getsockname()[1] for listening in sockets]
    finally:
        for listening in sockets:
            listening.close()
