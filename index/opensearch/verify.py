"""Is a library in a cluster what was published?

Checksums of what is on its disks are the cluster's own business. What is looked at
here is what it answers: every shard, every article by the ledger, every table by its
checksum, and some searches.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from index.errors import (
    ClusterRefusedError,
    ClusterTimeoutError,
    ClusterUnreachableError,
    ClusterUntrustedError,
    IndexCorruptError,
    IndexStorageError,
)
from index.opensearch import generations
from index.opensearch.building import Candidate, Check, samples_of
from index.opensearch.connection import Cluster
from index.opensearch.generations import Meta, index_of
from index.opensearch.library import ClusterGeneration, scan_held
from index.opensearch.tables import list_tables, read_table

_SILENT = (
    ClusterUnreachableError,
    ClusterTimeoutError,
    ClusterRefusedError,
    ClusterUntrustedError,
)
"""Of a cluster that does not talk to us at all: nothing is damaged then."""

_NAMED = 20
"""Articles of each kind that are named."""


@dataclass(slots=True)
class ClusterReport:
    """What was found of one generation.

    Attributes
    ----------
    number, n_articles : int
        By what it says of itself.
    n_tables : int
        That were read.
    findings : list of IndexStorageError
        What is not as it should be.
    """

    number: int
    n_articles: int = 0
    n_tables: int = 0
    findings: list[IndexStorageError] = field(default_factory=list)


@dataclass(slots=True)
class LibraryReport:
    """What was found of a library: of the live generation, and of the one before."""

    live: ClusterReport
    previous: ClusterReport | None
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether the live generation is what was published."""
        return not self.live.findings


def verify(cluster: Cluster, check: Check) -> LibraryReport:
    """Look at both generations of a library.

    Parameters
    ----------
    cluster : Cluster
    check : callable
        Searches a generation, and raises if it does not find what it has to.

    Raises
    ------
    IndexNotFoundError, IndexFormatError, IndexCorruptError
        If nothing was published, or by nobody of ours.
    ClusterError
        If the cluster does not talk to us.
    """
    started = time.monotonic()
    live = generations.live_meta(cluster)
    found = generations.find_generations(cluster)
    reports = [_verify(cluster, live.generation, check)]
    if found.previous is not None:
        reports.append(_verify(cluster, found.previous, check))
    seconds = round(time.monotonic() - started, 3)
    return LibraryReport(reports[0], reports[1] if reports[1:] else None, seconds)


def _verify(cluster: Cluster, number: int, check: Check) -> ClusterReport:
    report = ClusterReport(number)

    def look(step: Callable[[], None]) -> bool:
        try:
            step()
        except _SILENT:
            raise
        except IndexStorageError as error:
            report.findings.append(error)
            return False
        return True

    def read_tables() -> None:
        for name in list_tables(cluster, number):
            look(lambda name=name: _read_table(cluster, number, name, report))

    def compare() -> None:
        meta = generations.meta_of(cluster, number)
        report.n_articles = meta.n_articles
        _compare(cluster, meta)

    def search() -> None:
        meta = generations.meta_of(cluster, number)
        ledger = ClusterGeneration(cluster, meta).ledger()
        index = index_of(cluster.settings.name, number)
        check(Candidate(cluster, index, meta, samples_of(ledger)))

    look(read_tables)
    if look(compare):
        look(search)
    return report


def _read_table(
    cluster: Cluster, number: int, name: str, report: ClusterReport
) -> None:
    read_table(cluster, number, name)
    report.n_tables += 1


def _compare(cluster: Cluster, meta: Meta) -> None:
    """Compare the articles with the ledger; raise the first difference."""
    index = index_of(cluster.settings.name, meta.generation)
    ledger = ClusterGeneration(cluster, meta).ledger()
    held, groups = scan_held(cluster, meta.generation)
    problems = [*_differences(ledger, held)]
    if len(ledger) != meta.n_articles:
        problems.append(f"expected {meta.n_articles} articles, found {len(ledger)}")
    n_copies = len(groups) - len(set(groups.values()))
    if n_copies != meta.n_copies:
        problems.append(f"expected {meta.n_copies} copies, found {n_copies}")
    if problems:
        raise IndexCorruptError(path=index, reason="; ".join(problems))


def _differences(ledger: dict, held: dict) -> Iterator[str]:
    kinds = (
        ("missing", [id_ for id_ in ledger if id_ not in held]),
        ("not in the ledger", [id_ for id_ in held if id_ not in ledger]),
        (
            "of another version",
            [id_ for id_ in ledger if id_ in held and held[id_] != ledger[id_]],
        ),
    )
    for kind, ids in kinds:
        if ids:
            more = " …" if len(ids) > _NAMED else ""
            yield f"{len(ids)} articles {kind}: {', '.join(ids[:_NAMED])}{more}"
