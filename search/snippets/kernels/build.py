"""Compiles the inner loops of snippets, for this machine, beside their source.

    python search/snippets/kernels/build.py

`make install` does it. Where nothing can be compiled, snippets are made by Python
alone, some times slower, and the log says so.
"""

from __future__ import annotations

from pathlib import Path

from search.compiling import build, digest_of

SOURCES = [Path(__file__).with_name("kernels.c")]
LIBRARY = Path(__file__).with_name("kernels.so")


def source_digest() -> str:
    """Give a digest of the sources, by which an old library is known."""
    return digest_of(SOURCES)


if __name__ == "__main__":
    problem = build(SOURCES, LIBRARY)
    if problem is None:
        print("compiled the loops of snippets")
    else:
        print(f"snippets will be made without compiled loops: {problem}")
