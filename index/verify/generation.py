"""One generation: its manifest, its files, its segments, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from index.codec import ArraySegment
from index.contents import INDEX_NAME, read_segments
from index.errors import IndexCorruptError, IndexStorageError
from index.generations.manifest import MANIFEST, Manifest, read_manifest
from index.messages import N_
from index.segments import pairs
from index.verify.counts import (
    SegmentRead,
    check_deletions,
    check_lengths,
    check_whole,
)
from index.verify.files import FileCheck
from index.verify.findings import Finding, differs, gather, of_error
from index.verify.report import GenerationReport
from index.verify.segment import ENDINGS, CheckedSegment, SegmentCheck


class GenerationChecks:
    """Checks generations; what several share is looked at once.

    Parameters
    ----------
    executor : Executor
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._files = FileCheck(executor)
        self._known: dict[tuple, CheckedSegment] = {}

    def check(self, folder: Path) -> GenerationReport:
        """Check the generation in a folder."""
        report = GenerationReport(int(folder.name))
        try:
            manifest = read_manifest(folder)
        except IndexStorageError as error:
            # Without it nothing says what the other files should be.
            # (Of another version, it names the index.)
            findings = [replace(of_error(MANIFEST, error), path=MANIFEST)]
        else:
            findings = gather(MANIFEST, self._check(folder, manifest, report))
        report.findings = [
            finding.within(f"{folder.parent.name}/{folder.name}")
            for finding in findings
        ]
        return report

    def _check(
        self, folder: Path, manifest: Manifest, report: GenerationReport
    ) -> Iterator[Finding]:
        report.n_files = len(manifest.files) + 1
        report.n_bytes = sum(record.size for record in manifest.files.values())
        if manifest.generation != report.number:
            what = N_("generation")
            yield differs(MANIFEST, what, report.number, manifest.generation)
        of_files = gather(MANIFEST, self._files.check(folder, manifest))
        yield from of_files
        damaged = {finding.path for finding in of_files}
        contents = [name for name in manifest.files if name.endswith(".toc")]
        read: list[SegmentRead] | None = None
        if len(contents) != 1:
            yield differs(MANIFEST, N_("tables of contents"), 1, len(contents))
        elif contents[0] not in damaged:
            segments = _Segments(folder, manifest, contents[0], damaged)
            yield from segments.findings
            read = []
            for segment, checked in self._check_segments(segments):
                yield from checked.findings
                if checked.articles is not None:
                    found = check_lengths(folder, segment, contents[0])
                    yield from gather(contents[0], found)
                read.append(SegmentRead(segment, checked.articles))
                report.n_terms += checked.n_terms
            report.n_segments = len(read)
            report.n_articles = sum(segment.doc_count() for segment, _ in read)
            if len(read) < segments.n_listed:
                read = None
        for file, check in check_whole(folder, manifest, read):
            if file not in damaged:
                yield from gather(file, check)

    def _check_segments(
        self, segments: _Segments
    ) -> list[tuple[ArraySegment, CheckedSegment]]:
        """Check those that no earlier generation had."""
        jobs = {segments.identity(segment): segment for segment in segments.sound}
        started = {
            key: SegmentCheck(
                segments.folder,
                segment.segment_id(),
                segment.doc_count_all(),
                segments.damaged_endings(segment),
                self._executor,
            )
            for key, segment in jobs.items()
            if key not in self._known
        }
        for check in started.values():
            check.go_on()
        self._known |= {key: check.result() for key, check in started.items()}
        return [(segment, self._known[key]) for key, segment in jobs.items()]


class _Segments:
    """The segments that a table of contents lists, and their files."""

    def __init__(
        self, folder: Path, manifest: Manifest, contents: str, damaged: set[str]
    ) -> None:
        self.folder = folder
        self._files = manifest.files
        self._damaged = damaged
        self.findings: list[Finding] = []
        self.sound: list[ArraySegment] = []
        try:
            listed = read_segments(folder)
        except IndexCorruptError as error:
            self.findings.append(replace(of_error(contents, error), path=contents))
            self.n_listed = 1
            return
        self.n_listed = len(listed)
        for segment in listed:
            found = gather(contents, check_deletions(segment, contents))
            self.findings += found
            if not found:
                self.sound.append(segment)
        self._compare_names()

    def _compare_names(self) -> None:
        """Look for files without a segment, and for segments without a file."""
        expected = {
            segment.segment_id() + ending
            for segment in self.sound
            for ending in ENDINGS
        }
        optional = {segment.segment_id() + pairs.ENDING for segment in self.sound}
        named = {n for n in self._files if n.startswith(f"{INDEX_NAME}_")}
        for name in sorted(expected - named):
            self.findings.append(Finding(name, N_("the file is missing"), {}))
        if len(self.sound) == self.n_listed:
            for name in sorted(named - expected - optional):
                template = N_("it belongs to no segment")
                self.findings.append(Finding(name, template, {}))

    def damaged_endings(self, segment: ArraySegment) -> set[str]:
        """Tell which files of a segment cannot be looked into."""
        names = {ending: segment.segment_id() + ending for ending in ENDINGS}
        missing = {ending for ending, name in names.items() if name not in self._files}
        names[pairs.ENDING] = segment.segment_id() + pairs.ENDING
        return missing | {e for e, name in names.items() if name in self._damaged}

    def identity(self, segment: ArraySegment) -> tuple:
        """Give what is the same for the same files, in whichever generation."""
        name = segment.segment_id()
        digests = [
            self._files[name + ending].digest
            for ending in (*ENDINGS, pairs.ENDING)
            if name + ending in self._files
        ]
        damaged = frozenset(self.damaged_endings(segment))
        return name, segment.doc_count_all(), damaged, tuple(digests)
