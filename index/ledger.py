"""The ledger: which page every article was read from, and which pages failed.

What makes a reindex incremental: a page whose content hash stands in the
ledger is not read again, an article whose page is gone is removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import CorpusError, IndexCorruptError

_PAGES = "pages.jsonl"
_FAILURES = "failures.jsonl"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """The page that an article was read from."""

    id: str
    path: str
    content_hash: str

    @property
    def root(self) -> str:
        """Name of the corpus folder or file the page belongs to."""
        return self.file.partition("/")[0]

    @property
    def file(self) -> str:
        """Path of the file: for a record, without its line."""
        return split_place(self.path)[0]


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be read, with its reason as a message template."""

    path: str
    line: int | None
    template: str
    params: dict[str, object]

    @classmethod
    def from_error(cls, error: CorpusError) -> Failure:
        """Keep what an error says, without the error."""
        return cls(error.path, error.line, error.template, error.params)

    @property
    def reason(self) -> str:
        """The reason in English."""
        return self.template % self.params

    @property
    def place(self) -> str:
        """``path`` or ``path:line``."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


def split_place(path: str) -> tuple[str, int | None]:
    """Separate the path of a page into its file and, for a record, its line.

    Examples
    --------
    >>> split_place("tin/2020.jsonl#3"), split_place("tin/a.txt")
    (('tin/2020.jsonl', 3), ('tin/a.txt', None))
    """
    file, mark, line = path.rpartition("#")
    return (file, int(line)) if mark and line.isdecimal() else (path, None)


def write_ledger(folder: Path, entries: Iterable[LedgerEntry]) -> None:
    """Write the ledger of a generation into its folder."""
    _write_lines(folder / _PAGES, ([e.id, e.path, e.content_hash] for e in entries))


def read_ledger(folder: Path) -> dict[str, LedgerEntry]:
    """Read a generation's ledger: article id → entry.

    Raises
    ------
    IndexCorruptError
        If the file is missing or is not a ledger.
    """
    return {values[0]: LedgerEntry(*values) for values in _read_lines(folder / _PAGES)}


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Write the list of failed pages of a generation into its folder."""
    _write_lines(
        folder / _FAILURES, ([f.path, f.line, f.template, f.params] for f in failures)
    )


def read_failures(folder: Path) -> list[Failure]:
    """Read a generation's list of failed pages; errors as `read_ledger`."""
    return [Failure(*values) for values in _read_lines(folder / _FAILURES)]


def _write_lines(path: Path, rows: Iterable[list]) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=True) + "\n")


def _read_lines(path: Path) -> list[list]:
    try:
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except (OSError, ValueError) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
