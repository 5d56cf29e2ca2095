"""Compiles the inner loops of search, for this machine, beside their source.

    python search/embedded/kernels/build.py

`make install` does it. Where nothing can be compiled, the search runs on NumPy
alone, some times slower, and says so in its log.
"""

from __future__ import annotations

from pathlib import Path

from search.compiling import build, digest_of

SOURCES = sorted(Path(__file__).with_name("loops").glob("*.[ch]"))
LIBRARY = Path(__file__).with_name("kernels.so")


def source_digest() -> str:
    """Give a digest of the sources, by which an old library is known."""
    return digest_of(SOURCES)


if __name__ == "__main__":
    problem = build(SOURCES, LIBRARY)
    if problem is None:
        print("compiled the loops of search")
    else:
        print(f"search will run without its compiled loops: {problem}")
