"""The ledger: which page every article was read from, and which pages failed.

What makes a reindex incremental: a page whose content hash stands in the
ledger is not read again, an article whose page is gone is removed.

Both are JSON lines. The pages' are one Zstandard frame with a checksum, a third
of their size (`index.packed_lines`). The failures, few and asked for when
something went wrong, are plain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import CorpusError, IndexCorruptError
from index.packed_lines import (
    NOT_PACKED,
    lines_of,
    pack_lines,
    rows_of,
    unpack_lines,
    unpack_rows,
)

PAGES = "pages.jsonl.zst"
FAILURES = "failures.jsonl"

_NOT_A_LEDGER = (OSError, ValueError, TypeError)


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


def at_line(error: CorpusError) -> CorpusError:
    """Point an error raised for a record's page at the line of its file."""
    error.path, line = split_place(error.path)
    error.line = line if error.line is None else error.line
    return error


def write_ledger(folder: Path, entries: Iterable[LedgerEntry]) -> None:
    """Write the ledger of a generation into its folder."""
    # All texts at once take a third of the time of one by one. None of them has a
    # line feed when it is encoded.
    texts = [text for e in entries for text in (e.id, e.path, e.content_hash)]
    coded = iter(json.dumps(texts, separators=("\n", ":"))[1:-1].split("\n"))
    rows = zip(coded, coded, coded, strict=False)
    lines = "".join(f"[{id_}, {path}, {hash_}]\n" for id_, path, hash_ in rows)
    (folder / PAGES).write_bytes(pack_lines(lines.encode("ascii")))


def read_ledger(folder: Path) -> dict[str, LedgerEntry]:
    """Read a generation's ledger: article id → entry.

    Raises
    ------
    IndexCorruptError
        If the file is missing or is not a ledger.
    """
    path = folder / PAGES
    try:
        rows = unpack_rows(path.read_bytes())
        entries = {values[0]: LedgerEntry(*values) for values in rows}
        if len(entries) != len(rows):
            raise ValueError(f"expected {len(rows)} ids, found {len(entries)}")
        return entries
    except (OSError, *NOT_PACKED) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc


def sample_ledger(folder: Path, n: int) -> tuple[int, list[LedgerEntry]]:
    """Read about `n` entries from all parts of a ledger, in a tenth of the time.

    Returns
    -------
    (int, list of LedgerEntry)
        How many entries it has; some of them, the first and the last included.

    Raises
    ------
    IndexCorruptError
        As `read_ledger`, where anything of that is noticed.
    """
    path = folder / PAGES
    try:
        lines = unpack_lines(path.read_bytes()).splitlines()
        step = max((len(lines) - 1) // max(n - 1, 1), 1)
        chosen = [*lines[:-1:step], *lines[-1:]]
        return len(lines), [LedgerEntry(*row) for row in rows_of(b"\n".join(chosen))]
    except (OSError, *NOT_PACKED) as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Write the list of failed pages of a generation into its folder."""
    lines = lines_of([f.path, f.line, f.template, f.params] for f in failures)
    (folder / FAILURES).write_bytes(lines)


def read_failures(folder: Path) -> list[Failure]:
    """Read a generation's list of failed pages; errors as `read_ledger`."""
    path = folder / FAILURES
    try:
        return [Failure(*values) for values in rows_of(path.read_bytes())]
    except _NOT_A_LEDGER as exc:
        raise IndexCorruptError(path=str(path), reason=str(exc)) from exc
