"""The service as a process: gunicorn, embedded.

gunicorn is imported here alone; tests and other servers need only
`web.app.create_app`.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from search.errors import IndexStorageError, TraCuuError
from web.app import create_app
from web.config import WebConfig
from web.errors import NoRoomForCountsError
from web.middleware.logs import set_up_logging
from web.middleware.metrics import Metrics
from web.middleware.notes import current_request_id
from web.serving.listening import listen, reason_of, write_address
from web.serving.memory import kept_for_children, settle_memory
from web.serving.scrubbing import scrub_daily
from web.serving.worker import Worker
from web.shared import Shared

if TYPE_CHECKING:
    from search.searcher import Searcher

THREADS = 4
GRACEFUL_TIMEOUT_SECONDS = 20

# The most gunicorn allows. A query of 1,000 Vietnamese letters takes about
# 4,000 bytes of percent encoding.
REQUEST_LINE_BYTES = 8190
MAX_HEADERS = 64
HEADER_BYTES = 8190
"""Of one header: cookies of other services on the same host come along."""

_log = logging.getLogger(__name__)


def serve(
    make_searcher: Callable[[], Searcher],
    config: WebConfig,
    *,
    host: str,
    port: int,
    workers: int,
    announce: Callable[[str], None] | None = None,
    read_settings: Callable[[], tuple[WebConfig, int]] | None = None,
) -> None:
    """Serve until a signal ends it (SIGTERM and SIGINT let requests finish).

    SIGHUP starts new workers, which have the newest index and settings, and lets
    the old ones finish.

    Parameters
    ----------
    make_searcher : callable
        Called before the workers are forked, and again at each SIGHUP. What it
        opens is opened once, in memory that they share; where there is no index
        yet, each worker opens it when it comes.
    config : WebConfig
        Settings of the pages.
    host, port : str, int
        Where to listen; port 0 takes a free one.
    workers : int
        Number of processes, each with `THREADS` threads.
    announce : callable, optional
        Called with the address (``http://127.0.0.1:8000``) as soon as
        connections are accepted; by default the address is printed.
    read_settings : callable, optional
        Asked at SIGHUP for settings and number of workers; where it raises a
        `TraCuuError`, those that were there stay.

    Raises
    ------
    AddressInUseError, AddressUnavailableError, NoRoomForCountsError
        Before any process is started.
    SystemExit
        When the service has ended, with its exit status.
    """
    with listen(host, port) as listener:
        address = write_address(host, listener.getsockname()[1])
        counts = _folder_for_counts()
        main_pid = os.getpid()
        try:
            _Server(
                make_searcher,
                config,
                listener,
                workers,
                lambda: (announce or print)(address),
                read_settings or (lambda: (config, workers)),
                Shared(_reserved(counts, workers)),
            ).run()
        finally:
            # Workers end here, too.
            if os.getpid() == main_pid:
                shutil.rmtree(counts, ignore_errors=True)


class _Server(BaseApplication):
    """What gunicorn asks for: its settings, and the application of the workers."""

    def __init__(
        self,
        make_searcher: Callable[[], Searcher],
        config: WebConfig,
        listener: socket.socket,
        workers: int,
        announce: Callable[[], None],
        read_settings: Callable[[], tuple[WebConfig, int]],
        shared: Shared,
    ) -> None:
        self._make_searcher = make_searcher
        self._searcher: Searcher | None = None
        self._config = config
        self._workers = workers
        self._announce = announce
        self._read_settings = read_settings
        self._shared = shared
        # gunicorn takes the socket over, and closes this descriptor.
        self._listens_at = f"fd://{listener.detach()}"
        super().__init__()

    def load_config(self) -> None:
        set_up_logging(self._config.log_format, current_request_id)
        settings = {
            "bind": self._listens_at,
            "workers": self._workers,
            "worker_class": Worker,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": GRACEFUL_TIMEOUT_SECONDS,
            "limit_request_line": REQUEST_LINE_BYTES,
            "limit_request_fields": MAX_HEADERS,
            "limit_request_field_size": HEADER_BYTES,
            "loglevel": "warning",
            "logger_class": _Logger,
            "proc_name": "tracuu",
            # Whom to believe about the client is said by `WebConfig.proxies`, and
            # seen to in `web.middleware.proxies`; gunicorn would believe this
            # machine's own.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            # A proxy that is told to pass everything on would let its clients
            # say where the application is mounted.
            "forwarder_headers": "",
            # Nobody asked for a socket by which the service can be steered.
            "control_socket_disable": True,
            "when_ready": lambda arbiter: self._announce(),
            "pre_fork": self._before_fork,
            "post_fork": self._after_fork,
            "child_exit": self._after_exit,
            "post_worker_init": self._before_requests,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        with kept_for_children():
            # The one before may have a generation open that is gone.
            self._searcher = self._make_searcher()
            app = create_app(self._searcher, self._config, self._shared)
            for name in app.jinja_env.list_templates(["html"]):
                app.jinja_env.get_template(name)
            self._prepare(is_checked=True)
        return app

    def reload(self) -> None:
        """Take the settings as they are now, and a new application."""
        try:
            self._config, self._workers = self._read_settings()
        except TraCuuError as error:
            _log.error("the settings stay as they were: %s", error)
        self.callable = self._searcher = None
        super().reload()

    def _prepare(self, *, is_checked: bool = False) -> None:
        assert self._searcher is not None
        try:
            if is_checked:
                self._searcher.check_whole()
            self._searcher.prepare()
        except IndexStorageError as error:
            # The workers look for it at every request, and say what they find.
            _log.info("nothing to share among workers: %s", error)
        except Exception:
            # A fault that would end a request must not end the service.
            _log.exception("the index could not be opened for all workers")

    def _before_fork(self, arbiter: Arbiter, worker: Worker) -> None:
        # A worker may be forked long after the last reload.
        self._prepare()
        taken = {other.place for other in arbiter.WORKERS.values()}
        worker.place = next(
            place for n in range(len(taken) + 1) if (place := _place(n)) not in taken
        )
        try:
            self._shared.metrics.reserve(worker.place)
        except OSError as error:
            _log.error("there is no room for the counts of a worker: %s", error)

    def _after_fork(self, arbiter: Arbiter, worker: Worker) -> None:
        self._shared.metrics.enter(worker.place)

    def _before_requests(self, worker: Worker) -> None:
        settle_memory()
        assert self._searcher is not None
        scrub_daily(self._searcher)

    def _after_exit(self, arbiter: Arbiter, worker: Worker) -> None:
        self._shared.metrics.leave(worker.place)


class _Logger(Logger):
    """Hands gunicorn's messages on to the log of the whole process."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        if isinstance(sys.exception(), BlockingIOError):
            # No fault of anybody here, and no news.
            self.debug("a client stopped in the middle of a request or of its answer")
            return
        super().exception(msg, *args, **kwargs)


def _folder_for_counts() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="tracuu-counts-"))
    except OSError as exc:
        raise NoRoomForCountsError(reason=reason_of(exc)) from exc


def _reserved(folder: Path, workers: int) -> Metrics:
    """Make counts with room for all workers; twice as many, while one reloads."""
    try:
        metrics = Metrics(folder)
        for n in range(2 * workers):
            metrics.reserve(_place(n))
    except OSError as exc:
        raise NoRoomForCountsError(reason=reason_of(exc)) from exc
    return metrics


def _place(n: int) -> str:
    return f"worker{n}"
