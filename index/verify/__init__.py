"""Is an index what was published, and does it say the same everywhere?

`pointer`
    Which generation is live?
`files`
    The manifest and every file of a generation: is it there, of its size, with its
    checksum?
`segment`, `columns`, `articles`, `terms`, `tables`
    The files of a segment, whatever their checksums: is each in order, and do they
    say the same? A fault of ours would have been sealed with the right checksum.
`counts`
    Ledger, signatures, copies, failures: are they about the articles that are there?
`generation`, `processes`
    All of these of one generation, in several processes.
`findings`, `report`
    What is told.

Nothing that is read here is trusted before it was checked, so damage of any kind is
a finding. `index.repair` mends what was found.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from index.generations import generation_path
from index.generations.opening import generation_numbers
from index.verify.findings import Finding
from index.verify.generation import GenerationChecks
from index.verify.pointer import find_live, pointer_bytes
from index.verify.processes import open_executor
from index.verify.report import GenerationReport, Report

__all__ = ["Finding", "GenerationReport", "Report", "verify"]


def verify(index_dir: Path, n_processes: int | None = None) -> Report:
    """Look at every byte of an index: the live generation, and the one before.

    Nothing is locked: a generation that is being built is not looked at, and of one
    that a publication removed meanwhile nothing is reported.

    Parameters
    ----------
    index_dir : Path
    n_processes : int, optional
        By default as many as there are processors.

    Raises
    ------
    IndexNotFoundError, IndexCorruptError
        If nothing was published there yet, or nothing of it is left.
    WorkerDiedError
        If the system killed a process.
    """
    started = time.monotonic()
    n_processes = n_processes or os.cpu_count() or 1
    while True:
        before = pointer_bytes(index_dir)
        report = _verify(index_dir, n_processes)
        previous = report.previous
        is_all_whole = report.is_whole and (previous is None or previous.is_whole)
        # What was looked at may have been removed under our eyes.
        if is_all_whole or pointer_bytes(index_dir) == before:
            break
    if previous and not generation_path(index_dir, previous.number).exists():
        report.previous = None
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _verify(index_dir: Path, n_processes: int) -> Report:
    live, of_pointer = find_live(index_dir)
    earlier = [n for n in generation_numbers(index_dir) if n < live]
    folder = generation_path(index_dir, live)
    with open_executor(_size_of(folder), n_processes) as executor:
        checks = GenerationChecks(executor)
        report = Report(checks.check(folder), pointer=of_pointer)
        if earlier:
            report.previous = checks.check(generation_path(index_dir, max(earlier)))
    return report


def _size_of(folder: Path) -> int:
    try:
        return sum(entry.stat().st_size for entry in os.scandir(folder))
    except OSError:
        return 0
