"""Can the tables of a segment that are made of its terms and titles be followed?

``.par`` and ``.suggestions`` are made of the other files. Making them again takes
longer than all the rest; so what is checked is that no number of theirs leads
anywhere else than into the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import numpy as np

from index import suggestions
from index.messages import N_
from index.segments import pairs
from index.segments.pair_counting import WAYS
from index.segments.pairs import open_pairs
from index.segments.sections import check_sections, open_sections
from index.suggestions import KINDS, section_name
from index.suggestions.columns import Column
from index.verify.bounds import check_below, check_bounds, check_length
from index.verify.findings import Finding, unlike


def check_pairs(folder: Path, name: str, n_docs: int) -> Iterator[Finding]:
    """Check the pairs of a segment that has some; arguments as `check_columns`."""
    file = name + pairs.ENDING
    table = open_pairs(folder / file)
    if table is None:
        return
    check_sections(folder / file)
    for way, classes in table.classes.items():
        if list(classes) != sorted(classes):
            yield unlike(file, f"{way}_classes", N_("ascending order"))
    for v, w in product(WAYS, WAYS):
        found, docs = table.pairs[v, w], table.docs[v, w]
        what = f"{v}_{w}_pairs"
        yield from check_length(file, what, len(docs), len(found))
        end = len(table.classes[v]) * len(table.classes[w])
        yield from check_below(file, what, found, end)
        yield from check_below(file, f"{v}_{w}_docs", docs, n_docs + 1)
        if not np.all(found[1:] > found[:-1]):
            yield unlike(file, what, N_("ascending order"))


def check_suggestions(folder: Path, name: str, n_docs: int) -> Iterator[Finding]:
    """Check what a segment offers; arguments as `check_columns`."""
    file = name + suggestions.ENDING
    check_sections(folder / file)
    sections = open_sections(folder / file, suggestions.MAGIC, suggestions.VERSION)

    def whole(column: str) -> np.ndarray:
        return Column(sections, column)[:].astype(np.int64)

    letters, n_texts = sections["letters"], len(sections["texts"])
    n_syllables = len(whole("letter_offsets")) - 1
    n_pieces = len(whole("text_offsets")) - 1
    yield from check_length(file, "marks", len(sections["marks"]), len(letters))
    for column, n_rows, n_items in (
        ("letter_offsets", n_syllables, len(letters)),
        ("first_pieces", n_syllables, n_pieces),
        ("text_offsets", n_pieces, n_texts),
    ):
        yield from check_bounds(file, column, whole(column), n_rows, n_items)
    for kind in KINDS:
        yield from _check_table(file, sections, kind, n_pieces, n_docs)


def _check_table(
    file: str,
    sections: Mapping[str, np.ndarray],
    kind: str,
    n_pieces: int,
    n_docs: int,
) -> Iterator[Finding]:
    def named(column: str) -> str:
        return section_name(kind, column)

    def whole(column: str) -> np.ndarray:
        return Column(sections, named(column))[:].astype(np.int64)

    n = len(whole("counts"))
    hashes, by_hash, ranks = (
        sections[named("hashes")],
        whole("by_hash"),
        whole("hash_ranks"),
    )
    for column, found in (
        ("minutes", len(whole("minutes"))),
        ("hashes", len(hashes)),
        ("by_hash", len(by_hash)),
        ("hash_ranks", len(ranks)),
    ):
        yield from check_length(file, named(column), found, n)
    yield from check_length(
        file, named("first_minute"), len(sections[named("first_minute")]), 1
    )
    if not np.all(hashes[1:] >= hashes[:-1]):
        yield unlike(file, named("hashes"), N_("ascending order"))
    if not np.array_equal(by_hash[ranks], np.arange(n)):
        yield unlike(file, named("by_hash"), named("hash_ranks"))
    docs, pieces = whole("docs"), whole("pieces")
    yield from check_bounds(
        file, named("doc_offsets"), whole("doc_offsets"), n, len(docs)
    )
    yield from check_below(file, named("docs"), docs, n_docs)
    rows = whole("row_offsets")
    yield from check_bounds(file, named("row_offsets"), rows, n, len(pieces))
    yield from check_below(file, named("pieces"), pieces, n_pieces)
    entries, starts = whole("entries"), whole("starts")
    yield from check_length(file, named("starts"), len(starts), len(entries))
    yield from check_below(file, named("entries"), entries, n)
    if not np.all(starts < np.diff(rows)[entries]):
        yield unlike(file, named("starts"), named("row_offsets"))
