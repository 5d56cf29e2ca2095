"""The inner loops of search, compiled where they could be, else with NumPy.

`plain` says what each function does; `native` is the same in C, a few to twenty
times faster; `build` compiles it. docs/decisions/0014-compiled-loops.md says why.
"""

from __future__ import annotations

import logging

try:
    from search.embedded.kernels import native as _loops

    IS_COMPILED = True
except (OSError, AttributeError) as _exc:
    from search.embedded.kernels import plain as _loops

    IS_COMPILED = False
    logging.getLogger(__name__).info(
        "searching without compiled loops, some times slower: %s", _exc
    )

add_frequencies = _loops.add_frequencies
add_rows = _loops.add_rows
add_units = _loops.add_units
best_of_words = _loops.best_of_words
count_marked = _loops.count_marked
count_positive = _loops.count_positive
count_rows = _loops.count_rows
docs_of = _loops.docs_of
mark = _loops.mark
mark_lists = _loops.mark_lists
least_of_most = _loops.least_of_most
rows_of = _loops.rows_of
score = _loops.score
score_words = _loops.score_words
tell_words = _loops.tell_words
