"""The inner loops of search, compiled where they could be, else with NumPy.

`plain` says what each function does; `native` is the same in C, a few to twenty
times faster; `build` compiles it. docs/decisions/0014-compiled-loops.md says why.
"""

from __future__ import annotations

import logging

try:
    from search.embedded.kernels.native import (
        add_frequencies,
        add_rows,
        add_units,
        addresses_of,
        count_marked,
        count_positive,
        count_rows,
        decode_list,
        docs_of,
        gather_frequencies,
        mark,
        score,
    )

    IS_COMPILED = True
except (OSError, AttributeError) as _exc:
    from search.embedded.kernels.plain import (
        add_frequencies,
        add_rows,
        add_units,
        addresses_of,
        count_marked,
        count_positive,
        count_rows,
        decode_list,
        docs_of,
        gather_frequencies,
        mark,
        score,
    )

    IS_COMPILED = False
    logging.getLogger(__name__).info(
        "searching without compiled loops, some times slower: %s", _exc
    )

__all__ = [
    "IS_COMPILED",
    "add_frequencies",
    "add_rows",
    "add_units",
    "addresses_of",
    "count_marked",
    "count_positive",
    "count_rows",
    "decode_list",
    "docs_of",
    "gather_frequencies",
    "mark",
    "score",
]
