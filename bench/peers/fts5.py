"""SQLite's FTS5, which comes with Python.

A table without contents of its own, its lists merged. It counts no facets, so
persons and months are tables that the matches are joined with; the matches are
collected once, scored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from queries import BenchQuery
from token_corpus import Document

from peers.base import N_HITS, N_PERSONS, Answer, Facets

_FILE = "articles.sqlite"
# Points and commas stay inside numbers; what is not ASCII is part of a word.
_TABLES = """
CREATE VIRTUAL TABLE articles USING fts5(
    text, content='', tokenize="ascii tokenchars '.,'"
);
CREATE TABLE numbers (docid INTEGER PRIMARY KEY, number INTEGER, month INTEGER);
CREATE TABLE persons (person INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE named (docid INTEGER, person INTEGER, PRIMARY KEY (docid, person))
    WITHOUT ROWID;
"""
_BEST = """
SELECT number FROM (
    SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?
) AS best JOIN numbers ON docid = best.rowid
"""
_COLLECT = """
INSERT INTO temp.found SELECT rowid, rank FROM articles WHERE articles MATCH ?
"""
_BEST_COLLECTED = """
SELECT number FROM (SELECT docid FROM temp.found ORDER BY score LIMIT ?)
JOIN numbers USING (docid)
"""
_COUNT_MONTHS = """
SELECT month, count(*) FROM temp.found JOIN numbers USING (docid) GROUP BY month
"""
_COUNT_PERSONS = """
SELECT name, n FROM (
    SELECT person, count(*) AS n FROM temp.found JOIN named USING (docid)
    GROUP BY person ORDER BY n DESC LIMIT ?
) JOIN persons USING (person)
"""


class Fts5:
    """One full-text table with positions, and tables to join for facets."""

    title = f"SQLite FTS5 {sqlite3.sqlite_version}"
    folder = "fts5"
    is_slow = False
    counts_only = False

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index documents in one transaction, then merge."""
        connection = sqlite3.connect(folder / _FILE)
        # A crash would only mean to build again.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_TABLES)
        connection.executemany(
            "INSERT INTO articles(rowid, text) VALUES (?, ?)",
            ((document.number, document.text) for document in documents),
        )
        connection.executemany(
            "INSERT INTO numbers VALUES (?, ?, ?)",
            ((d.number, d.number, d.month) for d in documents),
        )
        persons: dict[str, int] = {}
        connection.executemany(
            "INSERT INTO named VALUES (?, ?)",
            (
                (document.number, persons.setdefault(name, len(persons)))
                for document in documents
                for name in document.persons
            ),
        )
        connection.executemany(
            "INSERT INTO persons VALUES (?, ?)",
            ((number, name) for name, number in persons.items()),
        )
        connection.execute("INSERT INTO articles(articles) VALUES ('optimize')")
        connection.execute("ANALYZE")
        connection.commit()
        connection.close()

    def open(self, folder: Path) -> None:
        """Open the file, all of it mapped."""
        self._connection = sqlite3.connect(folder / _FILE, isolation_level=None)
        self._connection.execute("PRAGMA mmap_size = 8000000000")
        self._connection.execute("PRAGMA cache_size = -200000")
        self._connection.execute("PRAGMA temp_store = MEMORY")
        self._connection.execute(
            "CREATE TEMP TABLE found (docid INTEGER PRIMARY KEY, score REAL)"
        )

    def prepare(self, query: BenchQuery) -> str:
        """Write the query in the language of FTS5."""
        if query.kind == "phrase":
            return '"' + " ".join(query.syllables) + '"'
        joint = " AND " if query.kind == "AND" else " OR "
        return joint.join(f'"{syllable}"' for syllable in query.syllables)

    def top(self, prepared: str) -> Answer:
        """Find the best, and count in another pass that needs no scores."""
        run = self._connection.execute
        ((total,),) = run(
            "SELECT count(*) FROM articles WHERE articles MATCH ?", (prepared,)
        )
        return Answer(total, [n for (n,) in run(_BEST, (prepared, N_HITS))])

    def faceted(self, prepared: str) -> Answer:
        """Collect the matches, then count them."""
        run = self._connection.execute
        run("DELETE FROM temp.found")
        total = run(_COLLECT, (prepared,)).rowcount
        best = [number for (number,) in run(_BEST_COLLECTED, (N_HITS,))]
        months = dict(run(_COUNT_MONTHS).fetchall())
        persons = dict(run(_COUNT_PERSONS, (N_PERSONS,)).fetchall())
        return Answer(total, best, Facets(persons, months))
