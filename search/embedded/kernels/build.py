"""Compiles the inner loops of search, for this machine, beside their source.

    python search/embedded/kernels/build.py

`make install` does it. Where nothing can be compiled, the search runs on NumPy
alone, some times slower, and says so in its log.
"""

from __future__ import annotations

from pathlib import Path

from search.compiling import build_and_tell

SOURCES = sorted(Path(__file__).with_name("loops").glob("*.[ch]"))
LIBRARY = Path(__file__).with_name("kernels.so")


if __name__ == "__main__":
    build_and_tell(
        SOURCES,
        LIBRARY,
        "the loops of search",
        "search will run without its compiled loops",
    )
