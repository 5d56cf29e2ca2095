"""The service as a process: gunicorn, embedded.

gunicorn is imported here alone; tests and other servers need only
`web.app.create_app`.
"""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker

from search.errors import N_
from web.app import create_app
from web.catalogue import Text
from web.config import WebConfig
from web.errors import AddressInUseError, AddressUnavailableError
from web.memory import settle_memory

if TYPE_CHECKING:
    from search.searcher import Searcher

THREADS = 4
GRACEFUL_TIMEOUT_SECONDS = 20
LINGER_MS = 5
"""What a thread waits for another request on the connection it has answered."""

YIELD_SECONDS = 0.001
"""What a worker that has a connection leaves the others to take a new one."""

# The most gunicorn allows. A query of 1,000 Vietnamese letters takes about
# 4,000 bytes of percent encoding.
REQUEST_LINE_BYTES = 8190


def serve(
    make_searcher: Callable[[], Searcher],
    config: WebConfig,
    *,
    host: str,
    port: int,
    workers: int,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until a signal ends it (SIGTERM and SIGINT let requests finish).

    Parameters
    ----------
    make_searcher : callable
        Called once in each worker process, after it was forked, so that no
        open index file and no lock is shared between processes.
    config : WebConfig
        Settings of the pages.
    host, port : str, int
        Where to listen; port 0 takes a free one.
    workers : int
        Number of processes, each with `THREADS` threads.
    announce : callable, optional
        Called with the address (``http://127.0.0.1:8000``) as soon as
        connections are accepted; by default the address is printed.

    Raises
    ------
    AddressInUseError, AddressUnavailableError
        Before any process is started.
    SystemExit
        When the service has ended, with its exit status.
    """
    listener = _listen(host, port)
    address = _write_address(host, listener.getsockname()[1])
    _Server(make_searcher, config, listener, address, workers, announce or print).run()


class Worker(ThreadWorker):
    """gunicorn's worker with threads, whose threads wait a little for more.

    gunicorn hands a kept connection back to its main thread after every answer,
    and takes it up again in some thread for the next request: a third of its own
    processor time. Who has asked once mostly asks again at once, the page for its
    style and pictures, a program for the next search.
    """

    def handle(self, conn: TConn) -> object:
        """Answer what comes on a connection; say whether it is to be kept."""
        is_kept = super().handle(conn)
        while is_kept is True and self.alive and self._is_more_soon(conn):
            is_kept = super().handle(conn)
        return is_kept

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, unless a worker that has none takes it first."""
        if self.nr_conns:
            # Two clients of one worker share a processor while another one rests.
            time.sleep(YIELD_SECONDS)
        super().accept(listener)

    def _is_more_soon(self, conn: TConn) -> bool:
        # Nobody else may have to wait for this thread, nor what was read already.
        if self.nr_conns > self.cfg.threads or conn.is_http2:
            return False
        if conn.parser.unreader.buf.getvalue():
            return False
        waiting = select.poll()
        waiting.register(conn.sock, select.POLLIN)
        return bool(waiting.poll(LINGER_MS))


class _Server(BaseApplication):
    """What gunicorn asks for: its settings, and the application of a worker."""

    def __init__(
        self,
        make_searcher: Callable[[], Searcher],
        config: WebConfig,
        listener: socket.socket,
        address: str,
        workers: int,
        announce: Callable[[str], None],
    ) -> None:
        self._make_searcher = make_searcher
        self._config = config
        self._settings = {
            # gunicorn takes the socket over, and closes this descriptor.
            "bind": f"fd://{listener.detach()}",
            "workers": workers,
            "worker_class": Worker,
            "threads": THREADS,
            "graceful_timeout": GRACEFUL_TIMEOUT_SECONDS,
            "limit_request_line": REQUEST_LINE_BYTES,
            "loglevel": "warning",
            "proc_name": "tracuu",
            # A proxy that is told to pass everything on would let its clients
            # say where the application is mounted.
            "forwarder_headers": "",
            # Nobody asked for a socket by which the service can be steered.
            "control_socket_disable": True,
            "when_ready": lambda server: announce(address),
            "post_worker_init": lambda worker: settle_memory(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._make_searcher(), self._config)


def _listen(host: str, port: int) -> socket.socket:
    """Bind here rather than in gunicorn, which tries five times and then exits."""
    address = _write_address(host, port)
    if not 0 <= port <= 65535:
        # getaddrinfo would take the remainder, and the service would be there.
        reason = Text(N_("ports go from 0 to 65535"))
        raise AddressUnavailableError(address=address, reason=reason)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as exc:
        raise AddressUnavailableError(address=address, reason=_reason(exc)) from exc
    try:
        # Otherwise a restart would have to wait for old connections to expire.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen()
    except OSError as exc:
        listener.close()
        if exc.errno == errno.EADDRINUSE:
            raise AddressInUseError(address=address) from exc
        raise AddressUnavailableError(address=address, reason=_reason(exc)) from exc
    return listener


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _write_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
