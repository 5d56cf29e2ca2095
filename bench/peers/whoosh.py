"""Stock Whoosh, with its own codec: what Tra Cứu would be without arrays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import whoosh
from queries import BenchQuery
from token_corpus import Document
from whoosh import fields, index, sorting
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.query import And, Or, Phrase, Query, Term

from peers.base import N_HITS, N_PERSONS, Answer, Facets

_MEMORY_MB = 1024


class StockWhoosh:
    """One text field with positions; persons as keywords, the month as a column."""

    title = f"stock Whoosh {'.'.join(map(str, whoosh.__version__))}"
    folder = "whoosh"
    is_slow = True
    counts_only = False

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index documents into one segment, in one process."""
        schema = fields.Schema(
            text=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True),
            number=fields.STORED(),
            persons=fields.KEYWORD(commas=True, lowercase=False),
            month=fields.NUMERIC(int, sortable=True),
        )
        created = index.create_in(str(folder), schema)
        writer = created.writer(limitmb=_MEMORY_MB)
        for document in documents:
            writer.add_document(
                text=document.text,
                number=document.number,
                persons=",".join(document.persons),
                month=document.month,
            )
        writer.commit(optimize=True)

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._searcher = index.open_dir(str(folder)).searcher()

    def prepare(self, query: BenchQuery) -> Query:
        """Make a query of terms."""
        words = list(query.syllables)
        if query.kind == "phrase":
            return Phrase("text", words)
        terms = [Term("text", word) for word in words]
        if len(terms) == 1:
            return terms[0]
        return And(terms) if query.kind == "AND" else Or(terms)

    def top(self, prepared: Query) -> Answer:
        """Find the best; asking for the length counts all matches."""
        found = self._searcher.search(prepared, limit=N_HITS)
        return Answer(len(found), [hit["number"] for hit in found])

    def faceted(self, prepared: Query) -> Answer:
        """Find the same while facets sort every match into groups."""
        facets = sorting.Facets()
        facets.add_facet("month", sorting.FieldFacet("month", maptype=sorting.Count))
        facets.add_facet(
            "persons",
            sorting.FieldFacet("persons", allow_overlap=True, maptype=sorting.Count),
        )
        found = self._searcher.search(prepared, limit=N_HITS, groupedby=facets)
        named = {k: n for k, n in found.groups("persons").items() if k is not None}
        best = sorted(named, key=lambda name: (-named[name], name))[:N_PERSONS]
        return Answer(
            len(found),
            [hit["number"] for hit in found],
            Facets({name: named[name] for name in best}, found.groups("month")),
        )
