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
addresses_of = _loops.addresses_of
count_marked = _loops.count_marked
count_positive = _loops.count_positive
count_rows = _loops.count_rows
decode_list = _loops.decode_list
docs_of = _loops.docs_of
gather_frequencies = _loops.gather_frequencies
mark = _loops.mark
score = _loops.score
