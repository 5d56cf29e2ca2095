"""Figures for Prometheus at ``/metrics``, added up over all workers.

Each worker writes into files of its own in one folder, and whichever is asked
adds them all up. A file belongs to a *place* rather than to a process: a worker
that takes the place of a dead one goes on from its counts, so that there are
never more files than workers at a time. Labels are routes, methods and statuses:
neither a query nor the id of an article.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from flask import Flask, Response, g, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from search.errors import IndexStorageError
from search.types import ClusterColour, ClusterHealth
from web.middleware.notes import current_note
from web.state import current_searcher

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
_MILLISECONDS = (1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
_BUCKETS = tuple(each / 1000 for each in _MILLISECONDS)
_UNKNOWN = "unknown"
_BEFORE_FORK = "master"
_FILES = ("counter", "histogram", "gauge_livesum")
"""Beginnings of the names that prometheus_client gives its files."""

_FILE_BYTES = 1 << 18
"""Of each file: more than all labels together take."""


class Metrics:
    """The counts of one service.

    Parameters
    ----------
    folder : Path, optional
        Where workers share their counts; without it they are those of this
        process alone.

    Raises
    ------
    OSError
        If there is no room in the folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._place = _BEFORE_FORK
        self.started = time.time()
        self._registry = CollectorRegistry()
        if folder is not None:
            self.reserve(self._place)
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
            values.ValueClass = values.MultiProcessValue(lambda: self._place)
        common = {"namespace": "tracuu", "registry": self._registry}
        self._requests = Counter(
            "requests",
            "Requests answered, by route, method and status.",
            ("route", "method", "status"),
            **common,
        )
        self._request_seconds = Histogram(
            "request_seconds",
            "Time from a request's arrival in the application to its answer.",
            ("route",),
            buckets=_BUCKETS,
            **common,
        )
        self.search_seconds = Histogram(
            "search_seconds",
            "Time a search took in the engine, snippets included.",
            buckets=_BUCKETS,
            **common,
        )
        self.in_flight = Gauge(
            "requests_in_flight",
            "Requests being answered.",
            multiprocess_mode="livesum",
            **common,
        )
        self.rate_limited = Counter(
            "rate_limited", "Requests refused because of a rate limit.", **common
        )
        self._by_answer: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def reserve(self, place: str) -> None:
        """Take all the room on the disk that a place will ever need.

        The files are mapped, and the system ends a process that writes into one
        where a full disk has no room for it.

        Raises
        ------
        OSError
            If there is none.
        """
        assert self._folder is not None
        for file in _FILES:
            with open(self._folder / f"{file}_{place}.db", "ab") as opened:
                # Not `posix_fallocate`, which not every system has.
                opened.write(bytes(max(0, _FILE_BYTES - opened.tell())))

    def enter(self, place: str) -> None:
        """Count for a place from now on: called in a worker once it is forked."""
        self._place = place

    def leave(self, place: str) -> None:
        """Forget what a worker that is gone had under way."""
        if self._folder is not None:
            # Not `mark_process_dead`, which removes the file: its room is kept. One
            # that begins with zeros is taken for new.
            with open(self._folder / f"gauge_livesum_{place}.db", "r+b") as opened:
                opened.write(bytes(8))

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        # Anybody can make up methods, and each label is kept for good.
        key = route, method if method in _METHODS else _UNKNOWN, status
        if (children := self._by_answer.get(key)) is None:
            children = self._by_answer[key] = (
                self._requests.labels(*key),
                self._request_seconds.labels(route),
            )
        children[0].inc()
        children[1].observe(seconds)

    def write(self, served: Collector) -> bytes:
        """Write all counts, and what else a collector has, as Prometheus reads it."""
        registry = self._registry
        if self._folder is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, str(self._folder))
        text = generate_latest(registry)
        at_once = CollectorRegistry()
        at_once.register(served)
        return text + generate_latest(at_once)


class _Served(Collector):
    """What is being served, as the worker that is asked sees it."""

    def __init__(self, started: float) -> None:
        self._started = started

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "tracuu_start_time_seconds",
            "When the service was started, in seconds since 1970.",
            self._started,
        )
        try:
            status = current_searcher().status(with_health=True)
        except IndexStorageError:
            return  # /readyz says why.
        if status.cluster is not None:
            yield from _figures_of(status.cluster)
            if not status.cluster.can_answer:
                return
        yield GaugeMetricFamily(
            "tracuu_generation", "Generation of the index.", status.generation
        )
        yield GaugeMetricFamily(
            "tracuu_articles", "Articles in the index.", status.n_articles
        )
        yield GaugeMetricFamily(
            "tracuu_damaged",
            "Whether the newest generation is damaged, and an earlier one answers.",
            int(status.damaged is not None),
        )


def _figures_of(health: ClusterHealth) -> Iterator[GaugeMetricFamily]:
    status = GaugeMetricFamily(
        "tracuu_cluster_status",
        "1 for the status that the index has in its cluster, 0 for the others.",
        labels=("status",),
    )
    for colour in get_args(ClusterColour):
        status.add_metric([colour], int(health.status == colour))
    yield status
    yield GaugeMetricFamily(
        "tracuu_cluster_nodes", "Nodes of the cluster.", health.nodes
    )
    yield GaugeMetricFamily(
        "tracuu_cluster_unassigned_shards",
        "Copies of shards of the index that are on no node.",
        health.unassigned_shards,
    )


def register_metrics(app: Flask, counts: Metrics) -> None:
    """Count the requests of an app, and serve the counts."""

    @app.get("/metrics")
    def metrics() -> Response:
        text = counts.write(_Served(counts.started))
        return Response(text, content_type=CONTENT_TYPE)

    @app.before_request
    def begin() -> None:
        counts.in_flight.inc()
        g.is_in_flight = True

    @app.after_request
    def finish(response: Response) -> Response:
        note = current_note()
        rule = request.url_rule
        route = rule.rule if rule is not None else _UNKNOWN
        seconds = time.perf_counter() - note.started
        counts.count(route, request.method, response.status_code, seconds)
        if note.results is not None:
            counts.search_seconds.observe(note.results.took_ms / 1000)
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        if g.pop("is_in_flight", False):
            counts.in_flight.dec()
