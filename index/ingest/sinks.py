"""Where analysed articles go: what a process that reads pages does with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.analysis.article import AnalysedArticle
from index.duplicates.table import Row
from index.errors import CorpusError
from index.ingest.chunks import Page
from index.memory import give_back
from index.segments.building import SegmentBuilder, WrittenSegment
from index.writer import new_segment_name, row_of


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A page that was read: its path and what is kept to find its copies by."""

    path: str
    row: Row


Outcome = CorpusError | ReadArticle | Any
"""Of a page that cannot be read; of one that was read; and what a sink says beside, as
of the segment that an article is in."""


class Sink(Protocol):
    """Takes the articles of one process; it is made there."""

    def add(self, page: Page, analysed: AnalysedArticle) -> None:
        """Take an article."""

    def done(self) -> list[Outcome]:
        """Give what is safe by now: before that, what was read can be lost."""

    def finish(self) -> list[Outcome]:
        """Make all safe, and give what was not given yet."""


class Sinks(Protocol):
    """Makes the sinks of all processes."""

    def prepare(self, *, is_large: bool) -> None:
        """Do what is done once; before there are processes, if there are any pages.

        Parameters
        ----------
        is_large : bool
            Whether there are more than a few pages.
        """

    def open(self) -> Sink:
        """Make the sink of the process that this is called in."""


class SegmentSinks:
    """Sinks that write segments into the folder of a generation.

    Parameters
    ----------
    folder : Path
    budget_bytes : int
        Memory for the articles of one process.
    dictionary : bytes
        For the stored articles.
    make_dictionary : callable
        Makes one where that is empty and there are more than a few pages.
    """

    def __init__(
        self,
        folder: Path,
        budget_bytes: int,
        dictionary: bytes,
        make_dictionary: Callable[[], bytes] = bytes,
    ) -> None:
        self._folder = folder
        self._budget = budget_bytes
        self._dictionary = dictionary
        self._make_dictionary = make_dictionary

    def prepare(self, *, is_large: bool) -> None:
        """Make the dictionary."""
        if is_large and not self._dictionary:
            self._dictionary = self._make_dictionary()

    def open(self) -> Sink:
        """Make a sink."""
        return _SegmentSink(self._folder, self._budget, self._dictionary)


class _SegmentSink:
    def __init__(self, folder: Path, budget_bytes: int, dictionary: bytes) -> None:
        self._folder = folder
        self._budget = budget_bytes
        self._dictionary = dictionary
        self._builder = SegmentBuilder(dictionary, budget_bytes)
        self._read: list[ReadArticle] = []

    def add(self, page: Page, analysed: AnalysedArticle) -> None:
        self._builder.add(analysed)
        self._read.append(ReadArticle(page.path, row_of(analysed)))

    def done(self) -> list[Outcome]:
        return self.finish() if self._builder.is_full else []

    def finish(self) -> list[Outcome]:
        """Write what was collected."""
        if not self._builder.n_docs:
            return []
        written: WrittenSegment = self._builder.write(self._folder, new_segment_name())
        self._builder = SegmentBuilder(self._dictionary, self._budget)
        read, self._read = self._read, []
        give_back()
        return [*read, written]
