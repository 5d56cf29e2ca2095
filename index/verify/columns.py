"""Is the ``.doc`` of a segment what its documents say of themselves, and in order?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.messages import N_
from index.schema import name_term, split_name_term
from index.segments import documents
from index.segments.documents import NameRows, first_terms_of, open_documents
from index.segments.sections import check_sections
from index.verify.bounds import ascends, check_below, check_bounds, check_length
from index.verify.findings import Finding, differs, unlike


def check_columns(folder: Path, name: str, n_docs: int) -> Iterator[Finding]:
    """Check the columns, ids and names of a segment's documents.

    Parameters
    ----------
    folder : Path
    name : str
        Of the segment.
    n_docs : int
        Its documents, as the table of contents says.
    """
    file = name + documents.ENDING
    check_sections(folder / file)
    columns = open_documents(folder / file)
    yield from check_length(file, "minutes", columns.n_docs, n_docs)
    yield from check_length(file, "title_length", len(columns.title_lengths), n_docs)
    yield from check_length(file, "body_length", len(columns.body_lengths), n_docs)
    faults = [
        *check_bounds(file, "ids", columns.id_offsets, n_docs, len(columns.ids)),
        *check_length(file, "id_order", len(columns.id_order), n_docs),
        *check_below(file, "id_order", columns.id_order, n_docs),
    ]
    yield from faults
    if not faults:
        ids = columns.all_ids()
        in_order = [ids[doc] for doc in columns.id_order.tolist()]
        if not ascends(in_order):
            yield unlike(file, "id_order", N_("ascending order"))
        b"\n".join(ids).decode("utf-8", "surrogatepass")
    for field, rows in columns.names.items():
        yield from _check_rows(file, field, rows)


def _check_rows(file: str, field: str, rows: NameRows) -> Iterator[Finding]:
    """Check what opening the file did not."""
    terms = list(rows.terms)
    if not ascends(terms):
        yield unlike(file, f"{field}_terms", N_("ascending order"))
    if not np.array_equal(rows.first_terms, first_terms_of(terms)):
        found = rows.first_terms.tolist()[:5]
        yield differs(file, f"{field}_first_terms", N_("the keys of the terms"), found)
    is_first = np.zeros(len(rows.values) + 1, bool)
    is_first[rows.offsets] = True
    is_higher = rows.values[1:] > rows.values[:-1]
    if not np.all(is_higher | is_first[1:-1]):
        yield unlike(file, f"{field}_values", N_("ascending order"))
    for term in terms:
        text = term.decode("utf-8", "surrogatepass")
        if name_term(split_name_term(text)[1]) != text:
            yield differs(file, f"{field}_terms", N_("the key of the name"), text)
