"""tantivy (Rust), through its official Python package.

One thread writes with much memory, so that there is one segment without a
merge. For facets the exact total is what the histogram adds up to, so the
search itself need not count, which lets tantivy pass over blocks of documents
that cannot be among the best; that was the fastest way found.

From Python the ten best and the facets take two passes over the matches, where
a program in Rust can do with one. `TantivyFacets` makes only the second: one
pass for both would take as long as that, or a little longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tantivy
from queries import BenchQuery
from token_corpus import Document

from peers.base import N_HITS, N_PERSONS, Answer, Facets

_HEAP_BYTES = 4_000_000_000
_TEXT = "text"
_AGGREGATIONS = {
    "persons": {"terms": {"field": "persons", "size": N_PERSONS}},
    "months": {"histogram": {"field": "month", "interval": 1, "min_doc_count": 1}},
}


class Tantivy:
    """One text field with positions; persons and month as fast fields."""

    title = f"tantivy {tantivy.__version__.split(',')[0].removeprefix('tantivy v')}"
    folder = "tantivy"
    is_slow = False
    counts_only = False

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index documents into one segment."""
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(_HEAP_BYTES, num_threads=1)
        for document in documents:
            made = tantivy.Document(text=document.text, persons=list(document.persons))
            made.add_unsigned("number", document.number)
            made.add_unsigned("month", document.month)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open an index and see that it is one segment."""
        index = tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()
        if self._searcher.num_segments != 1:
            raise RuntimeError(f"{self._searcher.num_segments} segments")

    def prepare(self, query: BenchQuery) -> tantivy.Query:
        """Make a query of terms."""
        if query.kind == "phrase":
            return tantivy.Query.phrase_query(
                self._schema, _TEXT, list(query.syllables)
            )
        # With frequencies: without, a term is scored as if it stood once.
        terms = [
            tantivy.Query.term_query(self._schema, _TEXT, syllable, "freq")
            for syllable in query.syllables
        ]
        if len(terms) == 1:
            return terms[0]
        occur = tantivy.Occur.Must if query.kind == "AND" else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, term) for term in terms])

    def top(self, prepared: tantivy.Query) -> Answer:
        """Find and count in one pass."""
        found = self._searcher.search(prepared, N_HITS, count=True)
        return Answer(found.count, self._numbers(found))

    def faceted(self, prepared: tantivy.Query) -> Answer:
        """Find the best, then count in another pass."""
        found = self._searcher.search(prepared, N_HITS, count=False)
        facets = self._facets(prepared)
        return Answer(sum(facets.months.values()), self._numbers(found), facets)

    def _facets(self, prepared: tantivy.Query) -> Facets:
        counted = self._searcher.aggregate(prepared, _AGGREGATIONS)
        persons, months = (counted[name]["buckets"] for name in ("persons", "months"))
        return Facets(
            {bucket["key"]: bucket["doc_count"] for bucket in persons},
            {int(bucket["key"]): bucket["doc_count"] for bucket in months},
        )

    def _numbers(self, found: tantivy.SearchResult) -> list[int]:
        addresses = [address for _, address in found.hits]
        return self._searcher.fast_field_values("number", addresses)


class TantivyFacets(Tantivy):
    """The least that one pass for everything would take; see above."""

    title = f"{Tantivy.title}, facets alone"
    counts_only = True

    def faceted(self, prepared: tantivy.Query) -> Answer:
        """Count only; no hits."""
        facets = self._facets(prepared)
        return Answer(sum(facets.months.values()), [], facets)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_TEXT, tokenizer_name="whitespace")
    builder.add_unsigned_field("number", stored=True, fast=True)
    builder.add_unsigned_field("month", fast=True)
    builder.add_text_field(
        "persons", fast=True, tokenizer_name="raw", index_option="basic"
    )
    return builder.build()
