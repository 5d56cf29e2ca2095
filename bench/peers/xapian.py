"""Xapian, facets by its match spies.

A match spy counts one value slot, which holds one value of a document; persons
are many, so each goes into a slot of its own and their counts are added up.
An article has at most `_PERSON_SLOTS`; further ones are not counted. Only the
`_TOP_OF_SLOT` names of each slot are added up: to take all of them out of
Xapian would take most of the time, and change little among the first twenty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import xapian
from queries import BenchQuery
from token_corpus import Document

from peers.base import N_HITS, N_PERSONS, Answer, Facets

_MONTH_SLOT = 0
_PERSON_SLOTS = range(1, 13)
_TOP_OF_SLOT = 100
_FLUSH_AFTER = 20_000


class Xapian:
    """Terms with positions, the month and the persons as values."""

    title = f"Xapian {xapian.version_string()}"
    folder = "xapian"
    is_slow = False
    counts_only = False

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index documents, then write the database anew without gaps."""
        loose = folder / "loose"
        database = xapian.WritableDatabase(
            str(loose), xapian.DB_CREATE | xapian.DB_NO_SYNC
        )
        for document in documents:
            made = xapian.Document()
            add = made.add_posting
            for position, token in enumerate(document.text.split(" ")):
                add(token, position)
            made.add_value(_MONTH_SLOT, str(document.month))
            for slot, name in zip(_PERSON_SLOTS, document.persons, strict=False):
                made.add_value(slot, name)
            made.set_data(str(document.number))
            database.add_document(made)
            if document.number % _FLUSH_AFTER == _FLUSH_AFTER - 1:
                database.commit()
        database.commit()
        database.close()
        xapian.Database(str(loose)).compact(str(folder / "compact"))
        for file in loose.iterdir():
            file.unlink()
        loose.rmdir()

    def open(self, folder: Path) -> None:
        """Open the compacted database."""
        self._database = xapian.Database(str(folder / "compact"))
        self._n_docs = self._database.get_doccount()

    def prepare(self, query: BenchQuery) -> xapian.Query:
        """Make a query of terms."""
        terms = list(query.syllables)
        if len(terms) == 1:
            return xapian.Query(terms[0])
        if query.kind == "phrase":
            return xapian.Query(xapian.Query.OP_PHRASE, terms, len(terms))
        is_all = query.kind == "AND"
        return xapian.Query(
            xapian.Query.OP_AND if is_all else xapian.Query.OP_OR, terms
        )

    def top(self, prepared: xapian.Query) -> Answer:
        """Find the best, looking at every match so that the total is exact."""
        found = self._enquire(prepared).get_mset(0, N_HITS, self._n_docs)
        return Answer(found.get_matches_estimated(), _numbers(found))

    def faceted(self, prepared: xapian.Query) -> Answer:
        """Find the same while spies count."""
        enquire = self._enquire(prepared)
        months = xapian.ValueCountMatchSpy(_MONTH_SLOT)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in _PERSON_SLOTS]
        for spy in (months, *spies):
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, N_HITS, self._n_docs)
        persons: Counter[str] = Counter()
        for spy in spies:
            for item in spy.top_values(_TOP_OF_SLOT):
                persons[item.term.decode()] += item.termfreq
        by_month = {int(item.term): item.termfreq for item in months.values()}
        facets = Facets(dict(persons.most_common(N_PERSONS)), by_month)
        return Answer(found.get_matches_estimated(), _numbers(found), facets)

    def _enquire(self, prepared: xapian.Query) -> xapian.Enquire:
        enquire = xapian.Enquire(self._database)
        enquire.set_weighting_scheme(xapian.BM25Weight())
        enquire.set_query(prepared)
        return enquire


def _numbers(found: xapian.MSet) -> list[int]:
    return [int(match.document.get_data()) for match in found]
