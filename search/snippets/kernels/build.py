"""Compiles the inner loops of snippets, for this machine, beside their source.

    python search/snippets/kernels/build.py

`make install` does it. Where nothing can be compiled, snippets are made by Python
alone, some times slower, and the log says so.
"""

from __future__ import annotations

from pathlib import Path

from search.compiling import build_and_tell

SOURCES = [Path(__file__).with_name("kernels.c")]
LIBRARY = Path(__file__).with_name("kernels.so")


if __name__ == "__main__":
    build_and_tell(
        SOURCES,
        LIBRARY,
        "the loops of snippets",
        "snippets will be made without compiled loops",
    )
