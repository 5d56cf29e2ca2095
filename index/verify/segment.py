"""One segment: its files are checked one by one, then against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path

from index import suggestions
from index.segments import (
    documents,
    pairs,
    posting_file,
    stored,
    term_dictionary,
    vocabulary,
)
from index.segments.documents import open_documents
from index.segments.term_dictionary import TermDictionary
from index.verify.articles import Read, check_articles, check_frames, ids_of
from index.verify.columns import check_columns
from index.verify.findings import Finding, gather
from index.verify.processes import results_of
from index.verify.tables import check_pairs, check_suggestions
from index.verify.terms import check_terms

ENDINGS = (
    documents.ENDING,
    stored.ENDING,
    term_dictionary.ENDING,
    posting_file.ENDING,
    vocabulary.ENDING,
    suggestions.ENDING,
)
"""Files that every segment has; some have pairs as well."""

_ARTICLES = 10_000
"""That are read by one process in one go."""

_OF_ONE_FILE: dict[str, Callable[[Path, str, int], Iterator[Finding]]] = {
    documents.ENDING: check_columns,
    stored.ENDING: check_frames,
    suggestions.ENDING: check_suggestions,
    pairs.ENDING: check_pairs,
}
_OF_TERMS = {
    documents.ENDING,
    term_dictionary.ENDING,
    posting_file.ENDING,
    vocabulary.ENDING,
}


@dataclass
class CheckedSegment:
    """What was found in a segment.

    Attributes
    ----------
    findings : list of Finding
        Their paths are names of files.
    articles : list of Read or None
        Of each document; None where not even their ids can be read.
    n_terms : int
    """

    findings: list[Finding] = field(default_factory=list)
    articles: list[Read] | None = None
    n_terms: int = 0


class SegmentCheck:
    """The check of one segment, in three steps; between them others can begin theirs.

    Parameters
    ----------
    folder : Path
    name : str
    n_docs : int
    damaged : set of str
        Endings of its files whose checksums are wrong: they are not looked into,
        nor is what can only be compared with them.
    executor : Executor
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        n_docs: int,
        damaged: set[str],
        executor: Executor,
    ) -> None:
        self._folder, self._name, self._n_docs = folder, name, n_docs
        self._damaged = set(damaged)
        self._executor = executor
        self._result = CheckedSegment()
        self._of_files = {
            ending: executor.submit(_run, check, folder, name + ending, name, n_docs)
            for ending, check in _OF_ONE_FILE.items()
            if ending not in damaged
        }
        self._terms: list[Future] = []
        self._articles: list[Future] = []

    def go_on(self) -> None:
        """Begin with what needs columns that are whole."""
        for ending, future in self._of_files.items():
            (findings,) = results_of([future])
            self._result.findings += findings
            if findings:
                self._damaged.add(ending)
        if documents.ENDING in self._damaged:
            return
        submit, where = self._executor.submit, (self._folder, self._name)
        if not self._damaged & _OF_TERMS:
            file = self._name + term_dictionary.ENDING
            self._terms = [submit(_run, check_terms, self._folder, file, self._name)]
        if stored.ENDING in self._damaged:
            columns = open_documents(self._folder / (self._name + documents.ENDING))
            self._result.articles = [Read(id_) for id_ in ids_of(columns)]
            return
        self._result.articles = []
        for first in range(0, self._n_docs, _ARTICLES):
            last = min(first + _ARTICLES, self._n_docs)
            self._articles.append(submit(check_articles, *where, first, last))

    def result(self) -> CheckedSegment:
        """Wait for the rest."""
        result = self._result
        for findings in results_of(self._terms):
            result.findings += findings
            if not findings:
                file = self._folder / (self._name + term_dictionary.ENDING)
                result.n_terms = len(TermDictionary(file))
        for findings, read in results_of(self._articles):
            result.findings += findings
            result.articles += read
        return result


def _run(check: Callable, folder: Path, file: str, *args: object) -> list[Finding]:
    return gather(file, check(folder, *args))
